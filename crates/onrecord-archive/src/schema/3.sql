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
