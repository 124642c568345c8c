-- Tickets (案卷) as they are now; their past is in the journal. A confidential one has masks instead of texts, and no place.
-- Texts stand last, because SQLite reads a row from its beginning. 0008 adds request_id, supervision_id, joint_action_id;
-- the indexes are in 0009.
CREATE TABLE tickets (
  id {id_key},
  number {code} NOT NULL CHECK (length(number) BETWEEN 10 AND 40),  -- street, day, running number: 410103003-20120514-0007
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- counts its changes
  updated_at BIGINT NOT NULL CHECK (updated_at BETWEEN 0 AND 9999999999999),  -- UTC ms of the last change

  -- What it is
  status TEXT NOT NULL CHECK (length(status) BETWEEN 1 AND 20),  -- submitted, accepted, closed … (TicketStatus)
  handling_level INTEGER NOT NULL CHECK (handling_level BETWEEN 0 AND 3),  -- level that handles it; 0: above the street
  grid_code {code} NOT NULL REFERENCES grids (code),
  street_code {code} NOT NULL,  -- the first 9 digits of grid_code
  category {code} NOT NULL REFERENCES categories (code),
  kind TEXT NOT NULL CHECK (kind IN ('event', 'component', 'condition')),  -- from the category at filing, like the next three
  programme TEXT NOT NULL CHECK (programme IN ('social_conditions', 'seven_fields')),
  role {code} NOT NULL REFERENCES service_roles (code),  -- the service role in charge
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),  -- 1: its texts are in ticket_secrets and its events
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'urgent', 'green_channel')),  -- 一般, 紧急, 绿色通道
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 20),  -- patrol, resident, hotline … (TicketSource)

  -- Where it is; all null: no place was given
  lng DOUBLE PRECISION NULL CHECK (lng BETWEEN -180 AND 180),  -- degrees, WGS84
  lat DOUBLE PRECISION NULL CHECK (lat BETWEEN -90 AND 90),  -- degrees, WGS84
  cell BIGINT NULL CHECK (cell BETWEEN 0 AND 999999999999),  -- of a thousandth of a degree, to find reports of one place (Places.Cell)
  sent_lng DOUBLE PRECISION NULL CHECK (sent_lng BETWEEN -180 AND 180),  -- degrees, as sent, in the datum coord_sys
  sent_lat DOUBLE PRECISION NULL CHECK (sent_lat BETWEEN -90 AND 90),
  coord_sys TEXT NULL CHECK (coord_sys IN ('wgs84', 'gcj02', 'bd09')),

  -- Who did what
  filed_by BIGINT NOT NULL REFERENCES people (id),
  filed_at BIGINT NOT NULL CHECK (filed_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  filed_day INTEGER NOT NULL CHECK (filed_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, local
  verifier_id BIGINT NULL REFERENCES people (id),  -- who is asked to look before it is decided on; null: nobody was
  accepted_at BIGINT NULL CHECK (accepted_at BETWEEN 0 AND 9999999999999),  -- UTC ms of its first acceptance; null: none
  accepted_day INTEGER NULL CHECK (accepted_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  handler_id BIGINT NULL REFERENCES people (id),  -- null: nobody has it
  handler_post TEXT NULL,  -- the post in which the handler was given it (PostKind)
  handler_role {code} NULL,  -- and the service role of that post; null: a post without one
  resolved_by BIGINT NULL REFERENCES people (id),
  resolved_at BIGINT NULL CHECK (resolved_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: not resolved yet
  closed_at BIGINT NULL CHECK (closed_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: open, or ended without being closed
  closed_day INTEGER NULL CHECK (closed_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  suspended_until INTEGER NULL CHECK (suspended_until BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the first day it goes on
  merged_into BIGINT NULL REFERENCES tickets (id),  -- the ticket that goes on, which may be merged as well; null: not merged
  evaluated_at BIGINT NULL CHECK (evaluated_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: not evaluated
  evaluation_score INTEGER NULL CHECK (evaluation_score BETWEEN 1 AND 5),

  -- The clock that runs (ticket_clocks); null: none does
  yellow_at BIGINT NULL CHECK (yellow_at BETWEEN 0 AND 9999999999999),  -- UTC ms at which its light turns yellow
  due_at BIGINT NULL CHECK (due_at BETWEEN 0 AND 9999999999999),  -- UTC ms, the last instant in time
  alerted INTEGER NULL CHECK (alerted IN (1, 2)),  -- what people were told of it: 1 yellow, 2 red; null: nothing yet
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 2),  -- approved in this round of handling
  reply_due BIGINT NULL CHECK (reply_due BETWEEN 0 AND 9999999999999),  -- UTC ms by which a supervisor wants a reply; null: none is due
  wake_at BIGINT NULL CHECK (wake_at BETWEEN 0 AND 9999999999999),  -- UTC ms of whatever comes due first; null: nothing will
  woken_at BIGINT NULL CHECK (woken_at BETWEEN 0 AND 9999999999999),  -- UTC ms; what came due up to then was acted on

  -- What measures go by (db/history.md)
  closing_due_at BIGINT NULL CHECK (closing_due_at BETWEEN 0 AND 9999999999999),  -- UTC ms (结案期限); null: none, or suspended
  due_day INTEGER NULL CHECK (due_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd on which it counts as due (应结案)
  on_time INTEGER NULL CHECK (on_time IN (0, 1)),  -- of a closed one: 1 closed by closing_due_at; null: not closed
  decision TEXT NULL CHECK (decision IN ('valid', 'invalid')),  -- on the report; null: none yet
  decided_day INTEGER NULL CHECK (decided_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  contact_due_at BIGINT NULL CHECK (contact_due_at BETWEEN 0 AND 9999999999999),  -- UTC ms to call the reporter by; null: nobody to call
  contact_due_day INTEGER NULL CHECK (contact_due_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  contacted_at BIGINT NULL CHECK (contacted_at BETWEEN 0 AND 9999999999999),  -- UTC ms of the first call that reached them; null: none
  state_since BIGINT NULL CHECK (state_since BETWEEN 0 AND 9999999999999),  -- UTC ms, see ticket_history; null: since filed_at

  -- The end of the chain of its events (db/chains.md), without which a cut at the end would not show
  events BIGINT NOT NULL DEFAULT 0 CHECK (events BETWEEN 0 AND 9999999999999),  -- how many there are
  head_hash {code} NULL CHECK (length(head_hash) = 64),  -- hash of the last; null: no event

  -- Texts
  description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 200),  -- null: none was given
  result TEXT NULL CHECK (length(result) BETWEEN 1 AND 2000),  -- null: not resolved yet
  verify_question TEXT NULL CHECK (length(verify_question) BETWEEN 1 AND 500),  -- to the verifier; null: none
  verify_findings TEXT NULL CHECK (length(verify_findings) BETWEEN 1 AND 2000),  -- the answer; null: none yet
  evaluation_comment TEXT NULL CHECK (length(evaluation_comment) BETWEEN 1 AND 500)  -- null: none
);

-- The last running number of a street's day.
CREATE TABLE ticket_numbers (
  street_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  last INTEGER NOT NULL CHECK (last BETWEEN 1 AND 999999999),
  PRIMARY KEY (street_code, day)
) {clustered_by_key};

-- Who reported a ticket, when that is not the person who filed it. Encrypted (db/encryption.md).
CREATE TABLE ticket_reporters (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 100000),  -- 1, 2, 3 … of a ticket
  name TEXT NULL CHECK (length(name) BETWEEN 1 AND 100),  -- always null: it is in sealed
  phone TEXT NULL CHECK (length(phone) BETWEEN 3 AND 32),  -- always null: it is in sealed
  sealed TEXT NULL CHECK (length(sealed) BETWEEN 1 AND 4000),  -- name and phone, encrypted; null: anonymised
  phone_hash {code} NULL CHECK (length(phone_hash) BETWEEN 1 AND 80),  -- keyed hash, to find the number by; null: no number
  anonymised_at BIGINT NULL CHECK (anonymised_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: not yet
  PRIMARY KEY (ticket_id, position)
) {clustered_by_key};

CREATE INDEX ticket_reporters_by_phone ON ticket_reporters (phone_hash, ticket_id) WHERE phone_hash IS NOT NULL;
-- Shows that nothing is stored unencrypted: it has no entry.
CREATE INDEX ticket_reporters_plain ON ticket_reporters (ticket_id, position) WHERE name IS NOT NULL OR phone IS NOT NULL;

-- What was filed of a confidential ticket, encrypted; what was said later is, encrypted, in its events.
CREATE TABLE ticket_secrets (
  ticket_id {id_key} REFERENCES tickets (id),
  sealed TEXT NOT NULL CHECK (length(sealed) BETWEEN 1 AND 200000)  -- description, address and coordinates
);
