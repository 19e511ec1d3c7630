//! What can go wrong on the way from a path to an article, each with the hint that gets the user out of it.

use onrecord::budget::Over;
use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why an input gave no article. Every message names the input; [`IntakeError::hint`] says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// No file of that name.
    #[error("{}: no such file", path.display())]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// A folder where a file was wanted.
    #[error("{}: is a folder, not a file", path.display())]
    Directory {
        /// The path as given.
        path: PathBuf,
    },
    /// A socket, a device or the like.
    #[error("{}: is not a regular file", path.display())]
    NotRegular {
        /// The path as given.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{origin}: cannot be read: {source}")]
    Io {
        /// Path, or `-` for standard input.
        origin: String,
        /// What the system said.
        source: io::Error,
    },
    /// More bytes than an article can have.
    #[error("{origin}: {} is more than the {} one article may have", mebibytes(*size), mebibytes(*limit))]
    TooLarge {
        /// Path, or `-` for standard input.
        origin: String,
        /// Bytes found; of a stream, the bytes read before giving up.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// More text than an article can have.
    #[error("{origin}: its text is {} long, more than the {} one article may have", mebibytes(*size), mebibytes(*limit))]
    TooLong {
        /// Path or URL as given.
        origin: String,
        /// Bytes of the text, as UTF-8.
        size: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// No bytes, or only white space.
    #[error("{origin}: is empty")]
    Empty {
        /// Path or URL as given.
        origin: String,
    },
    /// Bytes that are no text.
    #[error("{origin}: is not text: {what}")]
    Binary {
        /// Path or URL as given.
        origin: String,
        /// What it looks like.
        what: String,
    },
    /// A document of a word processor, a table or a container that is damaged, or of a kind that is not known.
    #[error("{origin}: is {what} that cannot be read: {why}")]
    Unreadable {
        /// Path or URL as given.
        origin: String,
        /// What it is, with its article: `a Word document`.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A document with a password.
    #[error("{origin}: is {what} with a password, or under copy protection")]
    Locked {
        /// Path or URL as given.
        origin: String,
        /// What it is.
        what: &'static str,
    },
    /// A document of pictures of text.
    #[error("{origin}: is a scanned PDF file: its {pages} pages are pictures and hold no text")]
    Scanned {
        /// Path or URL as given.
        origin: String,
        /// How many pages it has.
        pages: usize,
    },
    /// A document of a kind that this build does not read.
    #[error("{origin}: is {what}, and this build of onrecord has nothing that reads one")]
    LeftOut {
        /// Path or URL as given.
        origin: String,
        /// What it is.
        what: &'static str,
        /// The feature of the crate that has what reads it.
        feature: &'static str,
    },
    /// A file of many articles where one was wanted.
    #[error("{origin}: holds {count} articles, and is not read as one")]
    Many {
        /// Path or URL as given.
        origin: String,
        /// How many.
        count: usize,
    },
    /// A page without readable main text.
    #[error("{origin}: no article found on this page: {why}")]
    NoArticle {
        /// Path or URL as given.
        origin: String,
        /// What was found instead.
        why: String,
    },
    /// An input that would cost more memory or time than it may.
    #[error("{origin}: is not read: {why}")]
    TooCostly {
        /// Path or URL as given.
        origin: String,
        /// What there is too much of.
        why: String,
    },
    /// The work was stopped.
    #[error("{origin}: reading it was stopped")]
    Stopped {
        /// Path or URL as given.
        origin: String,
    },
    /// The user's date of publication is none.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

impl IntakeError {
    /// What an input is refused with that was too much.
    pub(crate) fn over(origin: &str, over: Over) -> IntakeError {
        let origin = origin.to_owned();
        match over {
            Over::Stopped => IntakeError::Stopped { origin },
            over => IntakeError::TooCostly { origin, why: over.to_string() },
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some(match self {
            IntakeError::Missing { .. } => {
                "check the spelling; relative paths start at the working directory"
            }
            IntakeError::Directory { .. } => "name the files in it, for instance DIR/*.txt",
            IntakeError::NotRegular { .. } => "copy the text into a file, or pipe it in and read `-`",
            IntakeError::Io { .. } => "check that you may read it and that the disk answers",
            IntakeError::TooLarge { .. } | IntakeError::TooLong { .. } => {
                "if it holds many articles, split it into one file an article"
            }
            IntakeError::Empty { .. } => {
                "check how the file was made: a failed download often leaves an empty file"
            }
            IntakeError::Binary { .. } => "save it as plain text (UTF-8) or HTML first",
            IntakeError::Many { .. } => {
                "add it to an archive, which takes each article by itself: `onrecord add`, or Archive.add in Python"
            }
            IntakeError::Unreadable { .. } => {
                "open it in the program that made it and save it anew; or save it as plain text (UTF-8)"
            }
            IntakeError::Locked { .. } => {
                "take the password off in the program that made it and save it anew, or save it as plain text"
            }
            IntakeError::Scanned { .. } => {
                "have its text recognised first, for instance with OCRmyPDF, and give what comes of it"
            }
            IntakeError::LeftOut { .. } => {
                "build it with the feature `full`, which has all there is, or save the document as plain text (UTF-8)"
            }
            IntakeError::NoArticle { .. } => {
                "give the address of one article rather than of a list of articles, or paste its text into a file"
            }
            IntakeError::TooCostly { .. } => {
                "what people read is not like that; if there is an article in it, paste its text into a file"
            }
            IntakeError::Stopped { .. } => return None,
            IntakeError::Published(e) => return e.hint(),
        })
    }
}

/// Why a date of publication was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{given}` is not a date of publication: {why}")]
pub struct PublishedError {
    /// What was given.
    pub given: String,
    /// What is wrong with it.
    pub why: String,
}

impl PublishedError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        Some("write it like 2023-11-10, or with the time like 2023-11-10T14:30:00+01:00")
    }
}

fn mebibytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    if bytes < MIB { format!("{bytes} bytes") } else { format!("{} MB", bytes.div_ceil(MIB)) }
}
