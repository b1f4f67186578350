-- One row an ended call, for finding it: it follows from the call, its events and its summary, and is written anew when they change.
-- Its words are here a second time, without their order, so it goes with the call.
CREATE TABLE call_index (
  call_id text PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
  started_at timestamptz NOT NULL,
  advisor_id text,
  queue text NOT NULL,
  language text NOT NULL,
  duration_ms bigint,
  utterances integer NOT NULL,
  intents text[] NOT NULL,
  alerts text[] NOT NULL,
  warnings text[] NOT NULL,
  summary_state text,
  disposition_id text,
  resolution text,
  -- By which rules the words were cut; a row of older rules is written anew.
  analysis integer NOT NULL,
  words tsvector NOT NULL
);
CREATE INDEX call_index_by_start ON call_index (started_at DESC, call_id DESC);
CREATE INDEX call_index_by_advisor ON call_index (advisor_id, started_at DESC, call_id DESC);
CREATE INDEX call_index_words ON call_index USING gin (words);

-- Searches that a person has given a name.
CREATE TABLE saved_views (
  view_id text PRIMARY KEY,
  owner_id text NOT NULL,
  name text NOT NULL,
  search jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (owner_id, name)
);
