-- What phones did without signal and sent later, each act once for its person, however often it is sent. Kept for 400 days, because a
-- phone may lie in a drawer for longer than an Idempotency-Key is kept.
CREATE TABLE sync_acts (
  person_id BIGINT NOT NULL REFERENCES people (id),
  act_id {code} NOT NULL CHECK (length(act_id) BETWEEN 1 AND 64),  -- The phone's id of the act.
  act TEXT NOT NULL CHECK (length(act) BETWEEN 1 AND 40),
  fingerprint {code} NOT NULL CHECK (length(fingerprint) = 64),  -- Hexadecimal keyed hash of the act; another act with the id is refused.
  subject {code} NULL CHECK (length(subject) BETWEEN 1 AND 40),  -- What it made or changed, and the version it left.
  version BIGINT NULL CHECK (version BETWEEN 1 AND 9999999999999),
  made_at BIGINT NOT NULL CHECK (made_at BETWEEN 0 AND 9999999999999),  -- By the phone's clock.
  done_at BIGINT NOT NULL CHECK (done_at BETWEEN 0 AND 9999999999999),
  PRIMARY KEY (person_id, act_id)
) {clustered_by_key};
CREATE INDEX sync_acts_by_time ON sync_acts (done_at);
