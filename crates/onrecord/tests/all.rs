//! The integration tests of this crate, in one binary: each links the engine with its weights, which is large.

mod actor_passages;
mod acts_passages;
mod circumstances_passages;
mod event_passages;
mod event_types;
mod kinds;
mod language_passages;
mod languages;
mod levels;
#[path = "support/marked.rs"]
mod marked;
mod passage_pages;
#[path = "support/passages.rs"]
mod passages;
mod repeats;
mod runtime;
mod statement_passages;
mod time_passages;
