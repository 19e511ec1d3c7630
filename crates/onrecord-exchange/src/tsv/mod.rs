//! WebAnno TSV 3.3, with the layers of [`uima`](crate::uima): a line a word, a column a feature. Offsets count UTF-16 units.
//!
//! Words are cut at the ends of annotations, so every annotation is of whole words. A line of the text is a sentence.

mod read;
mod write;

pub use read::read;
pub use write::TsvWriter;

const TSV: &str = "WebAnno TSV";
/// Characters that mean something in a cell, each written with a backslash before it where it does not.
const RESERVED: [char; 8] = ['\\', '[', ']', '|', '_', '>', ';', '*'];
