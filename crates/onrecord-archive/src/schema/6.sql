-- What follows from no record: when a version came, who read it, what people corrected and kept. It stands a second time in
-- these indexes, so that `check` sees when a bit of one of the two is no longer what it was.
CREATE INDEX versions_told ON versions (added, reader, fetched);
CREATE INDEX corrections_told ON corrections (kind, change, person, made, undone_by, undone, anchor, was);
CREATE INDEX searches_told ON searches (query, person, made);
CREATE INDEX visits_told ON visits (answered_by, etag, modified, at);
CREATE INDEX sketched_told ON sketched (agency, agency_place, agency_words);
CREATE INDEX actors_told ON actors (country, wikidata, dictionary)
    WHERE country IS NOT NULL OR wikidata IS NOT NULL OR dictionary IS NOT NULL;
