-- One complaint that is several works is split into parts (子单), each a ticket of its own.
ALTER TABLE tickets ADD COLUMN part_of BIGINT NULL REFERENCES tickets (id);  -- The whole; set when the part is filed, and never changed.
ALTER TABLE tickets ADD COLUMN has_parts INTEGER NOT NULL DEFAULT 0 CHECK (has_parts IN (0, 1));
ALTER TABLE ticket_history ADD COLUMN part_of BIGINT NULL;
ALTER TABLE ticket_history ADD COLUMN has_parts INTEGER NOT NULL DEFAULT 0;

-- Lists the parts of a ticket.
CREATE INDEX tickets_by_part_of ON tickets (part_of, id) WHERE part_of IS NOT NULL;
