-- People. Some of them sign in, others only hold posts.
CREATE TABLE people (
  id {id_key},
  username TEXT NULL CHECK (length(username) BETWEEN 3 AND 64),  -- Null for somebody who does not sign in.
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  phone TEXT NULL CHECK (length(phone) BETWEEN 3 AND 32),  -- Null when it is not known.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- The unit that keeps the record; * is the deployment.
  password_hash TEXT NULL,  -- ASP.NET Core's salted PBKDF2 hash; null without a password.
  must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1)),  -- 1 after somebody else set the password.
  disabled_at BIGINT NULL CHECK (disabled_at BETWEEN 0 AND 9999999999999),  -- Null while the person may sign in.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

CREATE UNIQUE INDEX people_by_username ON people (username);
CREATE INDEX people_by_grid ON people (grid_code, id);

-- The service roles (十大员). Categories and some posts have one.
CREATE TABLE service_roles (
  code {code} PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position INTEGER NOT NULL UNIQUE CHECK (position BETWEEN 1 AND 100)  -- The order in lists.
);

-- A person holds a post on a grid from a day until a day. A row is ended and never overwritten, so the history stays.
CREATE TABLE appointments (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  post {code} NOT NULL CHECK (length(post) BETWEEN 1 AND 40),  -- A code of PostKind.
  role {code} NULL REFERENCES service_roles (code),  -- Null for a post without a service role.
  responsibility TEXT NULL CHECK (responsibility IN ('first', 'direct')),  -- Only a grid head has one.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- A code, or * for the deployment, so it has no foreign key.
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- The first day in the post.
  to_day INTEGER NULL CHECK (to_day BETWEEN 19000101 AND 99991231),  -- The first day out of it; null while open.
  end_reason TEXT NULL CHECK (length(end_reason) BETWEEN 1 AND 500),  -- Null when none was given.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  CHECK (to_day >= from_day)
);

CREATE INDEX appointments_by_person ON appointments (person_id);
CREATE INDEX appointments_by_grid ON appointments (grid_code, post);

-- Each change of an appointment's end, with the end before it. Vacancies can be computed as they were known at an earlier
-- instant, although an end was entered late.
CREATE TABLE appointment_ends (
  appointment_id BIGINT NOT NULL REFERENCES appointments (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The appointment's version after the change.
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  previous_to_day INTEGER NOT NULL CHECK (previous_to_day BETWEEN 19000101 AND 99991231),  -- 99991231 when it was open.
  PRIMARY KEY (appointment_id, version)
) {clustered_by_key};
