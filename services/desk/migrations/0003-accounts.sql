CREATE TABLE accounts (
  -- Also the account's id everywhere else: it never changes.
  username text PRIMARY KEY CHECK (username ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  display_name text NOT NULL,
  role text NOT NULL CHECK (role IN ('advisor', 'supervisor', 'ops')),
  language text NOT NULL CHECK (language IN ('fr', 'en')),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL
);

-- A stolen copy of this table opens no session: it holds hashes of the cookies.
CREATE TABLE sessions (
  token_hash text PRIMARY KEY,
  username text NOT NULL REFERENCES accounts ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
