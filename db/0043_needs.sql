-- Needs (需求) that a group, a worker or the office publishes for others to claim.
CREATE TABLE needs (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('venue', 'information', 'talent', 'service', 'goods')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  description TEXT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  grid_code {code} NOT NULL REFERENCES grids (code),  -- Where it is.
  place_id BIGINT NULL REFERENCES places (id),
  group_id BIGINT NULL REFERENCES groups (id),  -- The group whose need it is; null for one of residents.
  contact TEXT NULL,  -- Encrypted: name and phone of whom to ask (encryption.md).
  salt TEXT NOT NULL CHECK (length(salt) = 24),  -- With which its event has the hash of title, description, place and ticket.
  hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),  -- Its ticket is or was confidential, so it has no words, place and contact.
  status TEXT NOT NULL CHECK (status IN ('submitted', 'open', 'taken', 'closed')),
  closing TEXT NULL CHECK (closing IN ('fulfilled', 'ticket', 'withdrawn', 'declined')),  -- Why it is closed.
  reason TEXT NULL CHECK (length(reason) BETWEEN 1 AND 500),  -- Of who withdrew or declined it.
  continuing INTEGER NOT NULL CHECK (continuing IN (0, 1)),  -- Paired help (结对) that owes a record each cycle.
  cycle TEXT NULL CHECK (cycle IN ('week', 'month', 'quarter')),  -- Of a continuing need.
  slots INTEGER NOT NULL CHECK (slots BETWEEN 1 AND 1000),  -- How many claims it takes.
  from_day INTEGER NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- When it is needed; null for any time.
  to_day INTEGER NULL CHECK (to_day BETWEEN from_day AND 99991231),  -- The last day.
  claim_by INTEGER NOT NULL CHECK (claim_by BETWEEN 19000101 AND 99991231),  -- Unclaimed after this day it alerts.
  alerted_at BIGINT NULL CHECK (alerted_at BETWEEN 0 AND 9999999999999),
  ticket_id BIGINT NULL REFERENCES tickets (id),  -- What it became.
  submitted_by BIGINT NOT NULL REFERENCES people (id),
  submitted_at BIGINT NOT NULL CHECK (submitted_at BETWEEN 0 AND 9999999999999),
  published_at BIGINT NULL CHECK (published_at BETWEEN 0 AND 9999999999999),  -- The groups of the grid see it from then on.
  closed_at BIGINT NULL CHECK (closed_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX needs_by_grid ON needs (grid_code, id);
CREATE INDEX needs_by_group ON needs (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX needs_by_place ON needs (place_id) WHERE place_id IS NOT NULL;
CREATE INDEX needs_by_ticket ON needs (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX needs_open ON needs (claim_by, id) WHERE status = 'open' AND alerted_at IS NULL;

-- Offers (资源) of venues, information, talents, services and goods.
CREATE TABLE offers (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('venue', 'information', 'talent', 'service', 'goods')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  description TEXT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  grid_code {code} NOT NULL REFERENCES grids (code),  -- Its subtree can have it.
  place_id BIGINT NULL REFERENCES places (id),
  group_id BIGINT NULL REFERENCES groups (id),  -- Who offers it; null for the office.
  salt TEXT NOT NULL CHECK (length(salt) = 24),  -- With which its event has the hash of title, description, place and hours.
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NULL CHECK (to_day BETWEEN from_day AND 99991231),  -- The last day; null while it is open.
  hours TEXT NULL CHECK (length(hours) BETWEEN 1 AND 200),
  quantity INTEGER NULL CHECK (quantity BETWEEN 1 AND 1000000),
  created_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  withdrawn_at BIGINT NULL CHECK (withdrawn_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX offers_by_grid ON offers (grid_code, id);
CREATE INDEX offers_by_group ON offers (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX offers_by_place ON offers (place_id) WHERE place_id IS NOT NULL;

-- Claims (认领) of needs, by a group or by a person in the own name. A claim in a status other than released fills a slot.
CREATE TABLE claims (
  id {id_key},
  need_id BIGINT NOT NULL REFERENCES needs (id),
  group_id BIGINT NULL REFERENCES groups (id),  -- Null for a person's own.
  claimed_by BIGINT NOT NULL REFERENCES people (id),
  offer_id BIGINT NULL REFERENCES offers (id),  -- With which it is met.
  status TEXT NOT NULL CHECK (status IN ('claimed', 'serving', 'done', 'confirmed', 'released')),
  claimed_at BIGINT NOT NULL CHECK (claimed_at BETWEEN 0 AND 9999999999999),
  done_at BIGINT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),  -- The last time that it was reported done.
  confirmed_at BIGINT NULL CHECK (confirmed_at BETWEEN 0 AND 9999999999999),
  confirmed_by BIGINT NULL REFERENCES people (id),  -- Never who claimed it, nor who acts for the group that did.
  released_at BIGINT NULL CHECK (released_at BETWEEN 0 AND 9999999999999),
  disputes INTEGER NOT NULL CHECK (disputes BETWEEN 0 AND 1000),  -- How often done was not accepted.
  encrypted TEXT NULL,  -- The reason of the last dispute, or of the release (encryption.md).
  owes_from INTEGER NULL CHECK (owes_from BETWEEN 19000101 AND 99991231),  -- The first cycle without a record, of a continuing need.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX claims_by_need ON claims (need_id, id);
CREATE INDEX claims_by_owed ON claims (owes_from) WHERE owes_from IS NOT NULL;
CREATE INDEX claims_by_group ON claims (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX claims_by_person ON claims (claimed_by, id);
CREATE INDEX claims_by_offer ON claims (offer_id) WHERE offer_id IS NOT NULL;

-- What was done for a claim on a day; a continuing need owes one in each cycle.
CREATE TABLE claim_records (
  id {id_key},
  claim_id BIGINT NOT NULL REFERENCES claims (id),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  cycle_day INTEGER NULL CHECK (cycle_day BETWEEN 19000101 AND 99991231),  -- The first day of the need's cycle that day lies in.
  person_id BIGINT NOT NULL REFERENCES people (id),
  recorded_at BIGINT NOT NULL CHECK (recorded_at BETWEEN 0 AND 9999999999999),
  encrypted TEXT NULL  -- The note (encryption.md).
);
CREATE INDEX claim_records_by_claim ON claim_records (claim_id, cycle_day);
