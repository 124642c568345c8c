-- The sessions of signed-in devices.
CREATE TABLE sessions (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  device TEXT NULL CHECK (length(device) BETWEEN 1 AND 100),  -- The name that the device gives; null for none.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),  -- The last refresh; null before the first.
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999)  -- Null while the device is signed in.
);

CREATE INDEX sessions_by_person ON sessions (person_id);

-- Refresh tokens. Each is used once and then replaced.
CREATE TABLE refresh_tokens (
  hash {code} PRIMARY KEY CHECK (length(hash) = 64),  -- SHA-256 of the token, which is not stored.
  session_id BIGINT NOT NULL REFERENCES sessions (id),
  issued_at BIGINT NOT NULL CHECK (issued_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),  -- Null before its use.
  -- Another token was issued then, because the response with this one was lost. A later use of this one shows a theft.
  replaced_at BIGINT NULL CHECK (replaced_at BETWEEN 0 AND 9999999999999)  -- Null when no response was lost.
) {clustered_by_key};

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Failed attempts to sign in. They are stored, so that every process delays the next attempt.
CREATE TABLE sign_in_attempts (
  subject {code} PRIMARY KEY CHECK (length(subject) = 64),  -- SHA-256 of the username as typed, or of an address.
  failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 1000),  -- The failures that count; the number decays with time.
  decayed_until BIGINT NOT NULL CHECK (decayed_until BETWEEN 0 AND 9999999999999),  -- The decay was applied up to this instant.
  blocked_until BIGINT NOT NULL CHECK (blocked_until BETWEEN 0 AND 9999999999999)  -- In the past when not blocked.
) {clustered_by_key};

CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (decayed_until);

-- One-time tokens for choosing a new password.
CREATE TABLE password_resets (
  hash {code} PRIMARY KEY CHECK (length(hash) = 64),  -- SHA-256 of the token, which is not stored.
  person_id BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999)  -- The token was used or replaced then; null while it is valid.
) {clustered_by_key};

CREATE INDEX password_resets_by_person ON password_resets (person_id);

-- Time-based codes (RFC 6238) beside the password. A person has one device.
CREATE TABLE second_factors (
  person_id {id_key} REFERENCES people (id),
  secret TEXT NOT NULL CHECK (length(secret) BETWEEN 1 AND 1000),  -- Encrypted by Data Protection.
  begun_at BIGINT NOT NULL CHECK (begun_at BETWEEN 0 AND 9999999999999),
  confirmed_at BIGINT NULL CHECK (confirmed_at BETWEEN 0 AND 9999999999999),  -- Null before the first correct code.
  last_step BIGINT NOT NULL DEFAULT 0 CHECK (last_step BETWEEN 0 AND 9999999999999)  -- The 30-second step of the last code.
);

-- Codes for somebody who has lost the device. Each is used once.
CREATE TABLE recovery_codes (
  person_id BIGINT NOT NULL REFERENCES people (id),
  hash {code} NOT NULL CHECK (length(hash) = 64),  -- SHA-256 of the code, which is not stored.
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),  -- Null before its use.
  PRIMARY KEY (person_id, hash)
) {clustered_by_key};

-- Keys of programs. A program acts for a person, usually a service account, with a part of that person's rights.
CREATE TABLE api_keys (
  id {id_key},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  person_id BIGINT NOT NULL REFERENCES people (id),  -- The key never has more rights than this person's posts.
  capabilities TEXT NOT NULL CHECK (length(capabilities) BETWEEN 1 AND 4000),  -- Codes, separated by spaces.
  grids TEXT NOT NULL CHECK (length(grids) BETWEEN 1 AND 4000),  -- Codes, separated by spaces.
  created_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  revoked_at BIGINT NULL CHECK (revoked_at BETWEEN 0 AND 9999999999999),  -- Null while the key is valid.
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),  -- The last use, to the minute; null for none.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

CREATE INDEX api_keys_by_person ON api_keys (person_id, id);

-- The secrets of a key, gg_live_ID_SECRET. A key has two of them during a rotation.
CREATE TABLE api_key_secrets (
  public_id {code} PRIMARY KEY CHECK (length(public_id) = 12),  -- The ID of gg_live_ID_SECRET.
  key_id BIGINT NOT NULL REFERENCES api_keys (id),
  hash {code} NOT NULL CHECK (length(hash) = 64),  -- SHA-256 of the whole text, which is not stored.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX api_key_secrets_by_key ON api_key_secrets (key_id);
