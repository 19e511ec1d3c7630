//! Seeing that nothing in an archive has been harmed: every span against its text, by hash, and every row that is asked
//! against the record and the corrections that it follows from.

mod groups;
mod index;
mod proof;

use crate::bodies::outside;
use crate::corrections::{Effective, Moves, apply, is_corrected, merged};
use crate::error::ArchiveError;
use crate::events::spans::EventSpans;
use crate::open::Archive;
use crate::pack::{hash, unpack};
use crate::spans::Spans;
use onrecord::{Article, Record, Text};
use proof::{Proof, Version};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What an archive holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles, each known by one address.
    pub articles: u64,
    /// Texts of those articles, the earlier ones included.
    pub versions: u64,
    /// Statements in all of them.
    pub statements: u64,
    /// Those of each article's latest version: the ones that are found.
    pub current_statements: u64,
    /// Events that all of these report.
    pub events: u64,
    /// Those of each article's latest version.
    pub current_events: u64,
    /// Actors across articles.
    pub actors: u64,
    /// Outlets.
    pub outlets: u64,
    /// Spans looked at.
    pub spans: u64,
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Harm {
    /// The article's address; none where the harm concerns the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The number of its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What is wrong.
    pub what: String,
}

/// The outcome of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Whether nothing is wrong.
    pub clean: bool,
    /// What there is.
    #[serde(flatten)]
    pub counts: Counts,
    /// What is wrong.
    pub harm: Vec<Harm>,
}

/// Of the store's own complaints, this many are passed on: one lost page can give a thousand.
const COMPLAINTS: u32 = 20;

