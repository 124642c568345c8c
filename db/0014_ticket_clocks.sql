-- The clock that runs on a ticket: when its light turns, and when the watch has to look at the ticket next.
ALTER TABLE tickets ADD COLUMN yellow_at BIGINT NULL CHECK (yellow_at BETWEEN 0 AND 9999999999999);
-- The last instant in time.
ALTER TABLE tickets ADD COLUMN due_at BIGINT NULL CHECK (due_at BETWEEN 0 AND 9999999999999);
-- What the watch has said of this clock: 1 that it is yellow, 2 that it is red.
ALTER TABLE tickets ADD COLUMN alerted INTEGER NULL CHECK (alerted IN (1, 2));
-- The earliest instant at which anything of the ticket comes due: a light, the end of a suspension, a reply, an arrival.
ALTER TABLE tickets ADD COLUMN wake_at BIGINT NULL CHECK (wake_at BETWEEN 0 AND 9999999999999);
-- What came due up to then was acted on.
ALTER TABLE tickets ADD COLUMN woken_at BIGINT NULL CHECK (woken_at BETWEEN 0 AND 9999999999999);

CREATE INDEX tickets_by_wake ON tickets (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX tickets_alerted ON tickets (grid_code, id) WHERE alerted IS NOT NULL;

-- Each run of a clock against a limit, in order; the last one runs while it has no end.
CREATE TABLE ticket_clocks (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  run INTEGER NOT NULL CHECK (run BETWEEN 1 AND 1000000),
  stage TEXT NOT NULL CHECK (stage IN ('accept', 'dispatch', 'handle', 'check')),
  -- As the ticket's urgency made it of the category's, for example "1.5 working_days".
  time_limit TEXT NOT NULL CHECK (length(time_limit) BETWEEN 1 AND 40),
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 100),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),
  -- Of one that has ended: when it was due; null when it ended while it stood still. Of the one that runs the ticket says it.
  due_at BIGINT NULL CHECK (due_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (ticket_id, run)
) {clustered_by_key};

-- Times in which a run stands still (挂账).
CREATE TABLE ticket_pauses (
  ticket_id BIGINT NOT NULL,
  run INTEGER NOT NULL,
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),
  to_at BIGINT NULL CHECK (to_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (ticket_id, run, from_at),
  FOREIGN KEY (ticket_id, run) REFERENCES ticket_clocks (ticket_id, run)
) {clustered_by_key};

-- Whether a ticket that is overdue goes one level up by itself.
ALTER TABLE categories ADD COLUMN escalate_when_red INTEGER NOT NULL DEFAULT 0 CHECK (escalate_when_red IN (0, 1));
