-- A refresh token that is shown again within a minute gets the same successor, so no token is replaced unused any more. The use of one
-- that was still shows a theft: it now counts as used.
UPDATE refresh_tokens SET used_at = replaced_at WHERE replaced_at IS NOT NULL AND used_at IS NULL;

ALTER TABLE refresh_tokens DROP COLUMN replaced_at;
