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
