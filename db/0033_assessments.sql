-- How scores are made: what is scored, with points and bands, as JSON (SchemeContent).
CREATE TABLE assessment_schemes (
  code {code} PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 40),
  content TEXT NOT NULL,
  updated_at BIGINT NOT NULL CHECK (updated_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
) {clustered_by_key};

-- Reports as they were issued (日报告、周评议、月研讨、季评比、年考评). Never changed: a correction is a new revision.
CREATE TABLE assessments (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'quarter', 'year')),
  -- The period: its first day, and the day after its last.
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NOT NULL CHECK (to_day BETWEEN 19000101 AND 99991231),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('grid', 'level', 'role', 'person')),
  -- What makes it one of a kind: the grid, and its level, role or person.
  subject {code} NOT NULL CHECK (length(subject) BETWEEN 1 AND 80),
  -- Where it belongs, which decides who may read it.
  grid_code {code} NOT NULL CHECK (length(grid_code) BETWEEN 4 AND 15),
  level INTEGER NULL CHECK (level BETWEEN 1 AND 3),
  role {code} NULL REFERENCES service_roles (code),
  person_id BIGINT NULL REFERENCES people (id),
  revision INTEGER NOT NULL CHECK (revision BETWEEN 1 AND 1000000),
  -- The one that this corrects.
  supersedes BIGINT NULL REFERENCES assessments (id),
  scheme {code} NOT NULL REFERENCES assessment_schemes (code),
  scheme_version BIGINT NOT NULL CHECK (scheme_version BETWEEN 1 AND 9999999999999),
  -- Hundredths of a point, of 100; null when nothing could be scored.
  score INTEGER NULL CHECK (score BETWEEN 0 AND 10000),
  -- The figures are those of what had been written by this instant.
  as_of BIGINT NOT NULL CHECK (as_of BETWEEN 0 AND 9999999999999),
  issued_at BIGINT NOT NULL CHECK (issued_at BETWEEN 0 AND 9999999999999),
  -- Null when the program issued it by itself.
  issued_by BIGINT NULL REFERENCES people (id),
  reason TEXT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  -- JSON (ReportContent), and its SHA-256 in hexadecimal digits, which the audit's chain has too.
  content TEXT NOT NULL,
  hash {code} NOT NULL CHECK (length(hash) = 64),
  CHECK (to_day > from_day),
  CHECK ((revision = 1) = (supersedes IS NULL))
);

-- Whoever issues it first: a second process, or a second request, finds it there.
CREATE UNIQUE INDEX assessments_once ON assessments (kind, from_day, subject, revision);
CREATE INDEX assessments_by_grid ON assessments (grid_code, to_day);
CREATE INDEX assessments_by_person ON assessments (person_id, id) WHERE person_id IS NOT NULL;

-- How far the issuing of a period's reports has come: the subjects up to this grid are done.
CREATE TABLE assessment_runs (
  kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month', 'quarter', 'year')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  reached {code} NOT NULL DEFAULT '',
  begun_at BIGINT NOT NULL CHECK (begun_at BETWEEN 0 AND 9999999999999),
  done_at BIGINT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (kind, from_day)
) {clustered_by_key};

-- Up to which event of the journal it has been looked whether what was issued needs correcting. One row.
CREATE TABLE assessment_corrections (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL CHECK (seq BETWEEN 0 AND 9999999999999),
  looked_at BIGINT NOT NULL CHECK (looked_at BETWEEN 0 AND 9999999999999)
);

-- Each time an appointment's end was set: until when it had run before. So vacancies can be told as they were known at any
-- earlier instant, also after an end that was entered late.
CREATE TABLE appointment_ends (
  appointment_id BIGINT NOT NULL REFERENCES appointments (id),
  -- The appointment's version after it.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  -- yyyymmdd; 99991231 when it had been open.
  to_before INTEGER NOT NULL CHECK (to_before BETWEEN 19000101 AND 99991231),
  PRIMARY KEY (appointment_id, version)
) {clustered_by_key};

-- The local day on which a joint action was summoned; of earlier ones that of an event of the same instant, such as the summons.
ALTER TABLE joint_actions ADD COLUMN summoned_day INTEGER NULL CHECK (summoned_day BETWEEN 19000101 AND 99991231);
UPDATE joint_actions SET summoned_day = (SELECT min(j.day) FROM journal j WHERE j.at = joint_actions.summoned_at);
CREATE INDEX joint_actions_by_day ON joint_actions (summoned_day);
