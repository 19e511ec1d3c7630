//! Finding the statement that a correction belongs to, in a version it was not made on.

use super::anchor::{hex, overlap};
use super::{Anchor, Change, json};
use crate::rows::{self, Place};
use crate::{Spans, bodies};
use onrecord::{Record, Span, Statement};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// A statement is the one that was corrected when it covers this much of what both cover.
pub(crate) const ENOUGH: f64 = 0.5;
/// One that was missing is there after all when it covers this much.
const THERE: f64 = 0.8;

/// Ties the corrections of an article to the statements of a version; of those that were undone, the ones that are tied
/// to it as `tied` has it.
pub(crate) fn attach(
    db: &Connection,
    article: i64,
    version: i64,
    tied: &HashSet<(i64, i64)>,
) -> rusqlite::Result<()> {
    let mut asked = db.prepare_cached(
        "SELECT id, change, anchor, undone IS NOT NULL FROM corrections c WHERE article = ?1 AND anchor IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM corrected WHERE correction = c.id AND version = ?2) ORDER BY id",
    )?;
    let mut rows = asked.query([article, version])?;
    let mut waiting: Vec<(i64, Change, Anchor)> = Vec::new();
    while let Some(r) = rows.next()? {
        let (id, undone): (i64, bool) = (r.get(0)?, r.get(3)?);
        if !undone || tied.contains(&(id, version)) {
            waiting.push((id, json(r.get_ref(1)?.as_str()?)?, json(r.get_ref(2)?.as_str()?)?));
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let record = bodies::record(db, version)?;
    let text = &record.article.text;
    let hash = hex(text);
    for (id, change, anchor) in waiting {
        let same = anchor.text == hash;
        let Some(content) = anchor.content_in(text, same) else { continue };
        let found = best(db, version, &content)?;
        let row = match (change, found) {
            (Change::Missing { content: right, .. }, found) => {
                let moved: Option<Vec<Span>> =
                    right.iter().map(|&s| anchor.right_in(s, text, same)).collect();
                match (moved, found) {
                    (_, Some((row, share))) if share >= THERE => Some(row),
                    (Some(moved), _) => Some(make(db, &record, version, moved)?),
                    (None, _) => None,
                }
            }
            (_, Some((row, share))) if share >= ENOUGH => Some(row),
            _ => None,
        };
        if let Some(row) = row {
            tie(db, id, version, row)?;
        }
    }
    Ok(())
}

/// Says that a correction belongs to a statement.
pub(super) fn tie(db: &Connection, correction: i64, version: i64, statement: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO corrected (correction, version, statement) VALUES (?1, ?2, ?3)")?
        .execute([correction, version, statement])?;
    Ok(())
}

/// Makes the row of a statement that the reading lacks. What it says is settled afterwards.
pub(super) fn make(
    db: &Connection,
    record: &Record,
    version: i64,
    content: Vec<Span>,
) -> rusqlite::Result<i64> {
    let (number, outlet): (u32, Option<i64>) = db.query_row(
        "SELECT (SELECT coalesce(max(number) + 1, 0) FROM statements WHERE version = ?1), outlet FROM versions WHERE id = ?1",
        [version],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let kind = super::apply::kind(&record.article.text, &content);
    let statement =
        Statement { id: format!("s{}", number + 1), content, confidence: 1.0, ..Statement::new(kind) };
    rows::insert(db, record, &statement, Place { version, number, outlet, speaker: None, addressee: None })
}

/// The statement of a version that covers the most of these spans, with the share.
pub(crate) fn best(db: &Connection, version: i64, content: &[Span]) -> rusqlite::Result<Option<(i64, f64)>> {
    let mut asked =
        db.prepare_cached("SELECT id, spans FROM statements WHERE version = ?1 ORDER BY number")?;
    let mut found: Option<(i64, f64)> = None;
    let rows =
        asked.query_map(params![version], |r| Ok((r.get(0)?, json::<Spans>(r.get_ref(1)?.as_str()?)?)))?;
    for row in rows {
        let (id, spans) = row?;
        let share = overlap(&spans.content, content);
        if found.is_none_or(|(_, best)| share > best) {
            found = Some((id, share));
        }
    }
    Ok(found)
}
