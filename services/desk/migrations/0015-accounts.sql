-- Who may do what grows: data-protection officers, administrators, teams, single sign-on.
ALTER TABLE accounts DROP CONSTRAINT accounts_role_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_role_check CHECK (role IN ('advisor', 'supervisor', 'ops', 'dpo', 'admin'));
-- The team that the account belongs to; empty for none.
ALTER TABLE accounts ADD COLUMN team text NOT NULL DEFAULT '';
-- A supervisor's own teams; empty for all of them.
ALTER TABLE accounts ADD COLUMN oversees text[] NOT NULL DEFAULT '{}';
-- From then on nobody signs in with it.
ALTER TABLE accounts ADD COLUMN disabled_at timestamptz;
-- Without one, the account signs in through the identity provider alone.
ALTER TABLE accounts ALTER COLUMN password_hash DROP NOT NULL;
-- The identity provider and its name for the person, as they never change: issuer, space, subject.
ALTER TABLE accounts ADD COLUMN identity text UNIQUE;
CREATE INDEX accounts_by_team ON accounts (team);

-- The advisor's team when the call ended: figures by team stay what they were when somebody moves.
ALTER TABLE call_figures ADD COLUMN team text NOT NULL DEFAULT '';
-- What customers said that had no intent and brought no suggestion.
ALTER TABLE call_figures ADD COLUMN unanswered integer NOT NULL DEFAULT 0;
