-- The telephone number of a person, encrypted; null when it is not known. The program encrypts the numbers of earlier versions at its
-- next start, because a migration has no key; from then on people.phone is null everywhere.
ALTER TABLE people ADD COLUMN encrypted_phone TEXT NULL;
