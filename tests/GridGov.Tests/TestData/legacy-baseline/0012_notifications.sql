-- What people are told, written in the transaction that it tells of. Its words are made when it is read.
CREATE TABLE notifications (
  person_id BIGINT NOT NULL REFERENCES people (id),
  id BIGINT NOT NULL,
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),  -- assigned, red, supervised … (NotificationKind)
  ticket_id BIGINT NULL REFERENCES tickets (id),  -- null: about no ticket
  data TEXT NULL,  -- JSON: what the words need, by name; null: nothing
  read_at BIGINT NULL CHECK (read_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: unread
  PRIMARY KEY (person_id, id)
) {clustered_by_key};

-- Not a partial one, because planners prefer the table's key to that.
CREATE INDEX notifications_unread ON notifications (person_id, read_at, id);
