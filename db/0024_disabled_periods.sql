-- The times in which an account was disabled: a post whose holder cannot sign in is vacant, also in what is asked about a past day.
CREATE TABLE disabled_periods (
  person_id BIGINT NOT NULL REFERENCES people (id),
  from_at BIGINT NOT NULL CHECK (from_at BETWEEN 0 AND 9999999999999),
  until_at BIGINT NULL CHECK (until_at BETWEEN 0 AND 9999999999999),  -- Null while it is disabled.
  PRIMARY KEY (person_id, from_at)
) {clustered_by_key};

INSERT INTO disabled_periods (person_id, from_at)
SELECT id, disabled_at FROM people WHERE disabled_at IS NOT NULL;
