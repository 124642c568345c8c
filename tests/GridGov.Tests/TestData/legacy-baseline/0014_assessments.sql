-- How scores are made: what is scored, with points and bands.
CREATE TABLE assessment_schemes (
  code {code} PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
  content TEXT NOT NULL,  -- JSON (SchemeContent)
  updated_at BIGINT NOT NULL CHECK (updated_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)  -- counts its changes
) {clustered_by_key};

-- Reports as they were issued (日报告、周评议、月研讨、季评比、年考评), append-only (0016): a correction is a new revision.
CREATE TABLE assessments (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'quarter', 'year')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the period's first day
  to_day INTEGER NOT NULL CHECK (to_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the day after its last
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('grid', 'level', 'role', 'person')),
  subject {code} NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),  -- the grid with its level, role or person, as one key
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 4 AND 15),  -- where it belongs, which decides who may read it
  level INTEGER NULL CHECK (level BETWEEN 1 AND 3),  -- null: another kind of subject, like the next two
  role {code} NULL REFERENCES service_roles (code),
  person_id BIGINT NULL REFERENCES people (id),
  revision INTEGER NOT NULL CHECK (revision BETWEEN 1 AND 1000000),  -- 1, 2, 3 … of one subject and period
  supersedes BIGINT NULL REFERENCES assessments (id),  -- the one that it corrects; null: the first
  scheme {code} NOT NULL REFERENCES assessment_schemes (code),
  scheme_version BIGINT NOT NULL CHECK (scheme_version BETWEEN 1 AND 9999999999999),
  score INTEGER NULL CHECK (score BETWEEN 0 AND 10000),  -- hundredths of a point, of 100; null: nothing could be scored
  as_of BIGINT NOT NULL CHECK (as_of BETWEEN 0 AND 9999999999999),  -- UTC ms; the figures are of what was written by then
  issued_at BIGINT NOT NULL CHECK (issued_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  issued_by BIGINT NULL REFERENCES people (id),  -- null: the program by itself
  reason TEXT NULL CHECK (length(reason) BETWEEN 1 AND 500),  -- of a correction; null: none given
  content TEXT NOT NULL,  -- JSON (ReportContent)
  hash {code} NOT NULL CHECK (length(hash) = 64),  -- SHA-256 of content, hexadecimal; the audit has it too
  CHECK (to_day > from_day),
  CHECK ((revision = 1) = (supersedes IS NULL))
);

-- Of two processes, or requests, that issue the same report the second finds the first one's.
CREATE UNIQUE INDEX assessments_once ON assessments (kind, from_day, subject, revision);
CREATE INDEX assessments_by_grid ON assessments (grid_code, to_day);
CREATE INDEX assessments_by_person ON assessments (person_id, id) WHERE person_id IS NOT NULL;

-- How far the scheduled issuing of a period's reports has come.
CREATE TABLE assessment_runs (
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'quarter', 'year')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd, the period's first day
  reached {code} NOT NULL DEFAULT '',  -- grids up to this code are done
  begun_at BIGINT NOT NULL CHECK (begun_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  done_at BIGINT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: under way
  PRIMARY KEY (kind, from_day)
) {clustered_by_key};

-- One row: up to which event of the journal it was looked whether issued reports need a correction.
CREATE TABLE assessment_corrections (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL CHECK (seq BETWEEN 0 AND 9999999999999),  -- the journal's seq
  looked_at BIGINT NOT NULL CHECK (looked_at BETWEEN 0 AND 9999999999999)  -- UTC ms
);
