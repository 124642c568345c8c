-- The former rules of how often a place should be visited, one for each change, so that a cycle keeps the rule that it ended with.
CREATE TABLE place_visit_rules (
  place_id BIGINT NOT NULL REFERENCES places (id),
  until_at BIGINT NOT NULL CHECK (until_at BETWEEN 0 AND 9999999999999),  -- When another rule followed.
  visit_every_days INTEGER NULL CHECK (visit_every_days BETWEEN 1 AND 366),  -- The rule until then; null for none.
  PRIMARY KEY (place_id, until_at)
) {clustered_by_key};

-- Those of existing places, by their events. The journal has the id as 13 characters.
INSERT INTO place_visit_rules (place_id, until_at, visit_every_days)
SELECT told.place_id, told.at, told.former
  FROM (
    SELECT p.id AS place_id, e.at, e.seq, CAST(CAST(e.payload AS JSON) ->> 'visitEveryDays' AS INTEGER) AS days,
           lag(CAST(CAST(e.payload AS JSON) ->> 'visitEveryDays' AS INTEGER)) OVER (PARTITION BY p.id ORDER BY e.seq) AS former,
           row_number() OVER (PARTITION BY p.id ORDER BY e.seq) AS position
      FROM (
        SELECT r.id,
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 60) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 55) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 50) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 45) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 40) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 35) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 30) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 25) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 20) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 15) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 10) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 5) & 31 AS INTEGER) + 1, 1) ||
           substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((r.id >> 0) & 31 AS INTEGER) + 1, 1) AS subject
          FROM places r
      ) p
      JOIN journal e ON e.subject = p.subject
     WHERE e.subject_kind = 'place' AND e.action IN ('create', 'edit')
  ) told
 WHERE told.position > 1 AND told.former IS DISTINCT FROM told.days
 ORDER BY told.place_id, told.seq
    ON CONFLICT DO NOTHING;
