-- What somebody is asked to look at, and what they handled that was closed: for their own figures. No filing enters these.
CREATE INDEX tickets_by_verifier ON tickets (verifier_id, id) WHERE status = 'verifying';
CREATE INDEX tickets_closed_by_handler ON tickets (handler_id, closed_day, id) WHERE closed_day IS NOT NULL;
