//! Files of many articles, WARC above all, as batches for the batch function.

use crate::error::LakeError;
use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use onrecord_intake::{Mapping, Received, SourceError, Sources, Wanted};
use std::sync::{Arc, LazyLock};

/// A batch has so many articles at most …
const ROWS: usize = crate::MAX_ROWS;
/// … or so many bytes, and the article that goes beyond them.
const BYTES: usize = 8 << 20;

const NAMES: [&str; 8] = ["id", "url", "published", "outlet", "language", "fetched", "content_type", "note"];

/// The columns of [`Pages`]: those of [`crate::Input`]; `offset`, the byte of the unpacked WARC file at which the page's
/// record begins; and `bytes` last.
pub fn pages_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let texts = NAMES.iter().map(|name| Field::new(*name, DataType::Utf8, true));
        let offset = Field::new("offset", DataType::Int64, true);
        let bytes = Field::new("bytes", DataType::Binary, true);
        Arc::new(Schema::new(texts.chain([offset, bytes]).collect::<Vec<_>>()))
    });
    Arc::clone(&SCHEMA)
}

/// The articles of some files, folders or patterns, a batch at a time. What cannot be read is a row with a note.
#[derive(Debug)]
pub struct Pages {
    sources: Sources,
    ended: bool,
    /// Of every so many articles …
    parts: u64,
    /// … the one at this place.
    part: u64,
    seen: u64,
}

impl Pages {
    /// Of these paths. The fields of JSON have their usual names.
    pub fn new(paths: impl IntoIterator<Item = String>) -> Pages {
        let wanted = paths.into_iter().map(|path| Wanted::Path(path.into())).collect();
        Pages { sources: Sources::new(wanted, Mapping::usual()), ended: false, parts: 1, part: 0, seen: 0 }
    }

    /// Only one of so many parts, from 0, which together have every article once: the first of every so many articles, the
    /// second of them, and so on. Unpacking a file is a small part of what reading its articles takes, so several
    /// machines may each go through the whole of it.
    ///
    /// # Panics
    /// When there is no such part.
    pub fn part(self, part: u32, parts: u32) -> Pages {
        assert!(part < parts, "part {part} is none of {parts}, which count from 0");
        Pages { part: part.into(), parts: parts.into(), ..self }
    }

    /// The next article of this part.
    fn article(&mut self) -> Option<Result<Received, SourceError>> {
        loop {
            let next = self.sources.next()?;
            let ours = self.seen % self.parts == self.part;
            self.seen += 1;
            if ours {
                return Some(next);
            }
        }
    }
}

impl Iterator for Pages {
    type Item = Result<RecordBatch, LakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut columns: [StringBuilder; 8] = std::array::from_fn(|_| StringBuilder::new());
        let (mut offsets, mut bodies) = (Int64Builder::new(), BinaryBuilder::new());
        let (mut rows, mut bytes) = (0, 0);
        while rows < ROWS && bytes < BYTES {
            let Some(next) = self.article() else {
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
                    offsets.append_option(received.at.and_then(|at| i64::try_from(at).ok()));
                    bodies.append_value(&received.capture.bytes);
                }
                Err(error) => {
                    let note = told(&error);
                    for (column, name) in columns.iter_mut().zip(NAMES) {
                        column.append_option((name == "note").then_some(note.as_str()));
                    }
                    offsets.append_null();
                    bodies.append_null();
                }
            }
        }
        if rows == 0 {
            return None;
        }
        let mut arrays: Vec<ArrayRef> =
            columns.iter_mut().map(|c| Arc::new(c.finish()) as ArrayRef).collect();
        arrays.push(Arc::new(offsets.finish()));
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
