//! Readers with a model from a folder: `onrecord` itself opens no files.

use onrecord::{Reader, ReaderError};
use std::io::ErrorKind;
use std::path::Path;

/// A reader with the model whose files lie in a folder; see [`Reader::from_files`] for which these are.
///
/// # Errors
/// When a file is missing or does not hold what it should.
pub fn reader_in(folder: &Path) -> Result<Reader, ReaderError> {
    Reader::from_files(|name| {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    })
}
