//! Errors as the exceptions of `onrecord._errors`: one class for each kind, with the hint.

use onrecord::ReaderError;
use onrecord::dictionary::LoadError;
use onrecord_archive::{ArchiveError, QueryError};
use onrecord_exchange::ExchangeError;
use onrecord_intake::IntakeError;
use onrecord_lake::{Failure, LakeError};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// An exception of the class of this name.
fn exception(class: &str, message: &str, hint: Option<&str>) -> PyErr {
    let made = Python::try_attach(|py| {
        let class = py.import("onrecord._errors")?.getattr(class)?;
        Ok::<_, PyErr>(PyErr::from_value(class.call1((message, hint))?))
    });
    match made {
        Some(Ok(error) | Err(error)) => error,
        // The interpreter is on its way out, and nobody will see this.
        None => PyRuntimeError::new_err(message.to_owned()),
    }
}

/// As an exception.
pub(crate) trait Raise {
    /// The name of its class.
    fn class(&self) -> &'static str;
    /// The exception.
    fn raise(&self) -> PyErr;
}

macro_rules! raise {
    () => {
        fn raise(&self) -> PyErr {
            exception(self.class(), &self.to_string(), self.hint())
        }
    };
}

impl Raise for IntakeError {
    fn class(&self) -> &'static str {
        match self {
            IntakeError::Missing { .. } => "MissingFileError",
            IntakeError::Directory { .. } | IntakeError::NotRegular { .. } => "NotAFileError",
            IntakeError::Io { .. } => "UnreadableError",
            IntakeError::TooLarge { .. } | IntakeError::TooCostly { .. } => "TooLargeError",
            IntakeError::Empty { .. } => "EmptyError",
            IntakeError::Binary { .. } => "NotTextError",
            IntakeError::NoArticle { .. } => "NoArticleError",
            IntakeError::Published(_) => "DateError",
            _ => "InputError",
        }
    }

    raise!();
}

impl Raise for Failure {
    fn class(&self) -> &'static str {
        match self {
            Failure::Nothing(_) => "EmptyError",
            Failure::Intake(error) => error.class(),
            Failure::Bug(_) => "BugError",
            _ => "InputError",
        }
    }

    raise!();
}

impl Raise for LakeError {
    fn class(&self) -> &'static str {
        match self {
            LakeError::NothingToRead(_) | LakeError::NoColumn { .. } => "MissingColumnError",
            LakeError::ColumnType { .. } => "ColumnTypeError",
            LakeError::Record { .. } => "DamagedRecordError",
            LakeError::NotParquet { .. } => "NotParquetError",
            _ => "TableError",
        }
    }

    raise!();
}

impl Raise for ArchiveError {
    fn class(&self) -> &'static str {
        match self {
            ArchiveError::Missing(_) => "MissingArchiveError",
            ArchiveError::Unreachable { .. } => "UnreachableArchiveError",
            ArchiveError::NotAnArchive { .. } => "NotAnArchiveError",
            ArchiveError::Newer { .. } | ArchiveError::Older { .. } => "ArchiveFormatError",
            ArchiveError::Locked(_) => "LockedArchiveError",
            ArchiveError::Full(_) => "DiskFullError",
            ArchiveError::Damaged { .. } => "DamagedArchiveError",
            ArchiveError::Unfit { .. } => "BugError",
            _ => "ArchiveError",
        }
    }

    raise!();
}

impl Raise for QueryError {
    fn class(&self) -> &'static str {
        "QueryError"
    }

    raise!();
}

impl Raise for ExchangeError {
    fn class(&self) -> &'static str {
        match self {
            ExchangeError::Archive(error) => error.class(),
            _ => "ExchangeError",
        }
    }

    raise!();
}

/// A question or correction that makes no sense.
pub(crate) fn senseless(message: &str, hint: Option<&str>) -> PyErr {
    exception("QueryError", message, hint)
}

/// A model that cannot be used.
pub(crate) fn model(error: &ReaderError) -> PyErr {
    let hint = "see that `model` names a whole model folder, or leave it out to use the one built in";
    exception("ModelError", &error.to_string(), Some(hint))
}

/// A dictionary of actors that cannot be used.
pub(crate) fn actors(error: &LoadError) -> PyErr {
    exception("ActorsError", &error.to_string(), Some("mend the line, or leave it out"))
}

/// A file that cannot be read.
pub(crate) fn unreadable(message: &str) -> PyErr {
    exception("UnreadableError", message, Some("see that the file exists and may be read, as UTF-8"))
}

/// Something that was made before a fork.
pub(crate) fn forked(what: &str) -> PyErr {
    let message = format!("{what} cannot be used in another process than the one that made it");
    exception(
        "ForkedError",
        &message,
        Some("make another one after the fork, or start processes with `spawn`"),
    )
}

/// A table that is none.
pub(crate) fn no_table(name: &str) -> PyErr {
    let names: Vec<&str> = onrecord_lake::Table::ALL.iter().map(|table| table.name()).collect();
    let hint = format!("it is one of {}; docs/columns.md describes them", names.join(", "));
    exception("TableError", &format!("there is no table `{name}`"), Some(&hint))
}

/// Something that statements cannot be counted by.
pub(crate) fn no_count(name: &str) -> PyErr {
    let names: Vec<&str> = onrecord_archive::CountBy::ALL.iter().map(|(name, _)| *name).collect();
    let hint = format!("it is one of {}", names.join(", "));
    exception("QueryError", &format!("statements cannot be counted by `{name}`"), Some(&hint))
}
