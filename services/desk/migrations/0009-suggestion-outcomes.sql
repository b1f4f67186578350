-- What became of every suggestion: it follows from call_events, and holds no word of the call.
CREATE TABLE suggestion_outcomes (
  call_id text NOT NULL REFERENCES calls ON DELETE CASCADE,
  suggestion_id text NOT NULL,
  offered_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('answer', 'reply', 'next-action')),
  -- "article ID", "reply ID", "step LIST ITEM"; empty before it was recorded.
  source_id text NOT NULL,
  article_version integer,
  passage_id text,
  guide_version integer,
  meaning_model text NOT NULL,
  intent_id text NOT NULL,
  queue text NOT NULL,
  language text NOT NULL,
  score real NOT NULL,
  speculative boolean NOT NULL,
  shown boolean NOT NULL DEFAULT FALSE,
  -- Null: ignored, or still on the screen.
  outcome text CHECK (outcome IN ('accepted', 'edited', 'copied', 'dismissed')),
  -- 0: as offered, 1: nothing of it is left.
  edit_distance real,
  helpful boolean,
  expired text CHECK (expired IN ('time', 'replaced', 'call-ended')),
  PRIMARY KEY (call_id, suggestion_id)
);
CREATE INDEX suggestion_outcomes_by_time ON suggestion_outcomes (offered_at);

INSERT INTO suggestion_outcomes (call_id, suggestion_id, offered_at, kind, source_id, article_version, passage_id, meaning_model, intent_id,
  queue, language, score, speculative, shown, outcome, expired)
SELECT e.call_id, e.subject_id, e.occurred_at,
  CASE offer ->> 'kind' WHEN 'SUGGESTION_KIND_REPLY' THEN 'reply' WHEN 'SUGGESTION_KIND_NEXT_ACTION' THEN 'next-action' ELSE 'answer' END,
  COALESCE('article ' || (offer -> 'sources' -> 0 ->> 'articleId'), ''),
  (offer -> 'sources' -> 0 ->> 'articleVersion')::integer, offer -> 'sources' -> 0 ->> 'passageId', '',
  COALESCE(offer ->> 'intentId', ''), c.queue, COALESCE(offer ->> 'language', ''), COALESCE((offer ->> 'score')::real, 0),
  COALESCE((offer ->> 'speculative')::boolean, FALSE),
  EXISTS (SELECT 1 FROM suggestion_verdicts v WHERE v.call_id = e.call_id AND v.suggestion_id = e.subject_id),
  (SELECT CASE v.verdict WHEN 'SUGGESTION_VERDICT_ACCEPTED' THEN 'accepted' WHEN 'SUGGESTION_VERDICT_EDITED' THEN 'edited'
      WHEN 'SUGGESTION_VERDICT_COPIED' THEN 'copied' ELSE 'dismissed' END
    FROM suggestion_verdicts v
    WHERE v.call_id = e.call_id AND v.suggestion_id = e.subject_id AND v.verdict <> 'SUGGESTION_VERDICT_SHOWN'
    ORDER BY v.judged_at DESC LIMIT 1),
  NULL
FROM call_events e JOIN calls c USING (call_id), LATERAL (SELECT e.event -> 'suggestionOffered' AS offer) AS told
WHERE e.kind = 'suggestionOffered'
ON CONFLICT DO NOTHING;

-- Sources whose feedback has no effect on what is suggested, by a supervisor's decision; '*' stands for all.
CREATE TABLE feedback_switches (
  source_id text PRIMARY KEY,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL
);
