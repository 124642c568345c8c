-- Divisions and grids. The code is the hierarchy: 4 digits are a city, 6 a county, 9 a street, 12 a community, 15 a unit grid.
CREATE TABLE grids (
  code {code} PRIMARY KEY CHECK (length(code) IN (4, 6, 9, 12, 15)),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),  -- 1 is a street, 2 a community, 3 a unit grid, 0 a city or county
  parent_code {code} NULL REFERENCES grids (code),  -- Null for a city.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- Null while the grid is in use.
  retired_reason TEXT NULL CHECK (length(retired_reason) BETWEEN 1 AND 500),  -- Null when no reason was given.
  successors TEXT NULL,  -- The codes of the grids that replace a retired one, separated by spaces; null for none.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX grids_by_parent ON grids (parent_code, code);
