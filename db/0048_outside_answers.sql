-- Questions about a ticket to an outside party (property company, utility), answered by a link without an account.
CREATE TABLE outside_answers (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  token_hash {code} NOT NULL UNIQUE CHECK (length(token_hash) = 64),  -- Hexadecimal SHA-256 of the link's secret, which is not stored.
  party TEXT NOT NULL CHECK (length(party) BETWEEN 1 AND 100),
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 1000),
  asked_by BIGINT NOT NULL REFERENCES people (id),
  asked_at BIGINT NOT NULL CHECK (asked_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN asked_at AND 9999999999999),
  opened_at BIGINT NULL CHECK (opened_at BETWEEN 0 AND 9999999999999),  -- When the link was opened first.
  answer TEXT NULL CHECK (length(answer) BETWEEN 1 AND 2000),
  done_on INTEGER NULL CHECK (done_on BETWEEN 19000101 AND 99991231),  -- The day of the work, as the party says.
  answered_at BIGINT NULL CHECK (answered_at BETWEEN 0 AND 9999999999999),
  revoked_by BIGINT NULL REFERENCES people (id),
  revoked_at BIGINT NULL CHECK (revoked_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  -- Keyed hashes by which a repeated request gets the same link again; no event explains them.
  request_hash {code} NULL UNIQUE CHECK (length(request_hash) = 64),  -- Of the caller and the Idempotency-Key.
  fingerprint {code} NULL CHECK (length(fingerprint) = 64)  -- Of the request.
);
CREATE INDEX outside_answers_by_ticket ON outside_answers (ticket_id, id);
