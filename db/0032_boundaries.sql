-- Boundaries of grids (网格边界), each from a day until the next one of its grid. They are never overwritten: a wrong one is followed by
-- another, of the same day too, and the last one of a day counts.
CREATE TABLE grid_boundaries (
  id {id_key},
  grid_code {code} NOT NULL REFERENCES grids (code),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  shape TEXT NOT NULL CHECK (length(shape) BETWEEN 1 AND 4000000),  -- GeoJSON (RFC 7946): a Polygon or MultiPolygon in WGS84.
  -- The box around it, in degrees.
  west DOUBLE PRECISION NOT NULL CHECK (west BETWEEN -180 AND 180),
  south DOUBLE PRECISION NOT NULL CHECK (south BETWEEN -90 AND 90),
  east DOUBLE PRECISION NOT NULL CHECK (east BETWEEN -180 AND 180),
  north DOUBLE PRECISION NOT NULL CHECK (north BETWEEN -90 AND 90),
  area_m2 DOUBLE PRECISION NOT NULL CHECK (area_m2 > 0),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NULL REFERENCES people (id)  -- Null for the command line.
);
CREATE INDEX grid_boundaries_by_grid ON grid_boundaries (grid_code, from_day, id);
