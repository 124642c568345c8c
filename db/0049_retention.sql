-- When name and phone of a member without an account were removed by `retention`. What is encrypted then is a salt alone.
ALTER TABLE memberships ADD COLUMN anonymised_at BIGINT NULL CHECK (anonymised_at BETWEEN 0 AND 9999999999999);
