//! Files of issues, for discourse networks and positions.

use crate::message::Hinted;
use onrecord_archive::positions::{Issue, IssuesError, issues};
use std::io;
use std::path::{Path, PathBuf};

/// A file of issues that is none.
#[derive(Debug, thiserror::Error)]
pub enum IssueFileError {
    /// It cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not of the form.
    #[error("{}: {error}", path.display())]
    Issues {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        error: Box<IssuesError>,
    },
}

impl Hinted for IssueFileError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            IssueFileError::File { .. } => "check the spelling, and that you may read it".to_owned(),
            IssueFileError::Issues { .. } => "docs/networks.md shows a file of issues".to_owned(),
        })
    }
}

/// Reads one.
pub fn read(path: &Path) -> Result<Vec<Issue>, IssueFileError> {
    let failed = |source| IssueFileError::File { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(failed)?;
    issues(&text).map_err(|error| IssueFileError::Issues { path: path.to_owned(), error: Box::new(error) })
}
