-- A data key may be for seals.
ALTER TABLE data_keys DROP CONSTRAINT data_keys_purpose_check;
ALTER TABLE data_keys ADD CONSTRAINT data_keys_purpose_check CHECK (purpose IN ('text', 'phone', 'request', 'seal'));

-- Seals only grow.
CREATE FUNCTION seals_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the seals are append-only';
END;
$$;
CREATE TRIGGER seals_are_not_changed BEFORE UPDATE OR DELETE ON seals
FOR EACH ROW EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER seals_are_not_emptied BEFORE TRUNCATE ON seals
FOR EACH STATEMENT EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER seal_head_only_grows BEFORE UPDATE ON seal_head
FOR EACH ROW WHEN (NEW.number < OLD.number OR NEW.id <> OLD.id) EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER seal_head_is_not_deleted BEFORE DELETE ON seal_head
FOR EACH ROW EXECUTE FUNCTION seals_are_append_only();
CREATE TRIGGER seal_head_is_not_emptied BEFORE TRUNCATE ON seal_head
FOR EACH STATEMENT EXECUTE FUNCTION seals_are_append_only();
