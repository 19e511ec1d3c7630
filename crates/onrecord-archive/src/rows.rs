//! The rows by which statements are asked for. They follow from the record, and from the corrections of it.

use crate::add::to_store;
use crate::events::store::Of;
use crate::spans::{self, Spans, joined};
use crate::{actors, events, wording};
use onrecord::dictionary::Dictionary;
use onrecord::{Record, Span, Statement, Text};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashMap};

/// Writes the cast, the statements and the events of a version.
pub(crate) fn put(
    db: &Connection,
    record: &Record,
    version: i64,
    outlet: Option<i64>,
    dictionary: &Dictionary,
) -> rusqlite::Result<()> {
    let (statements, cast) = put_statements(db, record, version, outlet, dictionary)?;
    let none = BTreeSet::new();
    events::store::put(db, record, Of { version, outlet, current: true, struck: &none }, &statements, &cast)
}

/// Rows by ids of the record.
pub(crate) type Ids<'r> = HashMap<&'r str, i64>;

/// Writes the cast and the statements of a version, and returns their rows.
pub(crate) fn put_statements<'r>(
    db: &Connection,
    record: &'r Record,
    version: i64,
    outlet: Option<i64>,
    dictionary: &Dictionary,
) -> rusqlite::Result<(Ids<'r>, Ids<'r>)> {
    let cast = actors::store(db, record, dictionary)?;
    let mut part =
        db.prepare_cached("INSERT INTO casts (version, local, actor, mentions) VALUES (?1, ?2, ?3, ?4)")?;
    for actor in &record.actors {
        if let Some(known) = cast.get(actor.id.as_str()) {
            part.execute(params![version, actor.id, known, actor.mentions.len()])?;
        }
    }
    let mut rows: HashMap<&str, i64> = HashMap::with_capacity(record.statements.len());
    let actor = |id: Option<&String>| id.and_then(|id| cast.get(id.as_str())).copied();
    for (number, s) in record.statements.iter().enumerate() {
        let speaker = actor(s.speaker.as_ref());
        let addressee = actor(s.addressee.as_ref().and_then(|party| party.actor.as_ref()));
        let row =
            insert(db, record, s, Place { version, number: number as u32, outlet, speaker, addressee })?;
        rows.insert(s.id.as_str(), row);
    }
    let mut link = db.prepare_cached("UPDATE statements SET inside = ?2, repeats = ?3 WHERE id = ?1")?;
    let found = |id: Option<&String>| id.and_then(|id| rows.get(id.as_str())).copied();
    for s in record.statements.iter().filter(|s| s.inside.is_some() || s.repeats.is_some()) {
        link.execute(params![rows[s.id.as_str()], found(s.inside.as_ref()), found(s.repeats.as_ref())])?;
    }
    drop(link);
    wording::store::put(db, record, version)?;
    Ok((rows, cast))
}

/// Where a statement's row belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub version: i64,
    pub number: u32,
    pub outlet: Option<i64>,
    pub speaker: Option<i64>,
    pub addressee: Option<i64>,
}

/// Makes the row of a statement, as one of the article's latest version.
pub(crate) fn insert(db: &Connection, record: &Record, s: &Statement, at: Place) -> rusqlite::Result<i64> {
    let text = &record.article.text;
    let day = record.article.published.as_deref().and_then(|p| p.get(..10));
    let mut put = db.prepare_cached(
        "INSERT INTO statements (version, number, current, speaker, addressee, kind, act, negated, conditional, hedged,
            outlet, day, said_from, said_to, confidence, spans, hash, coder, coded_at)
         VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    let (spans, whole) = stood(text, s)?;
    let (from, to) = said(record, s);
    let row = put.insert(params![
        at.version,
        at.number,
        at.speaker,
        at.addressee,
        word(&s.kind)?,
        s.act.as_ref().map(word).transpose()?,
        s.negated,
        !s.conditions.is_empty(),
        !s.hedges.is_empty(),
        at.outlet,
        day,
        from,
        to,
        tidy(s.confidence),
        spans,
        whole,
        s.coded.as_ref().map(|hand| &hand.coder),
        s.coded.as_ref().map(|hand| &hand.at),
    ])?;
    index(db, row, text, s)?;
    wording::store::put_telling(db, row, text, s)?;
    Ok(row)
}

