//! What the batch function reads: rows of `id`, `text` or `html` or `bytes`, `url`, `published`, `outlet`.

use crate::error::LakeError;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BinaryArray, RecordBatch, StringArray};
use arrow_cast::{can_cast_types, cast};
use arrow_schema::DataType;

/// More rows than this are better read in several batches: what is read of them is held in memory together.
pub const MAX_ROWS: usize = 64;

/// A batch of articles to read.
#[derive(Debug)]
pub struct Input {
    rows: usize,
    text: Option<StringArray>,
    html: Option<StringArray>,
    bytes: Option<BinaryArray>,
    id: Option<StringArray>,
    url: Option<StringArray>,
    published: Option<StringArray>,
    outlet: Option<StringArray>,
    language: Option<StringArray>,
    fetched: Option<StringArray>,
    content_type: Option<StringArray>,
    note: Option<StringArray>,
}

/// One article to read. The first that is there of bytes, page and text is read.
#[derive(Debug, Clone, Copy)]
pub struct InputRow<'a> {
    /// What the caller knows it by.
    pub id: Option<&'a str>,
    /// Plain text.
    pub text: Option<&'a str>,
    /// A page.
    pub html: Option<&'a str>,
    /// Text or page, in any charset.
    pub bytes: Option<&'a [u8]>,
    /// Its address.
    pub url: Option<&'a str>,
    /// When it was published.
    pub published: Option<&'a str>,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// Its language.
    pub language: Option<&'a str>,
    /// The day on which it was fetched: it was published by then.
    pub fetched: Option<&'a str>,
    /// The `Content-Type` header that came with the bytes.
    pub content_type: Option<&'a str>,
    /// Why there is nothing to read.
    pub note: Option<&'a str>,
}

impl Input {
    /// Finds the columns of a batch. Texts may have any of Arrow's widths; ids may be numbers, dates may be dates.
    ///
    /// # Errors
    /// When there is nothing to read in it, or a column is of a type that cannot be used.
    pub fn new(batch: &RecordBatch) -> Result<Input, LakeError> {
        let text =
            |name| column(batch, name, &DataType::Utf8, "text").map(|c| c.map(|c| c.as_string().clone()));
        let bytes = column(batch, "bytes", &DataType::Binary, "bytes")?.map(|c| c.as_binary().clone());
        let input = Input {
            rows: batch.num_rows(),
            text: text("text")?,
            html: text("html")?,
            bytes,
            id: text("id")?,
            url: text("url")?,
            published: text("published")?,
            outlet: text("outlet")?,
            language: text("language")?,
            fetched: text("fetched")?,
            content_type: text("content_type")?,
            note: text("note")?,
        };
        if input.text.is_none() && input.html.is_none() && input.bytes.is_none() {
            let names = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
            return Err(LakeError::NothingToRead(names));
        }
        Ok(input)
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The article at a place.
    pub fn row(&self, row: usize) -> InputRow<'_> {
        fn get(column: &Option<StringArray>, row: usize) -> Option<&str> {
            column.as_ref().filter(|c| c.is_valid(row)).map(|c| c.value(row))
        }
        let get = |column| get(column, row);
        InputRow {
            id: get(&self.id),
            text: get(&self.text),
            html: get(&self.html),
            bytes: self.bytes.as_ref().filter(|c| c.is_valid(row)).map(|c| c.value(row)),
            url: get(&self.url),
            published: get(&self.published),
            outlet: get(&self.outlet),
            language: get(&self.language),
            fetched: get(&self.fetched),
            content_type: get(&self.content_type),
            note: get(&self.note),
        }
    }
}

fn column(
    batch: &RecordBatch,
    name: &str,
    of: &DataType,
    wanted: &'static str,
) -> Result<Option<ArrayRef>, LakeError> {
    let Some(found) = batch.column_by_name(name) else { return Ok(None) };
    let from = found.data_type();
    let flat = !from.is_nested();
    // A text column of bytes would be taken for text without a look at its charset.
    let bytes = matches!(from, DataType::Binary | DataType::LargeBinary | DataType::BinaryView);
    if !flat || (bytes && *of == DataType::Utf8) || !can_cast_types(from, of) {
        let found = from.to_string();
        return Err(LakeError::ColumnType { column: name.to_owned(), found, wanted });
    }
    Ok(Some(cast(found, of)?))
}
