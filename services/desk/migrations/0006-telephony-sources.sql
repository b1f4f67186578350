-- Who may send calls, and by which secrets. A stolen copy of these tables lets nobody in: tokens and passwords are hashes of 256 random
-- bits, and signing secrets are sealed with a key that isn't in the database.
CREATE TABLE telephony_sources (
  source_id text PRIMARY KEY,
  name text NOT NULL,
  door text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('bearer', 'basic', 'signing')),
  -- A user name, an account or an API key: what a handshake says that it is. Null for a token, which says all by itself.
  key_id text CHECK ((key_id IS NULL) = (kind = 'bearer')),
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  UNIQUE (door, name),
  UNIQUE (door, kind, key_id)
);

CREATE TABLE telephony_secrets (
  secret_id text PRIMARY KEY,
  source_id text NOT NULL REFERENCES telephony_sources ON DELETE CASCADE,
  -- SHA-256 in hexadecimal.
  hash text,
  -- AES-256-GCM, base64.
  sealed text,
  created_at timestamptz NOT NULL,
  -- A day, YYYY-MM-DD.
  last_used_on text,
  -- Null until another secret replaces it.
  expires_at timestamptz,
  CHECK ((hash IS NULL) <> (sealed IS NULL))
);
CREATE INDEX telephony_secrets_by_source ON telephony_secrets (source_id);
