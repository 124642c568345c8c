-- The first response to each Idempotency-Key, written in the transaction of the work and kept for 72 hours. The key grows with
-- time, so the old rows are found without an index.
CREATE TABLE idempotency_keys (
  seq {sequence_key},
  caller BIGINT NOT NULL,  -- The id of the person or API key.
  idempotency_key {code} NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 64),
  fingerprint {code} NOT NULL CHECK (length(fingerprint) = 64),  -- Hexadecimal keyed hash of operation and request.
  status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 599),  -- The response, like the next three.
  location TEXT NULL,
  etag TEXT NULL,
  body TEXT NULL,  -- Null for a response without one.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999)
);

CREATE UNIQUE INDEX idempotency_keys_by_caller ON idempotency_keys (caller, idempotency_key);

-- The files of seeds/ that were added to this database. A start reads only those that are new or have changed.
CREATE TABLE seed_files (
  name {code} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
  checksum {code} NOT NULL CHECK (length(checksum) = 64),  -- Hexadecimal SHA-256 of the file.
  applied_at BIGINT NOT NULL CHECK (applied_at BETWEEN 0 AND 9999999999999)
) {clustered_by_key};
