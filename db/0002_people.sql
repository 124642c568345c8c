CREATE TABLE people (
  id {id_key},
  -- Null for somebody who holds posts but does not sign in.
  username TEXT NULL CHECK (length(username) BETWEEN 3 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  phone TEXT NULL CHECK (length(phone) BETWEEN 3 AND 32),
  -- The unit that keeps this record: a grid's code, or * for the whole deployment.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),
  -- ASP.NET Core's password hash (PBKDF2, salted).
  password_hash TEXT NULL,
  -- 1: the password was set by somebody else and only serves to choose an own one.
  password_once INTEGER NOT NULL DEFAULT 0 CHECK (password_once IN (0, 1)),
  disabled_at BIGINT NULL CHECK (disabled_at BETWEEN 0 AND 9999999999999),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

CREATE UNIQUE INDEX people_by_username ON people (username);
CREATE INDEX people_by_grid ON people (grid_code, id);

CREATE TABLE service_roles (
  code {code} PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position INTEGER NOT NULL UNIQUE CHECK (position BETWEEN 1 AND 100)
);

-- A person in a post on a grid from a day until a day. Never overwritten: it ends, and history answers who it was.
CREATE TABLE appointments (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  post {code} NOT NULL CHECK (length(post) BETWEEN 1 AND 40),
  role {code} NULL REFERENCES service_roles (code),
  responsibility TEXT NULL CHECK (responsibility IN ('first', 'direct')),
  -- A grid, a county or city, or * for the whole deployment; the last is why this is no foreign key.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),
  -- Days as yyyymmdd; to_day is the first day out of the post, null while it is open.
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NULL CHECK (to_day BETWEEN 19000101 AND 99991231),
  end_reason TEXT NULL CHECK (length(end_reason) BETWEEN 1 AND 500),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  CHECK (to_day >= from_day)
);

CREATE INDEX appointments_by_person ON appointments (person_id);
CREATE INDEX appointments_by_grid ON appointments (grid_code, post);

-- A device that is signed in.
CREATE TABLE sessions (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  device TEXT NULL CHECK (length(device) BETWEEN 1 AND 100),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999)
);

CREATE INDEX sessions_by_person ON sessions (person_id);

-- Every refresh token is spent once and replaced; only its SHA-256 is kept.
CREATE TABLE refresh_tokens (
  hash {code} PRIMARY KEY CHECK (length(hash) = 64),
  session_id BIGINT NOT NULL REFERENCES sessions (id),
  issued_at BIGINT NOT NULL CHECK (issued_at BETWEEN 0 AND 9999999999999),
  expires_at BIGINT NOT NULL CHECK (expires_at BETWEEN 0 AND 9999999999999),
  spent_at BIGINT NULL CHECK (spent_at BETWEEN 0 AND 9999999999999),
  -- The answer that carried it was lost, and another one was given instead: whoever shows it now is not that phone.
  replaced_at BIGINT NULL CHECK (replaced_at BETWEEN 0 AND 9999999999999)
) {clustered_by_key};

CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
