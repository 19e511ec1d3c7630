//! What can go wrong with an archive, each with the hint that gets the user out of it.

use std::path::{Path, PathBuf};

/// Why an archive could not be used. Every message names it; [`ArchiveError::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// No file of that name.
    #[error("{}: no such archive", .0.display())]
    Missing(PathBuf),
    /// The file, or the folder it is in, cannot be opened or written.
    #[error("{}: cannot be opened{}: {cause}", path.display(), if *writing { " for writing" } else { "" })]
    Unreachable {
        /// The archive.
        path: PathBuf,
        /// Whether it was to be written.
        writing: bool,
        /// What the system said.
        cause: String,
    },
    /// A file of another kind.
    #[error("{}: is not an archive of onrecord: {what}", path.display())]
    NotAnArchive {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// Made by a later onrecord.
    #[error("{}: has format {found}, and this onrecord knows formats up to {}", path.display(), crate::VERSION)]
    Newer {
        /// The archive.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Made by an earlier onrecord, and opened for looking only.
    #[error("{}: has format {found}, an earlier one than {}", path.display(), crate::VERSION)]
    Older {
        /// The archive.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Another process holds it.
    #[error("{}: is in use by another process", .0.display())]
    Locked(PathBuf),
    /// The question was stopped before it was answered.
    #[error("{}: the question was stopped before it was answered", .0.display())]
    Stopped(PathBuf),
    /// No room left.
    #[error("{}: the disk is full", .0.display())]
    Full(PathBuf),
    /// The file is damaged.
    #[error("{}: is damaged: {what}", path.display())]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A record that contradicts itself. Nothing of it was added, and the batch goes on.
    #[error("{article}: its record cannot be kept: {what}")]
    Unfit {
        /// What the article is known by.
        article: String,
        /// What is wrong with it.
        what: String,
    },
    /// Anything else that the store says.
    #[error("{}: {cause}", path.display())]
    Store {
        /// The archive.
        path: PathBuf,
        /// What the store said.
        cause: rusqlite::Error,
    },
}

impl ArchiveError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            ArchiveError::Missing(_) => {
                "check the spelling, or make it with `onrecord add PATH --archive FILE`"
            }
            ArchiveError::Unreachable { writing: true, .. } => {
                "see that the folder exists and that you may write in it: the store keeps files beside the archive"
            }
            ArchiveError::Unreachable { .. } => "see that you may read the file",
            ArchiveError::NotAnArchive { .. } => "give another file; this one was left as it is",
            ArchiveError::Newer { .. } => "use a newer onrecord; this archive was left as it is",
            ArchiveError::Older { .. } => "run `onrecord add` on it once, which brings it up to date",
            ArchiveError::Locked(_) => {
                "wait until the other one is done, or see with `lsof` who it is, and run this again"
            }
            ArchiveError::Stopped(_) => "ask for less: a shorter time, or more conditions",
            ArchiveError::Full(_) => {
                "make room and run the same command again: what was reported as added is in the archive"
            }
            ArchiveError::Damaged { .. } => {
                "run `onrecord check` to see how far it goes, and go back to a copy if you have one"
            }
            ArchiveError::Unfit { .. } => {
                "this is a bug in what read the article; please report it with the article"
            }
            ArchiveError::Store { .. } => return None,
        })
    }

    /// What an error of the store amounts to.
    pub(crate) fn from_store(path: &Path, cause: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        match cause.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => ArchiveError::Locked(path),
            Some(Code::OperationInterrupted) => ArchiveError::Stopped(path),
            Some(Code::DiskFull) => ArchiveError::Full(path),
            Some(Code::NotADatabase) => {
                ArchiveError::NotAnArchive { path, what: "it is no SQLite file".to_owned() }
            }
            Some(Code::DatabaseCorrupt) => ArchiveError::Damaged { path, what: cause.to_string() },
            Some(Code::CannotOpen | Code::PermissionDenied) => {
                ArchiveError::Unreachable { path, writing: false, cause: cause.to_string() }
            }
            Some(Code::ReadOnly) => {
                ArchiveError::Unreachable { path, writing: true, cause: cause.to_string() }
            }
            _ => ArchiveError::Store { path, cause },
        }
    }
}
