//! Pages from the web, asked for as a polite visitor asks.
//!
//! [`Fetcher::fetch`] gets one address: it minds `robots.txt`, asks one host only so often, gives up on what is slow,
//! endless or large, and never connects to a private network unless it was allowed to. [`Crawl`] follows feeds and
//! sitemaps to their articles. The only crate here that goes to
//! the network; it does so for nothing but the addresses it was given and what they lead to.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod address;
mod crawl;
mod error;
mod fetch;
mod hosts;
mod robots;

pub use crawl::{Crawl, CrawlError, Crawled, Known, Recall, Start, Visited};
pub use error::FetchError;
pub use fetch::{Fetched, Fetcher, Policy, Validators};
