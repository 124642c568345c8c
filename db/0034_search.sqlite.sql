-- The folded words by which tickets are found, and the index of their pairs of characters (src/GridGov.Data/Search). All of it follows
-- from tickets and journal: the program builds it at its start, and rebuild repairs it. Words of confidential tickets are in none of it.
CREATE TABLE search_words (
  id {id_key},  -- The ticket. Without a reference, because verify compares the rows with the tickets and filing is frequent.
  number {code} NOT NULL,  -- The ticket's, with a - before and after it.
  filed TEXT NOT NULL,  -- Description and address, one in each line.
  result TEXT NULL,  -- Null before the resolution.
  comments TEXT NULL,  -- One in each line; null without any.
  category {code} NOT NULL  -- The ticket's. The index has it too, because names of categories are searched for by their codes.
);

-- Without content and positions: a gram finds tickets, and their words are compared in search_words. The bytes of a token are letters,
-- digits and whatever is not ASCII.
CREATE VIRTUAL TABLE search_index USING fts5(grams, content = '', detail = none, columnsize = 0, tokenize = 'ascii');

-- What is removed leaves the file, and not only the answers.
INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);

-- Each gram of each ticket, for verify.
CREATE VIRTUAL TABLE search_grams USING fts5vocab(search_index, instance);

CREATE TABLE search_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rules INTEGER NOT NULL,  -- The version of the rules by which words are folded and indexed; 0 before the first build.
  built_until BIGINT NULL  -- The last ticket of an unfinished build; null when it is finished.
);

INSERT INTO search_state (id, rules, built_until) VALUES (1, 0, 0);
