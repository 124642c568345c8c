-- Divisions and grids. The code is the hierarchy: 4 digits a city, 6 a county, 9 a street, 12 a community, 15 a unit grid.
CREATE TABLE grids (
  code {code} PRIMARY KEY CHECK (length(code) IN (4, 6, 9, 12, 15)),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),  -- as people call it
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),  -- 1 street, 2 community, 3 unit grid; 0: city or county
  parent_code {code} NULL REFERENCES grids (code),  -- null: a city
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: in use
  retired_reason TEXT NULL CHECK (length(retired_reason) BETWEEN 1 AND 500),  -- null: in use, or no reason given
  successors TEXT NULL,  -- of a retired grid: the codes that follow it, separated by spaces; null: none
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)  -- counts its changes
) {clustered_by_key};

CREATE INDEX grids_by_parent ON grids (parent_code, code);
