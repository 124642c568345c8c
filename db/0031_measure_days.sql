-- What no counter is kept by (handlers, sources, urgencies, earlier instants) is counted from the tickets of a period. None
-- of these is written when a ticket is filed, but for the last when its reporter can be called.
CREATE INDEX tickets_by_accepted_day ON tickets (accepted_day, grid_code) WHERE accepted_day IS NOT NULL;
CREATE INDEX tickets_by_closed_day ON tickets (closed_day, grid_code) WHERE closed_day IS NOT NULL;
-- What has run out today is counted with every figure of what is due: the others of the day are passed over in the index.
CREATE INDEX tickets_by_due_day ON tickets (due_day, on_time, closing_due_at) WHERE due_day IS NOT NULL;
CREATE INDEX tickets_by_decided_day ON tickets (decided_day, grid_code) WHERE decided_day IS NOT NULL;
CREATE INDEX tickets_by_contact_day ON tickets (contact_due_day, contacted_at, contact_due_at) WHERE contact_due_day IS NOT NULL;
CREATE INDEX ticket_checks_by_day ON ticket_checks (day, ticket_id);
CREATE INDEX ticket_dispatches_by_day ON ticket_dispatches (day, handler_id, ticket_id);
CREATE INDEX ticket_contacts_by_day ON ticket_contacts (day, ticket_id);
-- Of one handler, whatever they have had.
CREATE INDEX tickets_by_handler_ever ON tickets (handler_id, accepted_day) WHERE handler_id IS NOT NULL;
