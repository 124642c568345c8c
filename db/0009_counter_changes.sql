-- Statistics move in two steps. A ticket's own transaction appends what it changes, a row for each count, at the end of
-- one table: that costs a filing next to nothing, and no two filings wait for the same row. Every half second those rows
-- are folded into the counters of the grid and of each one above it. A reader adds the two up in its snapshot, so a
-- figure is never behind.
CREATE TABLE counter_changes (
  seq {sequence_key},
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),
  -- The ticket's own grid.
  grid_code {code} NOT NULL CHECK (length(grid_code) IN (9, 12, 15)),
  -- yyyymmdd.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  category {code} NOT NULL,
  programme {code} NOT NULL,
  role {code} NOT NULL,
  n INTEGER NOT NULL CHECK (n IN (-1, 1))
);

ALTER TABLE counters RENAME TO counters_before_folding;

CREATE TABLE counters (
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),
  -- category: a row for each category, programme and role. programme: their sums, down to the street, so that a long
  -- period is a few rows however many categories there are.
  detail {code} NOT NULL CHECK (detail IN ('category', 'programme')),
  grain {code} NOT NULL CHECK (grain IN ('day', 'month')),
  -- The length of grid_code, so that all grids of a level lie together.
  digits INTEGER NOT NULL CHECK (digits IN (4, 6, 9, 12, 15)),
  grid_code {code} NOT NULL,
  -- yyyymmdd; of a month its first day.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  -- Empty where the row is a programme's.
  category {code} NOT NULL,
  programme {code} NOT NULL,
  role {code} NOT NULL,
  -- Never below zero in the end; an upsert's proposed row is a change, and engines check that row too.
  n BIGINT NOT NULL CHECK (n BETWEEN -9999999999999 AND 9999999999999),
  PRIMARY KEY (counter, detail, grain, digits, grid_code, day, category, programme, role)
) {clustered_by_key};

INSERT INTO counters (counter, detail, grain, digits, grid_code, day, category, programme, role, n)
SELECT counter, 'category', grain, digits, grid_code, day, category, programme, role, n
  FROM counters_before_folding
 WHERE n <> 0;

INSERT INTO counters (counter, detail, grain, digits, grid_code, day, category, programme, role, n)
SELECT counter, 'programme', grain, digits, grid_code, day, '', programme, '', sum(n)
  FROM counters_before_folding
 WHERE digits <= 9
 GROUP BY counter, grain, digits, grid_code, day, programme
HAVING sum(n) <> 0;

DROP TABLE counters_before_folding;
