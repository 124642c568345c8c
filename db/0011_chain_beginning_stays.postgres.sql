CREATE FUNCTION chain_beginning_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the beginning of the chains is written once';
END;
$$;
CREATE TRIGGER chain_beginning_is_not_changed BEFORE INSERT OR UPDATE OR DELETE ON chain_beginning
FOR EACH ROW EXECUTE FUNCTION chain_beginning_is_written_once();
CREATE TRIGGER chain_beginning_is_not_emptied BEFORE TRUNCATE ON chain_beginning
FOR EACH STATEMENT EXECUTE FUNCTION chain_beginning_is_written_once();
