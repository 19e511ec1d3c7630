//! Who says what on an issue, as plain rows for a network.

use crate::positions::Issue;
use crate::query::{Condition, Query, condition};
use crate::{Archive, ArchiveError};
use onrecord::acts::Act;
use rusqlite::params_from_iter;
use serde::Serialize;

/// A statement on an issue, as far as it tells who takes which side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sided {
    /// What the speaker is known by across articles.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Its state.
    pub country: Option<String>,
    /// Its Wikidata identifier.
    pub wikidata: Option<String>,
    /// What is done in saying it.
    pub act: Option<Act>,
    /// Whether the text says that the act was not performed.
    pub negated: bool,
    /// Number of the version that it stands in: the same for statements of one article.
    pub article: i64,
    /// Number of the report that the article carries, where several articles do: the same in all of these.
    pub report: Option<i64>,
    /// Whether the issue's own query for those who are for it wants the statement.
    pub pro: bool,
    /// Whether the one for those who are against it does.
    pub con: bool,
    /// The day of publication.
    pub day: Option<String>,
}

/// The latest statements on an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// Those with a speaker, the latest first.
    pub statements: Vec<Sided>,
    /// How many have none.
    pub nobody: u64,
    /// Whether these are all there are.
    pub all: bool,
    /// Names in the query that lead to nobody.
    pub unknown: Vec<String>,
}

impl Archive {
    /// Who says what of the latest statements on an issue. Those that tell again what another one of the article has are
    /// left out.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sides(&self, issue: &Issue, latest: usize) -> Result<Sides, ArchiveError> {
        let ask = || -> rusqlite::Result<Sides> {
            let on = condition(&self.db, &issue.query)?;
            let side = |query: &Option<Query>| match query {
                Some(query) => condition(&self.db, query),
                None => Ok(Condition { sql: "0".to_owned(), ..Condition::default() }),
            };
            let (pro, con) = (side(&issue.pro)?, side(&issue.con)?);
            let sql = format!(
                "SELECT a.key, a.name, a.kind, a.country, a.wikidata, s.act, s.negated, s.version, s.day, c.report,
                        coalesce(f.pro, 0), coalesce(f.con, 0) FROM
                    (SELECT s0.id, ({}) AS pro, ({}) AS con FROM statements s0
                     WHERE s0.current = 1 AND s0.repeats IS NULL AND ({})
                     ORDER BY s0.day DESC, s0.id DESC LIMIT {}) f
                 CROSS JOIN statements s ON s.id = f.id LEFT JOIN actors a ON a.id = s.speaker
                 LEFT JOIN carriers c ON c.version = s.version",
                pro.sql,
                con.sql,
                on.sql,
                latest + 1
            );
            let mut asked = self.db.prepare(&sql)?;
            // In the order in which their question marks stand.
            let values = pro.values().chain(con.values()).chain(on.values());
            let mut rows = asked.query(params_from_iter(values))?;
            let unknown = [&on, &pro, &con].into_iter().flat_map(|of| of.unknown.clone()).collect();
            let mut out = Sides { all: true, unknown, ..Sides::default() };
            let mut seen = 0;
            while let Some(row) = rows.next()? {
                seen += 1;
                if seen > latest {
                    out.all = false;
                    break;
                }
                let Some(key) = row.get(0)? else {
                    out.nobody += 1;
                    continue;
                };
                let act: Option<String> = row.get(5)?;
                out.statements.push(Sided {
                    key,
                    name: row.get(1)?,
                    kind: row.get(2)?,
                    country: row.get(3)?,
                    wikidata: row.get(4)?,
                    act: act.and_then(|act| serde_json::from_value(act.into()).ok()),
                    negated: row.get(6)?,
                    article: row.get(7)?,
                    day: row.get(8)?,
                    report: row.get(9)?,
                    pro: row.get(10)?,
                    con: row.get(11)?,
                });
            }
            Ok(out)
        };
        ask().map_err(|e| self.failed(e))
    }
}
