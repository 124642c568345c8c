-- The events of a ticket are a chain: each has the SHA-256 of itself and of the hash before it (db/README.md says of what).
-- Null where the subject is not a ticket.
ALTER TABLE journal ADD COLUMN position BIGINT NULL CHECK (position BETWEEN 1 AND 9999999999999);
ALTER TABLE journal ADD COLUMN hash {code} NULL CHECK (length(hash) = 64);

-- How many events the ticket has in its chain, and the hash of the last: without these a cut at the end would not show.
ALTER TABLE tickets ADD COLUMN events BIGINT NOT NULL DEFAULT 0 CHECK (events BETWEEN 0 AND 9999999999999);
ALTER TABLE tickets ADD COLUMN head_hash {code} NULL CHECK (length(head_hash) = 64);

-- What was there before has no hash and gets none: the last event and the last ticket of that time, written down once, so
-- that a hash that is taken away later shows.
CREATE TABLE chain_beginning (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL CHECK (seq >= 0),
  ticket_id BIGINT NOT NULL CHECK (ticket_id >= 0)
);

INSERT INTO chain_beginning (id, seq, ticket_id)
SELECT 1, (SELECT coalesce(max(seq), 0) FROM journal), (SELECT coalesce(max(id), 0) FROM tickets);
