//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod api;
mod desk;
mod desk_events;
mod pages;
mod safety;
mod support;
