-- When an address was last fetched, and what it gave to ask with the next time. One that gave no article is not kept.
CREATE TABLE visits (
    url TEXT PRIMARY KEY,          -- as it was asked for
    answered_by TEXT NOT NULL,     -- the address after redirects
    etag TEXT,
    modified TEXT,
    at TEXT NOT NULL               -- RFC 3339
) STRICT, WITHOUT ROWID;
