-- Figures of a call that has ended: they follow from its events and its summary, and hold no word of it.
CREATE TABLE call_figures (
  call_id text PRIMARY KEY REFERENCES calls ON DELETE CASCADE,
  -- Of its start, in UTC; with the queue and the length, they are here again so that a year is read from one table.
  day date NOT NULL,
  queue text NOT NULL,
  duration_ms bigint,
  suggestions integer NOT NULL DEFAULT 0,
  -- Null where one channel carries both.
  customer_ms bigint,
  advisor_ms bigint,
  overlap_ms bigint,
  silence_ms bigint NOT NULL DEFAULT 0,
  main_intent_id text,
  -- What the summary says: settled, unsettled, or nothing.
  resolution text CHECK (resolution IN ('settled', 'unsettled')),
  disposition_id text,
  -- Between what Souffleur wrote and what a person made of it, 0 to 1; null while nobody has saved it.
  edit_distance real
);
CREATE INDEX call_figures_by_day ON call_figures (day);

INSERT INTO call_figures (call_id, day, queue, duration_ms, suggestions)
SELECT call_id, (started_at AT TIME ZONE 'UTC')::date, queue, duration_ms, suggestions FROM calls WHERE state = 'ended';
