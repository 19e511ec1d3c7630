//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod batch;
mod columns;
mod files;
mod groups;
mod round_trip;
