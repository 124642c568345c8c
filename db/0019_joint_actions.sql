-- Joint actions (吹哨报到, 联合执法): departments and roles that are called to a ticket together.
CREATE TABLE joint_actions (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  purpose TEXT NOT NULL CHECK (length(purpose) BETWEEN 1 AND 1000),
  summoned_by BIGINT NOT NULL REFERENCES people (id),
  summoned_at BIGINT NOT NULL CHECK (summoned_at BETWEEN 0 AND 9999999999999),
  -- open, done (everybody has reported or is excused), cancelled.
  status TEXT NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),
  -- Null when it ended with its last participant or with the ticket.
  cancelled_by BIGINT NULL REFERENCES people (id),
  cancel_reason TEXT NULL CHECK (length(cancel_reason) BETWEEN 1 AND 500)
);

CREATE INDEX joint_actions_by_ticket ON joint_actions (ticket_id, id);

CREATE TABLE joint_participants (
  joint_action_id BIGINT NOT NULL REFERENCES joint_actions (id),
  person_id BIGINT NOT NULL REFERENCES people (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 1000),
  -- The post, and the role if it has one, in which they are called.
  post TEXT NOT NULL,
  role {code} NULL,
  arrive_by BIGINT NOT NULL CHECK (arrive_by BETWEEN 0 AND 9999999999999),
  arrived_at BIGINT NULL CHECK (arrived_at BETWEEN 0 AND 9999999999999),
  result TEXT NULL CHECK (length(result) BETWEEN 1 AND 2000),
  reported_at BIGINT NULL CHECK (reported_at BETWEEN 0 AND 9999999999999),
  excuse TEXT NULL CHECK (length(excuse) BETWEEN 1 AND 500),
  excused_by BIGINT NULL REFERENCES people (id),
  excused_at BIGINT NULL CHECK (excused_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (joint_action_id, person_id)
) {clustered_by_key};

-- Where somebody is awaited.
CREATE INDEX joint_participants_by_person ON joint_participants (person_id, joint_action_id)
 WHERE reported_at IS NULL AND excused_at IS NULL;

-- The one that is open.
ALTER TABLE tickets ADD COLUMN joint_action_id BIGINT NULL REFERENCES joint_actions (id);
