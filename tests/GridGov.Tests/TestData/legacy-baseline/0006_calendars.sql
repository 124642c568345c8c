-- Working calendars: the days of a year that are not what their weekday says, for everybody or for a grid's subtree.
CREATE TABLE calendars (
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 9000),
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- *: everybody
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- counts its changes
  PRIMARY KEY (year, grid_code)
) {clustered_by_key};

CREATE TABLE calendar_days (
  year INTEGER NOT NULL,
  grid_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  working INTEGER NOT NULL CHECK (working IN (0, 1)),  -- 1: worked although a weekend or a holiday; 0: off
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),  -- such as 国庆节
  PRIMARY KEY (year, grid_code, day),
  FOREIGN KEY (year, grid_code) REFERENCES calendars (year, grid_code)
) {clustered_by_key};

-- Each change of a calendar, and how far the deadlines of open tickets have been recalculated after it.
CREATE TABLE calendar_changes (
  revision BIGINT NOT NULL PRIMARY KEY CHECK (revision BETWEEN 1 AND 9999999999999),  -- 1, 2, 3 …
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  grid_code {code} NOT NULL,  -- *: everybody
  first_day INTEGER NOT NULL CHECK (first_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the first day it changes
  last_day INTEGER NOT NULL CHECK (last_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the last
  reached BIGINT NOT NULL DEFAULT 0,  -- tickets up to this id are done
  moved BIGINT NOT NULL DEFAULT 0 CHECK (moved BETWEEN 0 AND 9999999999999),  -- how many tickets got other deadlines
  done_at BIGINT NULL CHECK (done_at BETWEEN 0 AND 9999999999999)  -- UTC ms; null: under way
);

CREATE INDEX calendar_changes_open ON calendar_changes (revision) WHERE done_at IS NULL;
