-- One row a newspaper, agency or site.
CREATE TABLE outlets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

-- What stays the same when an article changes: its address, which is its URL or the path it came from.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE
) STRICT;

-- An article as it was at one time. The one with the highest number is the current one.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles,
    number INTEGER NOT NULL,
    received BLOB NOT NULL,        -- SHA-256 of the bytes received
    fetched TEXT,                  -- the URL that came with the bytes, if any
    text_hash BLOB NOT NULL,       -- SHA-256 of the text
    record_hash BLOB NOT NULL,     -- SHA-256 of the record's JSON
    origin TEXT NOT NULL,
    url TEXT,
    outlet INTEGER REFERENCES outlets,
    title TEXT,
    published TEXT,
    language TEXT,
    added TEXT NOT NULL,
    reader TEXT NOT NULL,
    UNIQUE (article, number),
    UNIQUE (article, text_hash)
) STRICT;
CREATE INDEX versions_received ON versions (received);

-- The text (zstd) and the record without its text (JSON, zstd), apart so that the rows above stay small.
CREATE TABLE bodies (
    version INTEGER PRIMARY KEY REFERENCES versions,
    text BLOB NOT NULL,
    record BLOB NOT NULL
) STRICT;

-- Who speaks and is spoken of, across articles. Those without a name are known by the words for them.
CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,      -- wikidata:, dictionary:, name: or words:
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    named INTEGER NOT NULL,
    wikidata TEXT,
    country TEXT,
    dictionary TEXT
) STRICT;

-- Every name that leads to an actor, folded.
CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    folded TEXT NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors,
    UNIQUE (folded, actor)
) STRICT;
CREATE VIRTUAL TABLE name_words USING fts5(folded, content = 'names', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2");

-- The actors of an article: `local` is the actor's id in the record.
CREATE TABLE casts (
    version INTEGER NOT NULL REFERENCES versions,
    local TEXT NOT NULL,
    actor INTEGER NOT NULL REFERENCES actors,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (version, local)
) STRICT, WITHOUT ROWID;
CREATE INDEX casts_actor ON casts (actor);

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES versions,
    number INTEGER NOT NULL,       -- place in the record, from 0
    current INTEGER NOT NULL,      -- whether its version is the article's latest
    speaker INTEGER REFERENCES actors,
    addressee INTEGER REFERENCES actors,
    kind TEXT NOT NULL,
    act TEXT,
    negated INTEGER NOT NULL,
    conditional INTEGER NOT NULL,
    hedged INTEGER NOT NULL,
    inside INTEGER REFERENCES statements,
    repeats INTEGER REFERENCES statements,
    outlet INTEGER REFERENCES outlets,
    day TEXT,                      -- of publication
    said_from TEXT,                -- first and last day on which it can have been said, where the article tells
    said_to TEXT,
    confidence REAL NOT NULL,
    spans TEXT NOT NULL,           -- JSON: content, cue and source as lists of [start, end] in code points of the text
    hash BLOB NOT NULL             -- SHA-256, first 16 bytes, of those spans and their words
) STRICT;
CREATE UNIQUE INDEX statements_version ON statements (version, number);
CREATE INDEX statements_speaker ON statements (speaker, day) WHERE current = 1;
CREATE INDEX statements_addressee ON statements (addressee, day) WHERE current = 1 AND addressee IS NOT NULL;
CREATE INDEX statements_act ON statements (act, day) WHERE current = 1;
CREATE INDEX statements_outlet ON statements (outlet, day) WHERE current = 1;
CREATE INDEX statements_day ON statements (day, id) WHERE current = 1;
CREATE INDEX statements_inside ON statements (inside) WHERE inside IS NOT NULL;

-- The words of statements. Contentless: the words themselves stand in the text, at the statement's spans.
CREATE VIRTUAL TABLE statement_words USING fts5(
    content, source, addressee, conditions,
    content = '', contentless_delete = 1, tokenize = "porter unicode61 remove_diacritics 2"
);
