//! The reader: the model and the stages, ready to read articles.

use crate::{Article, Note, Record, SCHEMA};

/// Reads articles. Loading it is the expensive part; share one between threads.
#[derive(Debug)]
pub struct Reader {}

/// Why a reader could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// A file of the model's folder could not be read.
    #[error("the model file {file} could not be read: {cause}")]
    File {
        /// The file.
        file: String,
        /// What the system said.
        cause: String,
    },
    /// A file of the model does not hold what it should.
    #[error("the model file {file} is not usable: {cause}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong with it.
        cause: String,
    },
}

impl Reader {
    /// The reader with the model that is built into this library.
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn embedded() -> Result<Self, ReaderError> {
        Ok(Reader {})
    }

    /// A reader with another model's files, by name (`reader.onnx`, `tokenizer.json`, …).
    ///
    /// # Errors
    /// When a file is missing or does not hold what it should.
    pub fn from_files(_load: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Self, ReaderError> {
        Ok(Reader {})
    }

    /// Reads one article. `notes` are those that intake left; the record carries them on.
    pub fn read(&self, article: Article, notes: Vec<Note>) -> Record {
        Record { schema: SCHEMA.to_owned(), article, statements: Vec::new(), wording: Vec::new(), notes }
    }
}
