//! Adding records: idempotent, in batches, of which each is in the archive wholly or not at all.

use crate::error::ArchiveError;
use crate::open::Archive;
use crate::pack::{hash, pack};
use crate::spans::{Spans, joined};
use crate::{actors, duplicates, events, sayings, spans};
use onrecord::{Record, Span, Statement, Text};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::collections::HashMap;

/// An article that was read, with how it came.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The record.
    pub record: Record,
    /// SHA-256 of the bytes received.
    pub received: [u8; 32],
    /// The URL that came with the bytes, if any did.
    pub fetched: Option<String>,
    /// What the article is known by when it has no URL: its path, or whatever stays the same when its text changes.
    pub place: Option<String>,
    /// When it is added, RFC 3339.
    pub added: String,
    /// Name and version of what read it.
    pub reader: String,
}

/// What adding a record amounted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// The archive did not know the article.
    New,
    /// The archive knew the article with other texts.
    Version(u32),
    /// The archive had this text of this article.
    Already,
}

/// Records that come into the archive together.
#[derive(Debug)]
pub struct Batch<'a> {
    transaction: Transaction<'a>,
    archive: Shared<'a>,
}

#[derive(Debug)]
struct Shared<'a> {
    path: &'a std::path::Path,
    dictionary: &'a onrecord::dictionary::Dictionary,
    agencies: &'a duplicates::Agencies,
}

impl Archive {
    /// Whether these bytes are in the archive. The same bytes from another URL are another article: that is how
    /// one agency text in many papers looks.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn knows(&self, received: &[u8; 32], fetched: Option<&str>) -> Result<bool, ArchiveError> {
        let sql =
            "SELECT 1 FROM versions WHERE received = ?1 AND (?2 IS NULL OR fetched IS NULL OR fetched = ?2)";
        let ask = || self.db.prepare_cached(sql)?.exists(params![received, fetched]);
        ask().map_err(|e| self.failed(e))
    }

    /// Whether this text of the article at this address is in the archive.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn knows_text(&self, address: &str, text: &str) -> Result<bool, ArchiveError> {
        let sql = "SELECT 1 FROM versions JOIN articles ON articles.id = article WHERE address = ?1 AND text_hash = ?2";
        let ask = || self.db.prepare_cached(sql)?.exists(params![address, hash(text.as_bytes())]);
        ask().map_err(|e| self.failed(e))
    }

    /// Begins a batch. Dropped without [`Batch::commit`], it leaves the archive as it was.
    ///
    /// # Errors
    /// When another process is adding and goes on for too long.
    pub fn batch(&mut self) -> Result<Batch<'_>, ArchiveError> {
        let archive = Shared { path: &self.path, dictionary: &self.dictionary, agencies: &self.agencies };
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(|e| ArchiveError::from_store(archive.path, e))?;
        Ok(Batch { transaction, archive })
    }

    /// Brings what the store knows of itself up to date, so that questions are answered the fast way. For the end of
    /// a run.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn tidy(&self) -> Result<(), ArchiveError> {
        let sql = "PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002; PRAGMA wal_checkpoint(PASSIVE);";
        self.db.execute_batch(sql).map_err(|e| self.failed(e))
    }
}

/// What an article is known by: its URL without the part after `#`, else its place, else the bytes.
pub fn address(url: Option<&str>, place: Option<&str>, received: &[u8; 32]) -> String {
    let bytes = || format!("sha256:{}", received.iter().map(|b| format!("{b:02x}")).collect::<String>());
    match (url, place) {
        (Some(url), _) => url.split('#').next().unwrap_or(url).to_owned(),
        (None, Some(place)) => place.to_owned(),
        (None, None) => bytes(),
    }
}

