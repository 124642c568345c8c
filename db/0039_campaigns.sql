-- Campaigns (行动): daily patrols, door knocking, surveys, inspections, deliveries.
CREATE TABLE campaigns (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('patrol', 'visit', 'survey', 'inspection', 'delivery')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  description TEXT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  grid_code {code} NOT NULL REFERENCES grids (code),  -- The lowest grid or division that contains all of its grids.
  status TEXT NOT NULL CHECK (status IN ('planned', 'running', 'closed', 'cancelled')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NOT NULL CHECK (to_day BETWEEN from_day AND 99991231),  -- The last day.
  cycle TEXT NOT NULL CHECK (cycle IN ('once', 'day', 'week', 'month', 'quarter')),
  target TEXT NOT NULL CHECK (length(target) <= 4000),  -- JSON: the filter of places.
  goal INTEGER NULL CHECK (goal BETWEEN 1 AND 100000000),  -- How many records, or things handed over, in all; null for none.
  questions TEXT NOT NULL CHECK (length(questions) <= 60000),  -- JSON: up to 30 questions.
  leader_id BIGINT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NOT NULL REFERENCES people (id),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),
  ended_reason TEXT NULL CHECK (length(ended_reason) BETWEEN 1 AND 1000),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX campaigns_by_grid ON campaigns (grid_code, id);
CREATE INDEX campaigns_by_status ON campaigns (status, to_day);

-- The subtrees that a campaign is carried out in.
CREATE TABLE campaign_grids (
  campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
  grid_code {code} NOT NULL REFERENCES grids (code),
  PRIMARY KEY (campaign_id, grid_code)
) {clustered_by_key};
CREATE INDEX campaign_grids_by_grid ON campaign_grids (grid_code, campaign_id);

-- The places that a campaign's filter chose, each from an instant until an instant, so that coverage can be asked as of an earlier one.
CREATE TABLE campaign_targets (
  campaign_id BIGINT NOT NULL REFERENCES campaigns (id),
  place_id BIGINT NOT NULL REFERENCES places (id),
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),
  until_at BIGINT NULL CHECK (until_at BETWEEN from_at AND 9999999999999),  -- Null while it is one, and for one at the campaign's end.
  grid_code {code} NOT NULL REFERENCES grids (code),  -- The place's grid in that time.
  PRIMARY KEY (campaign_id, place_id, from_at)
) {clustered_by_key};
CREATE INDEX campaign_targets_by_place ON campaign_targets (place_id, campaign_id);
CREATE INDEX campaign_targets_by_grid ON campaign_targets (campaign_id, grid_code, place_id);

-- Rounds (出勤): a person's going out.
CREATE TABLE rounds (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  grid_code {code} NOT NULL REFERENCES grids (code),  -- Of the post by which the person goes out.
  campaign_id BIGINT NULL REFERENCES campaigns (id),  -- Null for a round for all that is due.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- Of started_at.
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),  -- By the phone's clock, bounded by the journal's.
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),  -- Likewise; null while it goes on.
  ending TEXT NULL CHECK (ending IN ('finished', 'lapsed')),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  track_points INTEGER NOT NULL CHECK (track_points BETWEEN 0 AND 1000000),
  metres DOUBLE PRECISION NOT NULL CHECK (metres >= 0),  -- Along the track, without its flagged points.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX rounds_by_person ON rounds (person_id, day, id);
CREATE INDEX rounds_by_grid ON rounds (grid_code, day, id);
CREATE UNIQUE INDEX rounds_open ON rounds (person_id) WHERE ended_at IS NULL;  -- Nobody has two at a time.
CREATE INDEX rounds_by_campaign ON rounds (campaign_id, id) WHERE campaign_id IS NOT NULL;