impl Archive {
    /// Counts without checking.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn counts(&self) -> Result<Counts, ArchiveError> {
        let count = |from: &str| {
            let sql = format!("SELECT count(*) FROM {from}");
            self.db.query_row(&sql, [], |r| r.get::<_, u64>(0)).map_err(|e| self.failed(e))
        };
        Ok(Counts {
            articles: count("articles")?,
            versions: count("versions")?,
            statements: count("statements")?,
            current_statements: count("statements WHERE current = 1")?,
            events: count("events")?,
            current_events: count("events WHERE current = 1")?,
            actors: count("actors")?,
            outlets: count("outlets")?,
            spans: 0,
        })
    }

    /// Checks the whole archive. `each` is called after every version, with how many there have been.
    ///
    /// # Errors
    /// When the store cannot be read at all. Harm is an outcome, not an error.
    pub fn check(&self, mut each: impl FnMut(u64)) -> Result<Checked, ArchiveError> {
        // All of it as it was at one time: others may go on adding meanwhile.
        let _whole = self.db.unchecked_transaction().map_err(|e| self.failed(e))?;
        let mut checked = Checked { counts: self.counts()?, ..Checked::default() };
        self.check_store(&mut checked.harm).map_err(|e| self.failed(e))?;
        let whole = checked.harm.is_empty();
        let moves = self.moves(&mut checked.harm).map_err(|e| self.failed(e))?;
        let mut proof = Proof::new(moves).map_err(|e| self.failed(e))?;
        let mut spans = 0;
        let mut seen = 0;
        let mut read = || -> rusqlite::Result<()> {
            let mut all = self.db.prepare(
                "SELECT v.id, address, v.number, text_hash, record_hash, b.text, b.record, v.article, v.outlet,
                    v.number = (SELECT max(number) FROM versions WHERE article = v.article),
                    o.name, v.origin, v.url, v.title, v.published, v.language
                 FROM versions v JOIN articles a ON a.id = v.article LEFT JOIN bodies b ON b.version = v.id
                 LEFT JOIN outlets o ON o.id = v.outlet ORDER BY v.id",
            )?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                let stored = Stored {
                    version: Version {
                        id: row.get(0)?,
                        article: row.get(7)?,
                        outlet: row.get(8)?,
                        latest: row.get(9)?,
                    },
                    address: row.get(1)?,
                    told: [
                        row.get(10)?,
                        row.get(11)?,
                        row.get(12)?,
                        row.get(13)?,
                        row.get(14)?,
                        row.get(15)?,
                    ],
                    text_hash: row.get(3)?,
                    record_hash: row.get(4)?,
                    text: row.get(5)?,
                    record: row.get(6)?,
                };
                match self.check_version(stored, &mut proof)? {
                    Ok(n) => spans += n,
                    Err(what) => checked.harm.push(Harm {
                        article: Some(row.get(1)?),
                        version: Some(row.get(2)?),
                        what,
                    }),
                }
                seen += 1;
                each(seen);
            }
            Ok(())
        };
        read().map_err(|e| self.failed(e))?;
        let mut say = |what: String| checked.harm.push(Harm { article: None, version: None, what });
        proof.schema(&self.db).map_err(|e| self.failed(e))?.into_iter().for_each(&mut say);
        proof::actors(&self.db).map_err(|e| self.failed(e))?.into_iter().for_each(&mut say);
        // Of a store that is not whole, the index has been told of already, and cannot be gone through.
        if whole {
            match proof.index.hold(&self.db) {
                Ok(wrong) => wrong.into_iter().for_each(&mut say),
                Err(error) => say(format!("the index of words cannot be gone through: {error}")),
            }
            match groups::hold(&self.db) {
                Ok(wrong) => wrong.into_iter().for_each(&mut say),
                Err(error) => say(format!("reports and sayings cannot be gone through: {error}")),
            }
        }
        checked.counts.spans = spans;
        checked.clean = checked.harm.is_empty();
        Ok(checked)
    }

    /// Who is whom, as people say; and whether the rows say so.
    fn moves(&self, harm: &mut Vec<Harm>) -> rusqlite::Result<Moves> {
        let mut say = |what: String| harm.push(Harm { article: None, version: None, what });
        let now: Vec<(i64, i64)> = self
            .db
            .prepare("SELECT id, same_as FROM actors WHERE same_as IS NOT NULL ORDER BY id")?
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
        match merged(&self.db) {
            Ok(should) if should.iter().map(|(from, into)| (*from, *into)).eq(now.iter().copied()) => {}
            Ok(_) => say("actors: who is taken to be the same is not what the corrections say".to_owned()),
            Err(error) => say(format!("the corrections of actors cannot be read: {error}")),
        }
        Ok(Moves::load(&self.db).unwrap_or_else(|error| {
            say(format!("the corrections of actors cannot be read: {error}"));
            Moves::default()
        }))
    }

    /// What the store finds wrong with itself, and links that lead nowhere.
    fn check_store(&self, harm: &mut Vec<Harm>) -> rusqlite::Result<()> {
        let mut say = |what: String| harm.push(Harm { article: None, version: None, what });
        let mut whole = self.db.prepare(&format!("PRAGMA integrity_check({COMPLAINTS})"))?;
        for line in whole.query_map([], |r| r.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                say(line);
            }
        }
        let mut links =
            self.db.prepare(&format!("SELECT * FROM pragma_foreign_key_check LIMIT {COMPLAINTS}"))?;
        for broken in links.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<i64>>(1)?)))? {
            let (table, row) = broken?;
            say(format!("row {} of {table} refers to a row that is not there", row.unwrap_or_default()));
        }
        for (what, sql) in [
            (
                "articles without a version",
                "SELECT count(*) FROM articles a WHERE NOT EXISTS (SELECT 1 FROM versions WHERE article = a.id)",
            ),
            (
                "statements that are wrongly taken for current or not",
                "SELECT count(*) FROM statements s JOIN versions v ON v.id = s.version
                 WHERE s.current != (v.number = (SELECT max(number) FROM versions WHERE article = v.article))
                 AND s.id NOT IN (SELECT statement FROM corrected)",
            ),
            (
                "statements whose words are not in the index",
                "SELECT count(*) FROM statements WHERE id NOT IN (SELECT id FROM statement_words_docsize)",
            ),
            (
                "words in the index that belong to no statement",
                "SELECT count(*) FROM statement_words_docsize WHERE id NOT IN (SELECT id FROM statements)",
            ),
            (
                "events that are wrongly taken for current or not",
                "SELECT count(*) FROM events e JOIN versions v ON v.id = e.version
                 WHERE e.current != (v.number = (SELECT max(number) FROM versions WHERE article = v.article))
                 AND NOT EXISTS (SELECT 1 FROM concerned c WHERE c.version = e.version AND c.event = e.number)",
            ),
            (
                "events whose words are not in the index",
                "SELECT count(*) FROM events WHERE id NOT IN (SELECT id FROM event_words_docsize)",
            ),
            (
                "events without a party",
                "SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT 1 FROM event_parties WHERE event = e.id)",
            ),
            (
                "reports that fewer than two articles carry, or for which not exactly one of them stands",
                "SELECT count(*) FROM reports r WHERE (SELECT count(*) < 2 OR total(origin) != 1 FROM carriers WHERE report = r.id)",
            ),
            (
                "sayings that fewer than two articles have, or that are known by no statement of theirs",
                "SELECT count(*) FROM (SELECT y.saying FROM sayings y JOIN statements s ON s.id = y.statement GROUP BY y.saying
                 HAVING count(DISTINCT s.version) < 2 OR min(y.statement) != y.saying OR min(s.current) = 0)",
            ),
            (
                "earlier versions that are taken to carry a report",
                "SELECT count(*) FROM carriers c JOIN versions v ON v.id = c.version
                 WHERE v.number != (SELECT max(number) FROM versions WHERE article = v.article)",
            ),
        ] {
            match self.db.query_row(sql, [], |r| r.get::<_, u64>(0))? {
                0 => {}
                n => say(format!("{n} {what}")),
            }
        }
        Ok(())
    }

    /// The number of spans that hold, or what is wrong.
    fn check_version(&self, stored: Stored, proof: &mut Proof) -> rusqlite::Result<Result<u64, String>> {
        let (text, mut record) = match stored.open() {
            Ok(opened) => opened,
            Err(what) => return Ok(Err(what)),
        };
        record.article.text = text.clone();
        let version = stored.version.id;
        if let Some(what) = outside(&record) {
            return Ok(Err(what));
        }
        let read = record.clone();
        // The rows say what the corrections say, so they are held against the record with these.
        let mut effective = Effective::plain(record);
        if is_corrected(&self.db, version)? {
            effective = apply(&self.db, version, effective.record)?;
        }
        effective.unlink_events();
        if let Some(what) = stored.tells_otherwise(&effective.record.article) {
            return Ok(Err(what));
        }
        let record = &effective.record;
        let mut rows = self.db.prepare_cached(
            "SELECT spans, hash, current FROM statements WHERE version = ?1 ORDER BY number",
        )?;
        let rows: Vec<(String, Vec<u8>, bool)> = rows
            .query_map([version], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<Result<_, _>>()?;
        if let Some(n) =
            effective.struck.iter().find(|&&n| rows.get(n as usize).is_some_and(|(_, _, current)| *current))
        {
            return Ok(Err(format!("s{} was struck out and is found all the same", n + 1)));
        }
        let mut events =
            self.db.prepare_cached("SELECT spans, hash FROM events WHERE version = ?1 ORDER BY number")?;
        let events: Vec<(String, Vec<u8>)> =
            events.query_map([version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        match hold_events(&text, record, &events).and_then(|()| hold(&text, record, &rows)) {
            Ok(spans) => Ok(match proof.hold(&self.db, &stored.version, &read, &effective)? {
                Some(what) => Err(what),
                None => Ok(spans),
            }),
            Err(what) => Ok(Err(what)),
        }
    }
}

struct Stored {
    version: Version,
    address: String,
    /// Outlet, origin, URL, title, time of publication and language, as the version's row has them.
    told: [Option<String>; 6],
    text_hash: Vec<u8>,
    record_hash: Vec<u8>,
    text: Option<Vec<u8>>,
    record: Option<Vec<u8>>,
}

impl Stored {
    /// What the version's row says that its record does not.
    fn tells_otherwise(&self, article: &Article) -> Option<String> {
        let [outlet, told @ ..] = &self.told;
        let should =
            [Some(&article.origin), article.url.as_ref(), article.title.as_ref(), article.published.as_ref()];
        let same = told.iter().map(Option::as_ref).eq(should.into_iter().chain([article.language.as_ref()]));
        // An outlet is written as it was the first time.
        let lower = |name: &Option<String>| name.as_deref().map(str::to_ascii_lowercase);
        let url = article.url.as_deref().map(|url| url.split('#').next().unwrap_or(url));
        (!same || lower(outlet) != lower(&article.outlet) || url.is_some_and(|url| url != self.address))
            .then(|| "versions: its row is not what its record says".to_owned())
    }

    fn open(&self) -> Result<(Text, Record), String> {
        let opened = |name: &str, packed: &Option<Vec<u8>>, expected: &[u8]| {
            let packed = packed.as_ref().ok_or_else(|| format!("its {name} is missing"))?;
            let text = unpack(packed).map_err(|e| format!("its {name} cannot be unpacked: {e}"))?;
            match hash(text.as_bytes()) == expected {
                true => Ok(text),
                false => Err(format!("its {name} is not the one that was stored")),
            }
        };
        let text = Text::new(opened("text", &self.text, &self.text_hash)?);
        let record = opened("record", &self.record, &self.record_hash)?;
        let record = serde_json::from_str(&record).map_err(|e| format!("its record cannot be read: {e}"))?;
        Ok((text, record))
    }
}

/// Whether every span of a record and of its statements' rows holds.
fn hold(text: &Text, record: &Record, rows: &[(String, Vec<u8>, bool)]) -> Result<u64, String> {
    if record.statements.len() != rows.len() {
        return Err(format!(
            "its record has {} statements, and {} are stored",
            record.statements.len(),
            rows.len()
        ));
    }
    for (statement, (spans, expected, _)) in record.statements.iter().zip(rows) {
        let right = Spans::of(statement);
        hold_row(&statement.id, spans, &right, right.hash(text), expected)?;
    }
    match outside(record) {
        Some(what) => Err(what),
        None => Ok(record.spans().len() as u64),
    }
}

/// Whether the spans of every event's row hold.
fn hold_events(text: &Text, record: &Record, rows: &[(String, Vec<u8>)]) -> Result<(), String> {
    if record.events.len() != rows.len() {
        return Err(format!("its record has {} events, and {} are stored", record.events.len(), rows.len()));
    }
    for (event, (spans, expected)) in record.events.iter().zip(rows) {
        let right = EventSpans::of(event);
        hold_row(&event.id, spans, &right, right.hash(text), expected)?;
    }
    Ok(())
}

/// Whether the spans of a row are the right ones, and their words those that were stored.
fn hold_row<S: DeserializeOwned + PartialEq>(
    id: &str,
    spans: &str,
    right: &S,
    words: Option<[u8; 16]>,
    expected: &[u8],
) -> Result<(), String> {
    let spans: S =
        serde_json::from_str(spans).map_err(|e| format!("the spans of {id} cannot be read: {e}"))?;
    if spans != *right {
        return Err(format!("the spans of {id} are not those of the record"));
    }
    if words.is_none_or(|found| found[..] != expected[..]) {
        return Err(format!("the words of {id} are not those that were stored"));
    }
    Ok(())
}
