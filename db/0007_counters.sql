-- The statistics: a count for each grid and everything above it, by day, and above the community by month as well.
CREATE TABLE counters (
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),
  grain {code} NOT NULL CHECK (grain IN ('day', 'month')),
  -- The length of grid_code, so that all grids of a level lie together.
  digits INTEGER NOT NULL CHECK (digits IN (4, 6, 9, 12, 15)),
  grid_code {code} NOT NULL,
  -- yyyymmdd; of a month its first day.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  category {code} NOT NULL,
  programme {code} NOT NULL,
  role {code} NOT NULL,
  -- Never below zero in the end; an upsert's proposed row is a change, and engines check that row too.
  n BIGINT NOT NULL CHECK (n BETWEEN -9999999999999 AND 9999999999999),
  PRIMARY KEY (counter, grain, digits, grid_code, day, category, programme, role)
) {clustered_by_key};
