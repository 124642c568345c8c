-- Who is asked to look before a report is decided on, what they are asked, and what they found.
ALTER TABLE tickets ADD COLUMN verifier_id BIGINT NULL REFERENCES people (id);
ALTER TABLE tickets ADD COLUMN verify_question TEXT NULL CHECK (length(verify_question) BETWEEN 1 AND 500);
ALTER TABLE tickets ADD COLUMN verify_findings TEXT NULL CHECK (length(verify_findings) BETWEEN 1 AND 2000);
-- The ticket that this one was merged into; it may have been merged further.
ALTER TABLE tickets ADD COLUMN merged_into BIGINT NULL REFERENCES tickets (id);
-- The first day on which a suspended ticket goes on.
ALTER TABLE tickets ADD COLUMN suspended_until INTEGER NULL CHECK (suspended_until BETWEEN 19000101 AND 99991231);
ALTER TABLE tickets ADD COLUMN evaluation_score INTEGER NULL CHECK (evaluation_score BETWEEN 1 AND 5);
ALTER TABLE tickets ADD COLUMN evaluation_comment TEXT NULL CHECK (length(evaluation_comment) BETWEEN 1 AND 500);
ALTER TABLE tickets ADD COLUMN evaluated_at BIGINT NULL CHECK (evaluated_at BETWEEN 0 AND 9999999999999);

CREATE INDEX tickets_by_survivor ON tickets (merged_into, id) WHERE merged_into IS NOT NULL;
