-- The keys by which personal data and confidential tickets are encrypted, each wrapped (AES-256-GCM) by the master key,
-- which lies outside the database.
CREATE TABLE data_keys (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 999999),
  -- text: encrypts; phone: hashes telephone numbers, to find them by; request: hashes requests that have an Idempotency-Key.
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'phone', 'request')),
  -- The master key that opens it, by its name.
  master {code} NOT NULL CHECK (length(master) = 16),
  wrapped TEXT NOT NULL CHECK (length(wrapped) BETWEEN 1 AND 200),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  -- Nothing new is made with it.
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),
  -- And nothing that can be rewritten is left of it; the journal is not rewritten, and so it stays.
  emptied_at BIGINT NULL CHECK (emptied_at BETWEEN 0 AND 9999999999999)
);
