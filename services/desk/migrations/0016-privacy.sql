-- What counts as personal data here, and is hidden.
ALTER TABLE documents DROP CONSTRAINT documents_kind_check;
ALTER TABLE documents ADD CONSTRAINT documents_kind_check CHECK (kind IN ('guide', 'summary-templates', 'intents', 'scorecard', 'privacy'));
