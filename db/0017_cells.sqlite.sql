-- The cell of a thousandth of a degree that a ticket lies in, by which the reports of one place are found.
ALTER TABLE tickets ADD COLUMN cell BIGINT NULL CHECK (cell BETWEEN 0 AND 999999999999);
UPDATE tickets
   SET cell = CAST((lat + 90) * 1000 AS INTEGER) * 1000000 + CAST((lng + 180) * 1000 AS INTEGER)
 WHERE lng IS NOT NULL;
CREATE INDEX tickets_by_cell ON tickets (category, cell, id) WHERE cell IS NOT NULL;
