-- Which files of reference data were added to this database, so that a start reads only those that are new or have changed.
CREATE TABLE planted_seeds (
  name {code} PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
  checksum {code} NOT NULL CHECK (length(checksum) = 64),
  planted_at BIGINT NOT NULL CHECK (planted_at BETWEEN 0 AND 9999999999999)
) {clustered_by_key};
