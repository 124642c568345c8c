-- When a device last exchanged its refresh token; null until the first time.
ALTER TABLE sessions ADD COLUMN used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999);

-- Attempts to prove who one is that have not succeeded, so that further ones have to wait, in every process.
CREATE TABLE sign_in_attempts (
  -- SHA-256 of the username as it was typed (somebody may have typed a password), or of a network address.
  subject {code} PRIMARY KEY CHECK (length(subject) = 64),
  failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 1000),
  -- From when time forgives: moves on by what was forgiven.
  since BIGINT NOT NULL CHECK (since BETWEEN 0 AND 9999999999999),
  blocked_until BIGINT NOT NULL CHECK (blocked_until BETWEEN 0 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (since);

-- One-time tokens by which somebody chooses a new password; only their SHA-256 is kept.
CREATE TABLE password_resets (
  hash {code} PRIMARY KEY CHECK (length(hash) = 64),
  person_id BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),
  -- Spent, or made void by a newer one or by another change of the password.
  spent_at BIGINT NULL CHECK (spent_at BETWEEN 0 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX password_resets_by_person ON password_resets (person_id);

-- Time-based codes (RFC 6238) beside the password.
CREATE TABLE second_factors (
  person_id {id_key} REFERENCES people (id),
  -- Encrypted by Data Protection.
  secret TEXT NOT NULL CHECK (length(secret) BETWEEN 1 AND 1000),
  begun_at BIGINT NOT NULL CHECK (begun_at BETWEEN 0 AND 9999999999999),
  -- Null until a first code has shown that the device has the secret; until then none is asked for.
  confirmed_at BIGINT NULL CHECK (confirmed_at BETWEEN 0 AND 9999999999999),
  -- The 30 seconds whose code was used last: no code is good twice.
  last_step BIGINT NOT NULL DEFAULT 0 CHECK (last_step BETWEEN 0 AND 9999999999999)
);

-- For whoever has lost the device; each good once, kept as SHA-256.
CREATE TABLE recovery_codes (
  person_id BIGINT NOT NULL REFERENCES people (id),
  hash {code} NOT NULL CHECK (length(hash) = 64),
  spent_at BIGINT NULL CHECK (spent_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (person_id, hash)
) {clustered_by_key};