impl Batch<'_> {
    /// Adds a record, unless the archive has this text of this article.
    ///
    /// # Errors
    /// [`ArchiveError::Unfit`] when the record contradicts itself; nothing of it is added then, and the batch can go on.
    /// Any other error when the store cannot be written. The batch should then be dropped.
    pub fn add(&self, incoming: &Incoming) -> Result<Added, ArchiveError> {
        // Before anything is written, so that nothing is left of a record that cannot be kept.
        if let Some(what) = unfit(&incoming.record) {
            let article = incoming.record.article.origin.clone();
            return Err(ArchiveError::Unfit { article, what });
        }
        self.put(incoming).map_err(|e| ArchiveError::from_store(self.archive.path, e))
    }

    /// Puts the batch into the archive. When this returns, no kill and no power cut can take it out again.
    ///
    /// # Errors
    /// When the store cannot be written; the archive is then as it was before the batch.
    pub fn commit(self) -> Result<(), ArchiveError> {
        self.transaction.commit().map_err(|e| ArchiveError::from_store(self.archive.path, e))
    }

    fn put(&self, incoming: &Incoming) -> rusqlite::Result<Added> {
        let db: &Connection = &self.transaction;
        let article = &incoming.record.article;
        let address = address(article.url.as_deref(), incoming.place.as_deref(), &incoming.received);
        let known = db
            .prepare_cached("SELECT id FROM articles WHERE address = ?1")?
            .query_row([&address], |r| r.get::<_, i64>(0))
            .optional()?;
        let (row, number) = match known {
            None => (db.prepare_cached("INSERT INTO articles (address) VALUES (?1)")?.insert([&address])?, 1),
            Some(row) => {
                let mut last = db.prepare_cached(
                    "SELECT max(number), total(text_hash = ?2 OR received = ?3) > 0 FROM versions WHERE article = ?1",
                )?;
                let text = hash(article.text.as_str().as_bytes());
                let (last, has): (u32, bool) =
                    last.query_row(params![row, text, incoming.received], |r| Ok((r.get(0)?, r.get(1)?)))?;
                if has {
                    return Ok(Added::Already);
                }
                (row, last + 1)
            }
        };
        let outlet = article.outlet.as_deref().map(|name| outlet(db, name)).transpose()?;
        let before = match number {
            1 => None,
            _ => latest(db, row)?,
        };
        let version = put_version(db, incoming, row, number, outlet)?;
        if number > 1 {
            let old = "UPDATE statements SET current = 0 WHERE version IN (SELECT id FROM versions WHERE article = ?1)";
            db.prepare_cached(old)?.execute([row])?;
            db.prepare_cached(&old.replace("statements", "events"))?.execute([row])?;
        }
        let cast = actors::store(db, &incoming.record, self.archive.dictionary)?;
        let mut part =
            db.prepare_cached("INSERT INTO casts (version, local, actor, mentions) VALUES (?1, ?2, ?3, ?4)")?;
        for actor in &incoming.record.actors {
            if let Some(known) = cast.get(actor.id.as_str()) {
                part.execute(params![version, actor.id, known, actor.mentions.len()])?;
            }
        }
        let statements = put_statements(db, &incoming.record, version, outlet, &cast)?;
        events::store::put(db, &incoming.record, (version, outlet, true), &statements, &cast)?;
        duplicates::store::add(db, self.archive.agencies, article, version, before)?;
        sayings::store::add(db, version, before)?;
        Ok(if number == 1 { Added::New } else { Added::Version(number) })
    }
}

/// What is wrong with a record, if anything: every span must lie in the text, or `check` would fail for ever.
fn unfit(record: &Record) -> Option<String> {
    let text = &record.article.text;
    let outside = crate::check::every_span(record).into_iter().find(|&s| spans::words_at(text, s).is_none());
    outside.map(|s| format!("the span {}–{} lies outside its text", s.start, s.end))
}

/// The latest version of an article so far.
fn latest(db: &Connection, article: i64) -> rusqlite::Result<Option<i64>> {
    let mut ask =
        db.prepare_cached("SELECT id FROM versions WHERE article = ?1 ORDER BY number DESC LIMIT 1")?;
    ask.query_row([article], |r| r.get(0)).optional()
}

fn outlet(db: &Connection, name: &str) -> rusqlite::Result<i64> {
    let mut find = db.prepare_cached("SELECT id FROM outlets WHERE name = ?1")?;
    match find.query_row([name], |r| r.get(0)).optional()? {
        Some(row) => Ok(row),
        None => db.prepare_cached("INSERT INTO outlets (name) VALUES (?1)")?.insert([name]),
    }
}

