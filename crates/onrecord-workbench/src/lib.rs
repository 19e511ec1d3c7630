//! The workbench: an archive in a browser, for people who will never type a command.
//!
//! [`router`] makes the pages and the JSON API over one archive; [`serve`] answers on a socket. The crate reads no clock
//! and no environment: what time it is, what is secret and how articles are read is passed in ([`Settings`]).
//!
//! The way of a request: [`guard`](self) sees where it comes from and what it may do; a page of `pages` asks the archive
//! on a thread of its own ([`pool`](self)), within a time after which the question is stopped; what was found becomes
//! plain values (`view`), and those become HTML by templates, in which everything is escaped.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod api;
mod assets;
mod courtesy;
mod guard;
mod guesses;
mod house;
mod jobs;
mod pages;
mod pool;
mod problem;
mod sent;
mod server;
mod slots;
mod view;

pub use house::{Access, Settings};
pub use server::{listen, serve};

use axum::Router;
use house::House;
use std::sync::Arc;

/// The pages and the API over an archive.
///
/// # Errors
/// When there is no archive, or it cannot be read.
pub fn router(settings: Settings) -> Result<Router, onrecord_archive::ArchiveError> {
    let house = Arc::new(House::new(settings)?);
    Ok(guard::around(pages::routes().merge(api::routes()), &house).with_state(house))
}
