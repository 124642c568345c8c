-- Filing is the most frequent write. It adds to tickets_by_grid, by_street, by_next_wake_up, by_cell and, when the reporter can
-- be called, by_contact_day. The number has no index, because ticket_numbers makes it unique.

-- Lists the newest tickets of a grid.
CREATE INDEX tickets_by_grid ON tickets (grid_code, id);
-- Lists the open tickets of a handler.
CREATE INDEX tickets_by_handler ON tickets (handler_id, id) WHERE closed_at IS NULL AND handler_id IS NOT NULL;
-- Lists the newest tickets of a street, or of a community in it by the last column, without reading the other rows.
CREATE INDEX tickets_by_street ON tickets (street_code, id, grid_code);
-- Finds what the deadline processor acts on next.
CREATE INDEX tickets_by_next_wake_up ON tickets (next_wake_up_at) WHERE next_wake_up_at IS NOT NULL;
-- Lists the yellow and red tickets.
CREATE INDEX tickets_alerted ON tickets (grid_code, id) WHERE alerted_light IS NOT NULL;
-- Lists the tickets that were merged into one.
CREATE INDEX tickets_by_merged_into ON tickets (merged_into, id) WHERE merged_into IS NOT NULL;
-- Finds reports of one place.
CREATE INDEX tickets_by_cell ON tickets (category, cell, id) WHERE cell IS NOT NULL;
-- Lists the tickets with an order in force.
CREATE INDEX tickets_supervised ON tickets (id) WHERE supervision_id IS NOT NULL;

-- Counters have no handlers, sources, urgencies and earlier instants; these are counted from the tickets of a period.
CREATE INDEX tickets_by_accepted_day ON tickets (accepted_day, grid_code) WHERE accepted_day IS NOT NULL;
CREATE INDEX tickets_by_closed_day ON tickets (closed_day, grid_code) WHERE closed_day IS NOT NULL;
CREATE INDEX tickets_by_decided_day ON tickets (decided_day, grid_code) WHERE decided_day IS NOT NULL;
-- Counts the tickets of one handler, open or not.
CREATE INDEX tickets_by_handler_ever ON tickets (handler_id, accepted_day) WHERE handler_id IS NOT NULL;

-- Counts a person's own tickets: those to verify, and those handled and closed.
CREATE INDEX tickets_by_verifier ON tickets (verifier_id, id) WHERE status = 'verifying';
CREATE INDEX tickets_closed_by_handler ON tickets (handler_id, closed_day, id) WHERE closed_day IS NOT NULL;

-- Every figure of due tickets counts those that became overdue today. The index holds all columns that it reads.
CREATE INDEX tickets_by_due_day ON tickets (due_day, on_time, closing_due_at, programme, grid_code) WHERE due_day IS NOT NULL;
CREATE INDEX tickets_by_contact_day ON tickets (contact_due_day, contacted_at, contact_due_at, programme, grid_code)
 WHERE contact_due_day IS NOT NULL;
-- A late contact is a comparison of two columns, which no range of the index above finds. Such tickets are few.
CREATE INDEX tickets_contacted_late ON tickets (contact_due_day, contacted_at, contact_due_at, programme, grid_code)
 WHERE contacted_at > contact_due_at;
