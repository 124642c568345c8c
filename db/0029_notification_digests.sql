-- Several routine notifications of one kind and day are shown as one, and quiet hours hold routine ones back.
-- The newest of a digest shows it; the others name it here.
ALTER TABLE notifications ADD COLUMN digest_id BIGINT NULL;
-- The end of the quiet hours in which it was written; null when it is shown at once.
ALTER TABLE notifications ADD COLUMN held_until BIGINT NULL CHECK (held_until BETWEEN 0 AND 9999999999999);
CREATE INDEX notifications_by_digest ON notifications (person_id, digest_id) WHERE digest_id IS NOT NULL;

-- The hours of the day in which a person wants no routine notifications. Nobody has any without a row.
CREATE TABLE quiet_hours (
  person_id BIGINT PRIMARY KEY REFERENCES people (id),
  from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),  -- Since midnight, in the deployment's time zone.
  to_minute INTEGER NOT NULL CHECK (to_minute BETWEEN 0 AND 1439 AND to_minute <> from_minute)  -- On the next day when it is earlier.
);
