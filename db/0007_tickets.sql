-- Tickets (案卷) as they are now; the journal holds their past. A confidential ticket has masks instead of texts, and no place.
-- Texts are the last columns, because SQLite reads a row from its beginning. 0008 adds request_id, supervision_id and
-- joint_action_id; 0009 creates the indexes.
CREATE TABLE tickets (
  id {id_key},
  number {code} NOT NULL CHECK (length(number) BETWEEN 10 AND 40),  -- Street, day and running number: 410103003-20120514-0007.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  updated_at BIGINT NOT NULL CHECK (updated_at BETWEEN 0 AND 9999999999999),  -- The last change.

  -- What it is
  status TEXT NOT NULL CHECK (length(status) BETWEEN 1 AND 20),  -- A code of TicketStatus.
  handling_level INTEGER NOT NULL CHECK (handling_level BETWEEN 0 AND 3),  -- The level that handles it; 0 is above the street.
  grid_code {code} NOT NULL REFERENCES grids (code),
  street_code {code} NOT NULL,  -- The first 9 digits of grid_code.
  category {code} NOT NULL REFERENCES categories (code),
  kind TEXT NOT NULL CHECK (kind IN ('event', 'component', 'condition')),  -- Copied from the category at filing, like the next three.
  programme TEXT NOT NULL CHECK (programme IN ('social_conditions', 'seven_fields')),
  role {code} NOT NULL REFERENCES service_roles (code),  -- The service role in charge.
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),  -- 1 keeps its texts in ticket_secrets and its events.
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'urgent', 'green_channel')),  -- 一般, 紧急, 绿色通道
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 20),  -- A code of TicketSource.

  -- Where it is. All are null when no place was given.
  lng DOUBLE PRECISION NULL CHECK (lng BETWEEN -180 AND 180),  -- Degrees, WGS84.
  lat DOUBLE PRECISION NULL CHECK (lat BETWEEN -90 AND 90),  -- Degrees, WGS84.
  cell BIGINT NULL CHECK (cell BETWEEN 0 AND 999999999999),  -- A thousandth of a degree (Places.Cell), to find nearby reports.
  sent_lng DOUBLE PRECISION NULL CHECK (sent_lng BETWEEN -180 AND 180),  -- Degrees in coord_sys, as sent.
  sent_lat DOUBLE PRECISION NULL CHECK (sent_lat BETWEEN -90 AND 90),
  coord_sys TEXT NULL CHECK (coord_sys IN ('wgs84', 'gcj02', 'bd09')),

  -- Who did what
  filed_by BIGINT NOT NULL REFERENCES people (id),
  filed_at BIGINT NOT NULL CHECK (filed_at BETWEEN 0 AND 9999999999999),
  filed_day INTEGER NOT NULL CHECK (filed_day BETWEEN 19000101 AND 99991231),
  verifier_id BIGINT NULL REFERENCES people (id),  -- Who verifies it before the decision; null for nobody.
  accepted_at BIGINT NULL CHECK (accepted_at BETWEEN 0 AND 9999999999999),  -- The first acceptance; null before it.
  accepted_day INTEGER NULL CHECK (accepted_day BETWEEN 19000101 AND 99991231),
  handler_id BIGINT NULL REFERENCES people (id),  -- Null when nobody has it.
  handler_post TEXT NULL,  -- The handler's post at the assignment, a code of PostKind.
  handler_role {code} NULL,  -- The service role of that post; null for none.
  resolved_by BIGINT NULL REFERENCES people (id),
  resolved_at BIGINT NULL CHECK (resolved_at BETWEEN 0 AND 9999999999999),  -- Null before the resolution.
  closed_at BIGINT NULL CHECK (closed_at BETWEEN 0 AND 9999999999999),  -- Null when open, or ended in another way.
  closed_day INTEGER NULL CHECK (closed_day BETWEEN 19000101 AND 99991231),
  suspended_until INTEGER NULL CHECK (suspended_until BETWEEN 19000101 AND 99991231),  -- The day on which it goes on.
  merged_into BIGINT NULL REFERENCES tickets (id),  -- The ticket that goes on, which may be merged too.
  evaluated_at BIGINT NULL CHECK (evaluated_at BETWEEN 0 AND 9999999999999),  -- Null before the evaluation.
  evaluation_score INTEGER NULL CHECK (evaluation_score BETWEEN 1 AND 5),

  -- The running clock (ticket_clocks). The first three are null when none runs.
  yellow_at BIGINT NULL CHECK (yellow_at BETWEEN 0 AND 9999999999999),  -- Its light turns yellow then.
  due_at BIGINT NULL CHECK (due_at BETWEEN 0 AND 9999999999999),  -- The last instant in time.
  alerted_light TEXT NULL CHECK (alerted_light IN ('yellow', 'red')),  -- The last light of the clock that people were alerted of.
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 2),  -- Approved in this round of handling.
  reply_due_at BIGINT NULL CHECK (reply_due_at BETWEEN 0 AND 9999999999999),  -- A supervisor expects a reply by then; null for none.
  next_wake_up_at BIGINT NULL CHECK (next_wake_up_at BETWEEN 0 AND 9999999999999),  -- The deadline processor acts on it then.
  processed_until BIGINT NULL CHECK (processed_until BETWEEN 0 AND 9999999999999),  -- It has acted on what was due up to this instant.

  -- What the measures read (db/history.md)
  closing_due_at BIGINT NULL CHECK (closing_due_at BETWEEN 0 AND 9999999999999),  -- 结案期限; null when suspended.
  due_day INTEGER NULL CHECK (due_day BETWEEN 19000101 AND 99991231),  -- The day on which it counts as due (应结案).
  on_time INTEGER NULL CHECK (on_time IN (0, 1)),  -- 1 when closed by closing_due_at; null when not closed.
  decision TEXT NULL CHECK (decision IN ('valid', 'invalid')),  -- The decision on the report; null before it.
  decided_day INTEGER NULL CHECK (decided_day BETWEEN 19000101 AND 99991231),
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),
  contact_due_at BIGINT NULL CHECK (contact_due_at BETWEEN 0 AND 9999999999999),  -- The reporter is to be called by then.
  contact_due_day INTEGER NULL CHECK (contact_due_day BETWEEN 19000101 AND 99991231),
  contacted_at BIGINT NULL CHECK (contacted_at BETWEEN 0 AND 9999999999999),  -- The first call that reached the reporter.
  state_since BIGINT NULL CHECK (state_since BETWEEN 0 AND 9999999999999),  -- See ticket_history; null means filed_at.

  -- The end of its chain of events (db/chains.md). It shows when the last events are missing.
  event_count BIGINT NOT NULL DEFAULT 0 CHECK (event_count BETWEEN 0 AND 9999999999999),
  head_hash {code} NULL CHECK (length(head_hash) = 64),  -- The hash of the last event; null without one.

  -- Texts
  description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
  address TEXT NULL CHECK (length(address) BETWEEN 1 AND 200),  -- Null when none was given.
  result TEXT NULL CHECK (length(result) BETWEEN 1 AND 2000),  -- Null before the resolution.
  verify_question TEXT NULL CHECK (length(verify_question) BETWEEN 1 AND 500),  -- The question to the verifier.
  verify_findings TEXT NULL CHECK (length(verify_findings) BETWEEN 1 AND 2000),  -- The verifier's answer.
  evaluation_comment TEXT NULL CHECK (length(evaluation_comment) BETWEEN 1 AND 500)
);

