-- Acts and refusals that concern access, people and settings. It is one chain of hashes (db/chains.md), append-only (0016).
CREATE TABLE audit (
  seq {id_key},  -- Counts from 1 without gaps; the place in the chain.
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  kind {code} NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),  -- A code of AuditKind.
  code {code} NOT NULL CHECK (length(code) BETWEEN 1 AND 60),  -- The act, or the code of the problem in the response.
  outcome {code} NOT NULL CHECK (outcome IN ('done', 'refused')),
  operation {code} NULL CHECK (length(operation) BETWEEN 1 AND 60),  -- The operationId; null for the program.
  actor_id BIGINT NULL REFERENCES people (id),  -- Null without a sign-in, and for the program.
  key_id BIGINT NULL,  -- The API key that acted for the person.
  session_id BIGINT NULL,  -- Null without a session.
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 60),  -- The caller's network address; null when not known.
  subject_kind {code} NULL CHECK (length(subject_kind) BETWEEN 1 AND 20),  -- Null when it has no subject.
  subject {code} NULL CHECK (length(subject) BETWEEN 1 AND 40),  -- An id of 13 characters, or a code.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- The grid whose auditors may read it.
  details TEXT NULL,  -- JSON.
  times BIGINT NOT NULL CHECK (times BETWEEN 1 AND 9999999999999),  -- How many equal refusals it counts, within a minute.
  trace_id TEXT NULL CHECK (length(trace_id) BETWEEN 1 AND 64),  -- The trace of the request; null without one.
  hash {code} NOT NULL CHECK (length(hash) = 64)  -- Hexadecimal SHA-256 of the entry and the previous hash.
);

CREATE INDEX audit_by_grid ON audit (grid_code, seq);
CREATE INDEX audit_by_actor ON audit (actor_id, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);

-- The end of the chain. It shows when the last entries are missing. It has one row, and none before the first entry.
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  entries BIGINT NOT NULL CHECK (entries BETWEEN 1 AND 9999999999999),  -- The number of entries.
  hash {code} NULL CHECK (length(hash) = 64)  -- The last hash; null only in the transaction of the first entry.
);
