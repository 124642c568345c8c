-- The runs of a ticket's clocks, in order. A run measures a stage against its limit. The last one runs until it has an end.
CREATE TABLE ticket_clocks (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  run INTEGER NOT NULL CHECK (run BETWEEN 1 AND 1000000),  -- Counts from 1 in each ticket.
  stage TEXT NOT NULL CHECK (stage IN ('accept', 'dispatch', 'handle', 'check')),
  time_limit TEXT NOT NULL CHECK (length(time_limit) BETWEEN 1 AND 40),  -- The category's limit after urgency: "1.5 working_days".
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 100),  -- How often the limit was added again.
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),  -- Null while it runs or is paused.
  due_at BIGINT NULL CHECK (due_at BETWEEN 0 AND 9999999999999),  -- Null in a run that has not ended, or ended while suspended.
  PRIMARY KEY (ticket_id, run)
) {clustered_by_key};

-- The pauses of a run (挂账).
CREATE TABLE ticket_pauses (
  ticket_id BIGINT NOT NULL,
  run INTEGER NOT NULL,
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),
  to_at BIGINT NULL CHECK (to_at BETWEEN 0 AND 9999999999999),  -- Null while the pause lasts.
  PRIMARY KEY (ticket_id, run, from_at),
  FOREIGN KEY (ticket_id, run) REFERENCES ticket_clocks (ticket_id, run)
) {clustered_by_key};

-- The limits of a ticket's closing deadline (结案期限), with a row for each acceptance. They run one after the other.
CREATE TABLE ticket_closing_limits (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The ticket's version after it.
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),
  dispatch_limit TEXT NULL CHECK (length(dispatch_limit) BETWEEN 1 AND 40),  -- Null when handled on the spot.
  handle_limit TEXT NOT NULL CHECK (length(handle_limit) BETWEEN 1 AND 40),  -- Added again for each extension.
  check_limit TEXT NOT NULL CHECK (length(check_limit) BETWEEN 1 AND 40),
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 1000),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

-- Dispatches, and whether the handler returned them. They measure how accurate dispatching is.
CREATE TABLE ticket_dispatches (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The ticket's version after it.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  handler_id BIGINT NOT NULL REFERENCES people (id),
  handler_role {code} NULL,  -- Null for a post without a service role.
  returned_at BIGINT NULL CHECK (returned_at BETWEEN 0 AND 9999999999999),  -- Null when the handler kept it.
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

CREATE INDEX ticket_dispatches_by_day ON ticket_dispatches (day, handler_id, ticket_id);

-- Checks. They measure how often work had to be done again.
CREATE TABLE ticket_checks (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The ticket's version after it.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  action TEXT NOT NULL CHECK (action IN ('pass', 'fail')),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

CREATE INDEX ticket_checks_by_day ON ticket_checks (day, ticket_id);

-- Calls to reporters (回访).
CREATE TABLE ticket_contacts (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- The ticket's version after it.
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  kind TEXT NOT NULL CHECK (kind IN ('response', 'call_back')),  -- Informs of the handling, or asks after the closing.
  reached INTEGER NOT NULL CHECK (reached IN (0, 1)),
  -- The answers in a valid call-back, which is the first that reached the reporter after a closing.
  solved INTEGER NULL CHECK (solved IN (0, 1)),  -- Null when not asked.
  satisfied INTEGER NULL CHECK (satisfied IN (0, 1)),  -- Null when not asked.
  note TEXT NULL CHECK (length(note) BETWEEN 1 AND 500),
  contacted_by BIGINT NOT NULL REFERENCES people (id),
  PRIMARY KEY (ticket_id, version),
  CHECK ((solved IS NULL) = (satisfied IS NULL)),
  CHECK ((solved IS NOT NULL) = (kind = 'call_back' AND reached = 1))
) {clustered_by_key};

CREATE INDEX ticket_contacts_by_day ON ticket_contacts (day, ticket_id);

-- Requests of a handler, decided by somebody above: for more time (延期), or to suspend the ticket (挂账).
CREATE TABLE ticket_requests (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  grid_code {code} NOT NULL,  -- The ticket's.
  kind TEXT NOT NULL CHECK (kind IN ('extension', 'suspension')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  until_day INTEGER NULL CHECK (until_day BETWEEN 19000101 AND 99991231),  -- The day to go on; null for an extension.
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'refused', 'lapsed')),  -- Lapsed when the ticket went on first.
  requested_by BIGINT NOT NULL REFERENCES people (id),
  requested_at BIGINT NOT NULL CHECK (requested_at BETWEEN 0 AND 9999999999999),
  decided_by BIGINT NULL REFERENCES people (id),  -- Null when pending or lapsed.
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),
  decision_reason TEXT NULL CHECK (length(decision_reason) BETWEEN 1 AND 500)  -- Null when none was given.
);

