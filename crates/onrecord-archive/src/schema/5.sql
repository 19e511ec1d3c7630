-- What people know and code beside what is read.

-- A table of speakers of the user's own: a field has a name, and each row a value for whoever goes by a name (folded) or
-- has a key, as `actors.key` has it.
CREATE TABLE fact_fields (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE facts (
    id INTEGER PRIMARY KEY,        -- in the order of the table
    field INTEGER NOT NULL REFERENCES fact_fields,
    who TEXT NOT NULL,
    value TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (field, who)
) STRICT;
CREATE INDEX facts_value ON facts (field, value);
CREATE INDEX names_actor ON names (actor);

-- Codes that people gave to passages with other tools. They hold on to their words as corrections do.
CREATE TABLE codes (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles,
    person TEXT NOT NULL,
    via TEXT NOT NULL,             -- the format it came in: dna, qda …
    made TEXT NOT NULL,            -- RFC 3339
    name TEXT NOT NULL COLLATE NOCASE,
    value TEXT NOT NULL COLLATE NOCASE,
    agrees INTEGER,                -- of a concept: whether the speaker is for it
    anchor TEXT NOT NULL           -- JSON, as in `corrections`
) STRICT;
CREATE INDEX codes_article ON codes (article);
CREATE INDEX codes_name ON codes (name, value);
CREATE INDEX codes_value ON codes (value);

-- The statement of a version that a code stands on; no row where it stands on none.
CREATE TABLE coded (
    code INTEGER NOT NULL REFERENCES codes ON DELETE CASCADE,
    version INTEGER NOT NULL REFERENCES versions,
    statement INTEGER NOT NULL REFERENCES statements,
    PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX coded_statement ON coded (statement);

-- By its text an article is known again when another tool gives it back.
CREATE INDEX versions_text ON versions (text_hash);
