-- Text as searches compare it: full width and half width are one, and so are capital and small letters.
-- On SQLite the program registers a function of the same name.
CREATE FUNCTION search_fold(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(normalize(value, NFKC));
$$;