/// Makes the row of a statement say what the statement says, its speaker and addressee aside.
pub(crate) fn rewrite(
    db: &Connection,
    (row, version): (i64, i64),
    record: &Record,
    s: &Statement,
    current: bool,
) -> rusqlite::Result<()> {
    let text = &record.article.text;
    let (spans, whole) = stood(text, s)?;
    let (from, to) = said(record, s);
    // A statement is told by its place in the record, as its row is.
    let place = |id: Option<&String>| {
        let id = id?;
        record.statements.iter().position(|other| other.id == *id)
    };
    let mut put = db.prepare_cached(
        "UPDATE statements SET kind = ?2, act = ?3, negated = ?4, spans = ?5, hash = ?6, current = ?7, conditional = ?8,
            hedged = ?9, said_from = ?10, said_to = ?11, confidence = ?12,
            coder = ?15, coded_at = ?16,
            inside = (SELECT id FROM statements WHERE version = ?13 AND number = ?14)
         WHERE id = ?1",
    )?;
    put.execute(params![
        row,
        word(&s.kind)?,
        s.act.as_ref().map(word).transpose()?,
        s.negated,
        spans,
        whole,
        current,
        !s.conditions.is_empty(),
        !s.hedges.is_empty(),
        from,
        to,
        tidy(s.confidence),
        version,
        place(s.inside.as_ref()),
        s.coded.as_ref().map(|hand| &hand.coder),
        s.coded.as_ref().map(|hand| &hand.at),
    ])?;
    db.prepare_cached("DELETE FROM statement_words WHERE rowid = ?1")?.execute([row])?;
    wording::store::put_telling(db, row, text, s)?;
    index(db, row, text, s)
}

fn stood(text: &Text, s: &Statement) -> rusqlite::Result<(String, [u8; 16])> {
    let spans = Spans::of(s);
    let whole = spans.hash(text).ok_or_else(|| {
        to_store(std::io::Error::other(format!("statement {} has a span outside its text", s.id)))
    })?;
    Ok((serde_json::to_string(&spans).map_err(to_store)?, whole))
}

/// Puts the words of a statement into the index.
pub(crate) fn index(db: &Connection, row: i64, text: &Text, s: &Statement) -> rusqlite::Result<()> {
    let mut index = db.prepare_cached(
        "INSERT INTO statement_words (rowid, content, source, addressee, conditions) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let party: Vec<Span> = s.addressee.iter().map(|party| party.span).collect();
    let words = |spans: &[Span]| Some(spans::joined(text, spans)).filter(|w| !w.is_empty());
    index.execute(params![
        row,
        joined(text, &s.content),
        words(&s.source),
        words(&party),
        words(&s.conditions)
    ])?;
    Ok(())
}

/// A confidence as it was meant: `0.6` and not the nearest number of half the precision.
pub(crate) fn tidy(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e6).round() / 1e6
}

/// The first and the last day on which it can have been said, as far as the article tells.
pub(crate) fn said(record: &Record, statement: &Statement) -> (Option<String>, Option<String>) {
    let when = statement.when.as_ref().and_then(|id| record.times.iter().find(|t| t.id == *id));
    let day = |moment: Option<onrecord::time::Moment>| moment.map(|m| m.date.to_string());
    when.map_or((None, None), |w| (day(w.earliest), day(w.latest)))
}

/// A value of a closed list as the record's JSON writes it.
pub(crate) fn word(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    match serde_json::to_value(value).map_err(to_store)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(to_store(std::io::Error::other(format!("{other} is no word")))),
    }
}
