//! The archive: the records of many articles in one file, and questions put to them.
//!
//! An [`Archive`] is one SQLite file. [`Batch::add`] puts records in, [`Archive::check`] sees that nothing in it has
//! been harmed, [`query`] is the language in which it is asked. The crate reads no clock and no environment: what
//! time it is, and who reads, is passed in.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod actors;
mod actors_list;
mod add;
mod addressee;
mod bodies;
pub mod browse;
mod check;
pub mod codes;
pub mod coding;
pub mod corrections;
pub mod duplicates;
mod error;
mod events;
mod export;
mod facts;
mod find;
mod open;
mod pack;
mod phrases;
mod places;
pub mod positions;
pub mod query;
mod remove;
mod repair;
mod reread;
mod rows;
pub mod sayings;
mod schema;
mod spans;
mod visits;
mod why;
pub mod wording;

pub use actors::actor_key;
pub use actors_list::{ActorOrder, ActorsWanted, ListedActor};
pub use add::{Added, Batch, Incoming, address};
pub use check::{Checked, Counts, Harm};
pub use error::ArchiveError;
pub use events::{Conflict, EventCount, EventCountBy, Happening, Telling, Voice, Who};
pub use export::{Stored, Versions};
pub use facts::{Facts, SpeakerRow, SpeakerTable};
pub use find::{Context, Count, CountBy, Found, Wanted};
pub use open::Archive;
pub use pack::hash as sha256;
pub use query::{Query, QueryError};
pub use remove::{Removal, Removed};
pub use repair::Repaired;
pub use reread::ToRead;
pub use schema::VERSION;
pub use spans::Spans;
pub use visits::Visit;
pub use why::{Reason, Sought};
