-- Keys that encrypt and hash personal data and confidential tickets, each wrapped (AES-256-GCM) by the master key, which
-- lies outside the database. What is encrypted where: db/encryption.md.
CREATE TABLE data_keys (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 999999),
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'phone', 'request')),  -- encrypts; hashes phone numbers; hashes repeatable requests
  master {code} NOT NULL CHECK (length(master) = 16),  -- name of the master key that opens it
  wrapped TEXT NOT NULL CHECK (length(wrapped) BETWEEN 1 AND 200),  -- base64
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),  -- UTC ms
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: new rows are written with it
  emptied_at BIGINT NULL CHECK (emptied_at BETWEEN 0 AND 9999999999999)  -- UTC ms; only the journal still needs it; null: other rows too
);

-- ASP.NET Core's Data Protection key ring, which signs the access tokens.
CREATE TABLE protection_keys (
  name {code} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  xml TEXT NOT NULL  -- encrypted by a data key
);
