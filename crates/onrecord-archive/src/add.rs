//! Adding records: idempotent, in batches, of which each is in the archive wholly or not at all.

use crate::bodies::outside;
use crate::corrections::{self, Moves};
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::pack::{hash, pack};
use crate::{duplicates, rows, sayings, wording};
use onrecord::{Record, Text};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashSet};

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
    pub(crate) transaction: Transaction<'a>,
    pub(crate) archive: Shared<'a>,
    /// What people say of actors, as it was when the batch began.
    pub(crate) moves: Moves,
    /// Statements that were opened for comparing.
    pub(crate) seen: RefCell<sayings::store::Seen>,
    /// Reports that came to have other carriers. Whose each is is worked out once, at the end: many papers may carry it.
    pub(crate) touched: RefCell<BTreeSet<i64>>,
}

#[derive(Debug)]
pub(crate) struct Shared<'a> {
    pub path: &'a std::path::Path,
    pub dictionary: &'a onrecord::dictionary::Dictionary,
    pub agencies: &'a duplicates::Agencies,
    pub at_hand: &'a RefCell<duplicates::store::Seen>,
    /// Whether a batch was begun and not put into the archive.
    pub unfinished: &'a Cell<bool>,
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

    /// The addresses of the articles whose latest version has this text, in the order in which they were added.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn with_text(&self, text: &str) -> Result<Vec<String>, ArchiveError> {
        let hash = hash(text.as_bytes());
        self.by_hash(&hash, &hash)
    }

    /// As [`Archive::with_text`], by the beginning of the SHA-256 of the text, in hex; nothing where it is no hex.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn with_text_hash(&self, beginning: &str) -> Result<Vec<String>, ArchiveError> {
        let digit = |c: char| c.to_digit(16).map(|d| d as u8);
        let digits: Option<Vec<u8>> = beginning.chars().take(64).map(digit).collect();
        let Some(digits) = digits.filter(|d| d.len() >= 8) else { return Ok(Vec::new()) };
        let (mut from, mut to) = ([0; 32], [0xff; 32]);
        for (n, pair) in digits.chunks_exact(2).enumerate() {
            (from[n], to[n]) = (pair[0] << 4 | pair[1], pair[0] << 4 | pair[1]);
        }
        self.by_hash(&from, &to)
    }

    fn by_hash(&self, from: &[u8; 32], to: &[u8; 32]) -> Result<Vec<String>, ArchiveError> {
        let sql = "SELECT a.address FROM versions v JOIN articles a ON a.id = v.article
            WHERE v.text_hash BETWEEN ?1 AND ?2 AND v.number = (SELECT max(number) FROM versions WHERE article = v.article)
            ORDER BY v.id LIMIT 16";
        let ask = || -> rusqlite::Result<Vec<String>> {
            self.db.prepare_cached(sql)?.query_map(params![from, to], |r| r.get(0))?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The text of the latest version of an article; none when there is no such article.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn text(&self, address: &str) -> Result<Option<Text>, ArchiveError> {
        let ask = || -> rusqlite::Result<Option<Text>> {
            let Some(latest) = crate::bodies::latest(&self.db, address)? else { return Ok(None) };
            let mut ask = self.db.prepare_cached("SELECT text FROM bodies WHERE version = ?1")?;
            let packed: Vec<u8> = ask.query_row([latest.version], |r| r.get(0))?;
            crate::bodies::text(&packed).map(Some)
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Begins a batch. Dropped without [`Batch::commit`], it leaves the archive as it was.
    ///
    /// # Errors
    /// When another process is adding and goes on for too long.
    pub fn batch(&mut self) -> Result<Batch<'_>, ArchiveError> {
        let archive = Shared {
            path: &self.path,
            dictionary: &self.dictionary,
            agencies: &self.agencies,
            at_hand: &self.at_hand,
            unfinished: &self.unfinished,
        };
        if archive.unfinished.replace(true) {
            archive.at_hand.take();
        }
        let removed = self.removed.get();
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(|e| ArchiveError::from_store(archive.path, e))?;
        let moves = Moves::load(&transaction).map_err(|e| ArchiveError::from_store(archive.path, e))?;
        let now: i64 = transaction
            .query_row("SELECT coalesce(max(id), 0) FROM removals", [], |r| r.get(0))
            .map_err(|e| ArchiveError::from_store(archive.path, e))?;
        // Somebody took articles out: their numbers may be those of others by now.
        if now != removed {
            archive.at_hand.take();
            self.removed.set(now);
        }
        let (seen, touched) = Default::default();
        Ok(Batch { transaction, archive, moves, seen, touched })
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
    let bytes = || format!("sha256:{}", hex::encode(received));
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
        // Before anything is written, so that nothing is left of a record that cannot be kept. Every span must lie in the
        // text, or `check` would fail for ever.
        if let Some(what) = outside(&incoming.record) {
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
        self.write(|db| duplicates::store::settle(db, &self.touched.borrow()))?;
        self.transaction.commit().map_err(|e| ArchiveError::from_store(self.archive.path, e))?;
        self.archive.unfinished.set(false);
        Ok(())
    }

    /// Writes something else into the batch.
    pub(crate) fn write<T>(
        &self,
        what: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ArchiveError> {
        what(&self.transaction).map_err(|e| ArchiveError::from_store(self.archive.path, e))
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
            for table in ["statements", "events"] {
                let old = format!(
                    "UPDATE {table} SET current = 0 WHERE version IN (SELECT id FROM versions WHERE article = ?1)"
                );
                db.prepare_cached(&old)?.execute([row])?;
            }
        }
        rows::put(db, &incoming.record, version, outlet, self.archive.dictionary)?;
        corrections::after_reading(db, row, version, &self.moves, &HashSet::new())?;
        let at_hand = &mut *self.archive.at_hand.borrow_mut();
        let touched = &mut self.touched.borrow_mut();
        let told = corrections::article_of(db, version, article.clone())?;
        duplicates::store::add(db, at_hand, self.archive.agencies, &told, (version, before), touched)?;
        sayings::store::add(db, &mut self.seen.borrow_mut(), version, before)?;
        if let Some(before) = before {
            wording::store::forget(db, before)?;
        }
        Ok(if number == 1 { Added::New } else { Added::Version(number) })
    }
}

/// The latest version of an article so far.
fn latest(db: &Connection, article: i64) -> rusqlite::Result<Option<i64>> {
    let mut ask =
        db.prepare_cached("SELECT id FROM versions WHERE article = ?1 ORDER BY number DESC LIMIT 1")?;
    ask.query_row([article], |r| r.get(0)).optional()
}

pub(crate) fn outlet(db: &Connection, name: &str) -> rusqlite::Result<i64> {
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
