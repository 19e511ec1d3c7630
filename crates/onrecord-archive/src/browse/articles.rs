//! The articles of an archive, as a list of them has them.

use crate::{Archive, ArchiveError};
use rusqlite::{OptionalExtension, Row, params};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;

/// What a list says of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Heading {
    /// What it is known by.
    pub address: String,
    /// The number of this version.
    pub version: u32,
    /// How many versions there are.
    pub versions: u32,
    /// The headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// The day or moment of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Where it was found, if it was on the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it came into the archive.
    pub added: String,
    /// Name and version of what read it.
    pub reader: String,
    /// How many statements it has.
    pub statements: u32,
    /// Whose report it carries, where several articles carry it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
}

/// How much an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Totals {
    /// Articles.
    pub articles: u64,
    /// Statements of their latest versions.
    pub statements: u64,
    /// Actors with a name.
    pub actors: u64,
    /// Outlets.
    pub outlets: u64,
}

const COLUMNS: &str =
    "r.address, v.number, (SELECT count(*) FROM versions w WHERE w.article = v.article), v.title, o.name,
    v.published, v.url, v.added, v.reader, (SELECT count(*) FROM statements s WHERE s.version = v.id),
    (SELECT p.voice FROM carriers c JOIN reports p ON p.id = c.report WHERE c.version = v.id)
    FROM versions v JOIN articles r ON r.id = v.article LEFT JOIN outlets o ON o.id = v.outlet";

fn heading(r: &Row) -> rusqlite::Result<Heading> {
    Ok(Heading {
        address: r.get(0)?,
        version: r.get(1)?,
        versions: r.get(2)?,
        title: r.get(3)?,
        outlet: r.get(4)?,
        published: r.get(5)?,
        url: r.get(6)?,
        added: r.get(7)?,
        reader: r.get(8)?,
        statements: r.get(9)?,
        voice: r.get(10)?,
    })
}

impl Archive {
    /// Articles, the latest published first; those without a date last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn articles(&self, skip: usize, show: usize) -> Result<Vec<Heading>, ArchiveError> {
        let sql = format!(
            "SELECT {COLUMNS} WHERE v.number = (SELECT max(number) FROM versions w WHERE w.article = v.article)
             ORDER BY v.published DESC, v.id DESC LIMIT ?1 OFFSET ?2"
        );
        let ask = || -> rusqlite::Result<Vec<Heading>> {
            self.db.prepare_cached(&sql)?.query_map(params![show, skip], heading)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// What a list says of one article; of its latest version if none is given. None when there is no such one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn heading(&self, address: &str, version: Option<u32>) -> Result<Option<Heading>, ArchiveError> {
        let sql = format!(
            "SELECT {COLUMNS} WHERE r.address = ?1 AND (?2 IS NULL OR v.number = ?2) ORDER BY v.number DESC LIMIT 1"
        );
        let ask = || self.db.prepare_cached(&sql)?.query_row(params![address, version], heading).optional();
        ask().map_err(|e| self.failed(e))
    }

    /// By the ids of a record's actors, what each is known by across articles.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn cast(&self, address: &str, version: Option<u32>) -> Result<HashMap<String, String>, ArchiveError> {
        let sql = "SELECT c.local, a.key FROM casts c JOIN actors a ON a.id = c.actor WHERE c.version =
            (SELECT v.id FROM versions v JOIN articles r ON r.id = v.article
             WHERE r.address = ?1 AND (?2 IS NULL OR v.number = ?2) ORDER BY v.number DESC LIMIT 1)";
        let ask = || -> rusqlite::Result<HashMap<String, String>> {
            self.db
                .prepare_cached(sql)?
                .query_map(params![address, version], |r| Ok((r.get(0)?, r.get(1)?)))?
                .collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// How much there is. Goes through an index of all statements: worth keeping while [`Archive::generation`] stays.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn totals(&self) -> Result<Totals, ArchiveError> {
        let one = |sql: &str| self.db.prepare_cached(sql)?.query_row([], |r| r.get(0));
        let ask = || -> rusqlite::Result<Totals> {
            Ok(Totals {
                articles: one("SELECT count(*) FROM articles")?,
                statements: one("SELECT count(*) FROM statements WHERE current = 1")?,
                actors: one("SELECT count(*) FROM actors WHERE named AND same_as IS NULL")?,
                outlets: one("SELECT count(*) FROM outlets")?,
            })
        };
        ask().map_err(|e| self.failed(e))
    }
}
