-- What a category is established and closed by, and what it became. The seeds fill criteria that were never given.
ALTER TABLE categories ADD COLUMN filing_criteria TEXT NULL CHECK (length(filing_criteria) BETWEEN 1 AND 1000);  -- 立案条件
ALTER TABLE categories ADD COLUMN closing_criteria TEXT NULL CHECK (length(closing_criteria) BETWEEN 1 AND 1000);  -- 结案条件
ALTER TABLE categories ADD COLUMN basis TEXT NULL CHECK (length(basis) BETWEEN 1 AND 1000);  -- 依据: laws and notices.
ALTER TABLE categories ADD COLUMN successor_code {code} NULL REFERENCES categories (code);  -- The category it was moved to.

-- Working hours of the deployment or of a grid's subtree (WorkingHours). No row means 08:00-12:00 and 14:00-18:00.
CREATE TABLE working_hours (
  grid_code {code} PRIMARY KEY CHECK (length(grid_code) BETWEEN 1 AND 15),  -- * is everybody.
  rules TEXT NOT NULL CHECK (length(rules) BETWEEN 1 AND 10000),  -- JSON: hours, each with a season or a first day; [] after a removal.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);

-- Why the deadlines of open tickets are recalculated.
ALTER TABLE calendar_changes ADD COLUMN cause TEXT NOT NULL DEFAULT 'calendar' CHECK (cause IN ('calendar', 'working_hours'));
