-- Counters move in two steps. A ticket's own transaction appends what it changes here, so no two filings wait for the same
-- row; every half second these rows are added to counters. A reader adds up both, so a figure is never behind.
CREATE TABLE counter_changes (
  seq {sequence_key},
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),  -- as in counters
  grid_code {code} NOT NULL CHECK (length(grid_code) IN (9, 12, 15)),  -- the ticket's own
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  category {code} NOT NULL,
  programme {code} NOT NULL,
  role {code} NOT NULL,
  n INTEGER NOT NULL CHECK (n IN (-1, 1))
);

-- How many tickets count for a grid, by day or month. A street and what is above it count all of their subtree, a community
-- and a unit grid only their own tickets.
CREATE TABLE counters (
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),  -- submitted, established, due_on_time … (Counter)
  detail {code} NOT NULL CHECK (detail IN ('category', 'programme')),  -- programme: sums of the others, down to the street
  grain {code} NOT NULL CHECK (grain IN ('day', 'month')),
  digits INTEGER NOT NULL CHECK (digits IN (4, 6, 9, 12, 15)),  -- length of grid_code, so that grids of a level lie together
  grid_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd; of a month its first
  category {code} NOT NULL,  -- empty in a programme's row, like role
  programme {code} NOT NULL,
  role {code} NOT NULL,
  n BIGINT NOT NULL CHECK (n BETWEEN -9999999999999 AND 9999999999999),  -- not negative, but an upsert checks the change it proposes too
  PRIMARY KEY (counter, detail, grain, digits, grid_code, day, category, programme, role)
) {clustered_by_key};

-- What a ticket was from one instant until another, written when any of it changes. At the instant T a ticket is its own
-- row when coalesce(state_since, filed_at) <= T, else its row here with from_at <= T < until_at (db/history.md).
CREATE TABLE ticket_history (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  until_at BIGINT NOT NULL CHECK (until_at BETWEEN 0 AND 9999999999999),  -- UTC ms, the first instant at which it is not so any more
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the ticket's last version of that state
  -- The columns of tickets with the same names
  status TEXT NOT NULL,
  handling_level INTEGER NOT NULL,
  grid_code {code} NOT NULL,
  kind TEXT NOT NULL,
  category {code} NOT NULL,
  programme TEXT NOT NULL,
  role {code} NOT NULL,
  handler_id BIGINT NULL,
  handler_post TEXT NULL,
  handler_role {code} NULL,
  urgency TEXT NOT NULL,
  source TEXT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_at BIGINT NOT NULL,
  filed_day INTEGER NOT NULL,
  accepted_day INTEGER NULL,
  accepted_at BIGINT NULL,
  closed_day INTEGER NULL,
  closed_at BIGINT NULL,
  closing_due_at BIGINT NULL,
  due_day INTEGER NULL,
  on_time INTEGER NULL,
  decision TEXT NULL,
  decided_day INTEGER NULL,
  decided_at BIGINT NULL,
  PRIMARY KEY (ticket_id, from_at, version),
  CHECK (until_at > from_at)
) {clustered_by_key};

-- What was so at an instant ended after it; written in the order of time, so the index grows at its end.
CREATE INDEX ticket_history_by_end ON ticket_history (until_at);
