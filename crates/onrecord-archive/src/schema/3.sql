-- Wording: the words that outlets choose. Only the latest version of an article takes part.

-- Words as they are printed, each once.
CREATE TABLE phrases (
    id INTEGER PRIMARY KEY,
    words TEXT NOT NULL UNIQUE
) STRICT;

-- By which words a version names an actor of its cast, and how often. Pronouns are not kept.
CREATE TABLE namings (
    version INTEGER NOT NULL REFERENCES versions,
    local TEXT NOT NULL,
    phrase INTEGER NOT NULL REFERENCES phrases,
    times INTEGER NOT NULL,
    PRIMARY KEY (version, local, phrase)
) STRICT, WITHOUT ROWID;

-- Words in quotation marks that are nobody's reported statement, and how often.
CREATE TABLE scare_quotes (
    version INTEGER NOT NULL REFERENCES versions,
    phrase INTEGER NOT NULL REFERENCES phrases,
    times INTEGER NOT NULL,
    start INTEGER NOT NULL,        -- of the first, in code points
    PRIMARY KEY (version, phrase)
) STRICT, WITHOUT ROWID;

-- How a statement is told.
CREATE TABLE tellings (
    statement INTEGER PRIMARY KEY REFERENCES statements,
    cue INTEGER REFERENCES phrases, -- as the lexicon of acts lists it: `claim`, `according to`
    distancing INTEGER NOT NULL,
    words INTEGER NOT NULL,        -- of its content
    quoted INTEGER NOT NULL        -- of these, words inside quotation marks
) STRICT;

-- The workbench.

-- Questions that people kept, to be asked again.
CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    query TEXT NOT NULL,           -- as typed
    person TEXT NOT NULL,
    made TEXT NOT NULL             -- RFC 3339
) STRICT;

-- Articles by day, for lists of them.
CREATE INDEX versions_published ON versions (published, id);
