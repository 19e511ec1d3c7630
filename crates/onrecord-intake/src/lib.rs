//! From bytes to articles: plain text, pages, standard input, and files that hold many.
//!
//! [`open`] and [`read_up_to`] turn a file or a stream into a [`Capture`]; [`take`] turns a capture into an
//! [`Article`] and is pure: the same bytes give the same article on any machine.
//! [`Sources`] walks over folders, JSON Lines, WARC files and feeds; [`parallel`] spreads the work on what it finds over threads.
//!
//! PDF files are read where the feature `pdf` is on. What interprets them is a third of all that is compiled here, so it is off
//! unless it is asked for; without it such a file is an error that says so. The feature `zstd` is for the answers of web servers that
//! are packed with it.

mod article;
mod charset;
mod container;
mod datewords;
mod documents;
mod docx;
mod error;
mod input;
mod json;
mod language;
mod lexicon;
mod loose;
mod model;
mod mojibake;
mod names;
mod open;
mod packed;
mod page;
mod paragraphs;
pub mod parallel;
mod parts;
mod press;
mod published;
mod required;
mod rich;
mod rtf;
mod sources;
mod xml;

pub use article::{TEXT_LIMIT, take, take_export, take_within};
pub use error::{IntakeError, PublishedError};
pub use model::reader_in;
pub use onrecord::budget::{Budget, Limits, Over};
pub use open::{SIZE_LIMIT, open, open_up_to, read_up_to};
pub use packed::unpack;
#[doc(hidden)]
pub use page::{SeenBlock, blocks_seen};
pub use press::{Database, Declared, DeclaredError, PressError};
pub use published::parse_published;
pub use sources::{
    Addresses, Content, Given, Listed, Listing, Mapping, MappingError, Metadata, PassedOver, Received,
    SourceError, Sources, Wanted, feeds_of, place_of, places_before,
};

use onrecord::{Article, Note};

/// Bytes as received, with where they came from.
#[derive(Debug, Clone)]
pub struct Capture {
    /// Path or URL as given; `-` for standard input.
    pub origin: String,
    /// The bytes, untouched.
    pub bytes: Vec<u8>,
    /// Address they were fetched from, where known.
    pub url: Option<String>,
    /// The `Content-Type` header, where there was one.
    pub content_type: Option<String>,
}

/// What the user knows better than the page does.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Date of publication, `YYYY-MM-DD` or RFC 3339; [`parse_published`] says what is accepted.
    pub published: Option<String>,
    /// Name of the outlet.
    pub outlet: Option<String>,
    /// ISO 639-1 code of the language.
    pub language: Option<String>,
    /// The day on which this is read, `YYYY-MM-DD`: an article dated after it is doubted. Without it none is.
    pub today: Option<String>,
}

/// An article and what was noticed while making it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The article.
    pub article: Article,
    /// What was skipped, repaired or doubted.
    pub notes: Vec<Note>,
}
