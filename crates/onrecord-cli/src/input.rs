//! One input: a path, an address or standard input, and why it could not be read.

use crate::message::Hinted;
use onrecord_fetch::{FetchError, Fetched, Fetcher};
use onrecord_intake::{Hints, IntakeError, SIZE_LIMIT, Taken, open, read_up_to, take};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, given as `-`.
    Standard,
    /// A page on the web.
    Address(String),
    /// A file.
    Path(PathBuf),
}

/// Why an input could not be read. Every message names the input.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// Intake made no article of it.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// A page could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
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
            InputError::Fetch(error) => error.hint().map(str::to_owned),
            InputError::Bug { .. } => {
                Some("this is a bug in onrecord; please report it with the input and this message".to_owned())
            }
        }
    }
}

impl Input {
    /// What an argument means.
    pub fn from_argument(argument: OsString) -> Input {
        if argument == "-" {
            return Input::Standard;
        }
        match web_address(&argument) {
            Some(url) => Input::Address(url),
            None => Input::Path(argument.into()),
        }
    }

    /// The input as the user gave it.
    pub fn origin(&self) -> String {
        match self {
            Input::Standard => "-".to_owned(),
            Input::Address(url) => url.clone(),
            Input::Path(path) => path.display().to_string(),
        }
    }

    /// Reads the bytes and makes an article of them.
    pub fn take(&self, hints: &Hints, fetcher: &Fetcher) -> Result<Taken, InputError> {
        let capture = match self {
            Input::Standard => read_up_to("-", std::io::stdin().lock(), SIZE_LIMIT)?,
            Input::Path(path) => open(path)?,
            Input::Address(url) => match fetcher.fetch(url, None)? {
                Fetched::Page(capture, _) => capture,
                // Only who has asked before can be told that nothing is new.
                Fetched::Unchanged => {
                    let why = "the server answered as if it had been asked before".to_owned();
                    return Err(FetchError::Network { url: url.clone(), why }.into());
                }
            },
        };
        Ok(take(&capture, hints)?)
    }
}

/// The address an argument is, if it is one. A file of that name wins.
pub fn web_address(argument: &OsStr) -> Option<String> {
    let given = argument.to_str()?;
    let lower = given.get(..8).unwrap_or(given).to_ascii_lowercase();
    let looks = lower.starts_with("http://") || lower.starts_with("https://");
    (looks && !std::path::Path::new(given).exists()).then(|| given.to_owned())
}
