//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod browse;
mod coding;
mod coding_events;
mod corrections;
mod corrections_wider;
mod duplicates;
mod find;
mod formats;
mod proof;
mod refers;
mod remove;
mod sayings;
mod store;
mod strangers;
mod support;
mod wording;
