-- Neither changed nor taken away by row; a second row the table itself refuses. TRUNCATE is left to the copying of a whole
-- database, and what is gone then is noticed by verify.
CREATE FUNCTION chain_beginning_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the beginning of the chains is written once';
END;
$$;
CREATE TRIGGER chain_beginning_is_not_changed BEFORE UPDATE OR DELETE ON chain_beginning
FOR EACH ROW EXECUTE FUNCTION chain_beginning_is_written_once();
