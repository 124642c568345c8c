-- Keys of programs that call the API for a person (an account of a service, as a rule), with less than that person's rights.
CREATE TABLE api_keys (
  id {id_key},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- What this person's posts do not allow any more, the key does not either.
  person_id BIGINT NOT NULL REFERENCES people (id),
  -- Codes, separated by spaces.
  capabilities TEXT NOT NULL CHECK (length(capabilities) BETWEEN 1 AND 4000),
  grids TEXT NOT NULL CHECK (length(grids) BETWEEN 1 AND 4000),
  created_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  revoked_at BIGINT NULL CHECK (revoked_at BETWEEN 0 AND 9999999999999),
  -- To the minute.
  used_at BIGINT NULL CHECK (used_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

CREATE INDEX api_keys_by_person ON api_keys (person_id, id);

-- What is sent, gg_live_ID_SECRET: the id to find it by, and the SHA-256 of the whole. Two of a key while it is rotated.
CREATE TABLE api_key_secrets (
  public_id {code} PRIMARY KEY CHECK (length(public_id) = 12),
  key_id BIGINT NOT NULL REFERENCES api_keys (id),
  hash {code} NOT NULL CHECK (length(hash) = 64),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX api_key_secrets_by_key ON api_key_secrets (key_id);
