//! The coder's desk: what a project codes by, who codes, what they have given to what, and how far they agree.
//!
//! Codes lie beside the reading as corrections do: they hold on to their words, are taken back and never deleted, and know
//! who gave them. Between coders who differ, one of them can be [settled](Archive::settle_difference), which goes before what each says.

mod agreement;
mod codebook;
mod coders;
mod desk;
mod differences;
mod give;
mod judge;
mod judged;
mod judged_events;
mod merge;
pub mod reliability;

pub use agreement::Agreement;
pub use codebook::{Codebook, CodebookError, Concept, Scale, UnitKind, Variable, VariableKind};
pub use coders::{Coder, Progress};
pub use desk::{Next, Order, Suggestion};
pub use differences::{Difference, Said};
pub use give::{Code, Given, OnUnit, Unit};
pub use merge::{MergeStep, Merged};
pub use reliability::Level;

pub(crate) use codebook::CONCEPT;

use crate::corrections::{By, CorrectionError, Whole};
use crate::open::Archive;
use crate::{ArchiveError, QueryError};
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use schemars::JsonSchema;
use serde::Serialize;

/// What came in with the product itself, and not with a file of another tool.
pub(crate) const VIA: &str = "onrecord";

/// Who gave the codes that no person gave: what went out with an issue's query and came back as it was.
pub(crate) const READER: &str = "onrecord";

/// The codes of statements that are in force, as a table in brackets: where something was settled, that alone.
pub(crate) const IN_FORCE: &str =
    "(SELECT d.statement, d.version, c.id AS code, c.person, c.made, c.name, c.value, c.agrees, c.score
    FROM coded d JOIN codes c ON c.id = d.code
    WHERE c.undone IS NULL AND NOT c.absent AND (c.settled OR NOT EXISTS (
        SELECT 1 FROM coded e JOIN codes a ON a.id = e.code
        WHERE e.statement = d.statement AND a.settled AND a.undone IS NULL AND a.name = c.name
            AND (a.name <> 'concept' OR a.value = c.value))))";

/// Why something was not coded. The archive is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodingError {
    /// The archive has no codebook.
    #[error("this archive has no codebook")]
    NoCodebook,
    /// The codebook has no such concept or variable, or it takes no such value.
    #[error("{0}")]
    NotInCodebook(String),
    /// The new codebook lacks what is coded already.
    #[error("the new codebook lacks what is in use: {}", .0.iter().map(|d| format!("{} ({} codes)", d.name, d.codes)).collect::<Vec<_>>().join(", "))]
    Dropped(Vec<InUse>),
    /// There is no such code, or it was taken back.
    #[error("there is no code {0} that could be taken back")]
    NoCode(i64),
    /// There is no such coder.
    #[error("nobody codes under the name {0}")]
    NoCoder(String),
    /// It is wrong in itself.
    #[error(transparent)]
    Codebook(#[from] CodebookError),
    /// It cannot be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// What it stands on cannot be found, or a correction that goes with it cannot be made.
    #[error(transparent)]
    Correction(#[from] CorrectionError),
    /// The store.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl CodingError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            CodingError::NoCodebook => {
                "write one (docs/coding.md shows how) and give it: `onrecord codebook set FILE`"
            }
            CodingError::NotInCodebook(_) => {
                "`onrecord codebook show` lists what there is; add it there first"
            }
            CodingError::Dropped(_) => {
                "keep it in the codebook, or give `--drop`: the codes stay in the archive and come back with it"
            }
            CodingError::NoCode(_) => "`onrecord codes list` shows them with their numbers",
            CodingError::NoCoder(_) => {
                "`onrecord coders list` shows who there is, `onrecord coders add` makes one"
            }
            CodingError::Codebook(_) => "docs/coding.md describes the file",
            CodingError::Query(_) => "docs/query.md describes queries",
            CodingError::Correction(error) => return error.hint(),
            CodingError::Archive(error) => return error.hint(),
        })
    }
}

/// Something that is coded, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InUse {
    /// Its name.
    pub name: String,
    /// How many codes in force name it.
    pub codes: u64,
}

/// A codebook as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CodebookVersion {
    /// Its number: the highest is in force.
    pub version: u32,
    /// The file, as it was given.
    pub source: String,
    /// Who gave it.
    pub person: String,
    /// When, RFC 3339.
    pub made: String,
}

