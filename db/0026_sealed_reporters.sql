-- Name and telephone number of a reporter, encrypted together; the plain columns are emptied at the next start.
ALTER TABLE ticket_reporters ADD COLUMN sealed TEXT NULL CHECK (length(sealed) BETWEEN 1 AND 4000);
-- The number's keyed hash, to find it by.
ALTER TABLE ticket_reporters ADD COLUMN phone_hash {code} NULL CHECK (length(phone_hash) BETWEEN 1 AND 80);
-- When all that was personal was taken out, because the ticket ended long ago.
ALTER TABLE ticket_reporters ADD COLUMN anonymised_at BIGINT NULL CHECK (anonymised_at BETWEEN 0 AND 9999999999999);

CREATE INDEX ticket_reporters_by_phone ON ticket_reporters (phone_hash, ticket_id) WHERE phone_hash IS NOT NULL;
-- Those that are not encrypted yet: none after the start that follows this.
CREATE INDEX ticket_reporters_plain ON ticket_reporters (ticket_id, position) WHERE name IS NOT NULL OR phone IS NOT NULL;
