-- Near-duplicates. Only the latest version of an article takes part.

-- Every version that was looked at: how many shingles its text has, and the agency it is credited to.
CREATE TABLE sketched (
    version INTEGER PRIMARY KEY REFERENCES versions,
    shingles INTEGER NOT NULL,
    agency TEXT,
    agency_place TEXT,             -- outlet, dateline, byline or end
    agency_words TEXT
) STRICT;

-- The few shingles by which a text's likes are found: XXH3 hashes, about one in sixteen of a text's.
CREATE TABLE sketches (
    hash INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (hash, version)
) STRICT, WITHOUT ROWID;

-- Pairs that were compared and are the same report. Not every pair of a report is compared.
CREATE TABLE likenesses (
    version INTEGER NOT NULL REFERENCES versions,
    other INTEGER NOT NULL REFERENCES versions,
    resemblance REAL NOT NULL,
    containment REAL NOT NULL,
    PRIMARY KEY (version, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_other ON likenesses (other);

-- A report that two articles or more carry, and whose it seems to be.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    voice TEXT COLLATE NOCASE,     -- the agency, or the outlet that had it first
    evidence TEXT NOT NULL         -- outlet, credit, earliest or first
) STRICT;

-- Which report an article carries. One of them stands for the report: the agency's own, or the earliest.
CREATE TABLE carriers (
    version INTEGER PRIMARY KEY REFERENCES versions,
    report INTEGER NOT NULL REFERENCES reports,
    origin INTEGER NOT NULL
) STRICT;
CREATE INDEX carriers_report ON carriers (report, version);

-- Sayings: the same statement in several articles. Only the latest version of an article takes part.

-- The keys under which a statement's likes are found: hashes of runs of its words, and of its speaker and words.
CREATE TABLE saying_keys (
    key INTEGER NOT NULL,
    statement INTEGER NOT NULL,
    PRIMARY KEY (key, statement)
) STRICT, WITHOUT ROWID;

-- Statements that several articles have. A saying is known by its first statement.
CREATE TABLE sayings (
    statement INTEGER PRIMARY KEY REFERENCES statements,
    saying INTEGER NOT NULL
) STRICT;
CREATE INDEX sayings_saying ON sayings (saying, statement);

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
