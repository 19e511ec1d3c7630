//! How large and how fast things are.

pub mod archive;
mod chance;
mod pages;
mod process;
pub mod warc;
