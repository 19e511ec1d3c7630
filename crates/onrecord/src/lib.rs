//! The reading of one article: who said what, with every fact tied to the characters it came from.
//!
//! Reading is a pure function from an [`Article`] to a [`Record`]: no clock, no file, no network, no
//! randomness. The same article and model give the same record on any machine.

mod article;
pub mod dictionary;
mod reader;
mod record;
mod text;

pub use article::{Article, Part, PartKind};
pub use reader::{Reader, ReaderError};
pub use record::{Note, Record, SCHEMA, Statement, StatementKind, Wording, WordingKind};
pub use text::{Span, Text};
