-- Row seals only grow.
CREATE TRIGGER row_seals_are_not_changed BEFORE UPDATE OR DELETE ON row_seals
FOR EACH ROW EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER row_seals_are_not_emptied BEFORE TRUNCATE ON row_seals
FOR EACH STATEMENT EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER row_seal_head_only_grows BEFORE UPDATE ON row_seal_head
FOR EACH ROW WHEN (NEW.number < OLD.number OR NEW.id <> OLD.id) EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER row_seal_head_is_not_deleted BEFORE DELETE ON row_seal_head
FOR EACH ROW EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER row_seal_head_is_not_emptied BEFORE TRUNCATE ON row_seal_head
FOR EACH STATEMENT EXECUTE FUNCTION seals_are_append_only();