CREATE INDEX ticket_requests_by_ticket ON ticket_requests (ticket_id, id);
CREATE INDEX ticket_requests_pending ON ticket_requests (status, id) WHERE status = 'pending';

-- The pending request.
ALTER TABLE tickets ADD COLUMN request_id BIGINT NULL REFERENCES ticket_requests (id);

-- Orders of a supervisor (督办). Each asks for a reply by an instant and is in force until it is lifted.
CREATE TABLE supervisions (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  instruction TEXT NOT NULL CHECK (length(instruction) BETWEEN 1 AND 1000),
  ordered_by BIGINT NOT NULL REFERENCES people (id),
  ordered_at BIGINT NOT NULL CHECK (ordered_at BETWEEN 0 AND 9999999999999),
  reply_by BIGINT NOT NULL CHECK (reply_by BETWEEN 0 AND 9999999999999),
  reminders INTEGER NOT NULL DEFAULT 0 CHECK (reminders BETWEEN 0 AND 1000),  -- How many (催办).
  reminded_at BIGINT NULL CHECK (reminded_at BETWEEN 0 AND 9999999999999),  -- The last reminder.
  reply TEXT NULL CHECK (length(reply) BETWEEN 1 AND 2000),  -- The last reply; a reminder asks for another.
  replied_by BIGINT NULL REFERENCES people (id),
  replied_at BIGINT NULL CHECK (replied_at BETWEEN 0 AND 9999999999999),
  lifted_by BIGINT NULL REFERENCES people (id),  -- Null when the ticket's end lifted it.
  lifted_at BIGINT NULL CHECK (lifted_at BETWEEN 0 AND 9999999999999),  -- Null while it is in force.
  lift_reason TEXT NULL CHECK (length(lift_reason) BETWEEN 1 AND 500)  -- Null when none was given.
);

CREATE INDEX supervisions_by_ticket ON supervisions (ticket_id, id);

-- The order in force.
ALTER TABLE tickets ADD COLUMN supervision_id BIGINT NULL REFERENCES supervisions (id);

-- Joint actions (吹哨报到, 联合执法). Departments and roles are called to a ticket together.
CREATE TABLE joint_actions (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  purpose TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 1000),
  summoned_by BIGINT NOT NULL REFERENCES people (id),
  summoned_at BIGINT NOT NULL CHECK (summoned_at BETWEEN 0 AND 9999999999999),
  summoned_day INTEGER NULL CHECK (summoned_day BETWEEN 19000101 AND 99991231),  -- Null when it is not known.
  status TEXT NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),  -- Done when all have reported or are excused.
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),  -- Null while it is open.
  cancelled_by BIGINT NULL REFERENCES people (id),  -- Null when it ended with its last participant or the ticket.
  cancel_reason TEXT NULL CHECK (length(cancel_reason) BETWEEN 1 AND 500)
);

CREATE INDEX joint_actions_by_ticket ON joint_actions (ticket_id, id);
CREATE INDEX joint_actions_by_day ON joint_actions (summoned_day);

-- The participants of joint actions.
CREATE TABLE joint_participants (
  joint_action_id BIGINT NOT NULL REFERENCES joint_actions (id),
  person_id BIGINT NOT NULL REFERENCES people (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 1000),  -- Counts from 1 in the order of the call.
  post TEXT NOT NULL,  -- The post in which the person is called, a code of PostKind.
  role {code} NULL,  -- The service role of that post; null for none.
  arrive_by BIGINT NOT NULL CHECK (arrive_by BETWEEN 0 AND 9999999999999),
  arrived_at BIGINT NULL CHECK (arrived_at BETWEEN 0 AND 9999999999999),  -- Null before the arrival.
  result TEXT NULL CHECK (length(result) BETWEEN 1 AND 2000),  -- Null before the report.
  reported_at BIGINT NULL CHECK (reported_at BETWEEN 0 AND 9999999999999),
  excuse TEXT NULL CHECK (length(excuse) BETWEEN 1 AND 500),  -- Null when not excused.
  excused_by BIGINT NULL REFERENCES people (id),
  excused_at BIGINT NULL CHECK (excused_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (joint_action_id, person_id)
) {clustered_by_key};

-- Finds where a person is still expected.
CREATE INDEX joint_participants_by_person ON joint_participants (person_id, joint_action_id)
 WHERE reported_at IS NULL AND excused_at IS NULL;

-- The open joint action.
ALTER TABLE tickets ADD COLUMN joint_action_id BIGINT NULL REFERENCES joint_actions (id);
