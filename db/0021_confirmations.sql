-- An appointment to a post that reads confidential things gives no rights before another administrator has confirmed it.
ALTER TABLE appointments ADD COLUMN status {code} NOT NULL DEFAULT 'effective'
  CHECK (status IN ('pending', 'effective', 'suspended', 'refused'));
ALTER TABLE appointments ADD COLUMN created_by BIGINT NULL
  REFERENCES people (id);  -- Null for the program, and for rows that are older than this file.
ALTER TABLE appointments ADD COLUMN effective_at BIGINT NULL
  CHECK (effective_at BETWEEN 0 AND 9999999999999);  -- The first confirmation; null before it, and where none was needed.
ALTER TABLE appointments ADD COLUMN confirmed_at BIGINT NULL
  CHECK (confirmed_at BETWEEN 0 AND 9999999999999);  -- The last confirmation; null before the first.
ALTER TABLE appointments ADD COLUMN confirmed_by BIGINT NULL
  REFERENCES people (id);  -- Null for the command on the machine.

-- Somebody else gave access to the account: by a password that no second factor guards, or by removing the second factor.
ALTER TABLE people ADD COLUMN access_given_at BIGINT NULL
  CHECK (access_given_at BETWEEN 0 AND 9999999999999);  -- The last time; null for never.
ALTER TABLE people ADD COLUMN access_given_by BIGINT NULL
  REFERENCES people (id);  -- Null for never.
ALTER TABLE password_resets ADD COLUMN offered_by BIGINT NULL
  REFERENCES people (id);  -- Null for rows that are older than this file.

-- The posts of the person when the key was made, as post/role/grid, separated by spaces. Later posts add nothing to a key.
ALTER TABLE api_keys ADD COLUMN posts TEXT NULL
  CHECK (length(posts) > 0);  -- Null for rows that are older than this file: capabilities and grids alone limit them.
