-- Whether tickets that are filed under it are confidential (涉密): petitions and disputes, key persons.
ALTER TABLE categories ADD COLUMN confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1));
UPDATE categories SET confidential = 1 WHERE code LIKE '07%' OR code = '0803';

-- From its category at filing. Of a confidential ticket the rows hold a mask where others have words, and no place.
ALTER TABLE tickets ADD COLUMN confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1));

-- What was filed of a confidential ticket, encrypted; what was said later stands, encrypted, in its events.
CREATE TABLE ticket_secrets (
  ticket_id {id_key} REFERENCES tickets (id),
  sealed TEXT NOT NULL CHECK (length(sealed) BETWEEN 1 AND 200000)
);
