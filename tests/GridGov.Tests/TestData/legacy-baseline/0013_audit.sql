-- Who did, or was refused, what concerns access, people and settings: one chain of hashes (db/chains.md), append-only (0016).
CREATE TABLE audit (
  seq {id_key},  -- 1, 2, 3 … without gaps, its place in the chain
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, local
  kind {code} NOT NULL CHECK (length(kind) BETWEEN 1 AND 20),  -- sign_in, refusal, change, unmasking, export
  code {code} NOT NULL CHECK (length(code) BETWEEN 1 AND 60),  -- what was done, or the code of the problem that was answered
  outcome {code} NOT NULL CHECK (outcome IN ('done', 'refused')),
  operation {code} NULL CHECK (length(operation) BETWEEN 1 AND 60),  -- operationId; null: the program by itself
  actor_id BIGINT NULL REFERENCES people (id),  -- null: nobody signed in, or the program
  key_id BIGINT NULL,  -- the API key that acted for the person; null: none
  session_id BIGINT NULL,  -- null: no session
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 60),  -- the caller's network address; null: not known
  subject_kind {code} NULL CHECK (length(subject_kind) BETWEEN 1 AND 20),  -- null: about nothing in particular
  subject {code} NULL CHECK (length(subject) BETWEEN 1 AND 40),  -- id in its outside form, or code
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- where it belongs, which decides who may read it
  details TEXT NULL,  -- JSON; null: nothing else to say
  times BIGINT NOT NULL CHECK (times BETWEEN 1 AND 9999999999999),  -- refusals of one kind are counted for up to a minute
  trace_id TEXT NULL CHECK (length(trace_id) BETWEEN 1 AND 64),  -- of the request; null: no request
  hash {code} NOT NULL CHECK (length(hash) = 64)  -- SHA-256 over the entry and the hash before it, hexadecimal
);

CREATE INDEX audit_by_grid ON audit (grid_code, seq);
CREATE INDEX audit_by_actor ON audit (actor_id, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);

-- The end of the chain, without which a cut at the end would not show. One row; none before the first entry.
CREATE TABLE audit_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  entries BIGINT NOT NULL CHECK (entries BETWEEN 1 AND 9999999999999),  -- how many there are
  hash {code} NULL CHECK (length(hash) = 64)  -- of the last; null: only within the transaction that writes the first
);
