-- The needs that became of what was found on a visit. A record that corrects another one has those of that one too.
CREATE TABLE record_needs (
  record_id BIGINT NOT NULL REFERENCES records (id),
  need_id BIGINT NOT NULL REFERENCES needs (id),
  PRIMARY KEY (record_id, need_id)
) {clustered_by_key};
CREATE INDEX record_needs_by_need ON record_needs (need_id, record_id);
