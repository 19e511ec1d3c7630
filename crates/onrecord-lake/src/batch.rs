//! The one batch function: Arrow in, Arrow out, and no row lost.

use crate::columns::Table;
use crate::entry::{Entry, Outcome, Unread};
use crate::error::{Failure, LakeError};
use crate::input::{Input, InputRow};
use crate::rows::Rows;
use arrow_array::RecordBatch;
use onrecord::{Note, Reader};
use onrecord_archive::sha256;
use onrecord_intake::{Budget, Capture, Hints, IntakeError, Received, parse_published};
use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is put down with everything that is read.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Name and version of what reads.
    pub reader: String,
    /// When, RFC 3339; none to keep output the same from run to run.
    pub added: Option<String>,
}

/// Reads a batch of articles into rows of a table.
///
/// The columns of `batch` are those of [`Input`]. A row that cannot be read becomes a row with a note; it never
/// fails the batch, and neither does a bug that an article runs into.
///
/// # Errors
/// When the batch as a whole is not one of articles.
pub fn read_batch(
    reader: &Reader,
    batch: &RecordBatch,
    table: Table,
    stamp: &Stamp,
) -> Result<RecordBatch, LakeError> {
    let input = Input::new(batch)?;
    let mut rows = Rows::new(table);
    for n in 0..input.len() {
        rows.push(&read_entry(reader, &input.row(n), stamp));
    }
    rows.finish()
}

/// Reads one article. One that cannot be read is an entry with a note.
pub fn read_entry(reader: &Reader, row: &InputRow, stamp: &Stamp) -> Entry {
    try_read(reader, row, stamp).unwrap_or_else(|failure| unread(row, &failure, stamp))
}

/// Reads one article, or says why it cannot be read.
///
/// # Errors
/// When the row has nothing to read, when what it has is no article, or when an article runs into a bug.
pub fn try_read(reader: &Reader, row: &InputRow, stamp: &Stamp) -> Result<Entry, Failure> {
    let Some(bytes) = content(row) else { return Err(Failure::Nothing(row.note.map(str::to_owned))) };
    let received = sha256(&bytes);
    let record = match catch_unwind(AssertUnwindSafe(|| read(reader, row, &bytes, received))) {
        Ok(record) => record?,
        Err(panic) => return Err(Failure::Bug(said(&*panic).to_owned())),
    };
    Ok(entry(row, received, stamp, Outcome::Read(Box::new(record))))
}

/// An article that could not be read, as it stands in the tables: with what was given of it, and why.
pub fn unread(row: &InputRow, failure: &Failure, stamp: &Stamp) -> Entry {
    let received = sha256(content(row).as_deref().unwrap_or_default());
    let outcome = Outcome::Unread(Unread {
        url: row.url.map(str::to_owned),
        published: row.published.map(str::to_owned),
        outlet: row.outlet.map(str::to_owned),
        notes: vec![failure.note()],
    });
    entry(row, received, stamp, outcome)
}

fn entry(row: &InputRow, received: [u8; 32], stamp: &Stamp, outcome: Outcome) -> Entry {
    let hash = || format!("sha256:{}", hex::encode(received));
    let url = || match &outcome {
        Outcome::Read(record) => record.article.url.clone(),
        Outcome::Unread(unread) => unread.url.clone(),
    };
    Entry {
        article: row.id.map(str::to_owned).or_else(url).unwrap_or_else(hash),
        version: None,
        current: None,
        received,
        fetched: row.url.map(str::to_owned),
        added: stamp.added.clone(),
        reader: stamp.reader.clone(),
        outcome,
        keys: None,
        wanted: None,
    }
}

/// The bytes to read: those given, or the page's, or the text's.
fn content<'a>(row: &InputRow<'a>) -> Option<Cow<'a, [u8]>> {
    let text = row.html.or(row.text).map(str::as_bytes);
    row.bytes.or(text).map(Cow::Borrowed)
}

fn read(
    reader: &Reader,
    row: &InputRow,
    bytes: &[u8],
    hash: [u8; 32],
) -> Result<onrecord::Record, IntakeError> {
    // What a text is, is known; of bytes, the first ones tell.
    let content_type = match (row.bytes, row.html) {
        (Some(_), _) => row.content_type,
        (None, Some(_)) => Some("text/html; charset=utf-8"),
        (None, None) => Some("text/plain; charset=utf-8"),
    };
    let mut notes = Vec::new();
    let published = row.published.and_then(|given| match parse_published(given) {
        Ok(date) => Some(date),
        Err(_) if given.trim().is_empty() => None,
        Err(error) => {
            let note = Note::new(format!("{error}; it was left out"));
            notes.push(Note { remedy: error.hint().map(str::to_owned), ..note });
            None
        }
    });
    let received = Received {
        capture: Capture {
            origin: row.id.or(row.url).unwrap_or("-").to_owned(),
            bytes: bytes.to_vec(),
            url: row.url.map(str::to_owned),
            content_type: content_type.map(str::to_owned),
        },
        hints: Hints {
            published,
            outlet: row.outlet.map(str::to_owned),
            language: row.language.map(str::to_owned),
            // No clock: the same batch gives the same rows on any day.
            today: None,
        },
        title: None,
        authors: Vec::new(),
        otherwise: Hints::default(),
        fetched: row.fetched.and_then(|day| day.get(..10)).map(str::to_owned),
        place: row.id.map(str::to_owned),
        hash,
        at: None,
        notes,
        given: None,
    };
    // Bytes of which nobody says what they are may be an export of many articles.
    let budget = Budget::default();
    let export =
        row.bytes.and_then(|_| onrecord_intake::take_export(&received.capture, &received.hints, &budget));
    let taken = export.unwrap_or_else(|| received.take_within(&Hints::default(), &budget))?;
    Ok(reader.read(taken.article, taken.notes))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
