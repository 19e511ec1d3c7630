//! Discourse Network Analyzer 3 (Leifeld), `.dna`: an SQLite file with documents and coded statements.
//!
//! A statement of it has one span, in UTF-16 units, a type, and a value for each variable of the type. What goes out has
//! three types:
//!
//! | type | variables | of |
//! |---|---|---|
//! | `DNA Statement` | person, organization, concept, agreement, act, statement | a statement with a concept it is for or against: one row for each concept |
//! | `Statement` | person, organization, act, certainty, statement | a statement without one |
//! | `Code` | code, value, statement | any other code on a passage |
//!
//! `statement` is the id in the record, by which a statement is known when it comes back.

mod about;
mod password;
mod read;
mod write;

pub use read::read;
pub use write::DnaWriter;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// The password of every coder in what is written: DNA asks for one when it opens a file.
pub const PASSWORD: &str = "onrecord";

/// The name of the format in messages.
const DNA: &str = "DNA";
/// Characters of a value, counted as Java counts them.
const LONGEST: usize = 190;

mod names {
    pub const PERSON: &str = "person";
    pub const ORGANIZATION: &str = "organization";
    pub const CONCEPT: &str = "concept";
    pub const AGREEMENT: &str = "agreement";
    pub const ACT: &str = "act";
    pub const CERTAINTY: &str = "certainty";
    pub const STATEMENT: &str = "statement";
    pub const CODE: &str = "code";
    pub const VALUE: &str = "value";
    pub const SCORE: &str = "score";
    /// The type of statements with a concept, as DNA calls the one it makes for a new file.
    pub const DNA_STATEMENT: &str = "DNA Statement";
    /// The type of statements without one.
    pub const PLAIN: &str = "Statement";
    /// The type of other codes.
    pub const OTHER: &str = "Code";
}

/// Steps of the store's machine between two looks at how many there were.
const STEPS: i32 = 1_000_000;
/// Looks after which a file is given up: no real one needs so many, and one made to waste time does not get more.
const LOOKS: u32 = 200_000;

/// Opens a stranger's file for looking only, as <https://sqlite.org/security.html> advises.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "mmap_size", 0)?;
    let mut looks = 0;
    db.progress_handler(
        STEPS,
        Some(move || {
            looks += 1;
            looks > LOOKS
        }),
    )?;
    Ok(db)
}

/// Whether an SQLite file has DNA's tables.
pub(crate) fn is_dna(path: &Path) -> bool {
    let ask = || -> rusqlite::Result<u32> {
        open(path)?.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('DOCUMENTS', 'STATEMENTS', 'VARIABLES')",
            [],
            |r| r.get(0),
        )
    };
    ask().is_ok_and(|n| n == 3)
}

/// The beginning of a value, as long as DNA takes, and whether that is all of it.
fn clipped(value: &str) -> (&str, bool) {
    let mut units = 0;
    for (at, c) in value.char_indices() {
        units += c.len_utf16();
        if units > LONGEST {
            return (&value[..at], false);
        }
    }
    (value, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_between_characters() {
        assert_eq!(clipped("short"), ("short", true));
        let long = "😀".repeat(200);
        let (cut, whole) = clipped(&long);
        assert_eq!((cut.encode_utf16().count(), whole), (190, false));
        assert!(clipped(&"é".repeat(190)).1);
    }
}
