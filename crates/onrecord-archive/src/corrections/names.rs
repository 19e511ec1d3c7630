//! Actors by the names that people give them.

use super::Named;
use crate::actors::fold;
use crate::{Archive, ArchiveError};
use onrecord::ActorKind;
use rusqlite::{Connection, OptionalExtension, params};

/// A row of `actors`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub key: String,
    pub name: String,
    pub kind: ActorKind,
    pub wikidata: Option<String>,
    pub country: Option<String>,
    pub dictionary: Option<String>,
}

const COLUMNS: &str = "a.key, a.name, a.kind, a.wikidata, a.country, a.dictionary";

impl Row {
    pub(super) fn read(row: &rusqlite::Row, first: usize) -> rusqlite::Result<Row> {
        Ok(Row {
            key: row.get(first)?,
            name: row.get(first + 1)?,
            kind: kind(row.get_ref(first + 2)?.as_str()?)?,
            wikidata: row.get(first + 3)?,
            country: row.get(first + 4)?,
            dictionary: row.get(first + 5)?,
        })
    }
}

fn kind(word: &str) -> rusqlite::Result<ActorKind> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(crate::bodies::harmed)
}

/// What an actor that a correction names is now, with merges followed.
pub(super) fn resolved(db: &Connection, named: &Named) -> rusqlite::Result<Row> {
    let sql = format!(
        "SELECT {COLUMNS} FROM actors f JOIN actors a ON a.id = coalesce(f.same_as, f.id) WHERE f.key = ?1"
    );
    let found = db.prepare_cached(&sql)?.query_row([&named.key], |r| Row::read(r, 0)).optional()?;
    Ok(found.unwrap_or_else(|| Row {
        key: named.key.clone(),
        name: named.name.clone(),
        kind: named.kind,
        wikidata: None,
        country: None,
        dictionary: None,
    }))
}

/// The row of an actor that a correction names, made if there is none.
pub(super) fn ensure(db: &Connection, named: &Named) -> rusqlite::Result<i64> {
    let known = db
        .prepare_cached("SELECT id FROM actors WHERE key = ?1")?
        .query_row([&named.key], |r| r.get(0))
        .optional()?;
    if let Some(row) = known {
        return Ok(row);
    }
    let mut make = db.prepare_cached("INSERT INTO actors (key, name, kind, named) VALUES (?1, ?2, ?3, 1)")?;
    let row = make.insert(params![named.key, named.name, named.kind.name()])?;
    let folded = fold(&named.name);
    db.prepare_cached("INSERT INTO names (folded, actor) VALUES (?1, ?2)")?.execute(params![folded, row])?;
    db.prepare_cached("INSERT INTO name_words (rowid, folded) VALUES (?1, ?2)")?
        .execute(params![db.last_insert_rowid(), folded])?;
    Ok(row)
}

/// A name that does not lead to one actor.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Several go by it.
    #[error("`{name}` may be {}", of.iter().map(|n| format!("{} ({})", n.name, n.key)).collect::<Vec<_>>().join(", "))]
    Several {
        /// The name.
        name: String,
        /// Those who go by it; the first few.
        of: Vec<Named>,
    },
    /// Nobody goes by it.
    #[error("nobody in this archive goes by `{0}`")]
    Nobody(String),
    /// The store.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl NameError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            NameError::Several { .. } => Some("give the key that stands in brackets"),
            NameError::Nobody(_) => Some("see `onrecord actors list` for the names and keys there are"),
            NameError::Archive(error) => error.hint(),
        }
    }
}

/// Those who go by a name are told apart up to this many.
const SHOWN: usize = 8;

impl Named {
    /// An actor that the archive does not have.
    pub fn new(name: &str, kind: ActorKind) -> Named {
        Named { key: format!("name:{}:{}", kind.name(), fold(name)), name: name.trim().to_owned(), kind }
    }
}

impl Archive {
    /// The one actor of a key or a name. If several go by the name, it is the one who takes part in the article, if one
    /// was given and only one does.
    ///
    /// # Errors
    /// When nobody or more than one goes by the name.
    pub fn actor_named(&self, name: &str, article: Option<&str>) -> Result<Named, NameError> {
        let ask = |condition: &str, values: &[&str]| -> rusqlite::Result<Vec<Named>> {
            let sql = format!(
                "SELECT DISTINCT {COLUMNS} FROM actors f JOIN actors a ON a.id = coalesce(f.same_as, f.id)
                 WHERE {condition} ORDER BY a.named DESC, a.id LIMIT {}",
                SHOWN + 1
            );
            let mut asked = self.db.prepare_cached(&sql)?;
            let rows = asked.query_map(rusqlite::params_from_iter(values), |r| Row::read(r, 0))?;
            rows.map(|row| row.map(|r| Named { key: r.key, name: r.name, kind: r.kind })).collect()
        };
        let folded = fold(name);
        let by_name = "f.id IN (SELECT actor FROM names WHERE folded = ?1)";
        let here = format!(
            "{by_name} AND f.id IN (SELECT c.actor FROM casts c JOIN versions v ON v.id = c.version
             JOIN articles r ON r.id = v.article WHERE r.address = ?2)"
        );
        let all = || -> rusqlite::Result<Vec<Named>> {
            let by_key = ask("f.key = ?1", &[name])?;
            if !by_key.is_empty() {
                return Ok(by_key);
            }
            if let Some(article) = article {
                let found = ask(&here, &[&folded, article])?;
                if found.len() == 1 {
                    return Ok(found);
                }
            }
            ask(by_name, &[&folded])
        };
        let mut found = all().map_err(|e| self.failed(e))?;
        match found.len() {
            0 => Err(NameError::Nobody(name.to_owned())),
            1 => Ok(found.remove(0)),
            _ => Err(NameError::Several { name: name.to_owned(), of: found }),
        }
    }
}
