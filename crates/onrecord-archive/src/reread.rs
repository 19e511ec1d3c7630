//! Reading an article again, with a newer reader.

use crate::add::{Batch, to_store};
use crate::bodies::{self, Latest};
use crate::corrections::{after_reading, article_of};
use crate::error::ArchiveError;
use crate::pack::{hash, pack};
use crate::{Archive, events, rows, sayings, wording};
use onrecord::{Record, Text};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// An article as it is to be read again.
#[derive(Debug, Clone)]
pub struct ToRead {
    /// Its address.
    pub address: String,
    /// The record of its latest version, text included, as it was read; what people put right of the article itself is right
    /// in it, so that relative days are read from the right date.
    pub record: Record,
    /// Name and version of what read it.
    pub reader: String,
}

impl Archive {
    /// The addresses of all articles whose latest version was read by something else than this, in the order in which
    /// they were added.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read_by_others(&self, reader: &str) -> Result<Vec<String>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            let sql = "SELECT address FROM articles a JOIN versions v ON v.article = a.id
                 WHERE v.number = (SELECT max(number) FROM versions WHERE article = a.id) AND reader != ?1 ORDER BY v.id";
            self.db.prepare(sql)?.query_map([reader], |r| r.get(0))?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// What is to be read again at an address; none when there is no such article.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn to_read(&self, address: &str) -> Result<Option<ToRead>, ArchiveError> {
        let ask = || -> rusqlite::Result<Option<ToRead>> {
            let Some(latest) = bodies::latest(&self.db, address)? else { return Ok(None) };
            let mut record = bodies::record(&self.db, latest.version)?;
            record.article = article_of(&self.db, latest.version, record.article)?;
            Ok(Some(ToRead { address: address.to_owned(), record, reader: latest.reader }))
        };
        ask().map_err(|e| self.failed(e))
    }
}

impl Batch<'_> {
    /// Puts another reading of the same text in the place of the one that the latest version of an article has. The
    /// corrections of the article are tied to its statements by the words they were made on.
    ///
    /// # Errors
    /// [`ArchiveError::Unfit`] when there is no such article, when the record is of another text or contradicts itself;
    /// nothing is changed then, and the batch can go on. Any other error when the store cannot be written.
    pub fn read_again(&self, address: &str, record: &Record, reader: &str) -> Result<(), ArchiveError> {
        let unfit_because = |what: String| ArchiveError::Unfit { article: address.to_owned(), what };
        if let Some(what) = bodies::outside(record) {
            return Err(unfit_because(what));
        }
        let failed = |e| ArchiveError::from_store(self.archive.path, e);
        let db: &Connection = &self.transaction;
        let Some(Latest { article, version, .. }) = bodies::latest(db, address).map_err(failed)? else {
            return Err(unfit_because("the archive has no article of this address".to_owned()));
        };
        let same: bool = db
            .prepare_cached("SELECT text_hash = ?2 FROM versions WHERE id = ?1")
            .and_then(|mut ask| {
                ask.query_row(params![version, hash(record.article.text.as_str().as_bytes())], |r| r.get(0))
            })
            .map_err(failed)?;
        if !same {
            return Err(unfit_because("the record is of another text than the archive has".to_owned()));
        }
        self.replace(db, article, version, record, reader).map_err(failed)
    }

    fn replace(
        &self,
        db: &Connection,
        article: i64,
        version: i64,
        record: &Record,
        reader: &str,
    ) -> rusqlite::Result<()> {
        events::store::forget(db, version)?;
        wording::store::forget(db, version)?;
        sayings::store::forget(db, version, &mut sayings::store::Texts::new())?;
        for sql in [
            "DELETE FROM corrected WHERE version = ?1",
            "DELETE FROM concerned WHERE version = ?1",
            "DELETE FROM coded WHERE version = ?1",
            "DELETE FROM read_statements WHERE statement IN (SELECT id FROM statements WHERE version = ?1)",
            "DELETE FROM read_casts WHERE version = ?1",
            "DELETE FROM casts WHERE version = ?1",
            "DELETE FROM tellings WHERE statement IN (SELECT id FROM statements WHERE version = ?1)",
            "DELETE FROM statement_words WHERE rowid IN (SELECT id FROM statements WHERE version = ?1)",
            "UPDATE statements SET inside = NULL, repeats = NULL WHERE version = ?1",
            "DELETE FROM statements WHERE version = ?1",
        ] {
            db.prepare_cached(sql)?.execute([version])?;
        }
        let mut bare = record.clone();
        // What people put right of the article lies beside it, and can be undone.
        let kept = bodies::record(db, version)?.article;
        (bare.article.outlet, bare.article.published) = (kept.outlet, kept.published);
        (bare.article.title, bare.article.authors) = (kept.title, kept.authors);
        bare.article.coded = kept.coded;
        let mut read = bare.clone();
        bare.article.text = Text::new("");
        read.article.text = record.article.text.clone();
        let json = serde_json::to_string(&bare).map_err(to_store)?;
        db.prepare_cached("UPDATE versions SET record_hash = ?2, reader = ?3 WHERE id = ?1")?
            .execute(params![version, hash(json.as_bytes()), reader])?;
        db.prepare_cached("UPDATE bodies SET record = ?2 WHERE version = ?1")?
            .execute(params![version, pack(&json).map_err(to_store)?])?;
        let outlet: Option<i64> = db
            .prepare_cached("SELECT outlet FROM versions WHERE id = ?1")?
            .query_row([version], |r| r.get(0))?;
        rows::put(db, &read, version, outlet, self.archive.dictionary)?;
        after_reading(db, article, version, &self.moves, &HashSet::new())?;
        let seen = &mut *self.seen.borrow_mut();
        // Rows are others now, under the same numbers perhaps.
        seen.clear();
        sayings::store::add(db, seen, version, None)
    }
}
