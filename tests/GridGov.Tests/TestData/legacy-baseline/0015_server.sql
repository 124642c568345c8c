-- The first answer to each Idempotency-Key, kept for 72 hours, written in the transaction of the work itself. New ones lie
-- at the end, in the order of their time, so the old ones are found without an index.
CREATE TABLE idempotency_keys (
  seq {sequence_key},
  caller BIGINT NOT NULL,  -- id of the person or API key
  idempotency_key {code} NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 64),
  fingerprint {code} NOT NULL CHECK (length(fingerprint) = 64),  -- keyed hash of operation and request, hexadecimal
  status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 599),  -- of the answer, like the next three
  location TEXT NULL,
  etag TEXT NULL,
  body TEXT NULL,  -- null: an answer without one
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999)  -- UTC ms
);

CREATE UNIQUE INDEX idempotency_keys_by_caller ON idempotency_keys (caller, idempotency_key);

-- Which files of seeds/ were added to this database, so that a start reads only those that are new or have changed.
CREATE TABLE planted_seeds (
  name {code} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
  checksum {code} NOT NULL CHECK (length(checksum) = 64),  -- SHA-256 of the file, hexadecimal
  planted_at BIGINT NOT NULL CHECK (planted_at BETWEEN 0 AND 9999999999999)  -- UTC ms
) {clustered_by_key};
