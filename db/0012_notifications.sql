-- Notifications, written in the transaction that causes them. Their text is composed when they are read.
CREATE TABLE notifications (
  person_id BIGINT NOT NULL REFERENCES people (id),
  id BIGINT NOT NULL,
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),  -- A code of NotificationKind.
  ticket_id BIGINT NULL REFERENCES tickets (id),  -- Null when it concerns no ticket.
  data TEXT NULL,  -- JSON with the values of the text.
  read_at BIGINT NULL CHECK (read_at BETWEEN 0 AND 9999999999999),  -- Null while it is unread.
  PRIMARY KEY (person_id, id)
) {clustered_by_key};

-- The index is not partial, because planners prefer the table's key to a partial one.
CREATE INDEX notifications_unread ON notifications (person_id, read_at, id);
