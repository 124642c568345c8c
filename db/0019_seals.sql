-- Seals: what shows a change behind the program's back also to somebody who rewrites the chains (chains.md).

-- The heads of journal and audit at some instants, each under a MAC (HMAC-SHA-256) of a key that only the master key opens.
CREATE TABLE seals (
  number {id_key} CHECK (number BETWEEN 1 AND 9999999999999),  -- Counts from 1 without gaps.
  at BIGINT NOT NULL CHECK (at BETWEEN 0 AND 9999999999999),
  key_id INTEGER NOT NULL CHECK (key_id BETWEEN 1 AND 999999),  -- The data key of the MAC.
  journal_events BIGINT NOT NULL CHECK (journal_events BETWEEN 0 AND 9999999999999),  -- The last number of the journal.
  journal_hash {code} NOT NULL CHECK (length(journal_hash) = 64),  -- The running hash of the journal up to it.
  audit_entries BIGINT NOT NULL CHECK (audit_entries BETWEEN 0 AND 9999999999999),
  audit_hash {code} NULL CHECK (length(audit_hash) = 64),  -- The hash of the last entry; null before the first.
  mac {code} NOT NULL CHECK (length(mac) = 64)  -- Of all of it and of the MAC of the seal before.
);

-- The number of the seals, under a MAC of its own. It shows when the last seals are missing. It has one row.
CREATE TABLE seal_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 9999999999999),
  key_id INTEGER NOT NULL CHECK (key_id BETWEEN 1 AND 999999),
  mac {code} NOT NULL CHECK (length(mac) = 64)
);

-- The MACs of rows that decide who may sign in and do what. They show a row that the program did not write.
CREATE TABLE row_seals (
  table_name {code} NOT NULL CHECK (length(table_name) BETWEEN 1 AND 40),
  owner BIGINT NOT NULL,  -- The id of the row, or of the row that it belongs to.
  row_key {code} NOT NULL CHECK (length(row_key) <= 80),  -- Tells the rows of one owner apart; empty when there is one.
  key_id INTEGER NOT NULL CHECK (key_id BETWEEN 1 AND 999999),
  mac {code} NOT NULL CHECK (length(mac) = 64),
  PRIMARY KEY (table_name, owner, row_key)
) {clustered_by_key};
