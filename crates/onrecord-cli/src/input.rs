//! One input: a path or standard input, and why it could not be read.

use crate::message::Hinted;
use onrecord_intake::{Hints, IntakeError, SIZE_LIMIT, Taken, open, read_up_to, take};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, given as `-`.
    Standard,
    /// A file.
    Path(PathBuf),
}

/// Why an input could not be read. Every message names the input.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// Intake made no article of it.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// An address in place of a file.
    #[error("{0}: is a web address, and onrecord never goes to the network")]
    WebAddress(String),
    /// Reading it panicked.
    #[error("{origin}: onrecord failed on this input: {said}")]
    Bug {
        /// The input as given.
        origin: String,
        /// What the panic said, and where.
        said: String,
    },
}

impl Hinted for InputError {
    fn hint(&self) -> Option<String> {
        match self {
            InputError::Intake(error) => error.hint().map(str::to_owned),
            InputError::WebAddress(url) => {
                Some(format!("fetch it first: curl -sL '{url}' | onrecord read -"))
            }
            InputError::Bug { .. } => {
                Some("this is a bug in onrecord; please report it with the input and this message".to_owned())
            }
        }
    }
}

impl Input {
    /// What an argument means.
    pub fn from_argument(argument: OsString) -> Input {
        if argument == "-" { Input::Standard } else { Input::Path(argument.into()) }
    }

    /// The input as the user gave it.
    pub fn origin(&self) -> String {
        match self {
            Input::Standard => "-".to_owned(),
            Input::Path(path) => path.display().to_string(),
        }
    }

    /// Reads the bytes and makes an article of them.
    pub fn take(&self, hints: &Hints) -> Result<Taken, InputError> {
        let capture = match self {
            Input::Standard => read_up_to("-", std::io::stdin().lock(), SIZE_LIMIT)?,
            Input::Path(path) if is_web_address(path) => return Err(InputError::WebAddress(self.origin())),
            Input::Path(path) => open(path)?,
        };
        Ok(take(&capture, hints)?)
    }
}

/// Whether the path is rather an address. A file of that name wins.
fn is_web_address(path: &Path) -> bool {
    let looks = path.to_str().is_some_and(|p| p.starts_with("http://") || p.starts_with("https://"));
    looks && !path.exists()
}
