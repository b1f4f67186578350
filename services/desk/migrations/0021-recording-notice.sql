-- Words are written down from the recording notice on.
ALTER TABLE retention_rules ADD COLUMN needs_notice boolean NOT NULL DEFAULT FALSE;
