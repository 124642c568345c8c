-- What the office publishes on the public board (亮牌公示) of a grid and of all grids below that have none of their own.
CREATE TABLE boards (
  grid_code {code} PRIMARY KEY REFERENCES grids (code),
  published INTEGER NOT NULL CHECK (published IN (0, 1)),  -- Whether anybody may read the board.
  title TEXT NULL CHECK (length(title) BETWEEN 1 AND 100),  -- Null for the name of the grid that is shown.
  sections TEXT NOT NULL CHECK (length(sections) <= 200),  -- The codes of what is shown, separated by spaces.
  names TEXT NOT NULL CHECK (names IN ('full', 'surname', 'none')),  -- How people are named.
  office_phone TEXT NULL CHECK (length(office_phone) BETWEEN 1 AND 40),
  office_address TEXT NULL CHECK (length(office_address) BETWEEN 1 AND 200),
  notice_zh TEXT NULL CHECK (length(notice_zh) BETWEEN 1 AND 500),
  notice_en TEXT NULL CHECK (length(notice_en) BETWEEN 1 AND 500),
  measure TEXT NOT NULL CHECK (length(measure) BETWEEN 1 AND 60),  -- The code of the measure behind the rate.
  period TEXT NOT NULL CHECK (period IN ('this_month', 'last_thirty_days', 'this_year')),  -- The days that the measure covers.
  removed_at BIGINT NULL CHECK (removed_at BETWEEN 0 AND 9999999999999),  -- Since then the board of the grids above applies again.
  version BIGINT NOT NULL CHECK (version BETWEEN 2 AND 9999999999999)  -- 1 is that of a grid for which none was ever set.
);

-- The service circle looks for service points around a position, among all places of a city.
CREATE INDEX places_service_points ON places (lat, lng, id) WHERE kind = 'service_point' AND lat IS NOT NULL AND retired_at IS NULL;
-- Courtyards are the origins of a grid's service circle.
CREATE INDEX places_courtyards ON places (grid_code, id) WHERE kind = 'courtyard' AND retired_at IS NULL;
