-- People: those who sign in, and those who only hold posts.
CREATE TABLE people (
  id {id_key},
  username TEXT NULL CHECK (length(username) BETWEEN 3 AND 64),  -- null: does not sign in
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  phone TEXT NULL CHECK (length(phone) BETWEEN 3 AND 32),  -- null: not known
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- the unit that keeps the record; *: whole deployment
  password_hash TEXT NULL,  -- ASP.NET Core's hash (PBKDF2, salted); null: no password
  password_once INTEGER NOT NULL DEFAULT 0 CHECK (password_once IN (0, 1)),  -- 1: set by somebody else, only good to choose an own one
  disabled_at BIGINT NULL CHECK (disabled_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: may sign in
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)  -- counts its changes
);

CREATE UNIQUE INDEX people_by_username ON people (username);
CREATE INDEX people_by_grid ON people (grid_code, id);

-- The service roles (十大员) that categories and some posts have.
CREATE TABLE service_roles (
  code {code} PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position INTEGER NOT NULL UNIQUE CHECK (position BETWEEN 1 AND 100)  -- its place in lists
);

-- A person in a post on a grid, from a day until a day. It is ended and never overwritten, so history says who it was.
CREATE TABLE appointments (
  id {id_key},
  person_id BIGINT NOT NULL REFERENCES people (id),
  post {code} NOT NULL CHECK (length(post) BETWEEN 1 AND 40),  -- grid_head, grid_worker, dispatcher … (PostKind)
  role {code} NULL REFERENCES service_roles (code),  -- null: a post without a service role
  responsibility TEXT NULL CHECK (responsibility IN ('first', 'direct')),  -- of a grid head; null: other posts
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 1 AND 15),  -- a code, or *: whole deployment, so no foreign key
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the first day in the post
  to_day INTEGER NULL CHECK (to_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the first day out of it; null: open
  end_reason TEXT NULL CHECK (length(end_reason) BETWEEN 1 AND 500),  -- null: open, or none given
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- counts its changes
  CHECK (to_day >= from_day)
);

CREATE INDEX appointments_by_person ON appointments (person_id);
CREATE INDEX appointments_by_grid ON appointments (grid_code, post);

-- Each time an appointment's end was set: until when it ran before. So vacancies can be told as they were known at any
-- earlier instant, also when the end was entered late.
CREATE TABLE appointment_ends (
  appointment_id BIGINT NOT NULL REFERENCES appointments (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the appointment's version after it
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  to_before INTEGER NOT NULL CHECK (to_before BETWEEN 19000101 AND 99991231),  -- yyyymmdd; 99991231: it was open
  PRIMARY KEY (appointment_id, version)
) {clustered_by_key};
