-- Divisions and grids. The code is the hierarchy: 4 digits a city, 6 a county, 9 a street (level-1 grid), 12 a community
-- (level 2), 15 a unit grid (level 3). Cities and counties are here for their names and as scopes; their level is 0.
CREATE TABLE grids (
  code {code} PRIMARY KEY CHECK (length(code) IN (4, 6, 9, 12, 15)),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
  parent_code {code} NULL REFERENCES grids (code),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),
  retired_reason TEXT NULL CHECK (length(retired_reason) BETWEEN 1 AND 500),
  -- Codes, separated by spaces.
  successors TEXT NULL,
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX grids_by_parent ON grids (parent_code, code);
