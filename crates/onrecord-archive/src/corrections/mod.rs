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
mod make;
mod names;
mod people;
mod settle;
mod training;

pub use anchor::{Anchor, Quote};
pub use names::NameError;
pub use training::{ActorCorrection, ArticleCorrections, CorrectedStatement, Judgement};

pub(crate) use apply::{Effective, apply, apply_of};
pub(crate) use make::{named, one as one_of};
pub(crate) use settle::{Moves, after_reading, merged, settle_actors, settle_version};

use crate::{Archive, ArchiveError};
use onrecord::acts::Act;
use onrecord::{ActorKind, Record, Span};
use rusqlite::{Connection, Row};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An actor as a correction names it, so that it can be told without the archive at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// Its key in the archive: `wikidata:`, `dictionary:`, `name:` or `words:` and an identifier.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Change {
    /// Who says it; none where the text does not let it be known.
    Speaker {
        /// The speaker.
        speaker: Option<Named>,
    },
    /// What is done in saying it; none where that cannot be told.
    Act {
        /// The act.
        act: Option<Act>,
        /// Whether the text says that it was not performed.
        negated: bool,
    },
    /// Where its words stand; a role that is absent stays as it was read.
    Boundaries {
        /// What is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Vec<Span>>,
        /// The words that mark the saying.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cue: Option<Vec<Span>>,
        /// The words that name the speaker.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Vec<Span>>,
    },
    /// Whether it is a statement at all.
    Statement {
        /// No: it is struck out. Yes: somebody has looked, and it is one.
        is: bool,
    },
    /// A statement that the reading does not have.
    Missing {
        /// What is said.
        content: Vec<Span>,
        /// The words that mark the saying.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cue: Vec<Span>,
        /// The words that name the speaker.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        source: Vec<Span>,
        /// Who says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<Named>,
        /// What is done in saying it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        act: Option<Act>,
    },
    /// Two actors are one.
    Merge {
        /// The one that is not shown any more.
        from: Named,
        /// The one that it is.
        into: Named,
    },
    /// In these articles an actor is another one.
    Split {
        /// The actor as it was.
        from: Named,
        /// The one it is in these articles.
        into: Named,
        /// Addresses of the articles.
        articles: Vec<String>,
    },
}

impl Change {
    /// The name of its kind, as in the JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Change::Speaker { .. } => "speaker",
            Change::Act { .. } => "act",
            Change::Boundaries { .. } => "boundaries",
            Change::Statement { .. } => "statement",
            Change::Missing { .. } => "missing",
            Change::Merge { .. } => "merge",
            Change::Split { .. } => "split",
        }
    }
}

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
    /// The latest version of an article, for [`Change::Missing`].
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
    /// The words of the statement it was made on.
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

/// A correction that belongs to a statement of a version.
#[derive(Debug, Clone)]
pub(crate) struct Attached {
    pub change: Change,
    pub person: String,
    pub made: String,
    pub undone: bool,
    pub anchor: Option<Anchor>,
    /// The place of the statement in the record.
    pub number: u32,
    /// Whether it was settled between coders.
    pub settled: bool,
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(crate::bodies::harmed)
}

/// Those that belong to statements of a version, in the order they were made; those that were settled come last.
fn of_version(db: &Connection, version: i64) -> rusqlite::Result<Vec<Attached>> {
    let mut asked = db.prepare_cached(
        "SELECT c.change, c.person, c.made, c.undone IS NOT NULL, c.anchor, s.number, c.settled
         FROM corrected t JOIN corrections c ON c.id = t.correction JOIN statements s ON s.id = t.statement
         WHERE t.version = ?1 ORDER BY c.settled, c.made, c.id",
    )?;
    let rows = asked.query_map([version], |row| {
        Ok(Attached {
            change: json(row.get_ref(0)?.as_str()?)?,
            person: row.get(1)?,
            made: row.get(2)?,
            undone: row.get(3)?,
            anchor: row.get_ref(4)?.as_str_or_null()?.map(json).transpose()?,
            number: row.get(5)?,
            settled: row.get(6)?,
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
                "SELECT c.id, c.change, c.person, c.made, c.undone_by, c.undone, a.address, s.number, c.anchor, c.was
                 FROM corrections c LEFT JOIN articles a ON a.id = c.article
                 LEFT JOIN corrected t ON t.correction = c.id AND t.version =
                     (SELECT id FROM versions WHERE article = c.article ORDER BY number DESC LIMIT 1)
                 LEFT JOIN statements s ON s.id = t.statement
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
    let anchor: Option<Anchor> = row.get_ref(8)?.as_str_or_null()?.map(json).transpose()?;
    let of_actors = matches!(change, Change::Merge { .. } | Change::Split { .. });
    Ok(Correction {
        id: row.get(0)?,
        person: row.get(2)?,
        made: row.get(3)?,
        state: match (&undone, number) {
            (Some(_), _) => State::Undone,
            (None, None) if !of_actors => State::Waits,
            _ => State::Applies,
        },
        undone_by: row.get(4)?,
        undone,
        article: row.get(6)?,
        statement: number.map(|n| format!("s{}", n + 1)),
        words: anchor.map(|a| a.words()),
        was: row.get_ref(9)?.as_str_or_null()?.map(json).transpose()?,
        change,
    })
}
