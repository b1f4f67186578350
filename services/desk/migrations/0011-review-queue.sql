-- What is looked at by supervisors, and by which rules: one row, changed in place; who changed it is in the audit log.
CREATE TABLE review_rules (
  only_row boolean PRIMARY KEY DEFAULT TRUE CHECK (only_row),
  -- Of all finished summaries, by chance but the same ones for everybody.
  sample_percent integer NOT NULL DEFAULT 5 CHECK (sample_percent BETWEEN 0 AND 100),
  -- Summaries whose outcome is less sure than this.
  confidence_below real NOT NULL DEFAULT 0.5,
  alerts boolean NOT NULL DEFAULT TRUE,
  unsettled boolean NOT NULL DEFAULT TRUE,
  missing_fields boolean NOT NULL DEFAULT TRUE
);
INSERT INTO review_rules DEFAULT VALUES;
CREATE INDEX summaries_to_review ON summaries (updated_at DESC) WHERE state IN ('complete', 'saved');
