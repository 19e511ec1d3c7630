//! The lake: records as Arrow batches and Parquet files, in one schema whoever writes them.
//!
//! [`Table`] names the tables and their columns. [`read_batch`] reads a batch of articles into a batch of rows, which is
//! what Spark, Ray and Python call. [`Lake`] writes a folder of Parquet files, [`records`] gets the records back out
//! of them without loss. [`network`] makes discourse networks of an archive's statements. [`groups`] is what Spark needs to group
//! near-duplicates and sayings over a lake as an archive does.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod batch;
mod cells;
mod columns;
mod entry;
mod error;
mod files;
mod gexf;
mod graphml;
pub mod groups;
mod input;
pub mod network;
mod pages;
mod records;
mod rows;
mod tables;
mod text;

pub use batch::{Stamp, read_batch, read_entry, try_read, unread};
pub use columns::{Column, Table};
pub use entry::{Entry, Outcome, Unread};
pub use error::{Failure, LakeError};
pub use files::{Known, Lake, Opened, PART_ARTICLES, ParquetFile, is_lake, is_parquet, open};
pub use gexf::write_gexf;
pub use graphml::write_graphml;
pub use input::{Input, InputRow, MAX_ROWS};
pub use pages::{Pages, pages_schema};
pub use records::records;
pub use rows::{Rows, retable};
pub use text::{CsvRows, JsonRows};
