-- An amendment that makes a ticket confidential hides the stored answers about it, and the words of its notifications.
ALTER TABLE idempotency_keys ADD COLUMN subject BIGINT NULL;  -- The id that the response is about; 0 for none, null for an earlier version's.

CREATE INDEX idempotency_keys_by_subject ON idempotency_keys (subject);
CREATE INDEX notifications_by_ticket ON notifications (ticket_id) WHERE ticket_id IS NOT NULL;
