-- What articles report as happening. An event stands in the record; here is what it is asked by.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES versions,
    number INTEGER NOT NULL,       -- place in the record, from 0
    current INTEGER NOT NULL,      -- whether its version is the article's latest
    type TEXT NOT NULL,            -- PLOVER
    quad TEXT NOT NULL,
    mode TEXT,
    contexts TEXT NOT NULL,        -- parted and surrounded by blanks
    status TEXT NOT NULL,
    mutual INTEGER NOT NULL,
    inside INTEGER REFERENCES statements,
    statement INTEGER REFERENCES statements,
    place TEXT,                    -- the words for it
    outlet INTEGER REFERENCES outlets,
    day TEXT,                      -- of publication
    from_day TEXT,                 -- first and last day on which it can have been, where the article tells
    to_day TEXT,
    confidence REAL NOT NULL,
    mentions INTEGER NOT NULL,     -- tellings in the article
    numbers TEXT NOT NULL,         -- JSON: [[what is counted, how many], …]
    stems TEXT NOT NULL,           -- beginnings of the telling words of its sentence, parted by blanks
    spans TEXT NOT NULL,           -- JSON: anchor, mentions, source and target as lists of [start, end] in code points
    hash BLOB NOT NULL             -- SHA-256, first 16 bytes, of those spans and their words
) STRICT;
CREATE UNIQUE INDEX events_version ON events (version, number);
CREATE INDEX events_type ON events (type, day) WHERE current = 1;
CREATE INDEX events_day ON events (day, id) WHERE current = 1;
CREATE INDEX events_inside ON events (inside) WHERE inside IS NOT NULL;
CREATE INDEX events_statement ON events (statement) WHERE statement IS NOT NULL;

-- Who takes part: role is `source` or `target`.
CREATE TABLE event_parties (
    event INTEGER NOT NULL REFERENCES events,
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    actor INTEGER REFERENCES actors,
    words TEXT NOT NULL,
    PRIMARY KEY (event, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_parties_actor ON event_parties (actor, role) WHERE actor IS NOT NULL;

-- The sentence of each event. Contentless: the words themselves stand in the text.
CREATE VIRTUAL TABLE event_words USING fts5(
    sentence, parties,
    content = '', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2"
);
