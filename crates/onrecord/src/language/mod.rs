//! The language stage: words, quotation marks and sentences of an article's text.

mod quotes;
mod sentences;
mod words;

pub use quotes::{Quotation, QuoteMark, quotations};
pub use sentences::sentences;
pub use words::{Shape, Word, words};
