//! What people say is right where the reading is wrong.
//!
//! The reading stays as it is. A [`Correction`] lies beside it with who made it and when, and is undone, never deleted.
//! It wins in every answer: the rows that are asked follow it ([`settle`](self)), and [`Archive::corrected`] gives the
//! record as it is with all corrections. It is tied to the words it was made on ([`Anchor`]), by which it finds its
//! statement again in another version of the article or in the reading of a newer model; where the words are gone it
//! waits, and is listed as waiting.

pub(crate) mod anchor;
mod apply;
pub(crate) mod attach;
mod change;
mod events;
mod judged;
mod locals;
mod make;
mod make_article;
mod make_events;
mod names;
mod people;
mod settle;
mod split;
mod told;
mod training;

pub use anchor::{Anchor, Quote};
pub use change::{Change, Named, NamedParty};
pub use names::{NameError, Recognised};
pub use split::Where;
pub use training::{ActorCorrection, ArticleCorrections, CorrectedEvent, CorrectedStatement, Judgement};

pub(crate) use apply::{Effective, apply, apply_of};
pub(crate) use change::Of;
pub(crate) use judged::OF_EVENTS;
pub(crate) use locals::article as article_of;
pub(crate) use make::keys;
pub(crate) use make::{Whole, keep_in_order, one as one_of};
pub(crate) use make_article::retell;
pub(crate) use make_events::said_of_event;
pub(crate) use names::acquaint;
pub(crate) use settle::{
    Moves, after_reading, is_corrected, merged, named_rows, settle_actors, settle_version,
};

use crate::{Archive, ArchiveError};
use onrecord::Record;
use rusqlite::{Connection, Row};
use schemars::JsonSchema;
use serde::Serialize;

/// Who makes or undoes a correction, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The person's name, as they give it.
    pub person: &'a str,
    /// RFC 3339.
    pub at: &'a str,
}

/// What a correction is made on.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A statement of the latest version of an article.
    Statement {
        /// The article's address.
        article: &'a str,
        /// The statement's id in the record: `s3`.
        statement: &'a str,
    },
    /// An event of the latest version of an article.
    Event {
        /// The article's address.
        article: &'a str,
        /// The event's id in the record: `e3`.
        event: &'a str,
    },
    /// An article, for [`Change::Article`]; its latest version, for [`Change::Missing`], [`Change::MissingEvent`] and a
    /// [`Change::Mention`] of words.
    Article(&'a str),
    /// The actors of the archive, for [`Change::Merge`] and [`Change::Split`].
    Actors,
}

/// Whether a correction is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is.
    Applies,
    /// Its words are not in the article's latest version, or no statement stands on them.
    Waits,
    /// Somebody took it back.
    Undone,
}

/// A correction as it lies in the archive.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// What is right.
    pub change: Change,
    /// Who made it.
    pub person: String,
    /// When, RFC 3339.
    pub made: String,
    /// Whether it is in force.
    pub state: State,
    /// Who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<String>,
    /// When, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<String>,
    /// The article's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The statement it belongs to now, by its id in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The event it belongs to now, by its id in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The words of the statement or the event it was made on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What stood in its place before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Change>,
}

/// Why a correction was not made. The archive is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorrectionError {
    /// The archive has no such article.
    #[error("no article of this archive has the address {0}")]
    NoArticle(String),
    /// The article has no such statement.
    #[error("{article} has no statement {statement} in its latest version")]
    NoStatement {
        /// The address.
        article: String,
        /// The id.
        statement: String,
    },
    /// The article has no such event.
    #[error("{article} has no event {event} in its latest version")]
    NoEvent {
        /// The address.
        article: String,
        /// The id.
        event: String,
    },
    /// There is no such correction.
    #[error("there is no correction {0}")]
    NoCorrection(i64),
    /// It was undone before.
    #[error("correction {0} was undone already")]
    UndoneAlready(i64),
    /// It says something that cannot be.
    #[error("this correction cannot be made: {0}")]
    Senseless(String),
    /// The store.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl CorrectionError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            CorrectionError::NoArticle(_) => {
                "`onrecord find` shows the address of each statement before the #"
            }
            CorrectionError::NoStatement { .. } => {
                "`onrecord find` shows the statement's id after the #; an article that changed has new ones"
            }
            CorrectionError::NoEvent { .. } => {
                "`onrecord events` shows the event's id after the #; an article that changed has new ones"
            }
            CorrectionError::NoCorrection(_) => "`onrecord corrections list` shows them with their numbers",
            CorrectionError::UndoneAlready(_) => "make it again if it was right",
            CorrectionError::Senseless(_) => "see `onrecord correct --help`",
            CorrectionError::Archive(error) => return error.hint(),
        })
    }
}

/// Which corrections are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which<'a> {
    /// Only those of this article.
    pub article: Option<&'a str>,
    /// Only those of this person.
    pub person: Option<&'a str>,
    /// Also those that were undone.
    pub undone: bool,
    /// No more than this many; all if none.
    pub limit: Option<usize>,
}

/// What a correction belongs to in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// A statement, by its place in the record.
    Statement(u32),
    /// An event, by its place in the record.
    Event(u32),
    /// The article.
    Article,
}

/// A correction that belongs to something in a version.
#[derive(Debug, Clone)]
pub(crate) struct Attached {
    pub change: Change,
    pub person: String,
    pub made: String,
    pub undone: bool,
    pub anchor: Option<Anchor>,
    pub at: At,
    /// Whether it was settled between coders.
    pub settled: bool,
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(crate::bodies::harmed)
}

