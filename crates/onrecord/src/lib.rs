//! The reading of one article: who said what, with every fact tied to the characters it came from.
//!
//! Reading is a pure function from an [`Article`] to a [`Record`]: no clock, no file, no network, no
//! randomness. The same article and model give the same record on any machine.
#![deny(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr, clippy::exit)]

pub mod actors;
pub mod acts;
mod article;
pub mod budget;
pub mod circumstances;
mod details;
pub mod dictionary;
pub mod document;
pub mod events;
pub mod labels;
pub mod language;
mod learned;
pub mod model;
mod phrase;
mod reader;
mod record;
mod repeats;
pub mod stances;
pub mod statements;
mod text;
pub mod time;

pub use actors::{Actor, ActorKind, ActorMention, SpeakerHow, Tie};
pub use article::{Article, Part, PartKind};
pub use events::{Event, EventStatus, EventType, QuadClass};
pub use reader::{BuiltIn, Reader, ReaderError, Stage};
pub use record::{
    AddresseeHow, Hand, Note, Occasion, Party, Record, SCHEMA, Statement, StatementKind, Wording, WordingKind,
};
pub use text::{Span, Text};
