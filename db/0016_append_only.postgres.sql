-- Journal, audit and issued reports are append-only, for the program as for a person at a prompt.

CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only';
END;
$$;
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is append-only';
END;
$$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_head_only_grows BEFORE UPDATE ON audit_head
FOR EACH ROW WHEN (NEW.entries < OLD.entries OR NEW.id <> OLD.id) EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_head_is_not_deleted BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_head_is_not_emptied BEFORE TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

CREATE FUNCTION assessments_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'issued assessments are append-only';
END;
$$;
CREATE TRIGGER assessments_are_not_changed BEFORE UPDATE OR DELETE ON assessments
FOR EACH ROW EXECUTE FUNCTION assessments_are_append_only();
CREATE TRIGGER assessments_are_not_emptied BEFORE TRUNCATE ON assessments
FOR EACH STATEMENT EXECUTE FUNCTION assessments_are_append_only();
