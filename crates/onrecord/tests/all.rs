//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod event_types;
mod kinds;
mod languages;
mod levels;
mod repeats;
mod runtime;
