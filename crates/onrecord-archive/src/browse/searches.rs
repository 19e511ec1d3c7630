//! Questions that people keep.

use crate::corrections::By;
use crate::query::{Query, QueryError};
use crate::{Archive, ArchiveError};
use rusqlite::params;
use schemars::JsonSchema;
use serde::Serialize;

/// Names and questions are no longer than this.
const LONGEST: usize = 2000;

/// A question that somebody kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Search {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// As it was typed.
    pub query: String,
    /// Who kept it.
    pub person: String,
    /// When, RFC 3339.
    pub made: String,
}

/// Why a question was not kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// It makes no sense.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Its name is empty or too long.
    #[error("a kept question needs a name of 1 to 200 characters")]
    Name,
    /// The question is too long.
    #[error("the question is too long to be kept")]
    Long,
    /// The store.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Archive {
    /// The kept questions, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn searches(&self) -> Result<Vec<Search>, ArchiveError> {
        let sql = "SELECT id, name, query, person, made FROM searches ORDER BY name LIMIT 500";
        let ask = || -> rusqlite::Result<Vec<Search>> {
            let read = |r: &rusqlite::Row| {
                Ok(Search {
                    id: r.get(0)?,
                    name: r.get(1)?,
                    query: r.get(2)?,
                    person: r.get(3)?,
                    made: r.get(4)?,
                })
            };
            self.db.prepare_cached(sql)?.query_map([], read)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Keeps a question; one of the same name is replaced. Returns its number.
    ///
    /// # Errors
    /// When it makes no sense or has no name, or the store cannot be written.
    pub fn keep_search(&mut self, name: &str, query: &str, by: By) -> Result<i64, SearchError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 200 {
            return Err(SearchError::Name);
        }
        if query.len() > LONGEST {
            return Err(SearchError::Long);
        }
        Query::parse(query)?;
        let sql = "INSERT INTO searches (name, query, person, made) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (name) DO UPDATE SET query = ?2, person = ?3, made = ?4 RETURNING id";
        let put = || self.db.query_row(sql, params![name, query, by.person.trim(), by.at], |r| r.get(0));
        put().map_err(|e| self.failed(e).into())
    }

    /// Drops a kept question, and says whether there was one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn drop_search(&mut self, id: i64) -> Result<bool, ArchiveError> {
        let dropped = self.db.execute("DELETE FROM searches WHERE id = ?1", [id]);
        dropped.map(|n| n > 0).map_err(|e| self.failed(e))
    }
}
