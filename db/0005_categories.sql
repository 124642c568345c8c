-- Categories have two levels; tickets are filed under the second. A limit is a number and a clock, such as "4 working_hours".
CREATE TABLE categories (
  code {code} PRIMARY KEY CHECK (length(code) IN (2, 4)),  -- Four digits begin with the two of the parent.
  parent_code {code} NULL REFERENCES categories (code),  -- Null on the first level.
  name_zh TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 100),
  name_en TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
  kind TEXT NOT NULL CHECK (kind IN ('event', 'component', 'condition')),  -- 事件, 部件, 社情
  programme TEXT NOT NULL CHECK (programme IN ('social_conditions', 'seven_fields')),  -- 社情类, 七个领域类
  role {code} NOT NULL REFERENCES service_roles (code),  -- The service role in charge.
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'urgent', 'green_channel')),  -- The default of a new ticket.
  accept_limit TEXT NOT NULL,  -- From filing to acceptance.
  dispatch_limit TEXT NOT NULL,  -- From acceptance to dispatch.
  handle_limit TEXT NOT NULL,  -- From dispatch to resolution.
  check_limit TEXT NOT NULL,  -- From resolution to the check.
  contact_limit TEXT NOT NULL DEFAULT '24 urgent_hours',  -- From filing to the first call to the reporter (回访).
  urgent_contact_limit TEXT NOT NULL DEFAULT '2 urgent_hours',  -- The same for an urgent ticket.
  escalate_when_red INTEGER NOT NULL DEFAULT 0 CHECK (escalate_when_red IN (0, 1)),  -- 1 moves an overdue ticket one level up.
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),  -- 1 makes its tickets confidential (涉密).
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- Null while the category is in use.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
