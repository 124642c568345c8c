CREATE TRIGGER assessments_are_not_changed BEFORE UPDATE ON assessments
BEGIN SELECT RAISE(ABORT, 'issued assessments are append-only'); END;
CREATE TRIGGER assessments_are_not_deleted BEFORE DELETE ON assessments
BEGIN SELECT RAISE(ABORT, 'issued assessments are append-only'); END;
-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER assessments_are_not_replaced BEFORE INSERT ON assessments
 WHEN EXISTS (SELECT 1 FROM assessments
               WHERE id = NEW.id
                  OR (kind = NEW.kind AND from_day = NEW.from_day AND subject = NEW.subject AND revision = NEW.revision))
BEGIN SELECT RAISE(ABORT, 'issued assessments are append-only'); END;
