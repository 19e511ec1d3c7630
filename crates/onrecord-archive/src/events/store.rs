//! Putting the events of a record into the store.

use super::spans::EventSpans;
use crate::add::to_store;
use crate::bodies;
use crate::corrections::Effective;
use crate::rows::tidy;
use crate::spans::words_at;
use onrecord::events::Event;
use onrecord::{Party, Record, Span, Text};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashMap};

/// What events are put in as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    pub version: i64,
    pub outlet: Option<i64>,
    /// Whether the version is the latest of its article.
    pub current: bool,
    /// Places of those that people say are none.
    pub struck: &'a BTreeSet<u32>,
}

/// Puts a record's events beside its statements, in place of those that are there under the same numbers. `statements` are the
/// rows of these, `cast` those of the actors.
pub(crate) fn put(
    db: &Connection,
    record: &Record,
    of: Of,
    statements: &HashMap<&str, i64>,
    cast: &HashMap<&str, i64>,
) -> rusqlite::Result<()> {
    let text = &record.article.text;
    let day = record.article.published.as_deref().and_then(|p| p.get(..10));
    // The row stays the same one: others may refer to it.
    let mut put = db.prepare_cached(
        "INSERT INTO events (version, number, current, type, quad, mode, contexts, status, mutual, inside, statement, place,
            outlet, day, from_day, to_day, confidence, mentions, numbers, stems, spans, hash, coder,
            coded_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
         ON CONFLICT (version, number) DO UPDATE SET current = excluded.current, type = excluded.type, quad = excluded.quad,
            mode = excluded.mode, contexts = excluded.contexts, status = excluded.status, mutual = excluded.mutual,
            inside = excluded.inside, statement = excluded.statement, place = excluded.place, outlet = excluded.outlet,
            day = excluded.day, from_day = excluded.from_day, to_day = excluded.to_day, confidence = excluded.confidence,
            mentions = excluded.mentions, numbers = excluded.numbers, stems = excluded.stems, spans = excluded.spans,
            hash = excluded.hash, coder = excluded.coder, coded_at = excluded.coded_at
         RETURNING id",
    )?;
    let mut party = db.prepare_cached(
        "INSERT INTO event_parties (event, role, position, actor, words) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let statement = |id: Option<&String>| id.and_then(|id| statements.get(id.as_str())).copied();
    for (number, e) in record.events.iter().enumerate() {
        let spans = EventSpans::of(e);
        let whole = spans.hash(text).ok_or_else(|| {
            to_store(std::io::Error::other(format!("event {} has a span outside its text", e.id)))
        })?;
        let when = e.when.as_ref().and_then(|id| record.times.iter().find(|t| t.id == *id));
        let days = |moment: Option<onrecord::time::Moment>| moment.map(|m| m.date.to_string());
        let sentence = sentence(text, e);
        let numbers: Vec<(&str, f64)> = e.numbers.iter().map(|n| (n.of.as_str(), n.value)).collect();
        let contexts: String = e.context.iter().map(|c| format!(" {c}")).collect::<String>() + " ";
        let row: i64 = put.query_row(
            params![
                of.version,
                number,
                of.current && !of.struck.contains(&(number as u32)),
                e.event_type.name(),
                e.quad.name(),
                e.mode,
                contexts,
                e.status.name(),
                e.mutual,
                statement(e.inside.as_ref()),
                statement(e.statement.as_ref()),
                e.place.as_ref().map(|p| named(record, p)),
                of.outlet,
                day,
                days(when.and_then(|w| w.earliest)),
                days(when.and_then(|w| w.latest)),
                tidy(e.confidence),
                1 + e.mentions.len(),
                serde_json::to_string(&numbers).map_err(to_store)?,
                stems(sentence, text, e).into_iter().collect::<Vec<_>>().join(" "),
                serde_json::to_string(&spans).map_err(to_store)?,
                whole,
                e.coded.as_ref().map(|hand| &hand.coder),
                e.coded.as_ref().map(|hand| &hand.at),
            ],
            |r| r.get(0),
        )?;
        for (role, parties) in [("source", &e.source), ("target", &e.target)] {
            for (position, p) in parties.iter().enumerate() {
                let actor = p.actor.as_ref().and_then(|id| cast.get(id.as_str())).copied();
                party.execute(params![row, role, position, actor, one_line(&named(record, p))])?;
            }
        }
        index(db, row, record, e)?;
    }
    Ok(())
}

/// The words for a party; its name where a person put it in and the text does not name it.
fn named(record: &Record, party: &Party) -> String {
    let words = words_at(&record.article.text, party.span).unwrap_or_default();
    let name = || {
        let of = party.actor.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id))?;
        of.name.clone()
    };
    if words.is_empty() { name().unwrap_or_default() } else { words.to_owned() }
}

