//! Files of many articles, WARC above all, as batches for the batch function.

use crate::error::LakeError;
use arrow_array::RecordBatch;
use arrow_array::builder::{BinaryBuilder, StringBuilder};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use onrecord_intake::{Mapping, Received, SourceError, Sources, Wanted};
use std::sync::{Arc, LazyLock};

/// A batch has so many articles at most …
const ROWS: usize = crate::MAX_ROWS;
/// … or so many bytes, and the article that goes beyond them.
const BYTES: usize = 8 << 20;

const NAMES: [&str; 8] = ["id", "url", "published", "outlet", "language", "fetched", "content_type", "note"];

/// The columns of [`Pages`]: those of [`crate::Input`], with `bytes` last.
pub fn pages_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let texts = NAMES.iter().map(|name| Field::new(*name, DataType::Utf8, true));
        let bytes = Field::new("bytes", DataType::Binary, true);
        Arc::new(Schema::new(texts.chain([bytes]).collect::<Vec<_>>()))
    });
    Arc::clone(&SCHEMA)
}

/// The articles of some files, folders or patterns, a batch at a time. What cannot be read is a row with a note.
#[derive(Debug)]
pub struct Pages {
    sources: Sources,
    ended: bool,
}

impl Pages {
    /// Of these paths. The fields of JSON have their usual names.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Pages {
        let wanted = paths.into_iter().map(|path| Wanted::Path(path.into())).collect();
        Pages { sources: Sources::new(wanted, Mapping::usual()), ended: false }
    }
}

impl Iterator for Pages {
    type Item = Result<RecordBatch, LakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut columns: [StringBuilder; 8] = std::array::from_fn(|_| StringBuilder::new());
        let mut bodies = BinaryBuilder::new();
        let (mut rows, mut bytes) = (0, 0);
        while rows < ROWS && bytes < BYTES {
            let Some(next) = self.sources.next() else {
                self.ended = true;
                break;
            };
            rows += 1;
            match next {
                Ok(received) => {
                    bytes += received.capture.bytes.len();
                    for (column, value) in columns.iter_mut().zip(texts(&received)) {
                        column.append_option(value);
                    }
                    bodies.append_value(&received.capture.bytes);
                }
                Err(error) => {
                    let note = told(&error);
                    for (column, name) in columns.iter_mut().zip(NAMES) {
                        column.append_option((name == "note").then_some(note.as_str()));
                    }
                    bodies.append_null();
                }
            }
        }
        if rows == 0 {
            return None;
        }
        let mut arrays: Vec<arrow_array::ArrayRef> =
            columns.iter_mut().map(|c| Arc::new(c.finish()) as arrow_array::ArrayRef).collect();
        arrays.push(Arc::new(bodies.finish()));
        Some(RecordBatch::try_new(pages_schema(), arrays).map_err(LakeError::from))
    }
}

fn texts(received: &Received) -> [Option<&str>; 8] {
    let Received { capture, hints, fetched, place, .. } = received;
    [
        capture.url.as_deref().or(place.as_deref()).or(Some(&capture.origin)),
        capture.url.as_deref(),
        hints.published.as_deref(),
        hints.outlet.as_deref(),
        hints.language.as_deref(),
        fetched.as_deref(),
        capture.content_type.as_deref(),
        None,
    ]
}

fn told(error: &SourceError) -> String {
    match error.hint() {
        Some(hint) => format!("{error} ({hint})"),
        None => error.to_string(),
    }
}
