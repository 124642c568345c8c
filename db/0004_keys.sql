-- Keys that encrypt and hash personal data and confidential tickets. The master key, which is stored outside the database,
-- wraps each of them (AES-256-GCM). db/encryption.md lists the encrypted columns.
CREATE TABLE data_keys (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 999999),
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'phone', 'request')),  -- Encrypts texts, or hashes phone numbers or requests.
  master_key {code} NOT NULL CHECK (length(master_key) = 16),  -- The name of the master key that wraps it.
  wrapped TEXT NOT NULL CHECK (length(wrapped) BETWEEN 1 AND 200),  -- Base64.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- Null while new rows use the key.
  -- All rows outside the journal were encrypted again by a newer key then. Null before that.
  reencrypted_at BIGINT NULL CHECK (reencrypted_at BETWEEN 0 AND 9999999999999)
);

-- ASP.NET Core's Data Protection key ring. It signs the access tokens.
CREATE TABLE protection_keys (
  name {code} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  xml TEXT NOT NULL  -- Encrypted by a data key.
);
