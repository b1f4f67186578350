-- Every version of every article: a suggestion that was offered keeps the words that it quoted.
CREATE TABLE articles (
  article_id text NOT NULL,
  language text NOT NULL CHECK (language IN ('fr', 'en')),
  version integer NOT NULL CHECK (version > 0),
  title text NOT NULL,
  category text NOT NULL,
  audience text NOT NULL,
  owner text NOT NULL,
  -- Days, YYYY-MM-DD: drivers turn a date into midnight of their own time zone.
  valid_from text NOT NULL,
  valid_to text,
  intents text[] NOT NULL,
  questions text[] NOT NULL,
  body text NOT NULL,
  stored_at timestamptz NOT NULL,
  PRIMARY KEY (article_id, language, version)
);
