-- Call-backs (回访): a reporter who left a telephone number is to hear from the office by an instant; and after the
-- closing is asked whether it is solved, and whether they are satisfied.

-- From the filing to the first word; of an urgent ticket the second.
ALTER TABLE categories ADD COLUMN contact_limit TEXT NOT NULL DEFAULT '24 urgent_hours';
ALTER TABLE categories ADD COLUMN urgent_contact_limit TEXT NOT NULL DEFAULT '2 urgent_hours';

-- Of a ticket whose reporter can be called; fixed at its filing.
ALTER TABLE tickets ADD COLUMN contact_due_at BIGINT NULL CHECK (contact_due_at BETWEEN 0 AND 9999999999999);
ALTER TABLE tickets ADD COLUMN contact_due_day INTEGER NULL CHECK (contact_due_day BETWEEN 19000101 AND 99991231);
-- When the reporter was reached for the first time.
ALTER TABLE tickets ADD COLUMN contacted_at BIGINT NULL CHECK (contacted_at BETWEEN 0 AND 9999999999999);

CREATE TABLE ticket_contacts (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  -- The ticket's version after it.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  -- response: told that it is seen to; call_back: asked about a closed ticket.
  kind TEXT NOT NULL CHECK (kind IN ('response', 'call_back')),
  reached INTEGER NOT NULL CHECK (reached IN (0, 1)),
  -- The answers of one who was reached after the closing: that makes it a valid call-back, and there is one for each closing.
  solved INTEGER NULL CHECK (solved IN (0, 1)),
  satisfied INTEGER NULL CHECK (satisfied IN (0, 1)),
  note TEXT NULL CHECK (length(note) BETWEEN 1 AND 500),
  contacted_by BIGINT NOT NULL REFERENCES people (id),
  PRIMARY KEY (ticket_id, version),
  CHECK ((solved IS NULL) = (satisfied IS NULL)),
  CHECK ((solved IS NOT NULL) = (kind = 'call_back' AND reached = 1))
) {clustered_by_key};
