//! What somebody who types may mean.

use crate::actors_list::name_match;
use crate::{Archive, ArchiveError};
use rusqlite::params;
use schemars::JsonSchema;
use serde::Serialize;

/// Names looked at for one suggestion list: those who go by many names come once.
const LOOKED_AT: usize = 400;

/// A value that begins like what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// As it is written in a query.
    pub value: String,
    /// What it is: the kind of an actor, or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// What it is known by across articles, if it is an actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Archive {
    /// Actors with a name that holds words beginning like these; those in most articles first, of the first few hundred.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn actors_like(&self, typed: &str, most: usize) -> Result<Vec<Suggestion>, ArchiveError> {
        let Some(words) = name_match(typed) else { return Ok(Vec::new()) };
        let sql = "SELECT a.name, a.kind, a.key FROM
                (SELECT DISTINCT coalesce(b.same_as, b.id) AS id FROM
                    (SELECT rowid FROM name_words WHERE name_words MATCH ?1 LIMIT ?2) f
                 JOIN names n ON n.id = f.rowid JOIN actors b ON b.id = n.actor) m
            JOIN actors a ON a.id = m.id
            ORDER BY a.named DESC, (SELECT count(*) FROM (SELECT 1 FROM casts c WHERE c.actor = a.id LIMIT 1000)) DESC, a.id
            LIMIT ?3";
        let ask = || -> rusqlite::Result<Vec<Suggestion>> {
            self.db
                .prepare_cached(sql)?
                .query_map(params![words, LOOKED_AT, most], |r| {
                    Ok(Suggestion { value: r.get(0)?, what: r.get(1)?, key: r.get(2)? })
                })?
                .collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Outlets whose names hold these letters.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn outlets_like(&self, typed: &str, most: usize) -> Result<Vec<Suggestion>, ArchiveError> {
        let sql = "SELECT name FROM outlets WHERE instr(lower(name), lower(?1)) > 0
                   ORDER BY instr(lower(name), lower(?1)), name LIMIT ?2";
        let ask = || -> rusqlite::Result<Vec<Suggestion>> {
            self.db
                .prepare_cached(sql)?
                .query_map(params![typed, most], |r| {
                    Ok(Suggestion { value: r.get(0)?, what: None, key: None })
                })?
                .collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}
