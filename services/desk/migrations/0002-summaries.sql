-- The summary of a call as it stands. Drafts replace one another here; what is final has a revision each below.
CREATE TABLE summaries (
  call_id text PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
  revision integer NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'complete', 'saved', 'approved', 'rejected')),
  -- The epoch of the call's audio that it was written from: see AudioBatch.epoch.
  epoch integer NOT NULL DEFAULT 0,
  summary jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE summary_revisions (
  call_id text NOT NULL REFERENCES calls ON DELETE CASCADE,
  revision integer NOT NULL,
  state text NOT NULL CHECK (state IN ('complete', 'saved', 'approved', 'rejected')),
  -- The account's user name; null when Souffleur wrote it.
  author_id text,
  reason text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  summary jsonb NOT NULL,
  PRIMARY KEY (call_id, revision)
);

-- What a supervisor decided about a revision, and the revision that came of it.
CREATE TABLE reviews (
  call_id text NOT NULL,
  revision integer NOT NULL,
  reviewed_revision integer NOT NULL,
  decision text NOT NULL CHECK (decision IN ('approve', 'edit', 'reject')),
  reviewer_id text NOT NULL,
  reason text NOT NULL DEFAULT '',
  reviewed_at timestamptz NOT NULL,
  PRIMARY KEY (call_id, revision),
  FOREIGN KEY (call_id, revision) REFERENCES summary_revisions ON DELETE CASCADE
);
