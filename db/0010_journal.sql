-- All that was done, in the order of the commits. It is append-only (0016). A ticket's rows are its history.
CREATE TABLE journal (
  seq {sequence_key},  -- Counts from 1 without gaps.
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  subject_kind TEXT NOT NULL CHECK (length(subject_kind) BETWEEN 1 AND 20),  -- For example ticket, grid or person.
  subject {code} NOT NULL CHECK (length(subject) BETWEEN 1 AND 40),  -- An id of 13 characters, or a code.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- The grid of the subject; * is the deployment.
  action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 40),  -- For example file, accept or rename.
  actor_id BIGINT NULL REFERENCES people (id),  -- Null for the program.
  post TEXT NULL,  -- The actor's post that allowed it; null when none was needed.
  from_status TEXT NULL,  -- The ticket's status before; null when it did not change.
  to_status TEXT NULL,
  reason TEXT NULL,  -- Null when none was given, or when payload holds it encrypted.
  payload TEXT NULL,  -- JSON with the details.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The subject's version after it.
  -- The chain of a ticket's events (db/chains.md). Both are null when the subject is no ticket.
  position BIGINT NULL CHECK (position BETWEEN 1 AND 9999999999999),  -- Counts from 1 in each ticket.
  hash {code} NULL CHECK (length(hash) = 64)  -- Hexadecimal SHA-256 of the event and the previous hash.
);

CREATE INDEX journal_by_subject ON journal (subject, seq);