-- Where a round went. Only the person and who may read the records of the grid see it.
CREATE TABLE round_points (
  round_id BIGINT NOT NULL REFERENCES rounds (id),
  done_at BIGINT NOT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),  -- By the phone's clock.
  lng DOUBLE PRECISION NOT NULL CHECK (lng BETWEEN -180 AND 180),
  lat DOUBLE PRECISION NOT NULL CHECK (lat BETWEEN -90 AND 90),
  accuracy_m DOUBLE PRECISION NULL CHECK (accuracy_m >= 0),
  outside_grid INTEGER NOT NULL CHECK (outside_grid IN (0, 1)),
  too_fast INTEGER NOT NULL CHECK (too_fast IN (0, 1)),  -- From the point before, faster than a person goes.
  PRIMARY KEY (round_id, done_at)
) {clustered_by_key};

-- Records (记录): what was found at a place or point, at a time. A correction is a later record; nothing else of a row changes.
CREATE TABLE records (
  id {id_key},
  campaign_id BIGINT NULL REFERENCES campaigns (id),  -- Null outside campaigns.
  cycle_day INTEGER NULL CHECK (cycle_day BETWEEN 19000101 AND 99991231),  -- The first day of the campaign's cycle that done_at lies in.
  round_id BIGINT NULL REFERENCES rounds (id),
  place_id BIGINT NULL REFERENCES places (id),  -- Null at a point.
  grid_code {code} NOT NULL REFERENCES grids (code),  -- The place's at that time, or that of the point.
  person_id BIGINT NOT NULL REFERENCES people (id),
  post TEXT NOT NULL,  -- The post by which the person made it.
  recorded_at BIGINT NOT NULL CHECK (recorded_at BETWEEN 0 AND 9999999999999),  -- By the server's clock.
  done_at BIGINT NOT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),  -- By the phone's clock, bounded by the journal's.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- Of done_at.
  outcome TEXT NOT NULL CHECK (outcome IN ('met', 'absent', 'refused', 'in_order', 'finding', 'handed_over')),
  lng DOUBLE PRECISION NULL CHECK (lng BETWEEN -180 AND 180),  -- Where the phone was, in WGS84; both or neither.
  lat DOUBLE PRECISION NULL CHECK (lat BETWEEN -90 AND 90),
  place_metres DOUBLE PRECISION NULL CHECK (place_metres >= 0),  -- From there to the place; null without either position.
  outside_grid INTEGER NOT NULL CHECK (outside_grid IN (0, 1)),  -- Whether the position lies outside the grid.
  quantity DOUBLE PRECISION NULL CHECK (quantity >= 0),
  encrypted TEXT NULL,  -- Answers and note (db/encryption.md), because they may speak of those behind the door; null without either.
  ticket_id BIGINT NULL REFERENCES tickets (id),  -- What a finding became.
  corrects_id BIGINT NULL REFERENCES records (id),
  corrected_by BIGINT NULL REFERENCES records (id)  -- The later record that corrects it; it counts nowhere since.
);
CREATE INDEX records_by_campaign ON records (campaign_id, cycle_day, place_id, outcome) WHERE corrected_by IS NULL;
CREATE INDEX records_by_place ON records (place_id, id) WHERE place_id IS NOT NULL;
-- When a place was last visited, of which the due list asks for each place.
CREATE INDEX records_by_visit ON records (place_id, done_at) WHERE place_id IS NOT NULL AND corrected_by IS NULL;
CREATE INDEX records_by_person ON records (person_id, day, id);
CREATE INDEX records_by_grid ON records (grid_code, day, id);
CREATE INDEX records_by_ticket ON records (ticket_id) WHERE ticket_id IS NOT NULL;

-- The photos of a record.
CREATE TABLE record_photos (
  record_id BIGINT NOT NULL REFERENCES records (id),
  file_id BIGINT NOT NULL REFERENCES files (id),
  sha256 {code} NOT NULL CHECK (length(sha256) = 64),  -- Hexadecimal digits.
  PRIMARY KEY (record_id, file_id)
) {clustered_by_key};
CREATE INDEX record_photos_by_file ON record_photos (file_id);
