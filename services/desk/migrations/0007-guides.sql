-- What an organisation wants said, done and noticed in its calls. Versions are never changed: a call that was guided by one can be explained.
CREATE TABLE guides (
  version integer PRIMARY KEY,
  text text NOT NULL,
  stored_at timestamptz NOT NULL,
  stored_by text NOT NULL
);
