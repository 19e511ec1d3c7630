//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod codebook;
mod damage;
mod dna;
mod merge;
mod round_trip;
mod support;
