//! Finding what a correction belongs to, in a version it was not made on.

use super::anchor::{hex, overlap};
use super::change::Of;
use super::locals::as_read;
use super::{Anchor, Change, json};
use crate::events::spans::EventSpans;
use crate::rows::{self, Place};
use crate::{Spans, bodies};
use onrecord::{Article, Record, Span, Statement, Text};
use rusqlite::{Connection, params};
use std::collections::HashSet;

/// A statement is the one that was corrected when it covers this much of what both cover.
pub(crate) const ENOUGH: f64 = 0.5;
/// One that was missing is there after all when it covers this much.
const THERE: f64 = 0.8;

/// A correction that is tied to nothing of a version yet.
struct Waiting {
    id: i64,
    change: Change,
    anchor: Option<Anchor>,
    was: Option<Change>,
}

/// Ties the corrections of an article to what they belong to in a version; of those that were undone, the ones that are tied
/// to it as `tied` has it.
pub(crate) fn attach(
    db: &Connection,
    article: i64,
    version: i64,
    tied: &HashSet<(i64, i64)>,
) -> rusqlite::Result<()> {
    let mut asked = db.prepare_cached(
        "SELECT id, change, anchor, undone IS NOT NULL, was FROM corrections c WHERE article = ?1
         AND NOT EXISTS (SELECT 1 FROM corrected WHERE correction = c.id AND version = ?2)
         AND NOT EXISTS (SELECT 1 FROM concerned WHERE correction = c.id AND version = ?2) ORDER BY id",
    )?;
    let mut rows = asked.query([article, version])?;
    let mut waiting: Vec<Waiting> = Vec::new();
    while let Some(r) = rows.next()? {
        let (id, undone): (i64, bool) = (r.get(0)?, r.get(3)?);
        if !undone || tied.contains(&(id, version)) {
            waiting.push(Waiting {
                id,
                change: json(r.get_ref(1)?.as_str()?)?,
                anchor: r.get_ref(2)?.as_str_or_null()?.map(json).transpose()?,
                was: r.get_ref(4)?.as_str_or_null()?.map(json).transpose()?,
            });
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let record = bodies::record(db, version)?;
    let text = &record.article.text;
    let hash = hex(text);
    for one in waiting {
        let id = one.id;
        if let Change::Article { .. } = one.change {
            if is_told_so(&record.article, &one) {
                concern(db, id, version, None)?;
            }
            continue;
        }
        let Some(anchor) = one.anchor else { continue };
        let same = anchor.text == hash;
        let Some(content) = anchor.content_in(text, same) else { continue };
        match one.change.of() {
            Of::Article => concern(db, id, version, None)?,
            Of::Event => {
                if let Some(number) = event(db, version, text, &one.change, (&anchor, same), &content)? {
                    concern(db, id, version, Some(number))?;
                }
            }
            Of::Statement => {
                if let Some(row) = statement(db, version, &record, &one.change, (&anchor, same), &content)? {
                    tie(db, id, version, row)?;
                }
            }
            Of::Actors => {}
        }
    }
    Ok(())
}

/// Whether an article is told as the one was that a correction was made on. What came with another version of its own, a new
/// headline say, is not what somebody put right.
fn is_told_so(article: &Article, one: &Waiting) -> bool {
    one.was.is_none() || as_read(article, &one.change) == one.was
}

fn statement(
    db: &Connection,
    version: i64,
    record: &Record,
    change: &Change,
    (anchor, same): (&Anchor, bool),
    content: &[Span],
) -> rusqlite::Result<Option<i64>> {
    let found = best(db, version, content)?;
    let Change::Missing { content: right, .. } = change else {
        return Ok(found.filter(|(_, share)| *share >= ENOUGH).map(|(row, _)| row));
    };
    if let Some((row, share)) = found
        && share >= THERE
    {
        return Ok(Some(row));
    }
    let text = &record.article.text;
    let moved: Option<Vec<Span>> = right.iter().map(|&s| anchor.right_in(s, text, same)).collect();
    moved.map(|moved| make(db, record, version, moved)).transpose()
}

fn event(
    db: &Connection,
    version: i64,
    text: &Text,
    change: &Change,
    (anchor, same): (&Anchor, bool),
    content: &[Span],
) -> rusqlite::Result<Option<u32>> {
    let found = best_event(db, version, content)?;
    let Change::MissingEvent { anchor: right, event_type, .. } = change else {
        return Ok(found.filter(|(.., share)| *share >= ENOUGH).map(|(number, ..)| number));
    };
    if let Some((number, found, share)) = found
        && share >= THERE
        && found == event_type.name()
    {
        return Ok(Some(number));
    }
    let there = right.iter().all(|&s| anchor.right_in(s, text, same).is_some());
    if there { Ok(Some(next_event(db, version)?)) } else { Ok(None) }
}

/// The event of a version that covers the most of these spans, with its type and the share. Places that tell of it as well count
/// for half.
fn best_event(db: &Connection, version: i64, words: &[Span]) -> rusqlite::Result<Option<(u32, String, f64)>> {
    let mut asked =
        db.prepare_cached("SELECT number, type, spans FROM events WHERE version = ?1 ORDER BY number")?;
    let rows = asked
        .query_map([version], |r| Ok((r.get(0)?, r.get(1)?, json::<EventSpans>(r.get_ref(2)?.as_str()?)?)))?;
    let mut found: Option<(u32, String, f64)> = None;
    for row in rows {
        let (number, event_type, spans) = row?;
        let beside = spans.mentions.iter().map(|&m| overlap(&[m], words)).fold(0.0, f64::max);
        let share = overlap(&spans.anchor, words).max(beside * ENOUGH);
        if found.as_ref().is_none_or(|(.., best)| share > *best) {
            found = Some((number, event_type, share));
        }
    }
    Ok(found)
}

/// The row of a statement that somebody has filled in at the same words, behind the `read` ones of the reading.
pub(super) fn filled_alike(
    db: &Connection,
    version: i64,
    read: usize,
    content: &[Span],
) -> rusqlite::Result<Option<i64>> {
    let mut asked = db.prepare_cached(
        "SELECT id, spans FROM statements WHERE version = ?1 AND number >= ?2 ORDER BY number",
    )?;
    let rows = asked
        .query_map(params![version, read], |r| Ok((r.get(0)?, json::<Spans>(r.get_ref(1)?.as_str()?)?)))?;
    for row in rows {
        let (id, spans) = row?;
        if overlap(&spans.content, content) >= THERE {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The number of an event of a type that somebody has filled in at the same words, behind the `read` ones of the reading.
pub(super) fn event_filled_alike(
    db: &Connection,
    version: i64,
    read: usize,
    event_type: &str,
    words: &[Span],
) -> rusqlite::Result<Option<u32>> {
    let mut asked = db.prepare_cached(
        "SELECT number, spans FROM events WHERE version = ?1 AND number >= ?2 AND type = ?3 ORDER BY number",
    )?;
    let rows = asked.query_map(params![version, read, event_type], |r| {
        Ok((r.get(0)?, json::<EventSpans>(r.get_ref(1)?.as_str()?)?))
    })?;
    for row in rows {
        let (number, spans) = row?;
        if overlap(&spans.anchor, words) >= THERE {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

/// The place that an event gets which the reading lacks. Its row is made when the version is settled.
pub(super) fn next_event(db: &Connection, version: i64) -> rusqlite::Result<u32> {
    db.query_row(
        "SELECT max(coalesce((SELECT max(number) + 1 FROM events WHERE version = ?1), 0),
                    coalesce((SELECT max(event) + 1 FROM concerned WHERE version = ?1), 0))",
        [version],
        |r| r.get(0),
    )
}

/// Says that a correction belongs to an event of a version, or to the version itself.
pub(super) fn concern(
    db: &Connection,
    correction: i64,
    version: i64,
    event: Option<u32>,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO concerned (correction, version, event) VALUES (?1, ?2, ?3)")?
        .execute(params![correction, version, event])?;
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
