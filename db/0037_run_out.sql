-- What has run out today is counted with every figure of what is due, grouped by programme more often than by anything else:
-- from the index alone, where looking up each ticket was most of the answer's time.
DROP INDEX tickets_by_due_day;
CREATE INDEX tickets_by_due_day ON tickets (due_day, on_time, closing_due_at, programme, grid_code) WHERE due_day IS NOT NULL;
DROP INDEX tickets_by_contact_day;
CREATE INDEX tickets_by_contact_day ON tickets (contact_due_day, contacted_at, contact_due_at, programme, grid_code) WHERE contact_due_day IS NOT NULL;
-- That somebody was reached late is told by two columns, which a range of that index cannot. Few are; it holds all that is asked.
CREATE INDEX tickets_contacted_late ON tickets (contact_due_day, contacted_at, contact_due_at, programme, grid_code) WHERE contacted_at > contact_due_at;
