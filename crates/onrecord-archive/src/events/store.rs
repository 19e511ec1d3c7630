//! Putting the events of a record into the store.

use super::spans::EventSpans;
use crate::add::to_store;
use crate::bodies;
use crate::rows::tidy;
use crate::spans::words_at;
use onrecord::events::Event;
use onrecord::{Record, Span, Text};
use rusqlite::{Connection, params};
use std::collections::{BTreeSet, HashMap};

/// Puts a record's events beside its statements. `statements` are the rows of these, `cast` those of the actors.
pub(crate) fn put(
    db: &Connection,
    record: &Record,
    (version, outlet, current): (i64, Option<i64>, bool),
    statements: &HashMap<&str, i64>,
    cast: &HashMap<&str, i64>,
) -> rusqlite::Result<()> {
    let text = &record.article.text;
    let day = record.article.published.as_deref().and_then(|p| p.get(..10));
    let mut put = db.prepare_cached(
        "INSERT INTO events (version, number, current, type, quad, mode, contexts, status, mutual, inside, statement, place,
            outlet, day, from_day, to_day, confidence, mentions, numbers, stems, spans, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
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
        let row = put.insert(params![
            version,
            number,
            current,
            e.event_type.name(),
            e.quad.name(),
            e.mode,
            contexts,
            e.status.name(),
            e.mutual,
            statement(e.inside.as_ref()),
            statement(e.statement.as_ref()),
            e.place.as_ref().and_then(|p| words_at(text, p.span)),
            outlet,
            day,
            days(when.and_then(|w| w.earliest)),
            days(when.and_then(|w| w.latest)),
            tidy(e.confidence),
            1 + e.mentions.len(),
            serde_json::to_string(&numbers).map_err(to_store)?,
            stems(sentence, text, e).into_iter().collect::<Vec<_>>().join(" "),
            serde_json::to_string(&spans).map_err(to_store)?,
            whole,
        ])?;
        for (role, parties) in [("source", &e.source), ("target", &e.target)] {
            for (position, p) in parties.iter().enumerate() {
                let actor = p.actor.as_ref().and_then(|id| cast.get(id.as_str())).copied();
                let words = one_line(words_at(text, p.span).unwrap_or_default());
                party.execute(params![row, role, position, actor, words])?;
            }
        }
        index(db, row, text, e)?;
    }
    Ok(())
}

/// Puts the words of an event into the index.
pub(crate) fn index(db: &Connection, row: i64, text: &Text, e: &Event) -> rusqlite::Result<()> {
    let parties = e.source.iter().chain(&e.target);
    let named: Vec<String> = parties.map(|p| one_line(words_at(text, p.span).unwrap_or_default())).collect();
    db.prepare_cached("INSERT INTO event_words (rowid, sentence, parties) VALUES (?1, ?2, ?3)")?
        .execute(params![row, sentence(text, e), named.join(" · ")])?;
    Ok(())
}

/// Takes the events of a version out.
pub(crate) fn forget(db: &Connection, version: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM event_words WHERE rowid IN (SELECT id FROM events WHERE version = ?1)",
        "DELETE FROM event_parties WHERE event IN (SELECT id FROM events WHERE version = ?1)",
        "DELETE FROM events WHERE version = ?1",
    ] {
        db.prepare_cached(sql)?.execute([version])?;
    }
    Ok(())
}

/// Puts the events of a version in anew, of whoever its cast is now.
pub(crate) fn renew(db: &Connection, version: i64) -> rusqlite::Result<()> {
    forget(db, version)?;
    let (outlet, current): (Option<i64>, bool) = db
        .prepare_cached(
            "SELECT outlet, number = (SELECT max(number) FROM versions WHERE article = v.article)
             FROM versions v WHERE id = ?1",
        )?
        .query_row([version], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let record = bodies::record(db, version)?;
    let pairs = |sql: &str| -> rusqlite::Result<Vec<(String, i64)>> {
        db.prepare_cached(sql)?.query_map([version], |r| Ok((r.get(0)?, r.get(1)?)))?.collect()
    };
    let statements = pairs("SELECT 's' || (number + 1), id FROM statements WHERE version = ?1")?;
    let cast = pairs("SELECT local, actor FROM casts WHERE version = ?1")?;
    let statements = statements.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    let cast = cast.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    put(db, &record, (version, outlet, current), &statements, &cast)
}

/// Puts in the events of versions that came into the store before it had a place for them.
pub(crate) fn catch_up(db: &Connection) -> rusqlite::Result<()> {
    let versions: Vec<i64> = db
        .prepare("SELECT version FROM bodies ORDER BY version")?
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    versions.into_iter().try_for_each(|version| renew(db, version))
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
