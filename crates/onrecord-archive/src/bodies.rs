//! The versions of articles with their stored texts and records.

use crate::pack::unpack;
use onrecord::{Article, Record, Text};
use rusqlite::{Connection, OptionalExtension};

/// What is wrong with stored bytes, in the store's terms.
pub(crate) fn harmed(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(error))
}

/// The text of some packed bytes.
pub(crate) fn text(packed: &[u8]) -> rusqlite::Result<Text> {
    Ok(Text::new(unpack(packed).map_err(harmed)?))
}

/// The record of some packed bytes, with its text, by whose spans it can be cut: whoever wrote the archive.
pub(crate) fn opened(packed_text: &[u8], packed_record: &[u8]) -> rusqlite::Result<Record> {
    let mut read: Record = serde_json::from_str(&unpack(packed_record).map_err(harmed)?).map_err(harmed)?;
    read.article.text = text(packed_text)?;
    hold(&read)?;
    Ok(read)
}

/// The article of some packed bytes, without what was read in it.
pub(crate) fn opened_article(packed_text: &[u8], packed_record: &[u8]) -> rusqlite::Result<Article> {
    #[derive(serde::Deserialize)]
    struct Bare {
        article: Article,
    }
    let record = unpack(packed_record).map_err(harmed)?;
    let Bare { mut article } = serde_json::from_str(&record).map_err(harmed)?;
    article.text = text(packed_text)?;
    Ok(article)
}

/// Sees that every span of a record lies in its text.
pub(crate) fn hold(record: &Record) -> rusqlite::Result<()> {
    match outside(record) {
        Some(what) => Err(harmed(std::io::Error::other(what))),
        None => Ok(()),
    }
}

/// What is wrong with a record's spans, if anything.
pub(crate) fn outside(record: &Record) -> Option<String> {
    let outside = record.span_outside()?;
    Some(format!("the span {}–{} lies outside its text", outside.start, outside.end))
}

/// The record of a version as it was read, with its text.
pub(crate) fn record(db: &Connection, version: i64) -> rusqlite::Result<Record> {
    let mut ask = db.prepare_cached("SELECT text, record FROM bodies WHERE version = ?1")?;
    let (text, record): (Vec<u8>, Vec<u8>) = ask.query_row([version], |r| Ok((r.get(0)?, r.get(1)?)))?;
    opened(&text, &record)
}

/// The latest version of an article.
#[derive(Debug)]
pub(crate) struct Latest {
    /// The article's row.
    pub article: i64,
    /// The version's row.
    pub version: i64,
    /// Name and version of what read it.
    pub reader: String,
}

/// The latest version of the article at an address; none when there is no such article.
pub(crate) fn latest(db: &Connection, address: &str) -> rusqlite::Result<Option<Latest>> {
    db.prepare_cached(
        "SELECT a.id, v.id, v.reader FROM versions v JOIN articles a ON a.id = v.article WHERE address = ?1
         ORDER BY number DESC LIMIT 1",
    )?
    .query_row([address], |r| Ok(Latest { article: r.get(0)?, version: r.get(1)?, reader: r.get(2)? }))
    .optional()
}
