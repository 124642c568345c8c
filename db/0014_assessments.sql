-- Schemes for scores. They list what is scored, with points and bands.
CREATE TABLE assessment_schemes (
  code {code} PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
  content TEXT NOT NULL,  -- JSON of SchemeContent.
  updated_at BIGINT NOT NULL CHECK (updated_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
) {clustered_by_key};

-- Issued reports (日报告、周评议、月研讨、季评比、年考评). They are append-only (0016); a correction is a new revision.
CREATE TABLE assessments (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'quarter', 'year')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- The period's first day.
  to_day INTEGER NOT NULL CHECK (to_day BETWEEN 19000101 AND 99991231),  -- The day after its last day.
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('grid', 'level', 'role', 'person')),
  subject {code} NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),  -- The grid with its level, role or person, as one key.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 4 AND 15),  -- The grid that decides who may read it.
  level INTEGER NULL CHECK (level BETWEEN 1 AND 3),  -- Null for other kinds of subjects, like the next two.
  role {code} NULL REFERENCES service_roles (code),
  person_id BIGINT NULL REFERENCES people (id),
  revision INTEGER NOT NULL CHECK (revision BETWEEN 1 AND 1000000),  -- Counts from 1 for a subject and period.
  supersedes BIGINT NULL REFERENCES assessments (id),  -- The report that it corrects; null for the first.
  scheme {code} NOT NULL REFERENCES assessment_schemes (code),
  scheme_version BIGINT NOT NULL CHECK (scheme_version BETWEEN 1 AND 9999999999999),
  score INTEGER NULL CHECK (score BETWEEN 0 AND 10000),  -- Hundredths of a point, of 100; null when nothing could be scored.
  as_of BIGINT NOT NULL CHECK (as_of BETWEEN 0 AND 9999999999999),  -- The figures include what was written by then.
  issued_at BIGINT NOT NULL CHECK (issued_at BETWEEN 0 AND 9999999999999),
  issued_by BIGINT NULL REFERENCES people (id),  -- Null for the program.
  reason TEXT NULL CHECK (length(reason) BETWEEN 1 AND 500),  -- The reason of a correction.
  content TEXT NOT NULL,  -- JSON of ReportContent.
  hash {code} NOT NULL CHECK (length(hash) = 64),  -- Hexadecimal SHA-256 of content; the audit holds it too.
  CHECK (to_day > from_day),
  CHECK ((revision = 1) = (supersedes IS NULL))
);

-- Two processes or requests issue a report only once, because the second one meets this index.
CREATE UNIQUE INDEX assessments_by_subject ON assessments (kind, from_day, subject, revision);
CREATE INDEX assessments_by_grid ON assessments (grid_code, to_day);
CREATE INDEX assessments_by_person ON assessments (person_id, id) WHERE person_id IS NOT NULL;

-- The progress of issuing a period's reports.
CREATE TABLE assessment_runs (
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'quarter', 'year')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),  -- The period's first day.
  last_grid_code {code} NOT NULL DEFAULT '',  -- The reports of grids up to this code are issued.
  begun_at BIGINT NOT NULL CHECK (begun_at BETWEEN 0 AND 9999999999999),
  done_at BIGINT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),  -- Null while it runs.
  PRIMARY KEY (kind, from_day)
) {clustered_by_key};

-- The progress of finding issued reports that need a correction. It has one row.
CREATE TABLE assessment_corrections (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL CHECK (seq BETWEEN 0 AND 9999999999999),  -- Events of the journal up to this seq have been read.
  checked_at BIGINT NOT NULL CHECK (checked_at BETWEEN 0 AND 9999999999999)
);
