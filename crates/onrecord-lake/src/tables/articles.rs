//! One row an article.

use super::about;
use crate::cells::{Cell, Kind, text};
use crate::columns::{Column, Row};
use onrecord::{Record, Text};

fn with<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Record) -> Cell<'a>) -> Cell<'a> {
    row.of.record().map_or(Cell::None, cell)
}

/// The record without the text, which has its own column.
fn bare(record: &Record) -> Option<String> {
    let mut bare = record.clone();
    bare.article.text = Text::new("");
    serde_json::to_string(&bare).ok()
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("article", Kind::Text, about::ARTICLE, super::article).required(),
    Column::new("version", Kind::Int, about::VERSION, super::version),
    Column::new(
        "current",
        Kind::Flag,
        "Whether it is the latest version, if an archive wrote the row; otherwise absent.",
        |row| row.of.current.map_or(Cell::None, Cell::Flag),
    ),
    Column::new(
        "read",
        Kind::Flag,
        "Whether the article could be read. If not, `notes` says why, and all that is read of articles is absent.",
        |row| Cell::Flag(row.of.record().is_some()),
    )
    .required(),
    Column::new("published", Kind::Text, about::PUBLISHED, super::published),
    Column::new("day", Kind::Day, about::DAY, super::day_of),
    Column::new("outlet", Kind::Text, about::OUTLET, super::outlet),
    Column::new("url", Kind::Text, "Its address, where the page or the source names one.", super::url),
    Column::new("title", Kind::Text, "Headline, as the metadata or the text give it.", |row| {
        with(row, |record| text(record.article.title.as_deref()))
    }),
    Column::new("authors", Kind::Texts, "Bylined authors.", |row| {
        with(row, |record| match record.article.authors.as_slice() {
            [] => Cell::None,
            all => Cell::Texts(all.iter().map(|name| name.as_str().into()).collect()),
        })
    }),
    Column::new("language", Kind::Text, "Language, ISO 639-1, where it could be told.", |row| {
        with(row, |record| text(record.article.language.as_deref()))
    }),
    Column::new(
        "extraction_confidence",
        Kind::Float,
        "Of a page: how right its text is expected to be, as F1 over words, 0 to 1.",
        |row| with(row, |record| record.article.extraction_confidence.map_or(Cell::None, Cell::Float)),
    ),
    Column::new("words", Kind::Int, "Number of words of the text, parted by white space.", |row| {
        with(row, |record| {
            let count = record.article.text.as_str().split_whitespace().count();
            Cell::Int(i32::try_from(count).unwrap_or(i32::MAX))
        })
    }),
    Column::new("statements", Kind::Int, "Number of its statements.", |row| {
        with(row, |record| Cell::Int(i32::try_from(record.statements.len()).unwrap_or(i32::MAX)))
    }),
    Column::new("notes", Kind::Notes, "What was skipped, repaired or doubted.", |row| match row.of.notes() {
        [] => Cell::None,
        notes => Cell::Notes(notes),
    }),
    Column::new("text", Kind::Text, "The text in which all spans count.", |row| {
        with(row, |record| text(Some(record.article.text.as_str())))
    }),
    Column::new(
        "record",
        Kind::Text,
        "The whole record as JSON (`docs/record.schema.json`), with an empty `article.text`: the text stands in `text`. `onrecord add` loads the article from these two.",
        |row| with(row, |record| text(bare(record))),
    ),
    Column::new("received", Kind::Text, "SHA-256 of the bytes received, in hex.", |row| {
        text(Some(hex::encode(row.of.received)))
    })
    .required(),
    Column::new("fetched", Kind::Text, "The URL that came with the bytes, if any did.", |row| {
        text(row.of.fetched.as_deref())
    }),
    Column::new("added", Kind::Text, "When it was read or added, RFC 3339, where that is known.", |row| {
        text(row.of.added.as_deref())
    }),
    Column::new("reader", Kind::Text, "Name and version of what read it.", |row| {
        text(Some(row.of.reader.as_str()))
    })
    .required(),
    Column::new("coder", Kind::Text, about::CODER, |row| {
        with(row, |record| super::coder(record.article.coded.as_ref()))
    }),
    Column::new("coded_at", Kind::Text, about::CODED_AT, |row| {
        with(row, |record| super::coded_at(record.article.coded.as_ref()))
    }),
];
