CREATE TABLE tickets (
  id {id_key},
  -- Street, day and running number, as people read it out: 410103003-20120514-0007.
  number {code} NOT NULL CHECK (length(number) BETWEEN 10 AND 40),
  status TEXT NOT NULL CHECK (length(status) BETWEEN 1 AND 20),
  handling_level INTEGER NOT NULL CHECK (handling_level BETWEEN 0 AND 3),
  -- The grid's code, and those of its community and street, which the newest-first lists use.
  grid_code {code} NOT NULL REFERENCES grids (code),
  community_code {code} NULL,
  street_code {code} NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('event', 'component', 'condition')),
  category {code} NOT NULL REFERENCES categories (code),
  programme TEXT NOT NULL CHECK (programme IN ('social_conditions', 'seven_fields')),
  -- The service role in charge, from the category at filing.
  role {code} NOT NULL REFERENCES service_roles (code),
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'urgent', 'green_channel')),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 20),
  description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
  -- Degrees, WGS84.
  lng DOUBLE PRECISION NULL CHECK (lng BETWEEN -180 AND 180),
  lat DOUBLE PRECISION NULL CHECK (lat BETWEEN -90 AND 90),
  -- What was sent, in the datum it was sent in.
  sent_lng DOUBLE PRECISION NULL CHECK (sent_lng BETWEEN -180 AND 180),
  sent_lat DOUBLE PRECISION NULL CHECK (sent_lat BETWEEN -90 AND 90),
  coord_sys TEXT NULL CHECK (coord_sys IN ('wgs84', 'gcj02', 'bd09')),
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 200),
  filed_by BIGINT NOT NULL REFERENCES people (id),
  filed_at BIGINT NOT NULL CHECK (filed_at BETWEEN 0 AND 9999999999999),
  filed_day INTEGER NOT NULL CHECK (filed_day BETWEEN 19000101 AND 99991231),
  accepted_at BIGINT NULL CHECK (accepted_at BETWEEN 0 AND 9999999999999),
  accepted_day INTEGER NULL CHECK (accepted_day BETWEEN 19000101 AND 99991231),
  handler_id BIGINT NULL REFERENCES people (id),
  -- The post, and the role if it has one, in which the handler was given the ticket.
  handler_post TEXT NULL,
  handler_role {code} NULL,
  resolved_by BIGINT NULL REFERENCES people (id),
  resolved_at BIGINT NULL CHECK (resolved_at BETWEEN 0 AND 9999999999999),
  result TEXT NULL CHECK (length(result) BETWEEN 1 AND 2000),
  closed_at BIGINT NULL CHECK (closed_at BETWEEN 0 AND 9999999999999),
  closed_day INTEGER NULL CHECK (closed_day BETWEEN 19000101 AND 99991231),
  updated_at BIGINT NOT NULL CHECK (updated_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

CREATE UNIQUE INDEX tickets_by_number ON tickets (number);
CREATE INDEX tickets_by_grid ON tickets (grid_code, id);
CREATE INDEX tickets_by_community ON tickets (community_code, id);
CREATE INDEX tickets_by_street ON tickets (street_code, id);
-- What a handler has in hand.
CREATE INDEX tickets_by_handler ON tickets (handler_id, id) WHERE closed_at IS NULL AND handler_id IS NOT NULL;

-- The last running number of a street's day.
CREATE TABLE ticket_numbers (
  street_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 999999999),
  PRIMARY KEY (street_code, day)
) {clustered_by_key};

-- Who told us of it, when that is not the person who filed it.
CREATE TABLE ticket_reporters (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 100000),
  name TEXT NULL CHECK (length(name) BETWEEN 1 AND 100),
  phone TEXT NULL CHECK (length(phone) BETWEEN 3 AND 32),
  PRIMARY KEY (ticket_id, position)
) {clustered_by_key};

-- Every check of a ticket: how often work had to be done again, and which tickets that was.
CREATE TABLE ticket_checks (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  -- The ticket's version after the check.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  action TEXT NOT NULL CHECK (action IN ('pass', 'fail')),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};
