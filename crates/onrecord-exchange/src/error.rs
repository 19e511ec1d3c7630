//! What can go wrong with other tools' files, each with the hint that gets the user out of it.

use onrecord::budget::Over;
use onrecord_archive::ArchiveError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a file was not read or written. [`ExchangeError::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is not what it looks like, or is damaged.
    #[error("{}: is no {format} file that can be read: {what}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What it was taken for.
        format: &'static str,
        /// What is wrong.
        what: String,
    },
    /// More than is read of one file.
    #[error("{}: holds {what}, and no more than {limit} are read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// What there is too much of.
        what: String,
        /// How much is read.
        limit: u64,
    },
    /// More than may be spent on one file, or nobody waits for it any more.
    #[error("{}: is not read: {over}", path.display())]
    Over {
        /// The file or folder.
        path: PathBuf,
        /// What there was too much of.
        over: Over,
    },
    /// A folder that should be new.
    #[error("{}: has files in it already", .0.display())]
    NotEmpty(PathBuf),
    /// Something that is no file, where one should be written.
    #[error("{}: is no file, and nothing takes its place", .0.display())]
    NoFile(PathBuf),
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl ExchangeError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            ExchangeError::Io { .. } => {
                "see that it is there, that you may read and write it, and that the disk is not full"
            }
            ExchangeError::Unfit { .. } => {
                "export it again from the program that made it; docs/exchange.md says how"
            }
            ExchangeError::Over { over: Over::Stopped, .. } => return None,
            ExchangeError::TooLarge { .. } | ExchangeError::Over { .. } => "export it in several parts",
            ExchangeError::NotEmpty(_) => "give a new folder: its files would be mixed up with these",
            ExchangeError::NoFile(_) => "give the name of a new file",
            ExchangeError::Archive(error) => return error.hint(),
        })
    }

    pub(crate) fn over(path: &Path) -> impl Fn(Over) -> ExchangeError + '_ {
        move |over| ExchangeError::Over { path: path.to_owned(), over }
    }

    pub(crate) fn io(path: &Path) -> impl Fn(io::Error) -> ExchangeError + '_ {
        move |source| ExchangeError::Io { path: path.to_owned(), source }
    }

    pub(crate) fn unfit(path: &Path, format: &'static str, what: impl ToString) -> ExchangeError {
        ExchangeError::Unfit { path: path.to_owned(), format, what: what.to_string() }
    }
}

/// Why a piece of a file is not read.
#[derive(Debug)]
pub(crate) enum Why {
    /// It is too much, or was stopped: that ends the whole.
    Over(Over),
    /// What is wrong with it.
    Wrong(String),
}

impl Why {
    /// The error of a file.
    pub fn of(self, path: &Path, format: &'static str) -> ExchangeError {
        match self {
            Why::Over(over) => ExchangeError::Over { path: path.to_owned(), over },
            Why::Wrong(what) => ExchangeError::unfit(path, format, what),
        }
    }
}

impl From<Over> for Why {
    fn from(over: Over) -> Self {
        Why::Over(over)
    }
}

impl From<String> for Why {
    fn from(what: String) -> Self {
        Why::Wrong(what)
    }
}
