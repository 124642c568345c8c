-- Who did, or was refused, what concerns access, people and settings: one chain over the whole deployment (db/README.md says of what).
CREATE TABLE audit (
  -- Its place in the chain: 1, 2, 3 … without gaps.
  seq {id_key},
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  -- sign_in, refusal, change, unmasking, export.
  kind {code} NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),
  -- What was done, or the code of the problem that was answered.
  code {code} NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  outcome {code} NOT NULL CHECK (outcome IN ('done', 'refused')),
  -- The API's operation; null when the program did it by itself.
  operation {code} NULL CHECK (length(operation) BETWEEN 1 AND 60),
  actor_id BIGINT NULL REFERENCES people (id),
  -- The API key that acted for the person.
  key_id BIGINT NULL,
  session_id BIGINT NULL,
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 60),
  subject_kind {code} NULL CHECK (length(subject_kind) BETWEEN 1 AND 20),
  subject {code} NULL CHECK (length(subject) BETWEEN 1 AND 40),
  -- Where it belongs, which decides who may read it.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),
  -- JSON.
  details TEXT NULL,
  -- Refusals of one kind are counted for up to a minute.
  times BIGINT NOT NULL CHECK (times BETWEEN 1 AND 9999999999999),
  trace_id TEXT NULL CHECK (length(trace_id) BETWEEN 1 AND 64),
  hash {code} NOT NULL CHECK (length(hash) = 64)
);

CREATE INDEX audit_by_grid ON audit (grid_code, seq);
CREATE INDEX audit_by_actor ON audit (actor_id, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);

-- How many entries there are, and the hash of the last: without these a cut at the end would not show. No row before the first entry.
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  entries BIGINT NOT NULL CHECK (entries BETWEEN 1 AND 9999999999999),
  hash {code} NULL CHECK (length(hash) = 64)
);
