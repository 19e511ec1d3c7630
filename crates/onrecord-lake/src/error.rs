//! What can go wrong between records and tables, each with the hint that gets the user out of it.

use arrow_schema::ArrowError;
use onrecord::Note;
use onrecord_intake::IntakeError;
use parquet::errors::ParquetError;
use std::io;
use std::path::PathBuf;

/// Why a table could not be made, written or read. [`LakeError::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LakeError {
    /// A batch of articles without anything to read.
    #[error("the batch has none of the columns `text`, `html` and `bytes`, only {}", .0.join(", "))]
    NothingToRead(Vec<String>),
    /// A column that is needed is not there.
    #[error("{file}: has no column `{column}`{}", other_table(.table.as_deref()))]
    NoColumn {
        /// Where: a file, or a batch.
        file: String,
        /// The column.
        column: String,
        /// The table that it is instead.
        table: Option<String>,
    },
    /// A column of a type that cannot be used.
    #[error("the column `{column}` has type {found}, and {wanted} is wanted")]
    ColumnType {
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// A row whose record is none.
    #[error("{article}: its record cannot be read: {why}")]
    Record {
        /// The article.
        article: String,
        /// What is wrong.
        why: String,
    },
    /// A file that is no Parquet file, or a damaged one.
    #[error("{}: is no whole Parquet file: {why}", path.display())]
    NotParquet {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Output that could not be written.
    #[error("the output could not be written: {0}")]
    Write(#[from] io::Error),
    /// What Arrow says.
    #[error(transparent)]
    Arrow(ArrowError),
    /// What Parquet says.
    #[error(transparent)]
    Parquet(ParquetError),
}

impl From<ArrowError> for LakeError {
    /// What the system refused stays that.
    fn from(error: ArrowError) -> Self {
        match error {
            ArrowError::IoError(_, error) => LakeError::Write(error),
            other => LakeError::Arrow(other),
        }
    }
}

impl From<ParquetError> for LakeError {
    fn from(error: ParquetError) -> Self {
        match error {
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(error) => LakeError::Write(*error),
                Err(inner) => LakeError::Parquet(ParquetError::External(inner)),
            },
            other => LakeError::Parquet(other),
        }
    }
}

fn other_table(table: Option<&str>) -> String {
    table.map(|table| format!(": it is a table of {table}")).unwrap_or_default()
}

impl LakeError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            LakeError::NothingToRead(_) => {
                "rename the column that holds the articles to text (plain), html (pages) or bytes (either)"
            }
            LakeError::NoColumn { .. } => {
                "give the table of articles, which has the whole records; docs/columns.md lists its columns"
            }
            LakeError::ColumnType { .. } => "cast it to the wanted type first",
            LakeError::Record { .. } => "read the article again: this row was changed after it was written",
            LakeError::NotParquet { .. } => {
                "look whether it was written to its end, and write it again if not"
            }
            LakeError::Io { .. } => "see that it exists, that you may use it, and that the disk is not full",
            LakeError::Write(_) => "see whether the disk is full, or write somewhere else",
            LakeError::Arrow(_) | LakeError::Parquet(_) => return None,
        })
    }
}

/// Why one article of many could not be read. [`Failure::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// There is nothing to read; with the reason, where whoever made the row gave one.
    #[error("{}", .0.as_deref().unwrap_or("the row has neither text nor html nor bytes"))]
    Nothing(Option<String>),
    /// What there is, is no article.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The article runs into a bug.
    #[error("onrecord failed on this article: {0}")]
    Bug(String),
}

impl Failure {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Failure::Nothing(None) => Some("see why the column is empty here, or leave such rows out"),
            Failure::Nothing(Some(_)) => None,
            Failure::Intake(error) => error.hint(),
            Failure::Bug(_) => {
                Some("this is a bug in onrecord; please report it with the article and this message")
            }
        }
    }

    /// The note that stands for the article.
    pub(crate) fn note(&self) -> Note {
        Note { remedy: self.hint().map(str::to_owned), ..Note::new(self.to_string()) }
    }
}
