//! One input: a path, an address or standard input, and why it could not be read.

use crate::message::Hinted;
use crate::web::{FetchError, Fetched, Fetcher};
use onrecord_intake::{
    Declared, Hints, IntakeError, Mapping, Metadata, Received, SourceError, Sources, Taken, Wanted, take,
};
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
    /// A file of many articles, or one of them, cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A page could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A table that has addresses in place of texts.
    #[error("{origin}: has the addresses of {count} or more articles, and not their texts")]
    Addresses {
        /// The input as given.
        origin: String,
        /// How many were found.
        count: usize,
    },
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
            InputError::Source(error) => error.hint().map(str::to_owned),
            InputError::Fetch(error) => error.hint().map(str::to_owned),
            InputError::Addresses { .. } => {
                Some("add it to an archive with `onrecord add`, which fetches them".to_owned())
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

    /// The articles of a file, which may hold many; None of an address.
    pub fn articles(&self, from: Declared, metadata: &Metadata, mapping: &Mapping) -> Option<Sources> {
        let wanted = match self {
            Input::Standard => Wanted::Standard,
            Input::Path(path) => Wanted::Path(path.clone()),
            Input::Address(_) => return None,
        };
        Some(Sources::new(vec![wanted], mapping.clone()).files_only().from(from).metadata(metadata.clone()))
    }
}

/// One article to be read.
#[derive(Debug)]
pub enum Piece {
    /// Of a file, or why it cannot be read.
    Received(Box<Result<Received, InputError>>),
    /// Of the web.
    Address(String),
}

impl Piece {
    /// Where it is from.
    pub fn origin(&self) -> String {
        match self {
            Piece::Address(url) => url.clone(),
            Piece::Received(received) => match received.as_ref() {
                Ok(received) => received.capture.origin.clone(),
                Err(_) => String::new(),
            },
        }
    }

    /// Makes an article of it; None where there is none, which is told elsewhere.
    pub fn take(&self, hints: &Hints, fetcher: &Fetcher) -> Result<Option<Taken>, InputError> {
        let url = match self {
            Piece::Received(received) => {
                let Ok(received) = received.as_ref() else { return Ok(None) };
                return Ok(Some(received.take(hints)?));
            }
            Piece::Address(url) => url,
        };
        let capture = match fetcher.fetch(url, None)? {
            Fetched::Page(capture, _) => capture,
            // Only who has asked before can be told that nothing is new.
            Fetched::Unchanged => {
                let why = "the server answered as if it had been asked before".to_owned();
                return Err(FetchError::Network { url: url.clone(), why }.into());
            }
        };
        Ok(Some(take(&capture, hints)?))
    }
}

/// The address an argument is, if it is one. A file of that name wins.
pub fn web_address(argument: &OsStr) -> Option<String> {
    let given = argument.to_str()?;
    let lower = given.get(..8).unwrap_or(given).to_ascii_lowercase();
    let looks = lower.starts_with("http://") || lower.starts_with("https://");
    (looks && !std::path::Path::new(given).exists()).then(|| given.to_owned())
}
