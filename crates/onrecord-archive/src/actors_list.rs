//! The actors of an archive as a list.

use crate::actors::fold;
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Words, named};
use schemars::JsonSchema;
use serde::Serialize;

/// Names of an actor that are handed on.
const NAMES: usize = 12;

/// An actor of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedActor {
    /// Its name, or the words for somebody without one.
    pub name: String,
    /// What it is known by: `wikidata:`, `dictionary:`, `name:` or `words:` with what follows.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// Its state, as ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Other names that lead to it, in small letters; those of actors that people say are the same one are among them. No
    /// more than twelve.
    pub aliases: Vec<String>,
    /// By what mentions in different articles are tied to it: `wikidata`, `dictionary`, `name`, or `words` for one without
    /// a name.
    pub tied_by: String,
    /// How many other actors people say are this one.
    pub merged: u64,
    /// Statements that it makes, in the latest versions.
    pub statements: u64,
    /// Articles that mention it, earlier versions too.
    pub articles: u64,
}

impl Archive {
    /// The actors of whom a name holds some words (all without any), those with most statements first; and how many there
    /// are in all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn actors(
        &self,
        name: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<ListedActor>, usize), ArchiveError> {
        let ask = || -> rusqlite::Result<(Vec<ListedActor>, usize)> {
            let found = match name {
                None => None,
                Some(name) => {
                    let open = name.ends_with('*');
                    let text = name.trim_end_matches('*').to_owned();
                    Some(serde_json::to_string(&named(&self.db, &Words { text, open })?).unwrap_or_default())
                }
            };
            let wanted = "FROM actors a WHERE a.same_as IS NULL
                AND (?1 IS NULL OR a.id IN (SELECT value FROM json_each(?1)))";
            let all: usize =
                self.db.query_row(&format!("SELECT count(*) {wanted}"), [&found], |r| r.get(0))?;
            let sql = format!(
                "SELECT a.id, a.name, a.key, a.kind, a.country,
                        (SELECT count(*) FROM statements s WHERE s.speaker = a.id AND s.current = 1) AS said
                 {wanted} ORDER BY said DESC, a.name, a.id LIMIT ?2"
            );
            let mut ask = self.db.prepare(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut rows = ask.query(rusqlite::params![found, limit])?;
            let mut names = self.db.prepare(
                "SELECT DISTINCT folded FROM names WHERE actor IN (SELECT id FROM actors WHERE id = ?1 OR same_as = ?1)
                 ORDER BY folded LIMIT ?2",
            )?;
            let mut beside = self.db.prepare(
                "SELECT (SELECT count(*) FROM actors WHERE same_as = ?1),
                        (SELECT count(DISTINCT version) FROM casts WHERE actor IN (SELECT id FROM actors WHERE id = ?1 OR same_as = ?1))",
            )?;
            let mut out = Vec::new();
            while let Some(row) = rows.next()? {
                let id: i64 = row.get(0)?;
                let (name, key): (String, String) = (row.get(1)?, row.get(2)?);
                let folded = fold(&name);
                let aliases = names
                    .query_map(rusqlite::params![id, NAMES + 1], |r| r.get::<_, String>(0))?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                let (merged, articles) = beside.query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
                out.push(ListedActor {
                    tied_by: key.split(':').next().unwrap_or_default().to_owned(),
                    aliases: aliases.into_iter().filter(|a| *a != folded).take(NAMES).collect(),
                    name,
                    key,
                    kind: row.get(3)?,
                    country: row.get(4)?,
                    merged,
                    statements: row.get(5)?,
                    articles,
                });
            }
            Ok((out, all))
        };
        ask().map_err(|e| self.failed(e))
    }
}
