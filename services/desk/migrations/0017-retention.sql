-- How long what is known of calls is kept, by queue; the row of the empty name holds for every queue without one of its own.
CREATE TABLE retention_rules (
  queue text PRIMARY KEY,
  -- Days from a call's start; null: for ever. Words go first, calls last.
  words_days integer CHECK (words_days >= 0),
  summaries_days integer CHECK (summaries_days >= 0),
  calls_days integer CHECK (calls_days >= 0),
  -- False: what is said is shown and summarised, and never written down.
  keeps_words boolean NOT NULL DEFAULT TRUE
);
INSERT INTO retention_rules (queue, words_days, summaries_days, calls_days) VALUES ('', 90, 365, 730);

-- What was removed when, and what was left: the proof. No words.
CREATE TABLE purges (
  purge_id text PRIMARY KEY,
  at timestamptz NOT NULL,
  -- The account's user name, or "system".
  actor text NOT NULL,
  report jsonb NOT NULL
);
CREATE INDEX purges_by_time ON purges (at DESC);
