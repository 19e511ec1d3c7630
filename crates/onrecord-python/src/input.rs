//! One article to read, as Python gives it.

use onrecord_lake::InputRow;
use pyo3::prelude::*;

/// The fields of an article, in the order in which `onrecord._input` puts them into a tuple.
#[derive(Debug, Clone, Default, FromPyObject)]
pub(crate) struct Given(
    /// Plain text.
    Option<String>,
    /// A page.
    Option<String>,
    /// Either, in any charset.
    Option<Vec<u8>>,
    /// What the caller knows it by.
    Option<String>,
    /// Its address.
    Option<String>,
    /// When it was published.
    Option<String>,
    /// Its outlet.
    Option<String>,
    /// Its language.
    Option<String>,
    /// The `Content-Type` header that came with the bytes.
    Option<String>,
);

impl Given {
    /// As the batch function takes it.
    pub fn row(&self) -> InputRow<'_> {
        InputRow {
            text: self.0.as_deref(),
            html: self.1.as_deref(),
            bytes: self.2.as_deref(),
            id: self.3.as_deref(),
            url: self.4.as_deref(),
            published: self.5.as_deref(),
            outlet: self.6.as_deref(),
            language: self.7.as_deref(),
            content_type: self.8.as_deref(),
            fetched: None,
            note: None,
        }
    }
}
