//! Events across articles: their rows, and one event out of its tellings in many articles.

mod ask;
mod join;
pub(crate) mod spans;
pub(crate) mod store;

pub use ask::{EventCount, EventCountBy};
pub use join::{Conflict, Happening, Telling, Voice, Who};
