//! The files of other tools that people code texts with: out of an archive, and back into it.
//!
//! Every format is a writer from [`Document`]s and a reader to them. A document is a text with [`Mark`]s: statements and
//! codes, each with who made it. Offsets of a document count code points, as everywhere in onrecord; each format turns
//! them into what its tools count. [`merge`] takes what comes back into an archive, as corrections and codes.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

pub mod brat;
pub mod dna;
mod document;
mod error;
mod files;
mod format;
pub mod merge;
mod offsets;
pub mod out;
pub mod qda;
pub mod tsv;
pub mod uima;
mod written;
mod xml;

pub use document::{Code, Document, Mark, READER, Read, Who};
pub use error::ExchangeError;
pub use format::{About, Format, Writer, read, recognise, writer};
pub use offsets::Utf16;
