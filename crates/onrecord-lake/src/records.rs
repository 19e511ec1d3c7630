//! From rows of [`Table::Articles`] back to records: the tables lose nothing.

use crate::columns::Table;
use crate::entry::{Entry, Outcome, Unread};
use crate::error::LakeError;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_schema::DataType;
use onrecord::{Note, Record, Text};
use onrecord_archive::Incoming;

/// The records of a batch of [`Table::Articles`], as an archive takes them. `added` is taken for the time of those that
/// do not tell it. Articles of which nothing could be read are passed over.
///
/// # Errors
/// When the batch lacks the columns that this needs. A row whose record is none is an error among the others.
pub fn records(
    articles: &RecordBatch,
    added: &str,
) -> Result<impl Iterator<Item = Result<Incoming, LakeError>> + use<>, LakeError> {
    let all: Vec<_> =
        entries(articles)?.filter_map(|entry| entry.map(|e| e.into_incoming(added)).transpose()).collect();
    Ok(all.into_iter())
}

/// The articles of a batch of [`Table::Articles`].
pub(crate) fn entries(
    batch: &RecordBatch,
) -> Result<impl Iterator<Item = Result<Entry, LakeError>>, LakeError> {
    let table = || batch.schema().metadata().get("onrecord.table").cloned();
    let column = |name: &str, of: &DataType| {
        let found = batch.column_by_name(name).ok_or_else(|| LakeError::NoColumn {
            file: "the batch".to_owned(),
            column: name.to_owned(),
            table: table().filter(|table| table != Table::Articles.name()),
        })?;
        // Spark, pandas and polars give texts in other widths.
        Ok::<_, LakeError>(cast(found, of)?)
    };
    let text = |name: &str| Ok::<_, LakeError>(column(name, &DataType::Utf8)?.as_string::<i32>().clone());
    let (articles, texts, records) = (text("article")?, text("text")?, text("record")?);
    let (received, reader) = (text("received")?, text("reader")?);
    let (fetched, added) = (text("fetched")?, text("added")?);
    let (url, published, outlet) = (text("url")?, text("published")?, text("outlet")?);
    let version = column("version", &DataType::Int32)?.as_primitive::<Int32Type>().clone();
    let current = column("current", &DataType::Boolean)?.as_boolean().clone();
    let notes = batch.column_by_name("notes").cloned();
    Ok((0..batch.num_rows()).map(move |row| {
        let article = value(&articles, row).unwrap_or_default();
        let bad = |why: String| LakeError::Record { article: article.clone(), why };
        let outcome = match records.is_valid(row) {
            true => {
                let mut record: Record =
                    serde_json::from_str(records.value(row)).map_err(|e| bad(e.to_string()))?;
                let text = value(&texts, row).ok_or_else(|| bad("it has no text".to_owned()))?;
                record.article.text = Text::new(text);
                if let Some(span) = record.span_outside() {
                    return Err(bad(format!("the span {}–{} lies outside its text", span.start, span.end)));
                }
                Outcome::Read(Box::new(record))
            }
            false => Outcome::Unread(Unread {
                url: value(&url, row),
                published: value(&published, row),
                outlet: value(&outlet, row),
                notes: notes.as_ref().map(|notes| notes_at(notes.as_ref(), row)).unwrap_or_default(),
            }),
        };
        let hash = value(&received, row).and_then(|hex| unhex(&hex));
        Ok(Entry {
            received: hash.ok_or_else(|| bad("`received` is no SHA-256 in hex".to_owned()))?,
            reader: value(&reader, row).ok_or_else(|| bad("`reader` is absent".to_owned()))?,
            version: version.is_valid(row).then(|| version.value(row) as u32),
            current: current.is_valid(row).then(|| current.value(row)),
            fetched: value(&fetched, row),
            added: value(&added, row),
            outcome,
            keys: None,
            wanted: None,
            article,
        })
    }))
}

pub(crate) fn value(column: &StringArray, row: usize) -> Option<String> {
    column.is_valid(row).then(|| column.value(row).to_owned())
}

/// The notes of a row; only their reasons and remedies, which is all that an unread article's have.
fn notes_at(notes: &dyn Array, row: usize) -> Vec<Note> {
    let Some(list) = notes.as_list_opt::<i32>().filter(|list| list.is_valid(row)) else { return Vec::new() };
    let of = list.value(row);
    let Some(of) = of.as_struct_opt() else { return Vec::new() };
    let text = |name: &str, n: usize| {
        let column = cast(of.column_by_name(name)?, &DataType::Utf8).ok()?;
        value(column.as_string(), n)
    };
    (0..of.len())
        .filter_map(|n| Some(Note { span: None, reason: text("reason", n)?, remedy: text("remedy", n) }))
        .collect()
}

pub(crate) fn unhex(digits: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    hex::decode_to_slice(digits, &mut out).ok()?;
    Some(out)
}
