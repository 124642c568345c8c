-- A supervisor's orders (督办): each asks for a reply by an instant, until it is lifted.
CREATE TABLE supervisions (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  instruction TEXT NOT NULL CHECK (length(instruction) BETWEEN 1 AND 1000),
  ordered_by BIGINT NOT NULL REFERENCES people (id),
  ordered_at BIGINT NOT NULL CHECK (ordered_at BETWEEN 0 AND 9999999999999),
  reply_by BIGINT NOT NULL CHECK (reply_by BETWEEN 0 AND 9999999999999),
  reminders INTEGER NOT NULL DEFAULT 0 CHECK (reminders BETWEEN 0 AND 1000),
  reminded_at BIGINT NULL CHECK (reminded_at BETWEEN 0 AND 9999999999999),
  -- The last reply; a reminder asks for a new one, and all stay in the journal.
  reply TEXT NULL CHECK (length(reply) BETWEEN 1 AND 2000),
  replied_by BIGINT NULL REFERENCES people (id),
  replied_at BIGINT NULL CHECK (replied_at BETWEEN 0 AND 9999999999999),
  -- Null with lifted_at set: lifted by the ticket's end.
  lifted_by BIGINT NULL REFERENCES people (id),
  lifted_at BIGINT NULL CHECK (lifted_at BETWEEN 0 AND 9999999999999),
  lift_reason TEXT NULL CHECK (length(lift_reason) BETWEEN 1 AND 500)
);

CREATE INDEX supervisions_by_ticket ON supervisions (ticket_id, id);

-- The order that is not lifted, and until when it wants its reply; no longer once that is given.
ALTER TABLE tickets ADD COLUMN supervision_id BIGINT NULL REFERENCES supervisions (id);
ALTER TABLE tickets ADD COLUMN reply_due BIGINT NULL CHECK (reply_due BETWEEN 0 AND 9999999999999);

CREATE INDEX tickets_supervised ON tickets (id) WHERE supervision_id IS NOT NULL;
