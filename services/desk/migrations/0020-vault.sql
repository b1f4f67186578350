-- What masks hide, where the organisation keeps it: off by default, opened one by one by whoever answers for data protection.
CREATE TABLE call_originals (
  call_id text NOT NULL REFERENCES calls ON DELETE CASCADE,
  -- What stands for it in the words, such as "[PHONE ••42]".
  token text NOT NULL,
  type text NOT NULL,
  sealed bytea NOT NULL,
  heard_at timestamptz NOT NULL,
  PRIMARY KEY (call_id, token)
);
CREATE INDEX call_originals_by_time ON call_originals (heard_at);
