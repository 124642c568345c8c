-- A data key may be for seals. SQLite changes no CHECK, so the table is made anew.
CREATE TABLE data_keys_with_seal (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 1 AND 999999),
  purpose TEXT NOT NULL CHECK (purpose IN ('text', 'phone', 'request', 'seal')),  -- Encrypts texts, hashes phones or requests, or seals.
  master_key {code} NOT NULL CHECK (length(master_key) = 16),  -- The name of the master key that wraps it.
  wrapped TEXT NOT NULL CHECK (length(wrapped) BETWEEN 1 AND 200),  -- Base64.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- Null while new rows use the key.
  -- All rows outside the journal were encrypted again by a newer key then. Null before that.
  reencrypted_at BIGINT NULL CHECK (reencrypted_at BETWEEN 0 AND 9999999999999)
);
INSERT INTO data_keys_with_seal (id, purpose, master_key, wrapped, created_at, retired_at, reencrypted_at)
SELECT id, purpose, master_key, wrapped, created_at, retired_at, reencrypted_at FROM data_keys;
DROP TABLE data_keys;
ALTER TABLE data_keys_with_seal RENAME TO data_keys;

-- Seals only grow.
CREATE TRIGGER seals_are_not_changed BEFORE UPDATE ON seals
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER seals_are_not_deleted BEFORE DELETE ON seals
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER seals_are_not_replaced BEFORE INSERT ON seals WHEN EXISTS (SELECT 1 FROM seals WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER seal_head_only_grows BEFORE UPDATE ON seal_head WHEN NEW.number < OLD.number OR NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER seal_head_is_not_deleted BEFORE DELETE ON seal_head
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER seal_head_is_not_replaced BEFORE INSERT ON seal_head WHEN EXISTS (SELECT 1 FROM seal_head)
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
