-- The coder's desk.

-- Codebooks as they were given; the last one is in force.
CREATE TABLE codebooks (
    version INTEGER PRIMARY KEY,
    source TEXT NOT NULL,          -- TOML
    person TEXT NOT NULL,
    made TEXT NOT NULL             -- RFC 3339
) STRICT;
CREATE INDEX codebooks_told ON codebooks (source, person, made);

-- Who codes.
CREATE TABLE coders (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    colour TEXT NOT NULL,          -- #rrggbb
    made TEXT NOT NULL
) STRICT;
CREATE INDEX coders_told ON coders (name, colour, made);

-- Which articles a coder is to code, and when that was finished.
CREATE TABLE assignments (
    coder INTEGER NOT NULL REFERENCES coders,
    article INTEGER NOT NULL REFERENCES articles,
    finished TEXT,
    PRIMARY KEY (coder, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_article ON assignments (article, coder, finished);

-- Codes stand on passages, statements, events, articles or actors now, are taken back and not deleted, and can be settled.
CREATE TABLE new_codes (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,            -- passage, event, article or actor
    article INTEGER REFERENCES articles,
    actor TEXT,                    -- of an actor: `actors.key`
    person TEXT NOT NULL,
    via TEXT NOT NULL,             -- `onrecord`, or the format it came in: dna, qda …
    made TEXT NOT NULL,            -- RFC 3339
    name TEXT NOT NULL COLLATE NOCASE,  -- `concept`, `memo`, or a variable or code
    value TEXT NOT NULL COLLATE NOCASE, -- of a concept its name
    agrees INTEGER,                -- of a concept: whether the speaker is for it
    score TEXT,                    -- of a concept with a scale: the value on it
    absent INTEGER NOT NULL,       -- somebody says that it is not so
    settled INTEGER NOT NULL,      -- it was settled between coders, and goes before what each of them says
    anchor TEXT,                   -- JSON, as in `corrections`
    undone_by TEXT,
    undone TEXT
) STRICT;
INSERT INTO new_codes SELECT id, 'passage', article, NULL, person, via, made, name, value, agrees, NULL, 0, 0, anchor, NULL, NULL
    FROM codes;
CREATE TABLE new_coded (
    code INTEGER NOT NULL,
    version INTEGER NOT NULL,
    statement INTEGER NOT NULL
) STRICT;
INSERT INTO new_coded SELECT code, version, statement FROM coded;
DROP TABLE coded;
DROP TABLE codes;
ALTER TABLE new_codes RENAME TO codes;
CREATE INDEX codes_article ON codes (article);
CREATE INDEX codes_name ON codes (name, value);
CREATE INDEX codes_value ON codes (value);
CREATE INDEX codes_actor ON codes (actor) WHERE actor IS NOT NULL;
CREATE INDEX codes_told ON codes (person, unit, via, made, name, value, agrees, score, absent, settled, anchor, undone_by, undone);
CREATE TABLE coded (
    code INTEGER NOT NULL REFERENCES codes ON DELETE CASCADE,
    version INTEGER NOT NULL REFERENCES versions,
    statement INTEGER NOT NULL REFERENCES statements,
    PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX coded_statement ON coded (statement);
INSERT INTO coded SELECT code, version, statement FROM new_coded;
DROP TABLE new_coded;

-- The event of a version that a code stands on.
CREATE TABLE coded_events (
    code INTEGER NOT NULL REFERENCES codes ON DELETE CASCADE,
    version INTEGER NOT NULL REFERENCES versions,
    event INTEGER NOT NULL REFERENCES events,
    PRIMARY KEY (code, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX coded_events_event ON coded_events (event);

-- A correction that was settled between coders goes before what each of them says.
ALTER TABLE corrections ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
CREATE INDEX corrections_settled ON corrections (settled, id);

-- The least sure first.
CREATE INDEX statements_doubt ON statements (confidence, id) WHERE current = 1;

-- Everything can be corrected: events and what is told of an article, too.

-- What a correction that is not of a statement belongs to in each version: an event, by its place in the record; none of them
-- where it is the article itself.
CREATE TABLE concerned (
    correction INTEGER NOT NULL REFERENCES corrections,
    version INTEGER NOT NULL REFERENCES versions,
    event INTEGER,
    PRIMARY KEY (correction, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX concerned_version ON concerned (version);

-- Who put something of a row right last, and when: it is not only the reader's word.
ALTER TABLE statements ADD COLUMN coder TEXT;
ALTER TABLE statements ADD COLUMN coded_at TEXT;
ALTER TABLE events ADD COLUMN coder TEXT;
ALTER TABLE events ADD COLUMN coded_at TEXT;

-- Which correction says who an actor is.
CREATE INDEX corrections_of ON corrections (json_extract(change, '$.from.key')) WHERE kind IN ('merge', 'split');

-- Articles that people took out. Nothing else is left of them.
CREATE TABLE removals (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,
    person TEXT NOT NULL,
    at TEXT NOT NULL,              -- RFC 3339
    versions INTEGER NOT NULL,
    statements INTEGER NOT NULL,   -- of all versions
    events INTEGER NOT NULL,
    corrections INTEGER NOT NULL,
    codes INTEGER NOT NULL,
    sayings INTEGER NOT NULL       -- statements that other articles have as well
) STRICT;
CREATE INDEX removals_told ON removals (address, person, at, versions, statements, events, corrections, codes, sayings);
