-- Texts that the organisation writes and changes: its guide, its summary templates, its intents. Versions are never changed or deleted, and the
-- last one holds: what was done by one can be explained.
CREATE TABLE documents (
  kind text NOT NULL CHECK (kind IN ('guide', 'summary-templates', 'intents')),
  version integer NOT NULL,
  text text NOT NULL,
  stored_at timestamptz NOT NULL,
  stored_by text NOT NULL,
  PRIMARY KEY (kind, version)
);
INSERT INTO documents (kind, version, text, stored_at, stored_by) SELECT 'guide', version, text, stored_at, stored_by FROM guides;
DROP TABLE guides;

-- Fields of a summary used to be numbered; they have the names that their template gives them.
CREATE FUNCTION named_summary_fields(summary jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN summary ? 'fields' THEN jsonb_set(summary, '{fields}', (
    SELECT coalesce(jsonb_agg(
      CASE WHEN NOT field ? 'key' THEN field
      ELSE (field - 'key') || (CASE field ->> 'key'
        WHEN 'SUMMARY_FIELD_KEY_REASON' THEN
          '{"fieldId": "reason", "label": {"en": "Reason", "fr": "Motif"}, "type": "SUMMARY_FIELD_TYPE_TEXT"}'
        WHEN 'SUMMARY_FIELD_KEY_FACTS' THEN
          '{"fieldId": "facts", "label": {"en": "Facts", "fr": "Faits"}, "type": "SUMMARY_FIELD_TYPE_LIST"}'
        WHEN 'SUMMARY_FIELD_KEY_ACTIONS' THEN
          '{"fieldId": "actions", "label": {"en": "Done in the call", "fr": "Fait pendant l’appel"}, "type": "SUMMARY_FIELD_TYPE_LIST"}'
        WHEN 'SUMMARY_FIELD_KEY_COMMITMENTS' THEN
          '{"fieldId": "commitments", "label": {"en": "Promised", "fr": "Engagements"}, "type": "SUMMARY_FIELD_TYPE_LIST"}'
        WHEN 'SUMMARY_FIELD_KEY_RESOLUTION' THEN
          '{"fieldId": "resolution", "label": {"en": "Resolution", "fr": "Résolution"}, "type": "SUMMARY_FIELD_TYPE_TEXT"}'
        ELSE
          '{"fieldId": "followUp", "label": {"en": "To follow up", "fr": "À suivre"}, "type": "SUMMARY_FIELD_TYPE_LIST"}'
        END)::jsonb
      END ORDER BY place), '[]'::jsonb)
    FROM jsonb_array_elements(summary -> 'fields') WITH ORDINALITY AS fields (field, place)))
  ELSE summary END
$$;
UPDATE summaries SET summary = named_summary_fields(summary);
UPDATE summary_revisions SET summary = named_summary_fields(summary);
DROP FUNCTION named_summary_fields(jsonb);

-- What a person is typing: kept so that a closed browser loses nothing. Gone when it is saved or given up.
CREATE TABLE summary_drafts (
  call_id text NOT NULL REFERENCES calls ON DELETE CASCADE,
  author_id text NOT NULL,
  base_revision integer NOT NULL,
  edit jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (call_id, author_id)
);
