//! Going through all that an archive holds, one version of an article after the other.

use crate::actors::actor_key;
use crate::bodies;
use crate::corrections::apply;
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition};
use onrecord::Record;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// A version of an article as it lies in the archive.
#[derive(Debug, Clone)]
pub struct Stored {
    /// What the article is known by.
    pub address: String,
    /// The number of the version, from 1.
    pub version: u32,
    /// Whether it is the latest one.
    pub current: bool,
    /// SHA-256 of the bytes received.
    pub received: [u8; 32],
    /// The URL that came with the bytes, if any did.
    pub fetched: Option<String>,
    /// When it was added, RFC 3339.
    pub added: String,
    /// Name and version of what read it.
    pub reader: String,
    /// What was read.
    pub record: Record,
    /// By the ids of the record's actors, what each is known by across articles.
    pub keys: HashMap<String, String>,
    /// Number of the report that it carries, where several articles do: the same in all of these.
    pub report: Option<i64>,
    /// The places in the record of the statements that the query wants, from 0; all of them without a query.
    pub wanted: Option<Vec<u32>>,
}

/// Which versions are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versions {
    /// The latest one of each article.
    Latest,
    /// The earlier ones too, before the later ones.
    All,
}

const COLUMNS: &str = "v.id, address, v.number, v.received, v.fetched, v.added, v.reader, b.text, b.record,
    v.number = (SELECT max(number) FROM versions WHERE article = v.article),
    (SELECT report FROM carriers WHERE version = v.id)
    FROM versions v JOIN articles a ON a.id = v.article JOIN bodies b ON b.version = v.id";

impl Archive {
    /// Hands on every version of every article, in the order in which they were added, until that is enough. No more
    /// than one is held in memory.
    ///
    /// # Errors
    /// When the store cannot be read, or a record in it is harmed.
    pub fn each(
        &self,
        versions: Versions,
        mut each: impl FnMut(Stored) -> ControlFlow<()>,
    ) -> Result<(), ArchiveError> {
        let mut ask = || -> rusqlite::Result<()> {
            let sql = match versions {
                Versions::All => format!("SELECT {COLUMNS} ORDER BY v.id"),
                Versions::Latest => format!(
                    "SELECT {COLUMNS} WHERE v.number = (SELECT max(number) FROM versions WHERE article = v.article)
                     ORDER BY v.id"
                ),
            };
            let mut asked = self.db.prepare(&sql)?;
            let mut rows = asked.query([])?;
            while let Some(row) = rows.next()? {
                if each(stored(&self.db, row, None)?).is_break() {
                    break;
                }
            }
            Ok(())
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Hands on every article with a statement that a query wants, with the places of those statements, in the order
    /// in which the articles were added. Only the latest version of each article is looked at. Returns the names in the
    /// query that lead to nobody.
    ///
    /// # Errors
    /// When the store cannot be read, or a record in it is harmed.
    pub fn each_with(
        &self,
        query: &Query,
        mut each: impl FnMut(Stored) -> ControlFlow<()>,
    ) -> Result<Vec<String>, ArchiveError> {
        let mut ask = || -> rusqlite::Result<Vec<String>> {
            let condition = condition(&self.db, query)?;
            // The store sorts pairs of numbers, on disk if they are many; a record is fetched when its turn comes.
            let sql = format!(
                "SELECT s0.version, s0.number FROM statements s0 WHERE s0.current = 1 AND ({})
                 ORDER BY s0.version, s0.number",
                condition.sql
            );
            let mut asked = self.db.prepare(&sql)?;
            let mut rows = asked.query(params_from_iter(condition.values()))?;
            let mut waiting: Option<(i64, Vec<u32>)> = None;
            while let Some(row) = rows.next()? {
                let (version, number): (i64, u32) = (row.get(0)?, row.get(1)?);
                match &mut waiting {
                    Some((v, numbers)) if *v == version => numbers.push(number),
                    _ => {
                        if let Some(done) = waiting.replace((version, vec![number]))
                            && each(self.fetch(done)?).is_break()
                        {
                            return Ok(condition.unknown);
                        }
                    }
                }
            }
            if let Some(last) = waiting {
                let _ = each(self.fetch(last)?);
            }
            Ok(condition.unknown)
        };
        ask().map_err(|e| self.failed(e))
    }

    fn fetch(&self, (version, wanted): (i64, Vec<u32>)) -> rusqlite::Result<Stored> {
        let mut ask = self.db.prepare_cached(&format!("SELECT {COLUMNS} WHERE v.id = ?1"))?;
        let mut rows = ask.query([Value::Integer(version)])?;
        let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        stored(&self.db, row, Some(wanted))
    }
}

fn stored(db: &Connection, row: &Row, wanted: Option<Vec<u32>>) -> rusqlite::Result<Stored> {
    let version: i64 = row.get(0)?;
    let packed = |n| row.get_ref(n)?.as_blob().map_err(bodies::harmed);
    let record = bodies::opened(packed(7)?, packed(8)?)?;
    let (record, wanted) = corrected(db, version, record, wanted)?;
    let mut cast = db
        .prepare_cached("SELECT local, key FROM casts JOIN actors ON actors.id = actor WHERE version = ?1")?;
    let mut keys: HashMap<String, String> =
        cast.query_map([version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    // Whoever a person named is of the record and of no cast.
    for actor in &record.actors {
        if !keys.contains_key(&actor.id)
            && let Some(key) = actor_key(actor, &record.article)
        {
            keys.insert(actor.id.clone(), key);
        }
    }
    Ok(Stored {
        address: row.get(1)?,
        version: row.get(2)?,
        received: row.get(3)?,
        fetched: row.get(4)?,
        added: row.get(5)?,
        reader: row.get(6)?,
        current: row.get(9)?,
        report: row.get(10)?,
        record,
        keys,
        wanted,
    })
}

/// A record with what people said of it, and where in it the wanted statements are then.
fn corrected(
    db: &Connection,
    version: i64,
    record: Record,
    wanted: Option<Vec<u32>>,
) -> rusqlite::Result<(Record, Option<Vec<u32>>)> {
    let effective = apply(db, version, record)?;
    let ids = |numbers: &Vec<u32>| -> HashSet<String> {
        let statements = &effective.record.statements;
        numbers.iter().filter_map(|&n| Some(statements.get(n as usize)?.id.clone())).collect()
    };
    let ids = wanted.as_ref().map(ids);
    let record = effective.into_record();
    let places = |ids: HashSet<String>| {
        let statements = record.statements.iter().zip(0..);
        statements.filter(|(s, _)| ids.contains(&s.id)).map(|(_, n)| n).collect()
    };
    let wanted = ids.map(places);
    Ok((record, wanted))
}
