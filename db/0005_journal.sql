-- Everything that was done, in commit order, append-only. A ticket's history is its rows here.
CREATE TABLE journal (
  seq {sequence_key},
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  -- ticket, grid, person, appointment, category.
  subject_kind TEXT NOT NULL CHECK (length(subject_kind) BETWEEN 1 AND 20),
  -- The subject's id, or its code.
  subject {code} NOT NULL CHECK (length(subject) BETWEEN 1 AND 40),
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),
  action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 40),
  -- Null when the program did it by itself.
  actor_id BIGINT NULL REFERENCES people (id),
  -- The post that gave the right to do it.
  post TEXT NULL,
  from_status TEXT NULL,
  to_status TEXT NULL,
  reason TEXT NULL,
  -- JSON.
  payload TEXT NULL,
  -- The subject's version after it.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

CREATE INDEX journal_by_subject ON journal (subject, seq);
