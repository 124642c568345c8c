-- Journal, audit and issued reports are append-only, for the program as for a person at a prompt.
-- REPLACE deletes rows without firing triggers on DELETE, so each table has a trigger on INSERT too.

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_replaced BEFORE INSERT ON journal WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_head_only_grows BEFORE UPDATE ON audit_head WHEN NEW.entries < OLD.entries OR NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_head_is_not_deleted BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_head_is_not_replaced BEFORE INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TRIGGER assessments_are_not_changed BEFORE UPDATE ON assessments
BEGIN SELECT RAISE(ABORT, 'issued assessments are append-only'); END;
CREATE TRIGGER assessments_are_not_deleted BEFORE DELETE ON assessments
BEGIN SELECT RAISE(ABORT, 'issued assessments are append-only'); END;
CREATE TRIGGER assessments_are_not_replaced BEFORE INSERT ON assessments
 WHEN EXISTS (SELECT 1 FROM assessments
               WHERE id = NEW.id
                  OR (kind = NEW.kind AND from_day = NEW.from_day AND subject = NEW.subject AND revision = NEW.revision))
BEGIN SELECT RAISE(ABORT, 'issued assessments are append-only'); END;
