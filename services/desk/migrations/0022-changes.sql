-- How often each kind of configuration was changed: processes that hold some of it in memory read it again when its number has grown.
CREATE TABLE changes (
  what text PRIMARY KEY,
  version bigint NOT NULL
);
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes AS c (what, version) VALUES (TG_ARGV[0], 1) ON CONFLICT (what) DO UPDATE SET version = c.version + 1;
  RETURN NULL;
END
$$;
CREATE TRIGGER documents_change AFTER INSERT OR UPDATE OR DELETE ON documents FOR EACH STATEMENT EXECUTE FUNCTION note_change('documents');
CREATE TRIGGER articles_change AFTER INSERT OR UPDATE OR DELETE ON articles FOR EACH STATEMENT EXECUTE FUNCTION note_change('knowledge');
CREATE TRIGGER feedback_change AFTER INSERT OR UPDATE OR DELETE ON feedback_switches FOR EACH STATEMENT EXECUTE FUNCTION note_change('feedback');
CREATE TRIGGER retention_change AFTER INSERT OR UPDATE OR DELETE ON retention_rules FOR EACH STATEMENT EXECUTE FUNCTION note_change('retention');
CREATE TRIGGER sources_change AFTER INSERT OR UPDATE OR DELETE ON telephony_sources FOR EACH STATEMENT EXECUTE FUNCTION note_change('sources');
-- The day of a secret's last use is no change.
CREATE TRIGGER secrets_change AFTER INSERT OR DELETE OR UPDATE OF hash, sealed, expires_at ON telephony_secrets
  FOR EACH STATEMENT EXECUTE FUNCTION note_change('sources');
