-- Groups (组织): party groups, volunteer teams, member units, enterprises, social organisations, committees, deputies' stations.
CREATE TABLE groups (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('party_group', 'volunteer_team', 'member_unit', 'enterprise', 'social_organisation', 'committee',
    'deputy_station', 'guidance_group')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  grid_code {code} NOT NULL REFERENCES grids (code),  -- Its home grid.
  parent_id BIGINT NULL REFERENCES groups (id),
  description TEXT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  office_phone TEXT NULL CHECK (length(office_phone) BETWEEN 1 AND 40),
  place_id BIGINT NULL REFERENCES places (id),  -- Where it meets.
  public INTEGER NOT NULL CHECK (public IN (0, 1)),  -- Whether the board shows its name, kind, phone and place.
  external_number {code} NULL CHECK (length(external_number) BETWEEN 1 AND 60),  -- Of another system; once in a street.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),
  ended_reason TEXT NULL CHECK (length(ended_reason) BETWEEN 1 AND 1000),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX groups_by_grid ON groups (grid_code, id);
CREATE INDEX groups_by_parent ON groups (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX groups_by_place ON groups (place_id) WHERE place_id IS NOT NULL;
CREATE UNIQUE INDEX groups_external_number_once ON groups (substr(grid_code, 1, 9), external_number)
  WHERE external_number IS NOT NULL AND ended_at IS NULL;

-- Memberships (成员) of people with an account, of people without one, and of groups; each from a day until a day. Only the end of a row
-- changes.
CREATE TABLE memberships (
  id {id_key},
  group_id BIGINT NOT NULL REFERENCES groups (id),
  person_id BIGINT NULL REFERENCES people (id),
  member_group_id BIGINT NULL REFERENCES groups (id),
  encrypted TEXT NULL,  -- Name and phone of a person without an account (encryption.md).
  role TEXT NOT NULL CHECK (role IN ('leader', 'liaison', 'information_officer', 'volunteer', 'registered', 'deputy', 'social_worker',
    'member')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NULL CHECK (to_day >= from_day AND to_day <= 99991231),  -- The first day out of it; null while it is open.
  end_reason TEXT NULL CHECK (length(end_reason) BETWEEN 1 AND 1000),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NOT NULL REFERENCES people (id),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  CHECK (CASE WHEN person_id IS NULL THEN 0 ELSE 1 END + CASE WHEN member_group_id IS NULL THEN 0 ELSE 1 END
    + CASE WHEN encrypted IS NULL THEN 0 ELSE 1 END = 1)
);
CREATE INDEX memberships_by_group ON memberships (group_id, id);
CREATE INDEX memberships_by_person ON memberships (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX memberships_by_member_group ON memberships (member_group_id) WHERE member_group_id IS NOT NULL;
