-- What people say is right where the reading is wrong. The reading itself, in `bodies`, is never touched; the rows that
-- are asked (`statements`, `casts`) follow the corrections, so that these win in every answer.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,            -- speaker, act, boundaries, statement, missing, merge or split
    change TEXT NOT NULL,          -- JSON: what is right
    person TEXT NOT NULL,
    made TEXT NOT NULL,            -- RFC 3339
    undone_by TEXT,
    undone TEXT,
    article INTEGER REFERENCES articles,
    anchor TEXT,                   -- JSON: text hash, spans and words of the statement, by which it is found again
    was TEXT                       -- JSON: what the reading had
) STRICT;
CREATE INDEX corrections_article ON corrections (article) WHERE article IS NOT NULL;

-- The statement that a correction belongs to in each version; no row where its words are not in the text.
CREATE TABLE corrected (
    correction INTEGER NOT NULL REFERENCES corrections,
    version INTEGER NOT NULL REFERENCES versions,
    statement INTEGER NOT NULL REFERENCES statements,
    PRIMARY KEY (correction, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX corrected_version ON corrected (version);
CREATE INDEX corrected_statement ON corrected (statement);

-- The actor of which people say that this is the same one.
ALTER TABLE actors ADD COLUMN same_as INTEGER REFERENCES actors;
CREATE INDEX actors_same_as ON actors (same_as) WHERE same_as IS NOT NULL;

-- What the reading had of rows that follow a correction of actors now.
CREATE TABLE read_statements (
    statement INTEGER PRIMARY KEY REFERENCES statements,
    speaker INTEGER REFERENCES actors,
    addressee INTEGER REFERENCES actors
) STRICT;
CREATE INDEX read_statements_speaker ON read_statements (speaker);
CREATE INDEX read_statements_addressee ON read_statements (addressee);
CREATE TABLE read_casts (
    version INTEGER NOT NULL REFERENCES versions,
    local TEXT NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors,
    PRIMARY KEY (version, local)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_casts_actor ON read_casts (actor);
