//! Which reader model reads.

use super::UsageError;
use onrecord::{BuiltIn, Reader, ReaderError};
use std::path::PathBuf;

/// Name and version of what reads.
pub const READER: &str = concat!("onrecord ", env!("CARGO_PKG_VERSION"));

/// A built-in reader model or one in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Model {
    /// One that is built in.
    BuiltIn(BuiltIn),
    /// A folder with the files of another.
    Folder(PathBuf),
}

impl Model {
    /// From the value of `--model`. A folder that is called like a built-in model is meant by `./fast`.
    pub fn parse(given: PathBuf) -> Result<Self, UsageError> {
        match given.to_str().and_then(BuiltIn::named) {
            Some(built_in) => Ok(Model::BuiltIn(built_in)),
            None if given.is_dir() => Ok(Model::Folder(given)),
            None => Err(UsageError::Model(given)),
        }
    }

    /// The name under which an archive keeps what this model has read.
    pub fn reader_name(&self) -> String {
        match self {
            Model::BuiltIn(BuiltIn::Base) => READER.to_owned(),
            Model::BuiltIn(BuiltIn::Fast) => format!("{READER} fast"),
            Model::BuiltIn(BuiltIn::World) => format!("{READER} world"),
            Model::Folder(folder) => format!("{READER} with {}", folder.display()),
        }
    }

    /// The reader with this model.
    pub fn load(&self) -> Result<Reader, ReaderError> {
        match self {
            Model::BuiltIn(model) => Reader::built_in(*model),
            Model::Folder(folder) => onrecord_intake::reader_in(folder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_built_in_models_and_the_rest_must_be_folders() {
        let parse = |given: &str| Model::parse(given.into());
        assert_eq!(parse("base").unwrap(), Model::BuiltIn(BuiltIn::Base));
        assert_eq!(parse("fast").unwrap(), Model::BuiltIn(BuiltIn::Fast));
        assert_eq!(parse(".").unwrap(), Model::Folder(".".into()));
        assert!(matches!(parse("faster"), Err(UsageError::Model(_))));
    }

    #[test]
    fn what_one_model_has_read_is_told_from_what_another_has() {
        let mut names: Vec<String> =
            ["base", "fast", "."].iter().map(|m| Model::parse(m.into()).unwrap().reader_name()).collect();
        assert_eq!(names[0], READER, "archives of earlier versions name it so");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 3);
    }
}