/// Those that belong to something in a version, in the order they were made; those that were settled come last.
pub(crate) fn of_version(db: &Connection, version: i64) -> rusqlite::Result<Vec<Attached>> {
    let mut asked = db.prepare_cached(
        "WITH tied (correction, place, number) AS (
             SELECT t.correction, 's', s.number FROM corrected t JOIN statements s ON s.id = t.statement WHERE t.version = ?1
             UNION ALL SELECT correction, iif(event IS NULL, 'a', 'e'), event FROM concerned WHERE version = ?1)
         SELECT c.change, c.person, c.made, c.undone IS NOT NULL, c.anchor, t.place, t.number, c.settled
         FROM tied t JOIN corrections c ON c.id = t.correction ORDER BY c.settled, c.made, c.id",
    )?;
    let rows = asked.query_map([version], |row| {
        Ok(Attached {
            change: json(row.get_ref(0)?.as_str()?)?,
            person: row.get(1)?,
            made: row.get(2)?,
            undone: row.get(3)?,
            anchor: row.get_ref(4)?.as_str_or_null()?.map(json).transpose()?,
            at: match row.get_ref(5)?.as_str()? {
                "s" => At::Statement(row.get(6)?),
                "e" => At::Event(row.get(6)?),
                _ => At::Article,
            },
            settled: row.get(7)?,
        })
    })?;
    rows.collect()
}

impl Archive {
    /// The corrections, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn corrections(&self, which: Which) -> Result<Vec<Correction>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<Correction>> {
            let mut asked = self.db.prepare_cached(
                "SELECT c.id, c.change, c.person, c.made, c.undone_by, c.undone, a.address, s.number, c.anchor, c.was,
                    n.correction IS NOT NULL, n.event
                 FROM corrections c LEFT JOIN articles a ON a.id = c.article
                 LEFT JOIN corrected t ON t.correction = c.id AND t.version =
                     (SELECT id FROM versions WHERE article = c.article ORDER BY number DESC LIMIT 1)
                 LEFT JOIN statements s ON s.id = t.statement
                 LEFT JOIN concerned n ON n.correction = c.id AND n.version =
                     (SELECT id FROM versions WHERE article = c.article ORDER BY number DESC LIMIT 1)
                 WHERE (?1 IS NULL OR a.address = ?1) AND (?2 IS NULL OR c.person = ?2) AND (?3 OR c.undone IS NULL)
                 ORDER BY c.id DESC LIMIT ?4",
            )?;
            let limit = which.limit.map_or(-1, |n| n as i64);
            let rows = asked
                .query_map(rusqlite::params![which.article, which.person, which.undone, limit], correction)?;
            rows.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The latest version of an article's record with all corrections, or the record of one version; none when there is
    /// no such article or version.
    ///
    /// What was struck out is not in it, what was missing is, and each correction has left a note.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn corrected(&self, article: &str, version: Option<u32>) -> Result<Option<Record>, ArchiveError> {
        let Some(row) = self.version_row(article, version)? else { return Ok(None) };
        let ask = || -> rusqlite::Result<Record> {
            let record = crate::bodies::record(&self.db, row)?;
            Ok(apply(&self.db, row, record)?.into_record())
        };
        ask().map(Some).map_err(|e| self.failed(e))
    }

    /// The record as it was read, without corrections; of the latest version if none is given.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn read_record(&self, article: &str, version: Option<u32>) -> Result<Option<Record>, ArchiveError> {
        let Some(row) = self.version_row(article, version)? else { return Ok(None) };
        crate::bodies::record(&self.db, row).map(Some).map_err(|e| self.failed(e))
    }

    fn version_row(&self, article: &str, version: Option<u32>) -> Result<Option<i64>, ArchiveError> {
        use rusqlite::OptionalExtension;
        let sql = "SELECT v.id FROM versions v JOIN articles a ON a.id = v.article
             WHERE address = ?1 AND (?2 IS NULL OR number = ?2) ORDER BY number DESC LIMIT 1";
        let ask = || {
            self.db
                .prepare_cached(sql)?
                .query_row(rusqlite::params![article, version], |r| r.get(0))
                .optional()
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn correction(row: &Row) -> rusqlite::Result<Correction> {
    let change: Change = json(row.get_ref(1)?.as_str()?)?;
    let undone: Option<String> = row.get(5)?;
    let number: Option<u32> = row.get(7)?;
    let (concerned, event): (bool, Option<u32>) = (row.get(10)?, row.get(11)?);
    let anchor: Option<Anchor> = row.get_ref(8)?.as_str_or_null()?.map(json).transpose()?;
    Ok(Correction {
        id: row.get(0)?,
        person: row.get(2)?,
        made: row.get(3)?,
        state: match undone {
            Some(_) => State::Undone,
            None if number.is_none() && !concerned && change.of() != Of::Actors => State::Waits,
            None => State::Applies,
        },
        undone_by: row.get(4)?,
        undone,
        article: row.get(6)?,
        statement: number.map(|n| format!("s{}", n + 1)),
        event: event.map(|n| format!("e{}", n + 1)),
        words: anchor.map(|a| a.words()),
        was: row.get_ref(9)?.as_str_or_null()?.map(json).transpose()?,
        change,
    })
}