-- The running numbers of a street's days.
CREATE TABLE ticket_numbers (
  street_code {code} NOT NULL,
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  last_number INTEGER NOT NULL CHECK (last_number BETWEEN 1 AND 999999999),
  PRIMARY KEY (street_code, day)
) {clustered_by_key};

-- The reporters of a ticket, when somebody else filed it. Their names and numbers are encrypted (db/encryption.md).
CREATE TABLE ticket_reporters (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 100000),  -- Counts from 1 in each ticket.
  encrypted TEXT NULL CHECK (length(encrypted) BETWEEN 1 AND 4000),  -- Name and phone; null after the anonymisation.
  phone_hash {code} NULL CHECK (length(phone_hash) BETWEEN 1 AND 80),  -- A keyed hash, to search by the number; null without one.
  anonymised_at BIGINT NULL CHECK (anonymised_at BETWEEN 0 AND 9999999999999),  -- Null before the anonymisation.
  PRIMARY KEY (ticket_id, position)
) {clustered_by_key};

CREATE INDEX ticket_reporters_by_phone ON ticket_reporters (phone_hash, ticket_id) WHERE phone_hash IS NOT NULL;

-- The texts of a confidential ticket as it was filed, encrypted. Its events hold the later texts, encrypted too.
CREATE TABLE ticket_secrets (
  ticket_id {id_key} REFERENCES tickets (id),
  encrypted TEXT NOT NULL CHECK (length(encrypted) BETWEEN 1 AND 200000)  -- Description, address and coordinates.
);
