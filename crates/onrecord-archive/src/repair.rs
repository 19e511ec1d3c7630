//! Making the rows that are asked anew, from the records and the corrections.

use crate::add::Batch;
use crate::corrections::{Moves, acquaint, after_reading, article_of, settle_actors};
use crate::error::ArchiveError;
use crate::{Archive, bodies, duplicates, rows, sayings, wording};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashSet};

/// Whatever follows from the records and the corrections, before what it refers to.
const DERIVED: &str = "
    INSERT INTO statement_words (statement_words) VALUES ('delete-all');
    INSERT INTO event_words (event_words) VALUES ('delete-all');
    INSERT INTO name_words (name_words) VALUES ('delete-all');
    DELETE FROM sayings; DELETE FROM saying_keys;
    DELETE FROM carriers; DELETE FROM reports; DELETE FROM likenesses; DELETE FROM sketches; DELETE FROM sketched;
    DELETE FROM tellings; DELETE FROM namings; DELETE FROM scare_quotes; DELETE FROM phrases;
    DELETE FROM event_parties; DELETE FROM events;
    DELETE FROM corrected; DELETE FROM concerned; DELETE FROM read_statements; DELETE FROM read_casts; DELETE FROM casts;
    UPDATE statements SET inside = NULL, repeats = NULL; DELETE FROM statements;
    DELETE FROM names; UPDATE actors SET same_as = NULL; DELETE FROM actors;
    REINDEX;";

/// What was made anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Repaired {
    /// Versions of articles whose rows were made anew.
    pub versions: u64,
    /// Those whose record or text is harmed: their rows are gone, as nobody can tell what they should say.
    pub lost: Vec<String>,
}

impl Archive {
    /// Makes every row that is asked anew from the records and the corrections, wholly or not at all. Records that are
    /// harmed stay as they are, for a copy of the archive to be compared with. `each` is called after every version.
    ///
    /// # Errors
    /// When the store cannot be written, or is harmed where nothing can be rebuilt.
    pub fn repair(&mut self, each: impl FnMut(u64)) -> Result<Repaired, ArchiveError> {
        // What refers to a row that is not there yet is looked at when all are, by a check.
        self.db.pragma_update(None, "foreign_keys", false).map_err(|e| self.failed(e))?;
        let repaired = self.rebuild(each);
        self.db.pragma_update(None, "foreign_keys", true).map_err(|e| self.failed(e))?;
        repaired
    }

    fn rebuild(&mut self, mut each: impl FnMut(u64)) -> Result<Repaired, ArchiveError> {
        let mut repaired = Repaired::default();
        let batch = self.batch()?;
        batch.write(|db| {
            let mut asked = db.prepare(
                "SELECT correction, version FROM corrected UNION ALL SELECT correction, version FROM concerned",
            )?;
            let tied: HashSet<(i64, i64)> =
                asked.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
            db.execute_batch(DERIVED)?;
            let mut asked = db.prepare("SELECT change FROM corrections ORDER BY id")?;
            let mut changes = asked.query([])?;
            while let Some(row) = changes.next()? {
                // One that cannot be read is told of by a check.
                if let Ok(change) = serde_json::from_str(row.get_ref(0)?.as_str()?) {
                    acquaint(db, batch.archive.dictionary, &change)?;
                }
            }
            let mut asked = db.prepare(
                "SELECT v.id, v.article, v.outlet, address, v.number,
                    v.number = (SELECT max(number) FROM versions WHERE article = v.article)
                 FROM versions v JOIN articles a ON a.id = v.article ORDER BY v.id",
            )?;
            let mut all = asked.query([])?;
            while let Some(row) = all.next()? {
                let (version, article, outlet): (i64, i64, Option<i64>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                if !batch.again(db, (version, article, outlet), row.get(5)?, &tied)? {
                    repaired.lost.push(format!(
                        "{} (version {})",
                        row.get::<_, String>(3)?,
                        row.get::<_, u32>(4)?
                    ));
                } else {
                    repaired.versions += 1;
                }
                each(repaired.versions);
            }
            settle_actors(db, &Moves::default())
        })?;
        batch.commit()?;
        Ok(repaired)
    }
}

impl Batch<'_> {
    /// Makes the rows of a version; tells whether its record can be read.
    fn again(
        &self,
        db: &Connection,
        (version, article, outlet): (i64, i64, Option<i64>),
        latest: bool,
        tied: &HashSet<(i64, i64)>,
    ) -> rusqlite::Result<bool> {
        let Ok(record) = bodies::record(db, version) else { return Ok(false) };
        rows::put(db, &record, version, outlet, self.archive.dictionary)?;
        after_reading(db, article, version, &Moves::default(), tied)?;
        if latest {
            let at_hand = &mut *self.archive.at_hand.borrow_mut();
            let touched: &mut BTreeSet<i64> = &mut self.touched.borrow_mut();
            let of = (version, None);
            let told = article_of(db, version, record.article)?;
            duplicates::store::add(db, at_hand, self.archive.agencies, &told, of, touched)?;
            sayings::store::add(db, &mut self.seen.borrow_mut(), version, None)?;
        } else {
            for table in ["statements", "events"] {
                db.prepare_cached(&format!("UPDATE {table} SET current = 0 WHERE version = ?1"))?
                    .execute(params![version])?;
            }
            wording::store::forget(db, version)?;
        }
        Ok(true)
    }
}
