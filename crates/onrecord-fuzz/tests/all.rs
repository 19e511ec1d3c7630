//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod properties;
mod replay;
