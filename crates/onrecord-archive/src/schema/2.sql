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