impl Archive {
    /// The codebook in force, with the file it was read from; none if none was given.
    ///
    /// # Errors
    /// When the store cannot be read, or holds what is no codebook.
    pub fn codebook(&self) -> Result<Option<(Codebook, CodebookVersion)>, CodingError> {
        let Some(last) = self.codebooks()?.pop() else { return Ok(None) };
        Ok(Some((Codebook::parse(&last.source)?, last)))
    }

    /// All codebooks that were ever given, the first one first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn codebooks(&self) -> Result<Vec<CodebookVersion>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<CodebookVersion>> {
            let sql = "SELECT version, source, person, made FROM codebooks ORDER BY version";
            let row = |r: &rusqlite::Row| {
                Ok(CodebookVersion {
                    version: r.get(0)?,
                    source: r.get(1)?,
                    person: r.get(2)?,
                    made: r.get(3)?,
                })
            };
            self.db.prepare_cached(sql)?.query_map([], row)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Puts a codebook in force. The one before is kept. Returns its number; that of the present one if it is the same.
    ///
    /// # Errors
    /// When it is none, or lacks concepts or variables that are in use and `drop` does not say that this is meant. Codes
    /// that the codebook lacks stay in the archive, are asked for no more, and count again when it has them again.
    pub fn set_codebook(&mut self, source: &str, drop: bool, by: By) -> Result<u32, CodingError> {
        let book = Codebook::parse(source)?;
        if let Some(last) = self.codebooks()?.pop().filter(|last| last.source == source) {
            return Ok(last.version);
        }
        let lacking: Vec<InUse> = self.in_use()?.into_iter().filter(|used| !used.is_in(&book)).collect();
        if !drop && !lacking.is_empty() {
            return Err(CodingError::Dropped(lacking));
        }
        let put = || {
            let sql = "INSERT INTO codebooks (source, person, made) VALUES (?1, ?2, ?3)";
            self.db.prepare_cached(sql)?.insert(params![source, by.person, by.at])
        };
        put().map(|version| version as u32).map_err(|e| self.failed(e).into())
    }

    /// Every concept and variable that codes in force name and that people gave here, with how often.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn in_use(&self) -> Result<Vec<InUse>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<InUse>> {
            let sql = "SELECT CASE name WHEN 'concept' THEN value ELSE name END AS what, count(*) FROM codes
                 WHERE undone IS NULL AND via = ?1 AND name <> 'memo' GROUP BY what COLLATE NOCASE ORDER BY what";
            let row = |r: &rusqlite::Row| Ok(InUse { name: r.get(0)?, codes: r.get(1)? });
            self.db.prepare_cached(sql)?.query_map([VIA], row)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// All of it or nothing.
    pub(crate) fn all_or_nothing<T>(
        &mut self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<Result<T, CodingError>>,
    ) -> Result<T, CodingError> {
        self.whole_or_nothing(|whole| work(whole.db))
    }

    /// As [`Archive::all_or_nothing`], with what corrections need beside the store.
    pub(crate) fn whole_or_nothing<T>(
        &mut self,
        work: impl FnOnce(Whole) -> rusqlite::Result<Result<T, CodingError>>,
    ) -> Result<T, CodingError> {
        let path = self.path.clone();
        let failed = |e| CodingError::from(ArchiveError::from_store(&path, e));
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let whole = Whole { db: &all, dictionary: &self.dictionary, agencies: &self.agencies };
        let done = work(whole).map_err(failed)??;
        all.commit().map_err(failed)?;
        Ok(done)
    }
}

impl InUse {
    fn is_in(&self, book: &Codebook) -> bool {
        book.concept(&self.name).is_some() || book.variable(&self.name).is_some()
    }
}

/// The codebook in force as the store has it, inside a transaction.
fn codebook_of(db: &rusqlite::Connection) -> rusqlite::Result<Result<Codebook, CodingError>> {
    let mut ask = db.prepare_cached("SELECT source FROM codebooks ORDER BY version DESC LIMIT 1")?;
    let source: Option<String> = ask.query_row([], |r| r.get(0)).optional()?;
    Ok(match source {
        None => Err(CodingError::NoCodebook),
        Some(source) => Codebook::parse(&source).map_err(CodingError::from),
    })
}
