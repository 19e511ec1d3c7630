//! What a coder has before them: the next statement that they have not judged, the article as it is for them alone, and what
//! the codebook suggests.

use super::coders::JUDGED_BY;
use super::{Codebook, Unit, give};
use crate::bodies;
use crate::codes::number_of;
use crate::corrections::apply_of;
use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition};
use onrecord::Record;
use rusqlite::{OptionalExtension, ToSql, params};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashSet;

/// In which order a coder goes through statements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As they stand in the articles, in the order in which these were added.
    #[default]
    Text,
    /// Those that the reader is least sure of first.
    Doubt,
}

/// A statement that somebody is to judge next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Next {
    /// The article's address.
    pub article: String,
    /// The statement's id in the record.
    pub statement: String,
}

/// What the codebook's queries say of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// The statement's id in the record.
    pub statement: String,
    /// The concept.
    pub concept: String,
    /// Whether the speaker is for it, where the concept has queries for that.
    pub agrees: Option<bool>,
}

/// Statements of latest versions that others have struck out, and nobody has settled to be none. By the whole change, as the
/// index has it: most corrections of the kind confirm.
const STRUCK_BY_OTHERS: &str = r#"SELECT t.statement FROM corrections c JOIN corrected t ON t.correction = c.id
     JOIN versions v ON v.id = t.version
     WHERE c.kind = 'statement' AND c.change = '{"kind":"statement","is":false}' AND c.person <> ?1 AND c.undone IS NULL
         AND v.number = (SELECT max(number) FROM versions WHERE article = v.article)
         AND NOT EXISTS (SELECT 1 FROM corrected u JOIN corrections d ON d.id = u.correction
             WHERE u.statement = t.statement AND d.kind = 'statement' AND d.settled AND d.undone IS NULL)"#;

/// Statements that the reading lacks and others have added. They stand behind all that was read.
const ADDED_BY_OTHERS: &str = "SELECT s.id FROM corrections c JOIN corrected t ON t.correction = c.id
     JOIN statements s ON s.id = t.statement WHERE c.kind = 'missing' AND c.person <> ?1
         AND NOT EXISTS (SELECT 1 FROM statements z WHERE z.version = s.version AND z.number >= s.number
             AND NOT EXISTS (SELECT 1 FROM corrected y JOIN corrections m ON m.id = y.correction
                 WHERE y.statement = z.id AND m.kind = 'missing'))";

