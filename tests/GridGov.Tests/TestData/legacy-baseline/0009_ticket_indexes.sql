-- Filing is the most frequent write. It enters tickets_by_grid, by_street, by_wake, by_cell and, when the reporter can be called,
-- by_contact_day. The number has no index, because ticket_numbers makes it unique.

-- The newest of a grid.
CREATE INDEX tickets_by_grid ON tickets (grid_code, id);
-- What a handler has in hand.
CREATE INDEX tickets_by_handler ON tickets (handler_id, id) WHERE closed_at IS NULL AND handler_id IS NOT NULL;
-- The newest of a street, or of a community in it: the last column says which rows to fetch.
CREATE INDEX tickets_by_street ON tickets (street_code, id, grid_code);
-- What comes due next.
CREATE INDEX tickets_by_wake ON tickets (wake_at) WHERE wake_at IS NOT NULL;
-- What is yellow or red.
CREATE INDEX tickets_alerted ON tickets (grid_code, id) WHERE alerted IS NOT NULL;
-- What was merged into a ticket.
CREATE INDEX tickets_by_survivor ON tickets (merged_into, id) WHERE merged_into IS NOT NULL;
-- Reports of one place.
CREATE INDEX tickets_by_cell ON tickets (category, cell, id) WHERE cell IS NOT NULL;
-- What a supervisor's order is in force on.
CREATE INDEX tickets_supervised ON tickets (id) WHERE supervision_id IS NOT NULL;

-- What no counter is kept by (handlers, sources, urgencies, earlier instants) is counted from the tickets of a period.
CREATE INDEX tickets_by_accepted_day ON tickets (accepted_day, grid_code) WHERE accepted_day IS NOT NULL;
CREATE INDEX tickets_by_closed_day ON tickets (closed_day, grid_code) WHERE closed_day IS NOT NULL;
CREATE INDEX tickets_by_decided_day ON tickets (decided_day, grid_code) WHERE decided_day IS NOT NULL;
-- Of one handler, whatever they have had.
CREATE INDEX tickets_by_handler_ever ON tickets (handler_id, accepted_day) WHERE handler_id IS NOT NULL;

-- Somebody's own figures: what they are asked to look at, and what they handled that was closed.
CREATE INDEX tickets_by_verifier ON tickets (verifier_id, id) WHERE status = 'verifying';
CREATE INDEX tickets_closed_by_handler ON tickets (handler_id, closed_day, id) WHERE closed_day IS NOT NULL;

-- What has become overdue today is counted with every figure of what is due, mostly by programme, from the index alone.
CREATE INDEX tickets_by_due_day ON tickets (due_day, on_time, closing_due_at, programme, grid_code) WHERE due_day IS NOT NULL;
CREATE INDEX tickets_by_contact_day ON tickets (contact_due_day, contacted_at, contact_due_at, programme, grid_code)
 WHERE contact_due_day IS NOT NULL;
-- Who was reached late is told by two columns, which a range of that index cannot. They are few.
CREATE INDEX tickets_contacted_late ON tickets (contact_due_day, contacted_at, contact_due_at, programme, grid_code)
 WHERE contacted_at > contact_due_at;
