-- What people said and wrote is sealed before the database sees it. Beside it stands, in the open, what lists and charts count by: who, when,
-- how long, which intent. Rows of before are sealed by the first start, one batch after another; until then `sealed` is null.

-- What records are sealed with, itself sealed with the organisation's key.
CREATE TABLE data_keys (
  number integer PRIMARY KEY CHECK (number > 0),
  purpose text NOT NULL CHECK (purpose IN ('content', 'search')),
  -- AES-256-GCM, base64.
  sealed text NOT NULL,
  made_at timestamptz NOT NULL,
  -- Other processes have learned of it by then.
  active_from timestamptz NOT NULL
);

-- `event`, `summary`: without the words, once sealed.
ALTER TABLE call_events ADD COLUMN sealed bytea;
ALTER TABLE summaries ADD COLUMN sealed bytea;
ALTER TABLE summary_revisions ADD COLUMN sealed bytea;
ALTER TABLE summary_drafts ADD COLUMN sealed bytea;
ALTER TABLE summary_drafts ALTER COLUMN edit DROP NOT NULL;
ALTER TABLE saved_views ADD COLUMN sealed bytea;
ALTER TABLE saved_views ALTER COLUMN search DROP NOT NULL;
CREATE INDEX call_events_open ON call_events (sequence) WHERE sealed IS NULL;

-- What was said, to be read in one piece when a search has found the call; its words are looked for by keyed hashes.
ALTER TABLE call_index ADD COLUMN texts bytea;

DROP VIEW utterances;
CREATE VIEW utterances AS
SELECT call_id, subject_id AS utterance_id, sequence,
  event -> 'utterance' ->> 'language' AS language,
  COALESCE((event -> 'utterance' ->> 'startMs')::bigint, 0) AS start_ms,
  COALESCE((event -> 'utterance' ->> 'endMs')::bigint, 0) AS end_ms
FROM call_events WHERE kind = 'utterance';

DROP VIEW suggestion_verdicts;
CREATE VIEW suggestion_verdicts AS
SELECT call_id, subject_id AS suggestion_id, occurred_at AS judged_at,
  event -> 'suggestionJudged' ->> 'verdict' AS verdict,
  event -> 'suggestionJudged' ->> 'userId' AS user_id
FROM call_events WHERE kind = 'suggestionJudged';

-- The choices of a search name the alerts that there were.
CREATE INDEX call_events_alerts ON call_events (call_id) WHERE kind = 'alertRaised';

-- Callers are looked up by keyed hashes of what the telephone platform said of them.
DROP INDEX call_events_started;
CREATE INDEX call_events_callers ON call_events USING gin ((event -> 'callStarted' -> 'callerKeys')) WHERE kind = 'callStarted';