impl Archive {
    /// The next statement that a person has not judged, among those that a query wants: of the articles that are theirs to
    /// code and not finished, or of all where they have none. In the order of the text it is the next one after a
    /// statement, if one is given, and begins anew behind the last. What others have struck out is asked as well, and what
    /// others have added is not.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn next_uncoded(
        &self,
        person: &str,
        query: &Query,
        order: Order,
        after: Option<(&str, &str)>,
    ) -> Result<Option<Next>, ArchiveError> {
        let ask = || -> rusqlite::Result<Option<Next>> {
            let condition = condition(&self.db, query)?;
            let begin = match after {
                Some((article, statement)) => {
                    match give::place(&self.db, Unit::Statement { article, statement })? {
                        Ok(place) => place.at(),
                        Err(_) => None,
                    }
                }
                None => None,
            };
            let of =
                "(NOT EXISTS (SELECT 1 FROM assignments x JOIN coders c ON c.id = x.coder WHERE c.name = ?1)
                  OR s0.version IN (SELECT v.id FROM assignments x JOIN coders c ON c.id = x.coder
                      JOIN versions v ON v.article = x.article WHERE c.name = ?1 AND x.finished IS NULL))";
            // Those that are statements by everybody's word, and those that others alone have struck out.
            let standing = "s0.current = 1".to_owned();
            let struck = format!("s0.current = 0 AND s0.id IN ({STRUCK_BY_OTHERS})");
            let ask = |from: Option<i64>| -> rusqlite::Result<Option<Next>> {
                let (doubt, by, from) = match (order, from) {
                    (Order::Doubt, _) => ("s0.confidence", "s0.confidence, s0.id", String::new()),
                    (Order::Text, None) => ("0.0", "s0.id", String::new()),
                    (Order::Text, Some(row)) => ("0.0", "s0.id", format!("AND s0.id > {row}")),
                };
                let mut first: Option<((f64, i64), Next)> = None;
                for among in [&standing, &struck] {
                    // The query's own values stand behind the person, in the order of their question marks.
                    let sql = format!(
                        "SELECT a.address, s.number, f.doubt, f.id FROM
                         (SELECT {doubt} AS doubt, s0.id AS id FROM statements s0
                          WHERE {among} {from} AND s0.id NOT IN ({JUDGED_BY}) AND s0.id NOT IN ({ADDED_BY_OTHERS}) AND {of}
                          AND ({condition}) ORDER BY {by} LIMIT 1) f
                         JOIN statements s ON s.id = f.id JOIN versions v ON v.id = s.version JOIN articles a ON a.id = v.article",
                        condition = condition.sql
                    );
                    let mut values: Vec<&dyn ToSql> = vec![&person];
                    values.extend(condition.values());
                    let row = |r: &rusqlite::Row| {
                        let statement = format!("s{}", r.get::<_, u32>(1)? + 1);
                        Ok(((r.get(2)?, r.get(3)?), Next { article: r.get(0)?, statement }))
                    };
                    let found = self.db.prepare(&sql)?.query_row(values.as_slice(), row).optional()?;
                    first = match (first, found) {
                        (Some(a), Some(b)) => Some(if b.0 < a.0 { b } else { a }),
                        (a, b) => a.or(b),
                    };
                }
                Ok(first.map(|(_, next)| next))
            };
            match (ask(begin)?, begin) {
                (None, Some(_)) => ask(None),
                (found, _) => Ok(found),
            }
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The latest version of an article as it is for one person alone: as it was read, with their own corrections and
    /// nobody else's. None when there is no such article. Who is whom among actors is the same for all.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn corrected_by(&self, article: &str, person: &str) -> Result<Option<Record>, ArchiveError> {
        let ask = || -> rusqlite::Result<Option<Record>> {
            let Some(latest) = bodies::latest(&self.db, article)? else { return Ok(None) };
            let record = bodies::record(&self.db, latest.version)?;
            Ok(Some(apply_of(&self.db, latest.version, record, Some(person))?.into_record()))
        };
        ask().map_err(|e| self.failed(e))
    }

    /// Whether a person has judged a statement or event of the latest version of an article, or coded the article.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has_judged(&self, person: &str, article: &str, of: Option<&str>) -> Result<bool, ArchiveError> {
        let unit = match of.map(|id| (id, id.starts_with('e'))) {
            None => Unit::Article(article),
            Some((event, true)) => Unit::Event { article, event },
            Some((statement, false)) => Unit::Statement { article, statement },
        };
        let ask = || -> rusqlite::Result<bool> {
            let Ok(place) = give::place(&self.db, unit)? else { return Ok(false) };
            if !give::of_person(&self.db, &place, person)?.is_empty() {
                return Ok(true);
            }
            match unit {
                Unit::Statement { .. } => self
                    .db
                    .prepare_cached(
                        "SELECT 1 FROM corrected t JOIN corrections c ON c.id = t.correction
                         WHERE t.statement = ?1 AND c.person = ?2 AND c.undone IS NULL AND NOT c.settled",
                    )?
                    .exists(params![place.at(), person]),
                Unit::Event { event, .. } => self
                    .db
                    .prepare_cached(
                        "SELECT 1 FROM concerned n JOIN corrections c ON c.id = n.correction
                         WHERE n.version = ?1 AND n.event = ?2 AND c.person = ?3 AND c.kind <> 'mention'
                             AND c.undone IS NULL AND NOT c.settled",
                    )?
                    .exists(params![place.version(), number_of(event, 'e'), person]),
                _ => Ok(false),
            }
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The events of the latest version of an article that a person has judged: coded, corrected or confirmed; by their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn judged_events(&self, person: &str, article: &str) -> Result<HashSet<String>, ArchiveError> {
        let ask = || -> rusqlite::Result<HashSet<String>> {
            let Some(latest) = bodies::latest(&self.db, article)? else { return Ok(HashSet::new()) };
            let mut asked = self.db.prepare_cached(
                "SELECT n.event FROM concerned n JOIN corrections c ON c.id = n.correction
                 WHERE n.version = ?1 AND n.event IS NOT NULL AND c.person = ?2 AND c.kind <> 'mention'
                     AND c.undone IS NULL AND NOT c.settled
                 UNION SELECT e.number FROM events e JOIN coded_events k ON k.event = e.id JOIN codes c ON c.id = k.code
                 WHERE e.version = ?1 AND c.person = ?2 AND c.undone IS NULL AND NOT c.settled",
            )?;
            let id = |r: &rusqlite::Row| Ok(format!("e{}", r.get::<_, u32>(0)? + 1));
            asked.query_map(params![latest.version, person], id)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// What the queries of a codebook's concepts suggest for the statements of the latest version of an article.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn suggestions(&self, article: &str, book: &Codebook) -> Result<Vec<Suggestion>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<Suggestion>> {
            let Some(latest) = bodies::latest(&self.db, article)? else { return Ok(Vec::new()) };
            let found = |query: &Query| -> rusqlite::Result<Vec<u32>> {
                let condition = condition(&self.db, query)?;
                let sql = format!(
                    "SELECT s0.number FROM statements s0 WHERE s0.version = {} AND s0.current = 1 AND ({}) ORDER BY s0.number",
                    latest.version, condition.sql
                );
                let values: Vec<&dyn ToSql> = condition.values().collect();
                self.db.prepare(&sql)?.query_map(values.as_slice(), |r| r.get(0))?.collect()
            };
            let mut all = Vec::new();
            for concept in &book.concepts {
                let Some(query) = &concept.query else { continue };
                let here = found(query)?;
                if here.is_empty() {
                    continue;
                }
                let side = |query: &Option<Query>| query.as_ref().map_or_else(|| Ok(Vec::new()), found);
                let (pro, con) = (side(&concept.pro)?, side(&concept.con)?);
                all.extend(here.into_iter().map(|number| Suggestion {
                    statement: format!("s{}", number + 1),
                    concept: concept.name.clone(),
                    agrees: match (pro.contains(&number), con.contains(&number)) {
                        (true, false) => Some(true),
                        (false, true) => Some(false),
                        _ => None,
                    },
                }));
            }
            Ok(all)
        };
        ask().map_err(|e| self.failed(e))
    }
}

#[cfg(test)]
mod tests {
    use super::STRUCK_BY_OTHERS;
    use crate::corrections::Change;

    #[test]
    fn what_strikes_out_is_written_as_it_is_looked_for() {
        let written = serde_json::to_string(&Change::Statement { is: false }).unwrap();
        assert!(STRUCK_BY_OTHERS.contains(&format!("'{written}'")), "{written}");
    }
}
