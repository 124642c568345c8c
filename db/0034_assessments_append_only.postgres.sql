CREATE FUNCTION assessments_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'issued assessments are append-only';
END;
$$;
CREATE TRIGGER assessments_are_not_changed BEFORE UPDATE OR DELETE ON assessments
FOR EACH ROW EXECUTE FUNCTION assessments_are_append_only();
CREATE TRIGGER assessments_are_not_emptied BEFORE TRUNCATE ON assessments
FOR EACH STATEMENT EXECUTE FUNCTION assessments_are_append_only();
