//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod across;
mod actors;
mod archive;
mod bounds;
mod claims;
mod coding;
mod corrections;
mod events;
mod exchange;
mod export;
mod exports;
mod finding;
mod harm;
mod inputs;
mod listed;
mod models;
mod output;
mod serve;
#[path = "../../onrecord-fetch/tests/support/mod.rs"]
mod site;
mod support;
mod tour;
mod web;
