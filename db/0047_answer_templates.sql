-- Answer templates (答复模板): texts for the public that an office prepared for an act on tickets, by category.
CREATE TABLE answer_templates (
  id {id_key},
  grid_code {code} NOT NULL REFERENCES grids (code),  -- They serve this grid, county or city and all below.
  category {code} NULL REFERENCES categories (code),  -- Of either level; null for all categories.
  action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 40),  -- A code of AnswerAction.
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  text_zh TEXT NOT NULL CHECK (length(text_zh) BETWEEN 1 AND 500),
  text_en TEXT NOT NULL CHECK (length(text_en) BETWEEN 1 AND 1000),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NOT NULL REFERENCES people (id),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX answer_templates_by_grid ON answer_templates (grid_code, id);
