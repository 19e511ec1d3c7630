//! One page of what a query wants, with counts of what the latest answers have in common.

use super::tallied;
use crate::find::of_rows;
use crate::query::{Query, condition};
use crate::{Archive, ArchiveError, Found, Reason, Sought};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;

/// Values shown of one facet.
const SHOWN: usize = 8;

/// Which stretch of the answers is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Answers passed over, the latest first.
    pub skip: usize,
    /// Answers shown.
    pub show: usize,
    /// The latest answers that are looked at, for counts and for paging.
    pub look_at: usize,
    /// With the paragraph around each.
    pub context: bool,
}

/// A value that answers have, and how many do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// As it is written in a query.
    pub value: String,
    /// As it is shown.
    pub shown: String,
    /// How many answers have it.
    pub statements: u64,
}

/// What answers have in one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Facet {
    /// The field of the query language.
    pub field: &'static str,
    /// The most frequent values.
    pub values: Vec<Tally>,
}

/// One page of answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Page {
    /// The statements.
    pub statements: Vec<Found>,
    /// How many answers were looked at.
    pub looked_at: usize,
    /// Whether that is all there are.
    pub all: bool,
    /// What these have in common.
    pub facets: Vec<Facet>,
    /// Names in the query that lead to nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// Why nothing was found, where nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Reason>,
}

struct Row {
    id: i64,
    speaker: Option<i64>,
    act: Option<String>,
    outlet: Option<i64>,
    kind: String,
    month: Option<String>,
}

impl Archive {
    /// As [`Archive::page`], of a query as it was typed: where it finds nothing, the page says why.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn page_or_why(&self, query: &Query, typed: &str, window: Window) -> Result<Page, ArchiveError> {
        let mut page = self.page(query, window)?;
        if page.looked_at == 0 {
            page.why = self.why_nothing(typed, Sought::Statements)?;
        }
        Ok(page)
    }

    /// A page of what a query wants, the latest first, with counts over the latest ones.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn page(&self, query: &Query, window: Window) -> Result<Page, ArchiveError> {
        let ask = || -> rusqlite::Result<Page> {
            let (mut rows, unknown) = latest(&self.db, query, window.look_at + 1)?;
            let all = rows.len() <= window.look_at;
            rows.truncate(window.look_at);
            let shown: Vec<i64> = rows.iter().skip(window.skip).take(window.show).map(|r| r.id).collect();
            let statements = of_rows(&self.db, &shown, window.context)?;
            let facets = facets(&self.db, &rows)?;
            Ok(Page { statements, looked_at: rows.len(), all, facets, unknown, why: Vec::new() })
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn latest(db: &Connection, query: &Query, most: usize) -> rusqlite::Result<(Vec<Row>, Vec<String>)> {
    let condition = condition(db, query)?;
    let sql = format!(
        "SELECT s0.id, s0.speaker, s0.act, s0.outlet, s0.kind, substr(s0.day, 1, 7) FROM statements s0
         WHERE s0.current = 1 AND ({}) ORDER BY s0.day DESC, s0.id DESC LIMIT {most}",
        condition.sql
    );
    let mut asked = db.prepare(&sql)?;
    let rows = asked.query_map(params_from_iter(condition.values()), |r| {
        Ok(Row {
            id: r.get(0)?,
            speaker: r.get(1)?,
            act: r.get(2)?,
            outlet: r.get(3)?,
            kind: r.get(4)?,
            month: r.get(5)?,
        })
    })?;
    Ok((rows.collect::<Result<_, _>>()?, condition.unknown))
}

fn facets(db: &Connection, rows: &[Row]) -> rusqlite::Result<Vec<Facet>> {
    let mut speakers: HashMap<i64, u64> = HashMap::new();
    let mut outlets: HashMap<i64, u64> = HashMap::new();
    let mut words: [HashMap<&str, u64>; 3] = Default::default();
    for row in rows {
        row.speaker.into_iter().for_each(|s| *speakers.entry(s).or_default() += 1);
        row.outlet.into_iter().for_each(|o| *outlets.entry(o).or_default() += 1);
        let texts = [row.act.as_deref(), Some(row.kind.as_str()), row.month.as_deref()];
        for (counts, text) in words.iter_mut().zip(texts) {
            text.into_iter().for_each(|t| *counts.entry(t).or_default() += 1);
        }
    }
    let [acts, kinds, months] = words;
    let plain = |(value, statements): (&str, u64)| Tally {
        value: value.to_owned(),
        shown: value.to_owned(),
        statements,
    };
    let named = |counts, sql: &str| -> rusqlite::Result<Vec<Tally>> {
        let mut ask = db.prepare_cached(sql)?;
        let mut all = Vec::new();
        for (id, statements) in tallied(counts, SHOWN) {
            let name: Option<String> = ask.query_row([id], |r| r.get(0)).optional()?;
            all.extend(name.map(|name| Tally { value: name.clone(), shown: name, statements }));
        }
        Ok(all)
    };
    // By time, and not by number.
    let mut months = tallied(months, usize::MAX);
    months.sort_by(|a, b| b.0.cmp(a.0));
    months.truncate(12);
    Ok(vec![
        Facet { field: "speaker", values: named(speakers, "SELECT name FROM actors WHERE id = ?1")? },
        Facet { field: "act", values: tallied(acts, SHOWN).into_iter().map(plain).collect() },
        Facet { field: "outlet", values: named(outlets, "SELECT name FROM outlets WHERE id = ?1")? },
        Facet { field: "kind", values: tallied(kinds, SHOWN).into_iter().map(plain).collect() },
        Facet { field: "date", values: months.into_iter().map(plain).collect() },
    ])
}
