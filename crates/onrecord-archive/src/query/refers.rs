//! Seeing through naming: what refers, by the article's own links, to something that has other words elsewhere in it.
//!
//! The links are those of the record and no others: the mentions of one actor, by name, description or pronoun, and the
//! tellings of one event. What no link ties together (`this ploy` for a plan of which the record makes no event) is not
//! found.

use super::Words;
use crate::bodies::{self, harmed};
use crate::events::spans::EventSpans;
use crate::events::store::sentence_at;
use crate::phrases::{Phrase, pieces};
use crate::spans::{Spans, words_at};
use onrecord::{Event, Record, Span, Text, Tie};
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_64;

/// Words on either side of a telling that are taken for words of the event.
const AROUND: usize = 6;
/// Questions whose answers for the version at hand are kept.
const KEPT: usize = 16;

/// Where an article speaks of what these words name: every mention of an actor that goes by them in it, and every telling
/// of an event one of whose tellings, parties or places has them.
pub(crate) fn linked(record: &Record, phrase: &Phrase) -> Vec<Span> {
    let text = &record.article.text;
    let holds = |span: Span| words_at(text, span).is_some_and(|words| phrase.is_in(words));
    let mut out = Vec::new();
    for actor in &record.actors {
        // A pronoun names nobody.
        let mut words = actor.mentions.iter().filter(|m| m.how != Tie::Pronoun);
        if actor.name.as_deref().is_some_and(|name| phrase.is_in(name)) || words.any(|m| holds(m.span)) {
            out.extend(actor.mentions.iter().map(|m| m.span));
        }
    }
    for event in &record.events {
        let parties = event.source.iter().chain(&event.target).chain(&event.place);
        let mut told = tellings(event).filter_map(|span| near(text, span));
        if parties.map(|p| p.span).any(holds) || told.any(holds) {
            out.extend(tellings(event));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn tellings(event: &Event) -> impl Iterator<Item = Span> {
    event.anchor.iter().chain(&event.mentions).copied()
}

/// A telling with the few words on either side of it in its sentence.
fn near(text: &Text, telling: Span) -> Option<Span> {
    let sentence = sentence_at(text, telling)?;
    let (around, at) = (text.bytes(sentence), text.bytes(telling));
    let (before, after) =
        (text.as_str().get(around.start..at.start)?, text.as_str().get(at.end..around.end)?);
    let starts: Vec<usize> = pieces(before).map(|(start, _, _)| start).collect();
    let ends: Vec<usize> = pieces(after).map(|(_, end, _)| end).take(AROUND).collect();
    let start = starts.iter().rev().take(AROUND).next_back().map_or(at.start, |n| around.start + n);
    let end = ends.last().map_or(at.end, |n| at.end + n);
    Some(text.span_of(start..end))
}

/// Whether one of some spans lies in one of others.
pub(crate) fn meets(within: &[Span], linked: &[Span]) -> bool {
    within.iter().any(|w| linked.iter().any(|l| w.start <= l.start && l.end <= w.end && l.start < l.end))
}

/// Links of the record that was looked at last, by the words that were asked for. A record is known by its version and by a
/// hash, since reading again puts another one in its place.
type Seen = HashMap<(String, bool), ((i64, u64), Vec<Span>)>;

/// Teaches the store to follow links.
pub(crate) fn register(db: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let seen: Mutex<Seen> = Mutex::default();
    // Statements of one version are mostly asked of in a row, and a record takes long to open.
    db.create_scalar_function("refers", 6, flags, move |given| {
        let blob = |n| given.get_raw(n).as_blob().map_err(harmed);
        let record = (given.get::<i64>(0)?, xxh3_64(blob(3)?));
        let spans: Spans = json(given, 1)?;
        let words = words(given, 4)?;
        let key = (words.text.clone(), words.open);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.get(&key).is_none_or(|(of, _)| *of != record) {
            let found = match Phrase::of(&words) {
                Some(phrase) => linked(&bodies::opened(blob(2)?, blob(3)?)?, &phrase),
                None => Vec::new(),
            };
            if seen.len() >= KEPT {
                seen.clear();
            }
            seen.insert(key.clone(), (record, found));
        }
        Ok(seen.get(&key).is_some_and(|(_, linked)| meets(&spans.content, linked)))
    })?;
    // Whether a statement's words hold a telling of an event.
    db.create_scalar_function("tells_of", 2, flags, |given| {
        let (statement, event): (Spans, EventSpans) = (json(given, 0)?, json(given, 1)?);
        Ok(meets(&statement.content, &event.anchor) || meets(&statement.content, &event.mentions))
    })?;
    db.create_scalar_function("names_it", 3, flags, |given| {
        let text = given.get_raw(0).as_str().map_err(harmed)?;
        Ok(Phrase::of(&words(given, 1)?).is_some_and(|phrase| phrase.is_in(text)))
    })
}

fn json<T: serde::de::DeserializeOwned>(given: &Context, n: usize) -> rusqlite::Result<T> {
    serde_json::from_str(given.get_raw(n).as_str().map_err(harmed)?).map_err(harmed)
}

fn words(given: &Context, n: usize) -> rusqlite::Result<Words> {
    Ok(Words { text: given.get(n)?, open: given.get(n + 1)? })
}
