//! The columns of each table.

pub mod actors;
pub mod articles;
pub mod events;
pub mod notes;
pub mod statements;

use crate::cells::{Cell, day, text};
use crate::columns::Row;
use crate::entry::Outcome;
use onrecord::{Actor, Hand, Note, Party, Record, Span, Text};
use onrecord_archive::actor_key;
use std::borrow::Cow;

/// What the columns say that several tables have.
pub(crate) mod about {
    pub const ARTICLE: &str = "What the article is known by: its URL, or else its path, or else `sha256:` and the hash of its bytes; in the batch function, the `id` given.";
    pub const VERSION: &str =
        "Number of the article's version, from 1, if an archive wrote the row; otherwise absent.";
    pub const PUBLISHED: &str =
        "When the article was published: `YYYY-MM-DD`, or RFC 3339 with the offset that the page gave.";
    pub const DAY: &str =
        "Day of publication, by the article's own clock: the first ten characters of `published`.";
    pub const OUTLET: &str = "Name of the outlet.";
    pub const CODER: &str = "Who put something of it right last, or confirmed it, where somebody did: it is not only the reader's word then.";
    pub const CODED_AT: &str = "When that was, RFC 3339.";
    pub const NOTE: &str = "Only of an article of which nothing could be read: why. Such a row stands for the article, and all that is read of articles is absent.";
}

pub(crate) fn article<'a>(row: &Row<'a>) -> Cell<'a> {
    text(Some(row.of.article.as_str()))
}

pub(crate) fn version<'a>(row: &Row<'a>) -> Cell<'a> {
    row.of.version.map_or(Cell::None, |n| Cell::Int(n as i32))
}

pub(crate) fn published<'a>(row: &Row<'a>) -> Cell<'a> {
    text(match &row.of.outcome {
        Outcome::Read(record) => record.article.published.as_deref(),
        Outcome::Unread(unread) => unread.published.as_deref(),
    })
}

pub(crate) fn day_of<'a>(row: &Row<'a>) -> Cell<'a> {
    match published(row) {
        Cell::Text(date) => day(&date),
        _ => Cell::None,
    }
}

pub(crate) fn outlet<'a>(row: &Row<'a>) -> Cell<'a> {
    text(match &row.of.outcome {
        Outcome::Read(record) => record.article.outlet.as_deref(),
        Outcome::Unread(unread) => unread.outlet.as_deref(),
    })
}

pub(crate) fn url<'a>(row: &Row<'a>) -> Cell<'a> {
    text(match &row.of.outcome {
        Outcome::Read(record) => record.article.url.as_deref(),
        Outcome::Unread(unread) => unread.url.as_deref(),
    })
}

/// Why nothing could be read, in the rows that stand for such an article.
pub(crate) fn note<'a>(row: &Row<'a>) -> Cell<'a> {
    match &row.of.outcome {
        Outcome::Read(_) => Cell::None,
        Outcome::Unread(unread) => text(unread.notes.first().map(|note: &Note| note.reason.as_str())),
    }
}

/// Whose hand something was put right by.
pub(crate) fn coder(hand: Option<&Hand>) -> Cell<'_> {
    text(hand.map(|hand| hand.coder.as_str()))
}

/// When that was.
pub(crate) fn coded_at(hand: Option<&Hand>) -> Cell<'_> {
    text(hand.map(|hand| hand.at.as_str()))
}

/// How sure the reader is; nothing where it is a person's word.
pub(crate) fn confidence(sure: f32, hand: Option<&Hand>) -> Cell<'static> {
    if hand.is_some() { Cell::None } else { Cell::Float(sure) }
}

/// The words of some spans, the pieces joined as in print.
pub(crate) fn words<'a>(text: &'a Text, spans: &[Span]) -> Option<Cow<'a, str>> {
    match spans {
        [] => None,
        [one] => Some(text.slice(*one).into()),
        all => Some(all.iter().map(|&s| text.slice(s)).collect::<Vec<_>>().join(" … ").into()),
    }
}

/// A value of a closed list as the record's JSON writes it.
pub(crate) fn word(value: &impl serde::Serialize) -> Cell<'static> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Cell::Text(word.into()),
        _ => Cell::None,
    }
}

/// The actor of an id.
pub(crate) fn actor<'a>(record: &'a Record, id: Option<&str>) -> Option<&'a Actor> {
    id.and_then(|id| record.actors.iter().find(|actor| actor.id == id))
}

/// What an actor is known by across articles: as an archive has it, or else by itself.
pub(crate) fn key<'a>(row: &Row<'a>, actor: Option<&Actor>) -> Option<Cow<'a, str>> {
    let actor = actor?;
    match row.of.keys.as_ref().and_then(|keys| keys.get(&actor.id)) {
        Some(key) => Some(key.as_str().into()),
        None => actor_key(actor, &row.of.record()?.article).map(Cow::from),
    }
}

/// The name of a party, or its words where it has none.
pub(crate) fn party_name<'a>(record: &'a Record, party: &'a Party) -> Cow<'a, str> {
    let known = actor(record, party.actor.as_deref()).and_then(|actor| actor.name.as_deref());
    known.unwrap_or_else(|| record.article.text.slice(party.span)).into()
}

/// The words for a party; its name where the text has none.
pub(crate) fn party_words<'a>(record: &'a Record, party: &'a Party) -> Cow<'a, str> {
    match record.article.text.slice(party.span) {
        "" => party_name(record, party),
        words => words.into(),
    }
}

/// The first or last day of one of the record's times.
pub(crate) fn when(record: &Record, id: Option<&str>, first: bool) -> Cell<'static> {
    let when = id.and_then(|id| record.times.iter().find(|when| when.id == id));
    let moment = when.and_then(|when| if first { when.earliest } else { when.latest });
    moment.map_or(Cell::None, |moment| crate::cells::of_date(moment.date))
}
