-- When a problem was found, if before it was filed, and the number and deadline that another system gave it.
ALTER TABLE tickets ADD COLUMN found_at BIGINT NULL CHECK (found_at BETWEEN 0 AND 9999999999999);  -- Not after filed_at.
ALTER TABLE tickets ADD COLUMN external_number {code} NULL CHECK (length(external_number) BETWEEN 1 AND 60);
ALTER TABLE tickets ADD COLUMN external_due_at BIGINT NULL CHECK (external_due_at BETWEEN 0 AND 9999999999999);  -- Its light goes by it too.

-- Keeps an order of one source from being filed twice. What was rejected or cancelled may be filed again.
CREATE UNIQUE INDEX tickets_external_number_once ON tickets (external_number, source)
 WHERE external_number IS NOT NULL AND status NOT IN ('rejected', 'cancelled');
-- Finds tickets by the number.
CREATE INDEX tickets_by_external_number ON tickets (external_number, id) WHERE external_number IS NOT NULL;
-- Lists tickets in the order of their last changes; the last column limits them to grids without reading the rows.
CREATE INDEX tickets_by_updated ON tickets (updated_at, id, grid_code);
