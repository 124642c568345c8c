-- The first answer to each Idempotency-Key, kept for 72 hours, written in the transaction of the work itself.
CREATE TABLE idempotency_keys (
  caller BIGINT NOT NULL,
  idempotency_key {code} NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 64),
  -- SHA-256 of the operation and the request.
  fingerprint {code} NOT NULL CHECK (length(fingerprint) = 64),
  status INTEGER NOT NULL CHECK (status BETWEEN 200 AND 599),
  location TEXT NULL,
  etag TEXT NULL,
  body TEXT NULL,
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (caller, idempotency_key)
) {clustered_by_key};

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- ASP.NET Core's Data Protection key ring, which signs the access tokens.
CREATE TABLE protection_keys (
  name {code} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  xml TEXT NOT NULL
);