fn put_version(
    db: &Connection,
    incoming: &Incoming,
    article: i64,
    number: u32,
    outlet: Option<i64>,
) -> rusqlite::Result<i64> {
    let of = &incoming.record.article;
    let text = of.text.as_str();
    // The text lies beside the record: once, and to be had without parsing.
    let mut bare = incoming.record.clone();
    bare.article.text = Text::new("");
    let record = serde_json::to_string(&bare).map_err(to_store)?;
    let mut put = db.prepare_cached(
        "INSERT INTO versions (article, number, received, fetched, text_hash, record_hash, origin, url, outlet, title,
            published, language, added, reader)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?;
    let version = put.insert(params![
        article,
        number,
        incoming.received,
        incoming.fetched,
        hash(text.as_bytes()),
        hash(record.as_bytes()),
        of.origin,
        of.url,
        outlet,
        of.title,
        of.published,
        of.language,
        incoming.added,
        incoming.reader,
    ])?;
    let mut body = db.prepare_cached("INSERT INTO bodies (version, text, record) VALUES (?1, ?2, ?3)")?;
    body.execute(params![version, pack(text).map_err(to_store)?, pack(&record).map_err(to_store)?])?;
    Ok(version)
}

pub(crate) fn to_store(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

/// Gives the row of each statement.
fn put_statements<'r>(
    db: &Connection,
    record: &'r Record,
    version: i64,
    outlet: Option<i64>,
    cast: &HashMap<&str, i64>,
) -> rusqlite::Result<HashMap<&'r str, i64>> {
    let text = &record.article.text;
    let day = record.article.published.as_deref().and_then(|p| p.get(..10));
    let mut put = db.prepare_cached(
        "INSERT INTO statements (version, number, current, speaker, addressee, kind, act, negated, conditional, hedged,
            outlet, day, said_from, said_to, confidence, spans, hash)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    let mut index = db.prepare_cached(
        "INSERT INTO statement_words (rowid, content, source, addressee, conditions) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut rows: HashMap<&str, i64> = HashMap::with_capacity(record.statements.len());
    let actor = |id: Option<&String>| id.and_then(|id| cast.get(id.as_str())).copied();
    for (number, s) in record.statements.iter().enumerate() {
        let spans = Spans::of(s);
        let whole = spans.hash(text).ok_or_else(|| {
            to_store(std::io::Error::other(format!("statement {} has a span outside its text", s.id)))
        })?;
        let (from, to) = said(record, s);
        let row = put.insert(params![
            version,
            number,
            actor(s.speaker.as_ref()),
            actor(s.addressee.as_ref().and_then(|party| party.actor.as_ref())),
            word(&s.kind)?,
            s.act.as_ref().map(word).transpose()?,
            s.negated,
            !s.conditions.is_empty(),
            !s.hedges.is_empty(),
            outlet,
            day,
            from,
            to,
            tidy(s.confidence),
            serde_json::to_string(&spans).map_err(to_store)?,
            whole,
        ])?;
        let party: Vec<Span> = s.addressee.iter().map(|party| party.span).collect();
        let words = |spans: &[Span]| Some(spans::joined(text, spans)).filter(|w| !w.is_empty());
        index.execute(params![
            row,
            joined(text, &s.content),
            words(&s.source),
            words(&party),
            words(&s.conditions)
        ])?;
        rows.insert(s.id.as_str(), row);
    }
    let mut link = db.prepare_cached("UPDATE statements SET inside = ?2, repeats = ?3 WHERE id = ?1")?;
    let found = |id: Option<&String>| id.and_then(|id| rows.get(id.as_str())).copied();
    for s in record.statements.iter().filter(|s| s.inside.is_some() || s.repeats.is_some()) {
        link.execute(params![rows[s.id.as_str()], found(s.inside.as_ref()), found(s.repeats.as_ref())])?;
    }
    Ok(rows)
}

/// A confidence as it was meant: `0.6` and not the nearest number of half the precision.
pub(crate) fn tidy(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e6).round() / 1e6
}

/// The first and the last day on which it can have been said, as far as the article tells.
fn said(record: &Record, statement: &Statement) -> (Option<String>, Option<String>) {
    let when = statement.when.as_ref().and_then(|id| record.times.iter().find(|t| t.id == *id));
    let day = |moment: Option<onrecord::time::Moment>| moment.map(|m| m.date.to_string());
    when.map_or((None, None), |w| (day(w.earliest), day(w.latest)))
}

/// A value of a closed list as the record's JSON writes it.
pub(crate) fn word(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    match serde_json::to_value(value).map_err(to_store)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(to_store(std::io::Error::other(format!("{other} is no word")))),
    }
}
