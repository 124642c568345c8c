-- The cell of a thousandth of a degree that a ticket lies in, by which the reports of one place are found.
ALTER TABLE tickets ADD COLUMN cell BIGINT NULL CHECK (cell BETWEEN 0 AND 999999999999);
-- A cast rounds here, where SQLite's cuts.
UPDATE tickets
   SET cell = CAST(trunc((lat + 90) * 1000) AS BIGINT) * 1000000 + CAST(trunc((lng + 180) * 1000) AS BIGINT)
 WHERE lng IS NOT NULL;
CREATE INDEX tickets_by_cell ON tickets (category, cell, id) WHERE cell IS NOT NULL;
