-- Working calendars. They list the days of a year that differ from their weekday, for everybody or for a grid's subtree.
CREATE TABLE calendars (
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 9000),
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- * is everybody.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  PRIMARY KEY (year, grid_code)
) {clustered_by_key};

CREATE TABLE calendar_days (
  year INTEGER NOT NULL,
  grid_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  working INTEGER NOT NULL CHECK (working IN (0, 1)),  -- 1 is a working day, although a weekend or holiday; 0 a day off.
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 50),  -- For example 国庆节.
  PRIMARY KEY (year, grid_code, day),
  FOREIGN KEY (year, grid_code) REFERENCES calendars (year, grid_code)
) {clustered_by_key};

-- Each change of a calendar, with the progress of recalculating the deadlines of open tickets.
CREATE TABLE calendar_changes (
  revision BIGINT NOT NULL PRIMARY KEY CHECK (revision BETWEEN 1 AND 9999999999999),  -- Counts from 1.
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  grid_code {code} NOT NULL,  -- * is everybody.
  first_day INTEGER NOT NULL CHECK (first_day BETWEEN 19000101 AND 99991231),  -- The first changed day.
  last_day INTEGER NOT NULL CHECK (last_day BETWEEN 19000101 AND 99991231),  -- The last changed day.
  last_ticket_id BIGINT NOT NULL DEFAULT 0,  -- Tickets up to this id have been recalculated.
  changed_tickets BIGINT NOT NULL DEFAULT 0 CHECK (changed_tickets BETWEEN 0 AND 9999999999999),  -- How many deadlines changed.
  done_at BIGINT NULL CHECK (done_at BETWEEN 0 AND 9999999999999)  -- Null while the recalculation runs.
);

CREATE INDEX calendar_changes_open ON calendar_changes (revision) WHERE done_at IS NULL;
