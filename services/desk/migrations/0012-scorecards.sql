-- By which criteria calls are judged, as the organisation writes them.
ALTER TABLE documents DROP CONSTRAINT documents_kind_check;
ALTER TABLE documents ADD CONSTRAINT documents_kind_check CHECK (kind IN ('guide', 'summary-templates', 'intents', 'scorecard'));

-- What a supervisor made of a call: one card a call, the last one. Nothing is ever added up by person.
CREATE TABLE call_scorecards (
  call_id text PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
  reviewer_id text NOT NULL,
  -- Of the scorecard that it was filled by.
  version integer NOT NULL,
  -- Criterion to "yes", "no" or "not-applicable".
  marks jsonb NOT NULL,
  -- 0 to 1, of what applied; null when nothing did.
  score real,
  coaching text NOT NULL,
  -- Whether the call's advisor may read the note.
  shared boolean NOT NULL,
  marked_at timestamptz NOT NULL
);
