-- Calls and what happened in them. One rule for words: what people said is in call_events, in summaries and in
-- summary_revisions, and nowhere else.

-- One row a call, for lists: it follows from call_events.
CREATE TABLE calls (
  call_id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('live', 'ended')),
  title text NOT NULL,
  language text NOT NULL,
  queue text NOT NULL,
  -- The account's user name; null when nobody has taken the call.
  advisor_id text,
  source text NOT NULL,
  synthetic boolean NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  duration_ms bigint,
  end_reason text CHECK (end_reason IN ('completed', 'disconnected', 'failed')),
  error_code text,
  warnings text[] NOT NULL DEFAULT '{}',
  utterances integer NOT NULL DEFAULT 0,
  suggestions integer NOT NULL DEFAULT 0
);
CREATE INDEX calls_by_start ON calls (started_at DESC, call_id DESC);
CREATE INDEX calls_by_advisor ON calls (advisor_id, started_at DESC, call_id DESC);
CREATE INDEX calls_live ON calls (call_id) WHERE state = 'live';

-- Every event of a call but partial transcripts and summaries, in the order stored, in protobuf's JSON form.
CREATE TABLE call_events (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call_id text NOT NULL REFERENCES calls ON DELETE CASCADE,
  event_id text NOT NULL,
  kind text NOT NULL,
  occurred_at timestamptz NOT NULL,
  event jsonb NOT NULL,
  -- The utterance or the suggestion that it is about.
  subject_id text GENERATED ALWAYS AS (COALESCE(
    event -> 'utterance' ->> 'utteranceId',
    event -> 'suggestionOffered' ->> 'suggestionId',
    event -> 'suggestionJudged' ->> 'suggestionId')) STORED,
  UNIQUE (call_id, event_id)
);
CREATE INDEX call_events_in_order ON call_events (call_id, sequence);
CREATE INDEX call_events_by_subject ON call_events (call_id, subject_id) WHERE subject_id IS NOT NULL;

CREATE VIEW utterances AS
SELECT call_id, subject_id AS utterance_id, sequence,
  event -> 'utterance' ->> 'text' AS text,
  event -> 'utterance' ->> 'language' AS language,
  COALESCE((event -> 'utterance' ->> 'startMs')::bigint, 0) AS start_ms,
  COALESCE((event -> 'utterance' ->> 'endMs')::bigint, 0) AS end_ms
FROM call_events WHERE kind = 'utterance';

CREATE VIEW suggestions AS
SELECT call_id, subject_id AS suggestion_id, occurred_at AS offered_at,
  event -> 'suggestionOffered' ->> 'kind' AS kind,
  event -> 'suggestionOffered' ->> 'intentId' AS intent_id
FROM call_events WHERE kind = 'suggestionOffered';

CREATE VIEW suggestion_verdicts AS
SELECT call_id, subject_id AS suggestion_id, occurred_at AS judged_at,
  event -> 'suggestionJudged' ->> 'verdict' AS verdict,
  event -> 'suggestionJudged' ->> 'editedText' AS edited_text,
  event -> 'suggestionJudged' ->> 'userId' AS user_id
FROM call_events WHERE kind = 'suggestionJudged';

-- How much each intent weighs in a call: the sum of its scores over the utterances.
CREATE TABLE call_intents (
  call_id text NOT NULL REFERENCES calls ON DELETE CASCADE,
  intent_id text NOT NULL,
  weight double precision NOT NULL,
  PRIMARY KEY (call_id, intent_id)
);
