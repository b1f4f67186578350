-- Figures of whole days, so that a chart of a year reads some hundred rows a day's worth instead of every call and suggestion. They follow
-- from call_figures and suggestion_outcomes: a day that is named here has changed since it was counted, or was never counted, and is read
-- from there.
CREATE TABLE figure_days_due (
  figures text NOT NULL CHECK (figures IN ('calls', 'suggestions')),
  day date NOT NULL,
  PRIMARY KEY (figures, day)
);

CREATE TABLE call_days (
  day date NOT NULL,
  part text NOT NULL CHECK (part IN ('total', 'queue', 'intent', 'disposition', 'team')),
  key text NOT NULL,
  calls integer NOT NULL,
  -- Of `timed` calls.
  duration_ms double precision NOT NULL,
  timed integer NOT NULL,
  -- Each beside the length of the calls that tell of it.
  customer_ms double precision NOT NULL,
  customer_of_ms double precision NOT NULL,
  advisor_ms double precision NOT NULL,
  advisor_of_ms double precision NOT NULL,
  overlap_ms double precision NOT NULL,
  overlap_of_ms double precision NOT NULL,
  silence_ms double precision NOT NULL,
  settled integer NOT NULL,
  unsettled integer NOT NULL,
  saved integer NOT NULL,
  -- Of `saved` summaries, added up.
  edit_distance double precision NOT NULL,
  suggestions integer NOT NULL,
  unanswered integer NOT NULL,
  PRIMARY KEY (day, part, key)
);

CREATE TABLE suggestion_days (
  day date NOT NULL,
  part text NOT NULL CHECK (part IN ('kind', 'source', 'intent')),
  key text NOT NULL,
  -- Of sources alone: what is learned from an article's old text doesn't count for the new one.
  language text NOT NULL,
  article_version integer NOT NULL,
  offered integer NOT NULL,
  shown integer NOT NULL,
  accepted integer NOT NULL,
  edited integer NOT NULL,
  copied integer NOT NULL,
  dismissed integer NOT NULL,
  helpful integer NOT NULL,
  unhelpful integer NOT NULL,
  -- Of `measured` suggestions, added up.
  edit_distance double precision NOT NULL,
  measured integer NOT NULL,
  PRIMARY KEY (day, part, key, language, article_version)
);

CREATE FUNCTION note_call_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN INSERT INTO figure_days_due (figures, day) VALUES ('calls', OLD.day) ON CONFLICT DO NOTHING; END IF;
  IF TG_OP <> 'DELETE' THEN INSERT INTO figure_days_due (figures, day) VALUES ('calls', NEW.day) ON CONFLICT DO NOTHING; END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER call_figures_day AFTER INSERT OR UPDATE OR DELETE ON call_figures FOR EACH ROW EXECUTE FUNCTION note_call_day();

CREATE FUNCTION note_suggestion_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO figure_days_due (figures, day) VALUES ('suggestions', (OLD.offered_at AT TIME ZONE 'UTC')::date) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO figure_days_due (figures, day) VALUES ('suggestions', (NEW.offered_at AT TIME ZONE 'UTC')::date) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER suggestion_outcomes_day AFTER INSERT OR UPDATE OR DELETE ON suggestion_outcomes
FOR EACH ROW EXECUTE FUNCTION note_suggestion_day();

-- What is there already is counted by the first start.
INSERT INTO figure_days_due SELECT DISTINCT 'calls', day FROM call_figures;
INSERT INTO figure_days_due SELECT DISTINCT 'suggestions', (offered_at AT TIME ZONE 'UTC')::date FROM suggestion_outcomes;

-- A chart of one queue.
CREATE INDEX call_figures_by_queue ON call_figures (queue, day);
CREATE INDEX suggestion_outcomes_by_queue ON suggestion_outcomes (queue, offered_at);
