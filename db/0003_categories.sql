-- Two levels of categories: 2 digits, and 4 digits that start with them. Tickets are filed under the second level.
CREATE TABLE categories (
  code {code} PRIMARY KEY CHECK (length(code) IN (2, 4)),
  parent_code {code} NULL REFERENCES categories (code),
  name_zh TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 100),
  name_en TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
  kind TEXT NOT NULL CHECK (kind IN ('event', 'component', 'condition')),
  programme TEXT NOT NULL CHECK (programme IN ('social_conditions', 'seven_fields')),
  role {code} NOT NULL REFERENCES service_roles (code),
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'urgent', 'green_channel')),
  -- Limits as a number and a clock, for example "4 working_hours".
  accept_limit TEXT NOT NULL,
  dispatch_limit TEXT NOT NULL,
  handle_limit TEXT NOT NULL,
  check_limit TEXT NOT NULL,
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
