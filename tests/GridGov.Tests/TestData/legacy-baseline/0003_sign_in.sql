-- Devices that are signed in.
CREATE TABLE sessions (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  device TEXT NULL CHECK (length(device) BETWEEN 1 AND 100),  -- as it names itself; null: it does not
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),  -- UTC ms of the last refresh; null: none yet
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999)  -- UTC ms; null: signed in
);

CREATE INDEX sessions_by_person ON sessions (person_id);

-- Refresh tokens: each is used once and replaced.
CREATE TABLE refresh_tokens (
  hash {code} PRIMARY KEY CHECK (length(hash) = 64),  -- SHA-256 of the token, which is not kept
  session_id BIGINT NOT NULL REFERENCES sessions (id),
  issued_at BIGINT NOT NULL CHECK (issued_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  spent_at BIGINT NULL CHECK (spent_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: not used yet
  -- UTC ms at which another was issued because the answer with this one was lost; whoever shows it later has stolen it.
  replaced_at BIGINT NULL CHECK (replaced_at BETWEEN 0 AND 9999999999999)  -- null: was not lost
) {clustered_by_key};

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

-- Failed attempts to sign in, so that further ones have to wait in every process.
CREATE TABLE sign_in_attempts (
  subject {code} PRIMARY KEY CHECK (length(subject) = 64),  -- SHA-256 of the username as typed, or of a network address
  failures INTEGER NOT NULL CHECK (failures BETWEEN 0 AND 1000),  -- those not forgiven yet
  since BIGINT NOT NULL CHECK (since BETWEEN 0 AND 9999999999999),  -- UTC ms from which time forgives
  blocked_until BIGINT NOT NULL CHECK (blocked_until BETWEEN 0 AND 9999999999999)  -- UTC ms; in the past: not blocked
) {clustered_by_key};

CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (since);

-- One-time tokens with which somebody chooses a new password.
CREATE TABLE password_resets (
  hash {code} PRIMARY KEY CHECK (length(hash) = 64),  -- SHA-256 of the token, which is not kept
  person_id BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  spent_at BIGINT NULL CHECK (spent_at BETWEEN 0 AND 9999999999999)  -- UTC ms of use, or of a newer one; null: good
) {clustered_by_key};

CREATE INDEX password_resets_by_person ON password_resets (person_id);

-- Time-based codes (RFC 6238) beside the password: one device a person.
CREATE TABLE second_factors (
  person_id {id_key} REFERENCES people (id),
  secret TEXT NOT NULL CHECK (length(secret) BETWEEN 1 AND 1000),  -- encrypted by Data Protection
  begun_at BIGINT NOT NULL CHECK (begun_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  confirmed_at BIGINT NULL CHECK (confirmed_at BETWEEN 0 AND 9999999999999),  -- UTC ms of the first right code; null: not asked for yet
  last_step BIGINT NOT NULL DEFAULT 0 CHECK (last_step BETWEEN 0 AND 9999999999999)  -- the 30-second step whose code was used last
);

-- Codes for whoever has lost the device, each good once.
CREATE TABLE recovery_codes (
  person_id BIGINT NOT NULL REFERENCES people (id),
  hash {code} NOT NULL CHECK (length(hash) = 64),  -- SHA-256 of the code, which is not kept
  spent_at BIGINT NULL CHECK (spent_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: good
  PRIMARY KEY (person_id, hash)
) {clustered_by_key};

-- Keys of programs that call the API for a person (as a rule a service's own account) with less than that person's rights.
CREATE TABLE api_keys (
  id {id_key},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  person_id BIGINT NOT NULL REFERENCES people (id),  -- what this person's posts do not allow, the key does not either
  capabilities TEXT NOT NULL CHECK (length(capabilities) BETWEEN 1 AND 4000),  -- codes, separated by spaces
  grids TEXT NOT NULL CHECK (length(grids) BETWEEN 1 AND 4000),  -- codes, separated by spaces
  created_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  revoked_at BIGINT NULL CHECK (revoked_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: valid
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),  -- UTC ms, to the minute; null: never used
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)  -- counts its changes
);

CREATE INDEX api_keys_by_person ON api_keys (person_id, id);

-- What such a program sends, gg_live_ID_SECRET. A key has two of them while it is rotated.
CREATE TABLE api_key_secrets (
  public_id {code} PRIMARY KEY CHECK (length(public_id) = 12),  -- the ID in it
  key_id BIGINT NOT NULL REFERENCES api_keys (id),
  hash {code} NOT NULL CHECK (length(hash) = 64),  -- SHA-256 of the whole, which is not kept
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999)  -- UTC ms
) {clustered_by_key};

CREATE INDEX api_key_secrets_by_key ON api_key_secrets (key_id);
