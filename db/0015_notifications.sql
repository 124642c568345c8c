-- What people are told; written in the transaction of what it tells of, worded when it is read.
CREATE TABLE notifications (
  person_id BIGINT NOT NULL REFERENCES people (id),
  id BIGINT NOT NULL,
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  ticket_id BIGINT NULL REFERENCES tickets (id),
  -- JSON: texts by name.
  data TEXT NULL,
  read_at BIGINT NULL CHECK (read_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (person_id, id)
) {clustered_by_key};

-- Not a partial one: planners take the key of the table before that.
CREATE INDEX notifications_unread ON notifications (person_id, read_at, id);
