-- The parties of a ticket, who may read it by a post that needs to know: whoever handles or handled it, was asked to verify it, or was
-- called to a joint action. They follow from the events, and a party stays one.
CREATE TABLE ticket_parties (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  person_id BIGINT NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL CHECK (kind IN ('handler', 'verifier', 'participant')),  -- A person may be a party in several ways.
  PRIMARY KEY (ticket_id, person_id, kind)
) {clustered_by_key};

CREATE INDEX ticket_parties_by_person ON ticket_parties (person_id, ticket_id);

INSERT INTO ticket_parties (ticket_id, person_id, kind)
SELECT ticket_id, handler_id, 'handler' FROM ticket_dispatches
 UNION
SELECT ticket_id, handler_id, 'handler' FROM ticket_history WHERE handler_id IS NOT NULL
 UNION
SELECT id, handler_id, 'handler' FROM tickets WHERE handler_id IS NOT NULL
 UNION
SELECT id, verifier_id, 'verifier' FROM tickets WHERE verifier_id IS NOT NULL
 UNION
SELECT j.ticket_id, p.person_id, 'participant' FROM joint_actions j JOIN joint_participants p ON p.joint_action_id = j.id;

-- A ticket is verified by somebody else only after the former verifier has reported back. The journal has the id as 13 characters.
INSERT INTO ticket_parties (ticket_id, person_id, kind)
SELECT DISTINCT v.id, e.actor_id, 'verifier'
  FROM (
    SELECT t.id,
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 60) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 55) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 50) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 45) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 40) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 35) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 30) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 25) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 20) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 15) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 10) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 5) & 31 AS INTEGER) + 1, 1) ||
         substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', CAST((t.id >> 0) & 31 AS INTEGER) + 1, 1) AS subject
      FROM tickets t
     WHERE t.verifier_id IS NOT NULL
  ) v
  JOIN journal e ON e.subject = v.subject
 WHERE e.subject_kind = 'ticket' AND e.action = 'report_back' AND e.actor_id IS NOT NULL
    ON CONFLICT DO NOTHING;
