-- Who did what, chained by hashes: src/audit/audit-chain.ts says what that proves and what it doesn't.
CREATE TABLE audit_entries (
  sequence bigint PRIMARY KEY CHECK (sequence > 0),
  -- Unix milliseconds and canonical JSON as text: the hash covers these very characters.
  at_ms bigint NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  details text NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL
);

-- Against mistakes; whoever owns the table can take it away.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are only ever added';
END
$$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