/// Puts the words of an event into the index.
pub(crate) fn index(db: &Connection, row: i64, record: &Record, e: &Event) -> rusqlite::Result<()> {
    let parties = e.source.iter().chain(&e.target);
    let named: Vec<String> = parties.map(|p| one_line(&named(record, p))).collect();
    db.prepare_cached("INSERT INTO event_words (rowid, sentence, parties) VALUES (?1, ?2, ?3)")?
        .execute(params![row, sentence(&record.article.text, e), named.join(" · ")])?;
    Ok(())
}

/// Takes the events of a version out.
pub(crate) fn forget(db: &Connection, version: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM coded_events WHERE version = ?1",
        "DELETE FROM event_words WHERE rowid IN (SELECT id FROM events WHERE version = ?1)",
        "DELETE FROM event_parties WHERE event IN (SELECT id FROM events WHERE version = ?1)",
        "DELETE FROM events WHERE version = ?1",
    ] {
        db.prepare_cached(sql)?.execute([version])?;
    }
    Ok(())
}

/// Puts the events of a version in anew, as people say they are and of whoever its cast is now. `named` are the rows of the
/// actors that are of no cast. Links to statements that are none must be out of the record.
pub(crate) fn renew(
    db: &Connection,
    version: i64,
    effective: &Effective,
    named: &HashMap<String, i64>,
) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM event_words WHERE rowid IN (SELECT id FROM events WHERE version = ?1)",
        "DELETE FROM event_parties WHERE event IN (SELECT id FROM events WHERE version = ?1)",
    ] {
        db.prepare_cached(sql)?.execute([version])?;
    }
    let (outlet, current): (Option<i64>, bool) = db
        .prepare_cached(
            "SELECT outlet, number = (SELECT max(number) FROM versions WHERE article = v.article)
             FROM versions v WHERE id = ?1",
        )?
        .query_row([version], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let mut cast = pairs(db, "SELECT local, actor FROM casts WHERE version = ?1", version)?;
    cast.extend(named.iter().map(|(local, row)| (local.clone(), *row)));
    put_anew(db, Of { version, outlet, current, struck: &effective.struck_events }, effective, &cast)
}

/// Puts the events of a version in, with the rows that its statements have.
pub(crate) fn put_anew(
    db: &Connection,
    of: Of,
    effective: &Effective,
    cast: &[(String, i64)],
) -> rusqlite::Result<()> {
    let statements =
        pairs(db, "SELECT 's' || (number + 1), id FROM statements WHERE version = ?1", of.version)?;
    let statements = statements.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let cast = cast.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    put(db, &effective.record, of, &statements, &cast)
}

/// Names and rows.
pub(crate) fn pairs(db: &Connection, sql: &str, version: i64) -> rusqlite::Result<Vec<(String, i64)>> {
    db.prepare_cached(sql)?.query_map([version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
}

/// Puts in the events of versions that came into the store before it had a place for them.
pub(crate) fn catch_up(db: &Connection) -> rusqlite::Result<()> {
    let versions: Vec<i64> = db
        .prepare("SELECT version FROM bodies ORDER BY version")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    versions.into_iter().try_for_each(|version| {
        renew(db, version, &Effective::plain(bodies::record(db, version)?), &HashMap::new())
    })
}

/// The sentence around an event's first anchor, as far as marks show where it ends.
fn sentence<'t>(text: &'t Text, event: &Event) -> &'t str {
    event.anchor.first().and_then(|anchor| sentence_at(text, *anchor)).map_or("", |span| text.slice(span))
}

/// Where the sentence around a span stands, as far as marks show where it ends; none outside the text.
pub(crate) fn sentence_at(text: &Text, anchor: Span) -> Option<Span> {
    words_at(text, anchor)?;
    let (all, at) = (text.as_str(), text.bytes(anchor));
    let before = &all[..at.start];
    let start = before
        .char_indices()
        .rev()
        .find(|&(i, c)| c == '\n' || (ends(c) && before[i + c.len_utf8()..].starts_with(char::is_whitespace)))
        .map_or(0, |(i, c)| i + c.len_utf8());
    let after = &all[at.end..];
    let end = after
        .char_indices()
        .find(|&(i, c)| {
            c == '\n' || (ends(c) && !after[i + c.len_utf8()..].starts_with(char::is_alphanumeric))
        })
        .map_or(all.len(), |(i, _)| at.end + i);
    let whole = &all[start..end];
    let lead = whole.len() - whole.trim_start().len();
    let start = start + lead;
    Some(text.span_of(start..start + whole.trim().len()))
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?')
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginnings of the longer words of a sentence that name none of the parties: what tellings of one event share in
/// spite of inflection.
fn stems(sentence: &str, text: &Text, event: &Event) -> BTreeSet<String> {
    let of = |words: &str| -> BTreeSet<String> {
        words
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() > 3)
            .map(|w| w.to_lowercase().chars().take(6).collect())
            .collect()
    };
    let parties: BTreeSet<String> = event
        .source
        .iter()
        .chain(&event.target)
        .filter_map(|p| words_at(text, p.span))
        .flat_map(of)
        .collect();
    of(sentence).difference(&parties).cloned().collect()
}
