-- Other systems that are told when a summary is saved or approved, and what was told to them. No words: what is sent is read from
-- summary_revisions at the moment of sending, so a call that is erased takes along what was still to be sent of it.
CREATE TABLE webhook_endpoints (
  endpoint_id text PRIMARY KEY,
  name text NOT NULL UNIQUE,
  url text NOT NULL,
  events text[] NOT NULL,
  is_on boolean NOT NULL,
  -- It answered 410 (Gone), and nobody has switched it on again.
  is_gone boolean NOT NULL DEFAULT FALSE,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL
);

CREATE TABLE webhook_secrets (
  secret_id text PRIMARY KEY,
  endpoint_id text NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
  -- AES-256-GCM, base64.
  sealed text NOT NULL,
  created_at timestamptz NOT NULL,
  -- Null until another secret replaces it.
  expires_at timestamptz
);
CREATE INDEX webhook_secrets_by_endpoint ON webhook_secrets (endpoint_id);

-- What is to be sent, what was, and what was given up ('dead'). A 'failed' one was a test: it isn't repeated.
CREATE TABLE webhook_deliveries (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Told to the receiver, the same at each attempt.
  delivery_id text NOT NULL UNIQUE,
  endpoint_id text NOT NULL REFERENCES webhook_endpoints ON DELETE CASCADE,
  event text NOT NULL,
  -- Both null for a test.
  call_id text REFERENCES calls ON DELETE CASCADE,
  revision integer,
  occurred_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sending', 'delivered', 'dead', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  -- Given up then.
  expires_at timestamptz NOT NULL,
  finished_at timestamptz,
  -- Of the last attempt: how it failed (null when it didn't), the HTTP status, a system's error code, how long it took.
  failure text,
  status integer,
  error_code text,
  duration_ms integer,
  CHECK ((call_id IS NULL) = (revision IS NULL)),
  FOREIGN KEY (call_id, revision) REFERENCES summary_revisions ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (endpoint_id, call_id, sequence) WHERE state IN ('waiting', 'sending');
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at, sequence) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_call ON webhook_deliveries (call_id, revision);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;
