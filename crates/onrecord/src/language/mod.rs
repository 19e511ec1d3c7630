//! The language stage: words, quotation marks and sentences of an article's text, and the words by which a language is read.

mod data;
mod quotes;
mod sentences;
mod words;

pub(crate) use data::{ByLanguage, Tables};
pub use data::{Language, Traits};
pub use quotes::{Quotation, QuoteMark, quotations};
pub use sentences::sentences;
pub use words::{Shape, Word, words};
