-- What a handler asks for and somebody above decides: more time (延期), or to put the ticket off (挂账).
CREATE TABLE ticket_requests (
  id {id_key},
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  grid_code {code} NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('extension', 'suspension')),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  -- Of a suspension: the first day on which the ticket goes on.
  until_day INTEGER NULL CHECK (until_day BETWEEN 19000101 AND 99991231),
  -- pending, approved, refused; lapsed: the ticket went on before it was decided.
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'refused', 'lapsed')),
  requested_by BIGINT NOT NULL REFERENCES people (id),
  requested_at BIGINT NOT NULL CHECK (requested_at BETWEEN 0 AND 9999999999999),
  decided_by BIGINT NULL REFERENCES people (id),
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),
  decision_reason TEXT NULL CHECK (length(decision_reason) BETWEEN 1 AND 500)
);

CREATE INDEX ticket_requests_by_ticket ON ticket_requests (ticket_id, id);
CREATE INDEX ticket_requests_pending ON ticket_requests (status, id) WHERE status = 'pending';

-- The one that waits for its decision, and how many extensions this round of handling has had.
ALTER TABLE tickets ADD COLUMN request_id BIGINT NULL REFERENCES ticket_requests (id);
ALTER TABLE tickets ADD COLUMN extensions INTEGER NOT NULL DEFAULT 0 CHECK (extensions BETWEEN 0 AND 2);
