-- Changes of counters. A ticket's own transaction appends them, so no two filings wait for the same row. Every half second
-- they are added to counters. A reader sums both tables, so a figure is always current.
CREATE TABLE counter_changes (
  seq {sequence_key},
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),  -- A code of Counter.
  grid_code {code} NOT NULL CHECK (length(grid_code) IN (9, 12, 15)),  -- The ticket's grid.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  category {code} NOT NULL,
  programme {code} NOT NULL,
  role {code} NOT NULL,
  delta INTEGER NOT NULL CHECK (delta IN (-1, 1))
);

-- Counts for a grid, by day or month. A street and the divisions above it count their whole subtree; a community and a unit
-- grid count only their own tickets.
CREATE TABLE counters (
  counter {code} NOT NULL CHECK (length(counter) BETWEEN 1 AND 40),  -- A code of Counter.
  detail {code} NOT NULL CHECK (detail IN ('category', 'programme')),  -- Programme rows sum the others, down to the street.
  grain {code} NOT NULL CHECK (grain IN ('day', 'month')),
  -- The length of grid_code. It precedes the code in the key, so that the grids of a level are adjacent.
  code_length INTEGER NOT NULL CHECK (code_length IN (4, 6, 9, 12, 15)),
  grid_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- The first day of a month in its row.
  category {code} NOT NULL,  -- Empty in a programme's row, like role.
  programme {code} NOT NULL,
  role {code} NOT NULL,
  -- Never negative when stored. The CHECK allows negative numbers, because it also applies to the change in an upsert.
  count BIGINT NOT NULL CHECK (count BETWEEN -9999999999999 AND 9999999999999),
  PRIMARY KEY (counter, detail, grain, code_length, grid_code, day, category, programme, role)
) {clustered_by_key};

-- Former states of tickets, written when any of these columns changes. At the instant T the state is the row of tickets when
-- coalesce(state_since, filed_at) <= T, and otherwise the row here with from_at <= T < until_at (db/history.md).
CREATE TABLE ticket_history (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),
  until_at BIGINT NOT NULL CHECK (until_at BETWEEN 0 AND 9999999999999),  -- The first instant of the next state.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The ticket's last version in that state.
  -- The columns below have the meaning of those of tickets.
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

-- A state at an instant ended after it. Rows are written in the order of time, so the index grows at its end.
CREATE INDEX ticket_history_by_end ON ticket_history (until_at);
