-- Row seals only grow.
CREATE TRIGGER row_seals_are_not_changed BEFORE UPDATE ON row_seals
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER row_seals_are_not_deleted BEFORE DELETE ON row_seals
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER row_seals_are_not_replaced BEFORE INSERT ON row_seals WHEN EXISTS (SELECT 1 FROM row_seals WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER row_seal_head_only_grows BEFORE UPDATE ON row_seal_head WHEN NEW.number < OLD.number OR NEW.id <> OLD.id
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER row_seal_head_is_not_deleted BEFORE DELETE ON row_seal_head
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
CREATE TRIGGER row_seal_head_is_not_replaced BEFORE INSERT ON row_seal_head WHEN EXISTS (SELECT 1 FROM row_seal_head)
BEGIN SELECT RAISE(ABORT, 'the seals are append-only'); END;
