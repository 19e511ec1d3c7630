//! Why a query finds nothing, and what would: values that the archive does not have, words that were meant otherwise, and
//! conditions that nothing meets together.

mod near;
mod typed;
mod values;

use crate::error::ArchiveError;
use crate::open::Archive;
use crate::query::{Query, condition, event_condition};
use rusqlite::{Connection, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;
use typed::{Piece, pieces, replaced};

/// Reasons that are told, and queries that are offered with one.
const TOLD: usize = 6;
const OFFERED: usize = 3;
/// Conditions of a query that are looked at one by one.
const PARTS: usize = 12;

/// One reason why nothing was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// What it is.
    pub what: String,
    /// Queries like the one that was asked, each of which finds something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<String>,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Statements.
    Statements,
    /// Events.
    Events,
}

impl Sought {
    fn what(self) -> &'static str {
        match self {
            Sought::Statements => "statement",
            Sought::Events => "event",
        }
    }
}

impl Archive {
    /// Why a query, as it was typed, finds nothing. Empty where there is nothing to tell, as of a query that makes no sense
    /// or that does find something.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn why_nothing(&self, typed: &str, sought: Sought) -> Result<Vec<Reason>, ArchiveError> {
        let Ok(query) = Query::parse(typed) else { return Ok(Vec::new()) };
        let asking = Asking { db: &self.db, typed, sought };
        asking.reasons(&query).map_err(|e| self.failed(e))
    }
}

struct Asking<'d> {
    db: &'d Connection,
    typed: &'d str,
    sought: Sought,
}

impl Asking<'_> {
    fn reasons(&self, query: &Query) -> rusqlite::Result<Vec<Reason>> {
        if !self.finds(&Query::Everything)? {
            let what = format!("there is no {} in this archive yet", self.sought.what());
            return Ok(vec![Reason { what, offers: Vec::new() }]);
        }
        // What it finds may be none of what was wanted of it, and that is no fault of the query.
        if self.finds(query)? {
            return Ok(Vec::new());
        }
        let pieces = pieces(self.typed);
        let mut out = Vec::new();
        for (what, mended) in typed::slips(self.typed, &pieces) {
            out.push(self.reason(what, mended)?);
        }
        for piece in &pieces {
            let Piece::Value { field, text, at, whole, .. } = piece else { continue };
            let Some(wrong) = values::wrong(self.db, field, text)? else { continue };
            let mended = wrong.instead.iter().filter_map(|value| {
                let (place, written) = match &value.field {
                    Some(other) => (whole.clone()?, format!("{other}:{}", value.written()?)),
                    None => (at.clone(), value.written()?),
                };
                Some(replaced(self.typed, [(place, written)]))
            });
            out.push(self.reason(wrong.what, mended.collect())?);
        }
        self.together(query, out.is_empty(), &mut out)?;
        out.dedup_by(|a, b| a.what == b.what);
        out.truncate(TOLD);
        Ok(out)
    }

    /// What conditions find each by itself; and, where that is something, what is found without one of them.
    fn together(&self, query: &Query, alone: bool, out: &mut Vec<Reason>) -> rusqlite::Result<()> {
        let parts: Vec<Query> = match query {
            Query::All(all) => all.iter().take(PARTS).cloned().collect(),
            other => vec![other.clone()],
        };
        let mut empty = 0;
        for part in &parts {
            if self.finds(part)? {
                continue;
            }
            empty += 1;
            // What is wrong with its value has been told.
            if alone {
                let what = match parts.len() {
                    1 => format!("no {} has `{part}`", self.sought.what()),
                    _ => format!("`{part}` finds nothing by itself"),
                };
                let wider: Vec<String> = typed::wider(part)
                    .into_iter()
                    .map(|wider| {
                        let all = parts.iter().map(|p| if p == part { wider.clone() } else { p.clone() });
                        Query::All(all.collect()).to_string()
                    })
                    .collect();
                out.push(self.reason(what, wider)?);
            }
        }
        if empty > 0 || parts.len() < 2 || parts.len() == PARTS {
            return Ok(());
        }
        let without = (0..parts.len()).map(|left_out| {
            let rest = parts.iter().enumerate().filter(|(n, _)| *n != left_out);
            Query::All(rest.map(|(_, part)| part.clone()).collect()).to_string()
        });
        let what = format!("each condition finds something, and no {} meets all of them", self.sought.what());
        out.push(self.reason(what, without.collect())?);
        Ok(())
    }

    /// A reason, with those of some queries that find something.
    fn reason(&self, what: String, mended: Vec<String>) -> rusqlite::Result<Reason> {
        let mut offers = Vec::new();
        for typed in mended {
            let Ok(query) = Query::parse(&typed) else { continue };
            if offers.len() < OFFERED
                && typed != self.typed
                && !offers.contains(&typed)
                && self.finds(&query)?
            {
                offers.push(typed);
            }
        }
        Ok(Reason { what, offers })
    }

    fn finds(&self, query: &Query) -> rusqlite::Result<bool> {
        let (condition, from) = match self.sought {
            Sought::Statements => (condition(self.db, query)?, "statements s0 WHERE s0.current = 1"),
            Sought::Events => (event_condition(self.db, query)?, "events e0 WHERE e0.current = 1"),
        };
        let mut ask = self.db.prepare(&format!("SELECT 1 FROM {from} AND ({}) LIMIT 1", condition.sql))?;
        ask.exists(params_from_iter(condition.values()))
    }
}
