-- Categories in two levels. Tickets are filed under the second. Limits are a number and a clock, such as "4 working_hours".
CREATE TABLE categories (
  code {code} PRIMARY KEY CHECK (length(code) IN (2, 4)),  -- 4 digits begin with the 2 of the parent
  parent_code {code} NULL REFERENCES categories (code),  -- null: first level
  name_zh TEXT NOT NULL CHECK (length(name_zh) BETWEEN 1 AND 100),
  name_en TEXT NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
  kind TEXT NOT NULL CHECK (kind IN ('event', 'component', 'condition')),  -- 事件, 部件, 社情
  programme TEXT NOT NULL CHECK (programme IN ('social_conditions', 'seven_fields')),  -- 社情类, 七个领域类
  role {code} NOT NULL REFERENCES service_roles (code),  -- the service role in charge
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'urgent', 'green_channel')),  -- of a ticket that is filed without one
  accept_limit TEXT NOT NULL,  -- from filing to acceptance
  dispatch_limit TEXT NOT NULL,  -- from acceptance to dispatch
  handle_limit TEXT NOT NULL,  -- from dispatch to resolution
  check_limit TEXT NOT NULL,  -- from resolution to the check
  contact_limit TEXT NOT NULL DEFAULT '24 urgent_hours',  -- from filing to the first call to the reporter (回访)
  urgent_contact_limit TEXT NOT NULL DEFAULT '2 urgent_hours',  -- the same of an urgent ticket
  escalate_when_red INTEGER NOT NULL DEFAULT 0 CHECK (escalate_when_red IN (0, 1)),  -- 1: an overdue ticket goes one level up by itself
  confidential INTEGER NOT NULL DEFAULT 0 CHECK (confidential IN (0, 1)),  -- 1: tickets filed under it are confidential (涉密)
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),  -- UTC ms; null: in use
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)  -- counts its changes
);
