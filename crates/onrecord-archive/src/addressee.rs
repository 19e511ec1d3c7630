//! Whom a statement is said to, for lists of statements.

use crate::bodies;
use crate::corrections::apply;
use crate::spans::words_at;
use onrecord::Record;
use rusqlite::{Connection, OptionalExtension};

/// The words for addressees whom no actor stands for. They stand in the record only, which is opened for those alone.
pub(crate) struct Addressees<'d> {
    db: &'d Connection,
    /// The version that was opened last; no record where it is harmed.
    last: Option<(i64, Option<Record>)>,
}

impl<'d> Addressees<'d> {
    pub fn new(db: &'d Connection) -> Self {
        Addressees { db, last: None }
    }

    /// The words for whom the statement of this row is said to; none where there are none.
    pub fn words(&mut self, row: i64, version: i64, number: u32) -> rusqlite::Result<Option<String>> {
        if !self.has_words(row)? {
            return Ok(None);
        }
        if self.last.as_ref().is_none_or(|(v, _)| *v != version) {
            // The rows hold without it: what is said is found all the same, and `check` tells what is harmed.
            let read = bodies::record(self.db, version).and_then(|read| apply(self.db, version, read));
            self.last = Some((version, read.ok().map(|effective| effective.into_record())));
        }
        let id = format!("s{}", number + 1);
        let found = self.last.as_ref().and_then(|(_, record)| {
            let record = record.as_ref()?;
            let statement = record.statements.iter().find(|s| s.id == id)?;
            let words = words_at(&record.article.text, statement.addressee.as_ref()?.span)?;
            Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        Ok(found)
    }

    /// Whether the index of words has some for the addressee: it keeps how many there are in each of its columns, of which
    /// that is the third.
    fn has_words(&self, row: i64) -> rusqlite::Result<bool> {
        let mut ask = self.db.prepare_cached("SELECT sz FROM statement_words_docsize WHERE id = ?1")?;
        let sizes: Option<Vec<u8>> = ask.query_row([row], |r| r.get(0)).optional()?;
        // Each is a number of one byte or several, all but the last of which have their highest bit set.
        let third =
            sizes.and_then(|sizes| sizes.split_inclusive(|b| b & 0x80 == 0).nth(2).map(<[u8]>::to_vec));
        Ok(third.is_some_and(|number| number.iter().any(|b| b & 0x7f != 0)))
    }
}
