//! The stored text and record of a version.

use crate::pack::unpack;
use onrecord::{Record, Text};
use rusqlite::Connection;

/// What is wrong with stored bytes, in the store's terms.
pub(crate) fn harmed(error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Blob, Box::new(error))
}

/// The record of a version as it was read, with its text.
pub(crate) fn record(db: &Connection, version: i64) -> rusqlite::Result<Record> {
    let mut ask = db.prepare_cached("SELECT text, record FROM bodies WHERE version = ?1")?;
    let (text, record): (Vec<u8>, Vec<u8>) = ask.query_row([version], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let mut read: Record = serde_json::from_str(&unpack(&record).map_err(harmed)?).map_err(harmed)?;
    read.article.text = Text::new(unpack(&text).map_err(harmed)?);
    Ok(read)
}
