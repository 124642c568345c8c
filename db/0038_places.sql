-- Places (场所) where workers go: courtyards, doors, premises, buildings, service points, venues, checkpoints. A place is never a person,
-- so no column says who lives there.
CREATE TABLE places (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('courtyard', 'household', 'premises', 'building', 'service_point', 'venue', 'checkpoint')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  grid_code {code} NOT NULL REFERENCES grids (code),  -- The lowest grid that it lies in.
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 200),
  lng DOUBLE PRECISION NULL CHECK (lng BETWEEN -180 AND 180),  -- In WGS84; both or neither.
  lat DOUBLE PRECISION NULL CHECK (lat BETWEEN -90 AND 90),
  run_by TEXT NULL CHECK (length(run_by) BETWEEN 1 AND 100),  -- The organisation that runs it.
  opening_hours TEXT NULL CHECK (length(opening_hours) BETWEEN 1 AND 200),
  office_phone TEXT NULL CHECK (length(office_phone) BETWEEN 1 AND 40),
  public INTEGER NOT NULL CHECK (public IN (0, 1)),  -- Whether the office shows it to everybody.
  visit_every_days INTEGER NULL CHECK (visit_every_days BETWEEN 1 AND 366),  -- How often it should be visited; null for no rule.
  care_level TEXT NULL,  -- Encrypted: how much care those behind the door need (db/encryption.md); null for none.
  external_number {code} NULL CHECK (length(external_number) BETWEEN 1 AND 60),  -- Of another system; once in a street.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),
  retired_reason TEXT NULL CHECK (length(retired_reason) BETWEEN 1 AND 1000),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX places_by_grid ON places (grid_code, id);
CREATE INDEX places_by_position ON places (lat, lng, grid_code, id) WHERE lat IS NOT NULL;
-- A number tells nothing of the places of other streets.
CREATE UNIQUE INDEX places_external_number_once ON places (substr(grid_code, 1, 9), external_number)
  WHERE external_number IS NOT NULL AND retired_at IS NULL;

-- Words by which places are chosen, such as 餐饮 or 独居.
CREATE TABLE place_tags (
  place_id BIGINT NOT NULL REFERENCES places (id),
  tag TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 40),
  PRIMARY KEY (place_id, tag)
) {clustered_by_key};
CREATE INDEX place_tags_by_tag ON place_tags (tag, place_id);

-- The place of a ticket; a confidential ticket has none, because it tells where.
ALTER TABLE tickets ADD COLUMN place_id BIGINT NULL REFERENCES places (id);
CREATE INDEX tickets_by_place ON tickets (place_id, id) WHERE place_id IS NOT NULL;
