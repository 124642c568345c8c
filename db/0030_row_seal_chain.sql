-- Row seals become a chain that the seals cover, so that no older row can be put back with its own MAC. They begin anew: what was sealed
-- row by row is sealed again at the start.
DROP TABLE row_seals;

-- The MACs of rows that decide who may sign in and do what. They show a row that the program did not write. The last one of a row counts.
CREATE TABLE row_seals (
  number {id_key} CHECK (number BETWEEN 1 AND 9999999999999),  -- Counts from 1 without gaps.
  table_name {code} NOT NULL CHECK (length(table_name) BETWEEN 1 AND 40),
  owner BIGINT NOT NULL,  -- The id of the row, or of the row that it belongs to.
  row_key {code} NOT NULL CHECK (length(row_key) <= 80),  -- Tells the rows of one owner apart; empty when there is one.
  key_id INTEGER NOT NULL CHECK (key_id BETWEEN 1 AND 999999),
  row_mac {code} NULL CHECK (length(row_mac) = 64),  -- Of the row; null once it is removed.
  mac {code} NOT NULL CHECK (length(mac) = 64)  -- Of all of it and of the MAC before.
);
CREATE INDEX row_seals_by_row ON row_seals (table_name, owner, row_key, number);

-- The last number of the row seals, under a MAC of its own. It has one row.
CREATE TABLE row_seal_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL CHECK (number BETWEEN 1 AND 9999999999999),
  key_id INTEGER NOT NULL CHECK (key_id BETWEEN 1 AND 999999),
  mac {code} NOT NULL CHECK (length(mac) = 64)
);

-- The last number of the row seals, and its MAC. Null in seals from before the chain; the MAC is null before the first row seal.
ALTER TABLE seals ADD COLUMN row_seals BIGINT NULL CHECK (row_seals BETWEEN 0 AND 9999999999999);
ALTER TABLE seals ADD COLUMN row_seals_mac {code} NULL CHECK (length(row_seals_mac) = 64);
