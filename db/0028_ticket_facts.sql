-- What the measures go by beside a ticket's status, and what it was at any earlier instant. Of tickets from before this
-- file the new columns are empty until `rebuild` has told them from the journal.

-- The effective deadline of the whole ticket (结案期限), while it is established and its clock runs; of a closed one as it was.
ALTER TABLE tickets ADD COLUMN closing_due_at BIGINT NULL CHECK (closing_due_at BETWEEN 0 AND 9999999999999);
-- The one day on which it counts as due (应结案): that of its closing when that was in time, else that of its deadline.
ALTER TABLE tickets ADD COLUMN due_day INTEGER NULL CHECK (due_day BETWEEN 19000101 AND 99991231);
-- Of a closed one: whether it was closed at or before its deadline.
ALTER TABLE tickets ADD COLUMN on_time INTEGER NULL CHECK (on_time IN (0, 1));
-- What was decided on the report, and when: valid (accepted, handled on the spot, noted) or invalid (rejected).
ALTER TABLE tickets ADD COLUMN decision TEXT NULL CHECK (decision IN ('valid', 'invalid'));
ALTER TABLE tickets ADD COLUMN decided_day INTEGER NULL CHECK (decided_day BETWEEN 19000101 AND 99991231);
ALTER TABLE tickets ADD COLUMN decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999);
-- Since when the columns that ticket_history keeps are as they are; null: since it was filed.
ALTER TABLE tickets ADD COLUMN state_since BIGINT NULL CHECK (state_since BETWEEN 0 AND 9999999999999);

-- The limits of a ticket's closing deadline, as its urgency made them of its category's; a row for each time it was
-- established. One after the other they run from then on: dispatch (none when it was handled on the spot), handle (as
-- often as there are extensions besides), check.
CREATE TABLE ticket_terms (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  -- The ticket's version after it.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),
  dispatch_limit TEXT NULL CHECK (length(dispatch_limit) BETWEEN 1 AND 40),
  handle_limit TEXT NOT NULL CHECK (length(handle_limit) BETWEEN 1 AND 40),
  check_limit TEXT NOT NULL CHECK (length(check_limit) BETWEEN 1 AND 40),
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 1000),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

-- What a ticket was from an instant on until before another one. Written when any of it changes: the former state. At the
-- instant T a ticket is its own row when coalesce(state_since, filed_at) <= T, else its row here with from_at <= T < until_at.
CREATE TABLE ticket_history (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),
  until_at BIGINT NOT NULL CHECK (until_at BETWEEN 0 AND 9999999999999),
  -- The ticket's last version of that state.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
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

-- What was so at an instant not long ago ended after it; and in the order of time the index only grows at its end.
CREATE INDEX ticket_history_by_end ON ticket_history (until_at);

-- Each dispatch, and when that handler returned it: how accurate dispatching is.
CREATE TABLE ticket_dispatches (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  -- The ticket's version after the dispatch.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  handler_id BIGINT NOT NULL REFERENCES people (id),
  handler_role {code} NULL,
  returned_at BIGINT NULL CHECK (returned_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

-- When a check was made; empty in rows from before this file until `rebuild` has filled it.
ALTER TABLE ticket_checks ADD COLUMN at BIGINT NULL CHECK (at BETWEEN 0 AND 9999999999999);
