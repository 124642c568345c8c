-- All that was done, in the order of the commits, append-only (0016). A ticket's history is its rows here.
CREATE TABLE journal (
  seq {sequence_key},  -- 1, 2, 3 … without gaps
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, local
  subject_kind TEXT NOT NULL CHECK (length(subject_kind) BETWEEN 1 AND 20),  -- ticket, grid, person, appointment, category …
  subject {code} NOT NULL CHECK (length(subject) BETWEEN 1 AND 40),  -- id in its outside form, or code
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- where it belongs; *: whole deployment
  action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 40),  -- file, accept, rename …
  actor_id BIGINT NULL REFERENCES people (id),  -- null: the program by itself
  post TEXT NULL,  -- the actor's post that allowed it; null: none was needed
  from_status TEXT NULL,  -- of a ticket; null: not a move
  to_status TEXT NULL,
  reason TEXT NULL,  -- null: none, or encrypted in payload
  payload TEXT NULL,  -- JSON; null: nothing else to say
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the subject's version after it
  -- The chain of a ticket's events (db/chains.md); both null: the subject is no ticket, or chain_beginning covers it
  position BIGINT NULL CHECK (position BETWEEN 1 AND 9999999999999),  -- 1, 2, 3 … of a ticket
  hash {code} NULL CHECK (length(hash) = 64)  -- SHA-256 over the event and the hash before it, hexadecimal
);

CREATE INDEX journal_by_subject ON journal (subject, seq);

-- One row: up to where tickets' events have no hash, because they are older than the chains. Zeros in a new database.
CREATE TABLE chain_beginning (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL CHECK (seq >= 0),  -- the last such event
  ticket_id BIGINT NOT NULL CHECK (ticket_id >= 0)  -- the last ticket of that time
);

INSERT INTO chain_beginning (id, seq, ticket_id) VALUES (1, 0, 0);
