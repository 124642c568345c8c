-- Meetings (会议) that are held in each cycle. The events of series, meetings, points and marks have hashes of their rows with the salt
-- of the last event, and no words.
CREATE TABLE meeting_series (
  id {id_key},
  kind TEXT NOT NULL CHECK (kind IN ('safety', 'joint', 'deputies', 'round_table', 'review', 'study', 'training')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  grid_code {code} NOT NULL REFERENCES grids (code),
  group_id BIGINT NULL REFERENCES groups (id),  -- Whose meeting it is; null for the office's.
  cycle TEXT NOT NULL CHECK (cycle IN ('day', 'week', 'month', 'quarter', 'year')),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NULL CHECK (to_day BETWEEN 19000101 AND 99991231),  -- The last day, if any; before from_day when it never began.
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),
  ended_reason TEXT NULL CHECK (length(ended_reason) BETWEEN 1 AND 1000),
  check_day INTEGER NULL CHECK (check_day BETWEEN 19000101 AND 99991231),  -- The day after the cycle to look at next.
  salt TEXT NOT NULL CHECK (length(salt) = 24),
  created_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX meeting_series_by_grid ON meeting_series (grid_code, id);
CREATE INDEX meeting_series_by_group ON meeting_series (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX meeting_series_to_check ON meeting_series (check_day) WHERE check_day IS NOT NULL;

CREATE TABLE meetings (
  id {id_key},
  series_id BIGINT NULL REFERENCES meeting_series (id),  -- Null for a single one.
  kind TEXT NOT NULL CHECK (kind IN ('safety', 'joint', 'deputies', 'round_table', 'review', 'study', 'training')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  agenda TEXT NULL CHECK (length(agenda) BETWEEN 1 AND 4000),
  grid_code {code} NOT NULL REFERENCES grids (code),
  group_id BIGINT NULL REFERENCES groups (id),  -- Whose meeting it is; null for the office's.
  place_id BIGINT NULL REFERENCES places (id),
  venue TEXT NULL CHECK (length(venue) BETWEEN 1 AND 200),  -- Where it is, without a place.
  status TEXT NOT NULL CHECK (status IN ('planned', 'held', 'closed', 'cancelled')),
  planned_at BIGINT NOT NULL CHECK (planned_at BETWEEN 0 AND 9999999999999),
  day INTEGER NOT NULL CHECK (day BETWEEN 19000101 AND 99991231),  -- Of held_at, or else of planned_at.
  cycle_day INTEGER NULL CHECK (cycle_day BETWEEN 19000101 AND 99991231),  -- The first day of the series' cycle that day lies in.
  held_at BIGINT NULL CHECK (held_at BETWEEN 0 AND 9999999999999),
  minutes TEXT NULL CHECK (length(minutes) BETWEEN 1 AND 20000),
  salt TEXT NOT NULL CHECK (length(salt) = 24),
  created_by BIGINT NOT NULL REFERENCES people (id),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  ended_at BIGINT NULL CHECK (ended_at BETWEEN 0 AND 9999999999999),  -- Closed or cancelled.
  ended_reason TEXT NULL CHECK (length(ended_reason) BETWEEN 1 AND 1000),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999)
);
CREATE INDEX meetings_by_grid ON meetings (grid_code, day, id);
CREATE INDEX meetings_by_series ON meetings (series_id, cycle_day, status) WHERE series_id IS NOT NULL;
CREATE INDEX meetings_by_group ON meetings (group_id, id) WHERE group_id IS NOT NULL;
CREATE INDEX meetings_by_place ON meetings (place_id) WHERE place_id IS NOT NULL;

-- The groups that take part in a meeting: its own and those invited. Who acts for one reads the meeting.
CREATE TABLE meeting_groups (
  meeting_id BIGINT NOT NULL REFERENCES meetings (id),
  group_id BIGINT NOT NULL REFERENCES groups (id),
  PRIMARY KEY (meeting_id, group_id)
) {clustered_by_key};
CREATE INDEX meeting_groups_by_group ON meeting_groups (group_id, meeting_id);

-- Whom a meeting invites, and who came: a person with an account, one without, or somebody for a group.
CREATE TABLE meeting_attendees (
  id {id_key},
  meeting_id BIGINT NOT NULL REFERENCES meetings (id),
  person_id BIGINT NULL REFERENCES people (id),
  group_id BIGINT NULL REFERENCES groups (id),
  encrypted TEXT NULL,  -- Name and phone of a person without an account (encryption.md).
  invited INTEGER NOT NULL CHECK (invited IN (0, 1)),  -- Not, who came without an invitation.
  attendance TEXT NULL CHECK (attendance IN ('present', 'absent', 'excused'))  -- Null before the meeting.
);
CREATE INDEX meeting_attendees_by_meeting ON meeting_attendees (meeting_id, id);
CREATE INDEX meeting_attendees_by_person ON meeting_attendees (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX meeting_attendees_by_group ON meeting_attendees (group_id) WHERE group_id IS NOT NULL;

-- Points (议题) raised at a meeting.
CREATE TABLE points (
  id {id_key},
  meeting_id BIGINT NOT NULL REFERENCES meetings (id),
  position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 1000),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  description TEXT NULL CHECK (length(description) BETWEEN 1 AND 2000),
  attendee_id BIGINT NULL REFERENCES meeting_attendees (id),  -- Who raised it.
  grid_code {code} NOT NULL REFERENCES grids (code),  -- What it concerns.
  status TEXT NOT NULL CHECK (status IN ('raised', 'ticket', 'need', 'noted')),
  ticket_id BIGINT NULL REFERENCES tickets (id),
  need_id BIGINT NULL REFERENCES needs (id),
  salt TEXT NOT NULL CHECK (length(salt) = 24),
  raised_by BIGINT NOT NULL REFERENCES people (id),  -- Who wrote it down.
  raised_at BIGINT NOT NULL CHECK (raised_at BETWEEN 0 AND 9999999999999),
  decided_at BIGINT NULL CHECK (decided_at BETWEEN 0 AND 9999999999999),
  decided_reason TEXT NULL CHECK (length(decided_reason) BETWEEN 1 AND 1000),  -- Why it was only noted.
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  UNIQUE (meeting_id, position)
);
CREATE INDEX points_by_ticket ON points (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX points_by_need ON points (need_id) WHERE need_id IS NOT NULL;
CREATE INDEX points_by_attendee ON points (attendee_id) WHERE attendee_id IS NOT NULL;
CREATE INDEX points_by_grid ON points (grid_code, id);

-- The marks that residents give a grid at a review (居民评议), each with its reason. A later one of the same meeting replaces an
-- earlier one, which stays, so that an assessment can be computed again.
CREATE TABLE review_marks (
  id {id_key},
  meeting_id BIGINT NOT NULL REFERENCES meetings (id),
  grid_code {code} NOT NULL REFERENCES grids (code),
  score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
  voters INTEGER NOT NULL CHECK (voters BETWEEN 1 AND 100000),  -- How many residents gave it together.
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  marked_by BIGINT NOT NULL REFERENCES people (id),
  marked_at BIGINT NOT NULL CHECK (marked_at BETWEEN 0 AND 9999999999999),
  until_at BIGINT NULL CHECK (until_at BETWEEN 0 AND 9999999999999)  -- When a later one replaced it.
);
CREATE UNIQUE INDEX review_marks_once ON review_marks (meeting_id, grid_code) WHERE until_at IS NULL;
CREATE INDEX review_marks_by_meeting ON review_marks (meeting_id, id);
CREATE INDEX review_marks_by_grid ON review_marks (grid_code, meeting_id);
