-- The folded words by which tickets are found, and the index of their pairs of characters (src/GridGov.Data/Search). All of it follows
-- from tickets and journal: the program builds it at its start, and rebuild repairs it. Words of confidential tickets are in none of it.
CREATE TABLE search_words (
  id {id_key},  -- The ticket. Without a reference, because verify compares the rows with the tickets and filing is frequent.
  number {code} NOT NULL,  -- The ticket's, with a - before and after it.
  filed TEXT NOT NULL,  -- Description and address, one in each line.
  result TEXT NULL,  -- Null before the resolution.
  comments TEXT NULL,  -- One in each line; null without any.
  category {code} NOT NULL,  -- The ticket's. The index has it too, because names of categories are searched for by their codes.
  grams INTEGER[] NOT NULL  -- Hashes of single characters, of pairs of neighbours and of the category.
);

-- Every search reads what waits to be put into the index, so that is kept short.
CREATE INDEX search_words_by_gram ON search_words USING gin (grams) WITH (gin_pending_list_limit = 512);

CREATE TABLE search_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rules INTEGER NOT NULL,  -- The version of the rules by which words are folded and indexed; 0 before the first build.
  built_until BIGINT NULL  -- The last ticket of an unfinished build; null when it is finished.
);

INSERT INTO search_state (id, rules, built_until) VALUES (1, 0, 0);
