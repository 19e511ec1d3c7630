//! The words by which statements, events and actors are found, against those that they have.

use crate::corrections::Effective;
use crate::{events, rows};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// The indexes, as the schema makes them.
const TABLES: [(&str, &str); 3] = [
    (
        "statement_words",
        "content, source, addressee, conditions, content = '', contentless_delete = 1,
         tokenize = \"porter unicode61 remove_diacritics 2\"",
    ),
    (
        "event_words",
        "sentence, parties, content = '', contentless_delete = 1, tokenize = \"porter unicode61 remove_diacritics 2\"",
    ),
    ("name_words", "folded, content = '', tokenize = \"unicode61 remove_diacritics 2\""),
];

/// Indexes that are made anew, in a store that lies on the disk when it grows and is gone with the value.
pub(super) struct Index {
    db: Connection,
}

impl Index {
    pub fn new() -> rusqlite::Result<Index> {
        let db = Connection::open("")?;
        for (table, how) in TABLES {
            db.execute_batch(&format!("CREATE VIRTUAL TABLE {table} USING fts5({how})"))?;
        }
        db.execute_batch("BEGIN")?;
        Ok(Index { db })
    }

    /// Puts in the words of a version, under the rows that it has.
    pub fn version(&self, main: &Connection, version: i64, effective: &Effective) -> rusqlite::Result<()> {
        let text = &effective.record.article.text;
        let mut row = main.prepare_cached("SELECT id FROM statements WHERE version = ?1 AND number = ?2")?;
        for (number, statement) in effective.record.statements.iter().enumerate() {
            let found: Option<i64> = row.query_row(params![version, number], |r| r.get(0)).optional()?;
            if let Some(id) = found {
                rows::index(&self.db, id, text, statement)?;
            }
        }
        let mut row = main.prepare_cached("SELECT id FROM events WHERE version = ?1 AND number = ?2")?;
        for (number, event) in effective.record.events.iter().enumerate() {
            let found: Option<i64> = row.query_row(params![version, number], |r| r.get(0)).optional()?;
            if let Some(id) = found {
                events::store::index(&self.db, id, &effective.record, event)?;
            }
        }
        Ok(())
    }

    /// What is wrong with the indexes of an archive whose versions were all put in.
    pub fn hold(&self, main: &Connection) -> rusqlite::Result<Vec<String>> {
        let mut put = self.db.prepare("INSERT INTO name_words (rowid, folded) VALUES (?1, ?2)")?;
        let mut names = main.prepare("SELECT id, folded FROM names")?;
        let mut rows = names.query([])?;
        while let Some(name) = rows.next()? {
            put.execute(params![name.get::<_, i64>(0)?, name.get::<_, String>(1)?])?;
        }
        self.db.execute_batch("COMMIT")?;
        let mut wrong = Vec::new();
        for (table, _) in TABLES {
            for db in [main, &self.db] {
                db.execute_batch(&format!(
                    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_of_{table} USING fts5vocab('main', '{table}', 'instance')"
                ))?;
            }
            let sql = format!("SELECT term, doc, col, offset FROM temp.words_of_{table}");
            let (mut is, mut should) = (main.prepare(&sql)?, self.db.prepare(&sql)?);
            let (mut is, mut should) = (is.query([])?, should.query([])?);
            loop {
                let (a, b) = (is.next()?, should.next()?);
                match (a, b) {
                    (None, None) => break,
                    (Some(a), Some(b)) if same(a, b)? => {}
                    (a, b) => {
                        let of = |row: Option<&Row>| row.map(|r| r.get::<_, String>(0)).transpose();
                        let word = of(a)?.or(of(b)?).unwrap_or_default();
                        wrong.push(format!(
                            "{table}: the index is not that of the words there are, from `{word}` on"
                        ));
                        break;
                    }
                }
            }
        }
        Ok(wrong)
    }
}

fn same(a: &Row, b: &Row) -> rusqlite::Result<bool> {
    for n in 0..4 {
        let (a, b): (ValueRef, ValueRef) = (a.get_ref(n)?, b.get_ref(n)?);
        if a != b {
            return Ok(false);
        }
    }
    Ok(true)
}
