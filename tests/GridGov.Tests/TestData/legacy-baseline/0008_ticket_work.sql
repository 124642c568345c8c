-- Each run of one of a ticket's clocks against its limit, in order. The last one runs while it has no end.
CREATE TABLE ticket_clocks (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  run INTEGER NOT NULL CHECK (run BETWEEN 1 AND 1000000),  -- 1, 2, 3 … of a ticket
  stage TEXT NOT NULL CHECK (stage IN ('accept', 'dispatch', 'handle', 'check')),
  time_limit TEXT NOT NULL CHECK (length(time_limit) BETWEEN 1 AND 40),  -- the category's, adjusted by urgency: "1.5 working_days"
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 100),  -- how often the limit was added once more
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: runs, or stands still
  due_at BIGINT NULL CHECK (due_at BETWEEN 0 AND 9999999999999),  -- UTC ms, of an ended run; null: tickets.due_at, or ended while suspended
  PRIMARY KEY (ticket_id, run)
) {clustered_by_key};

-- Times in which a run stands still (挂账).
CREATE TABLE ticket_pauses (
  ticket_id BIGINT NOT NULL,
  run INTEGER NOT NULL,
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  to_at BIGINT NULL CHECK (to_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: it still does
  PRIMARY KEY (ticket_id, run, from_at),
  FOREIGN KEY (ticket_id, run) REFERENCES ticket_clocks (ticket_id, run)
) {clustered_by_key};

-- The limits of a ticket's closing deadline, a row for each time it was established. They run one after the other.
CREATE TABLE ticket_terms (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the ticket's version after it
  started_at BIGINT NOT NULL CHECK (started_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  dispatch_limit TEXT NULL CHECK (length(dispatch_limit) BETWEEN 1 AND 40),  -- null: handled on the spot
  handle_limit TEXT NOT NULL CHECK (length(handle_limit) BETWEEN 1 AND 40),  -- once more for each extension
  check_limit TEXT NOT NULL CHECK (length(check_limit) BETWEEN 1 AND 40),
  extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 1000),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

-- Each dispatch, and whether the handler returned it: how accurate dispatching is.
CREATE TABLE ticket_dispatches (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the ticket's version after it
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  handler_id BIGINT NOT NULL REFERENCES people (id),
  handler_role {code} NULL,  -- null: a post without a service role
  returned_at BIGINT NULL CHECK (returned_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: kept
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

CREATE INDEX ticket_dispatches_by_day ON ticket_dispatches (day, handler_id, ticket_id);

-- Each check: how often work had to be done again, and of which tickets.
CREATE TABLE ticket_checks (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the ticket's version after it
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  at BIGINT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms; never null
  action TEXT NOT NULL CHECK (action IN ('pass', 'fail')),
  PRIMARY KEY (ticket_id, version)
) {clustered_by_key};

CREATE INDEX ticket_checks_by_day ON ticket_checks (day, ticket_id);

-- Calls to reporters (回访).
CREATE TABLE ticket_contacts (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- the ticket's version after it
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- yyyymmdd
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),  -- UTC ms
  kind TEXT NOT NULL CHECK (kind IN ('response', 'call_back')),  -- told that it is seen to; asked about a closed ticket
  reached INTEGER NOT NULL CHECK (reached IN (0, 1)),
  -- The answers of one who was reached after the closing: a valid call-back, of which there is one for each closing.
  solved INTEGER NULL CHECK (solved IN (0, 1)),  -- null: not asked
  satisfied INTEGER NULL CHECK (satisfied IN (0, 1)),  -- null: not asked
  note TEXT NULL CHECK (length(note) BETWEEN 1 AND 500),  -- null: none
  contacted_by BIGINT NOT NULL REFERENCES people (id),
  PRIMARY KEY (ticket_id, version),
  CHECK ((solved IS NULL) = (satisfied IS NULL)),
  CHECK ((solved IS NOT NULL) = (kind = 'call_back' AND reached = 1))
) {clustered_by_key};

CREATE INDEX ticket_contacts_by_day ON ticket_contacts (day, ticket_id);

-- What a handler asks for and somebody above decides: more time (延期), or to suspend the ticket (挂账).
CREATE TABLE ticket_requests (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  grid_code {code} NOT NULL,  -- the ticket's
  kind TEXT NOT NULL CHECK (kind IN ('extension', 'suspension')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  until_day INTEGER NULL CHECK (until_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd the ticket is to go on; null: an extension
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'refused', 'lapsed')),  -- lapsed: the ticket went on undecided
  requested_by BIGINT NOT NULL REFERENCES people (id),
  requested_at BIGINT NOT NULL CHECK (requested_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  decided_by BIGINT NULL REFERENCES people (id),  -- null: pending or lapsed
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  decision_reason TEXT NULL CHECK (length(decision_reason) BETWEEN 1 AND 500)  -- null: none given
);

CREATE INDEX ticket_requests_by_ticket ON ticket_requests (ticket_id, id);
CREATE INDEX ticket_requests_pending ON ticket_requests (status, id) WHERE status = 'pending';

-- The pending request; null: none.
ALTER TABLE tickets ADD COLUMN request_id BIGINT NULL REFERENCES ticket_requests (id);

-- A supervisor's orders (督办): each asks for a reply by an instant, until it is lifted.
CREATE TABLE supervisions (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  instruction TEXT NOT NULL CHECK (length(instruction) BETWEEN 1 AND 1000),
  ordered_by BIGINT NOT NULL REFERENCES people (id),
  ordered_at BIGINT NOT NULL CHECK (ordered_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  reply_by BIGINT NOT NULL CHECK (reply_by BETWEEN 0 AND 9999999999999),  -- UTC ms
  reminders INTEGER NOT NULL DEFAULT 0 CHECK (reminders BETWEEN 0 AND 1000),  -- how many (催办)
  reminded_at BIGINT NULL CHECK (reminded_at BETWEEN 0 AND 9999999999999),  -- UTC ms of the last; null: none
  reply TEXT NULL CHECK (length(reply) BETWEEN 1 AND 2000),  -- the last; a reminder asks for another; null: none yet
  replied_by BIGINT NULL REFERENCES people (id),
  replied_at BIGINT NULL CHECK (replied_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  lifted_by BIGINT NULL REFERENCES people (id),  -- null with lifted_at: lifted by the ticket's end
  lifted_at BIGINT NULL CHECK (lifted_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: in force
  lift_reason TEXT NULL CHECK (length(lift_reason) BETWEEN 1 AND 500)  -- null: none given
);

CREATE INDEX supervisions_by_ticket ON supervisions (ticket_id, id);

-- The order in force; null: none.
ALTER TABLE tickets ADD COLUMN supervision_id BIGINT NULL REFERENCES supervisions (id);

-- Joint actions (吹哨报到, 联合执法): departments and roles that are called to a ticket together.
CREATE TABLE joint_actions (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  purpose TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 1000),
  summoned_by BIGINT NOT NULL REFERENCES people (id),
  summoned_at BIGINT NOT NULL CHECK (summoned_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  summoned_day INTEGER NULL CHECK (summoned_day BETWEEN 19000101 AND 99991231),  -- yyyymmdd; null: not known
  status TEXT NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),  -- done: everybody has reported or is excused
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: open
  cancelled_by BIGINT NULL REFERENCES people (id),  -- null: ended with its last participant or with the ticket
  cancel_reason TEXT NULL CHECK (length(cancel_reason) BETWEEN 1 AND 500)
);

CREATE INDEX joint_actions_by_ticket ON joint_actions (ticket_id, id);
CREATE INDEX joint_actions_by_day ON joint_actions (summoned_day);

-- Who is called to one.
CREATE TABLE joint_participants (
  joint_action_id BIGINT NOT NULL REFERENCES joint_actions (id),
  person_id BIGINT NOT NULL REFERENCES people (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 1000),  -- 1, 2, 3 … in the order of the call
  post TEXT NOT NULL,  -- in which they are called (PostKind)
  role {code} NULL,  -- and its service role; null: a post without one
  arrive_by BIGINT NOT NULL CHECK (arrive_by BETWEEN 0 AND 9999999999999),  -- UTC ms
  arrived_at BIGINT NULL CHECK (arrived_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: not yet
  result TEXT NULL CHECK (length(result) BETWEEN 1 AND 2000),  -- null: not reported yet
  reported_at BIGINT NULL CHECK (reported_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  excuse TEXT NULL CHECK (length(excuse) BETWEEN 1 AND 500),  -- null: not excused
  excused_by BIGINT NULL REFERENCES people (id),
  excused_at BIGINT NULL CHECK (excused_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  PRIMARY KEY (joint_action_id, person_id)
) {clustered_by_key};

-- Where somebody is awaited.
CREATE INDEX joint_participants_by_person ON joint_participants (person_id, joint_action_id)
 WHERE reported_at IS NULL AND excused_at IS NULL;

-- The open joint action; null: none.
ALTER TABLE tickets ADD COLUMN joint_action_id BIGINT NULL REFERENCES joint_actions (id);
