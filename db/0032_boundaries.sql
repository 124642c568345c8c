-- Boundaries of grids (网格边界), each from a day until the next one of its grid. They are never overwritten: a wrong one is followed by
-- another, of the same day too, and the last one of a day counts.
CREATE TABLE grid_boundaries (
  id {sequence_key},  -- Grows with every import, so the greatest one is the revision of all of them.
  grid_code {code} NOT NULL REFERENCES grids (code),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  shape TEXT NOT NULL CHECK (length(shape) BETWEEN 1 AND 4000000),  -- GeoJSON (RFC 7946): a Polygon or MultiPolygon in WGS84.
  area_m2 DOUBLE PRECISION NOT NULL CHECK (area_m2 > 0),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NULL REFERENCES people (id)  -- Null for the program.
);
CREATE INDEX grid_boundaries_by_grid ON grid_boundaries (grid_code, from_day, id);

-- The last retirement, by which the boundaries in memory are known to be current.
CREATE INDEX grids_by_retirement ON grids (retired_at) WHERE retired_at IS NOT NULL;

-- A ticket whose place lies outside its grid: how far, and the lowest grid that it lies in, null outside all. Confidential tickets have
-- neither, because they tell the place.
ALTER TABLE tickets ADD COLUMN grid_distance INTEGER NULL CHECK (grid_distance BETWEEN 1 AND 99999999);
ALTER TABLE tickets ADD COLUMN located_grid {code} NULL REFERENCES grids (code);
