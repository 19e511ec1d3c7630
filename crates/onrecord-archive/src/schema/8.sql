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
