-- A filing is the most frequent write, and every index that it enters somewhere in the middle is a page more to write.

-- The newest of a street, and of a community in it: the entry's last part says which rows to fetch.
DROP INDEX tickets_by_community;
ALTER TABLE tickets DROP COLUMN community_code;
DROP INDEX tickets_by_street;
CREATE INDEX tickets_by_street ON tickets (street_code, id, grid_code);

-- Numbers are different by themselves: street, day, and a running number that ticket_numbers gives out in the same transaction.
DROP INDEX tickets_by_number;

-- Answers one behind the other in the order of their time, instead of each in its caller's place; and as they lie in that
-- order, the old ones are found without an index of their own.
DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
  seq {sequence_key},
  caller BIGINT NOT NULL,
  idempotency_key {code} NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 64),
  -- SHA-256 of the operation and the request.
  fingerprint {code} NOT NULL CHECK (length(fingerprint) = 64),
  status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 599),
  location TEXT NULL,
  etag TEXT NULL,
  body TEXT NULL,
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999)
);
CREATE UNIQUE INDEX idempotency_keys_by_caller ON idempotency_keys (caller, idempotency_key);
