//! The language stage: words, quotation marks and sentences of an article's text, and the words by which a language is read.

mod data;
mod quotes;
mod sentences;
mod toml_file;
mod words;

pub(crate) use data::{ByLanguage, Tables};
pub use data::{Language, Traits};
pub use quotes::{Quotation, QuoteMark, quotations};
pub use sentences::sentences;
#[doc(hidden)]
pub use toml_file::from_toml;
pub use words::{Shape, Word, words};
