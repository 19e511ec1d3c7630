//! Making corrections of events.

use super::anchor::Anchor;
use super::make::{
    Made, Put, Whole, days, days_wrong, keys, latest, named_party, place, put, right, senseless, words_hold,
};
use super::names::{acquaint, resolved};
use super::settle::{Moves, settle_version};
use super::{By, Change, CorrectionError, Effective, NamedParty, apply, apply_of, attach};
use crate::bodies;
use crate::spans::Spans;
use onrecord::Party;
use rusqlite::{Connection, params};
use std::collections::HashMap;

pub(super) fn missing_event(whole: Whole, address: &str, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    let Change::MissingEvent { anchor: words, event_type, source, target, .. } = change else {
        return senseless("it is about an event, and none was given");
    };
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let record = bodies::record(db, version)?;
    let text = &record.article.text;
    if words.is_empty() {
        return senseless("an event has words that tell of it");
    }
    if let Some(what) = parties_wrong(source, target) {
        return senseless(what);
    }
    if let Err(error) = words_hold(text, change) {
        return Ok(Err(error));
    }
    let of = Spans { content: words.clone(), ..Spans::default() };
    let anchor = Anchor::new(text, &of, &right(change));
    // As of statements: what two people add alike is one event.
    let there = attach::event_filled_alike(db, version, record.events.len(), event_type.name(), words)?;
    if let Some(number) = there
        && added_by(db, version, number, by.person)?
    {
        return senseless(format!("you have added this event already: it is e{}", number + 1));
    }
    acquaint(db, whole.dictionary, change)?;
    let id = put(db, Put { change, by, article: Some(article), anchor: anchor.as_ref(), was: None })?;
    let number = match there {
        Some(number) => number,
        None => attach::next_event(db, version)?,
    };
    attach::concern(db, id, version, Some(number))?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
}

/// Whether a person has added this event, and not taken it back.
fn added_by(db: &Connection, version: i64, number: u32, person: &str) -> rusqlite::Result<bool> {
    let mut ask = db.prepare_cached(
        "SELECT 1 FROM concerned n JOIN corrections c ON c.id = n.correction WHERE n.version = ?1 AND n.event = ?2
         AND c.kind = 'missing-event' AND c.person = ?3 AND c.undone IS NULL",
    )?;
    ask.exists(params![version, number, person.trim()])
}

/// What is wrong with the sides of an event, if anything.
fn parties_wrong(source: &[NamedParty], target: &[NamedParty]) -> Option<String> {
    if source.is_empty() && target.is_empty() {
        return Some("somebody takes part in every event".to_owned());
    }
    let nobody = |p: &NamedParty| p.actor.is_none() && p.words.is_none();
    source.iter().chain(target).any(nobody).then(|| "a party is an actor, or words of the article".to_owned())
}

pub(super) fn of_event(whole: Whole, address: &str, event: &str, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let nothing = || CorrectionError::NoEvent { article: address.to_owned(), event: event.to_owned() };
    let Some(number) = place(event, 'e') else { return Ok(Err(nothing())) };
    let effective = apply(db, version, bodies::record(db, version)?)?;
    let record = &effective.record;
    let Some(now) = record.events.get(number as usize) else { return Ok(Err(nothing())) };
    let keys = keys(db, version, &effective)?;
    let party = |p: &Party| named_party(record, &keys, p);
    let mut change = change.clone();
    let mut was = as_it_is(&effective, &keys, number, change.kind());
    match &mut change {
        Change::Event { .. } | Change::EventType { .. } | Change::EventStatus { .. } => {}
        Change::EventDay { from, to } => {
            if let Some(what) = days_wrong(from.as_deref(), to.as_deref()) {
                return senseless(what);
            }
        }
        Change::EventPlace { place } => {
            if place.iter().any(|p| p.actor.is_none() && p.words.is_none()) {
                return senseless("a place has a name, or words of the article");
            }
        }
        Change::EventParties { source, target, mutual } => {
            if source.is_none() && target.is_none() && mutual.is_none() {
                return senseless("it changes no side of the event");
            }
            let is = |given: &Option<Vec<NamedParty>>, has: &[Party]| {
                given.clone().unwrap_or_else(|| has.iter().map(party).collect())
            };
            if let Some(what) = parties_wrong(&is(source, &now.source), &is(target, &now.target)) {
                return senseless(what);
            }
            // Only of what is changed is kept what it was.
            if let Some(Change::EventParties { source: from, target: to, mutual: both }) = &mut was {
                *from = from.take().filter(|_| source.is_some());
                *to = to.take().filter(|_| target.is_some());
                *both = both.filter(|_| mutual.is_some());
            }
        }
        Change::SameEvent { event: other, words } => {
            let found = place(other, 'e').filter(|n| *n != number);
            let Some(into) = found.and_then(|n| Some((n, record.events.get(n as usize)?))) else {
                return senseless(format!("there is no other event {other} in this article"));
            };
            // What others alone have struck out is not to be known to whoever codes without seeing it.
            let struck = |of: &Effective| of.struck_events.contains(&into.0);
            if struck(&effective)
                && struck(&apply_of(db, version, bodies::record(db, version)?, Some(by.person.trim()))?)
            {
                return senseless(format!("{other} was struck out, or is shown with another event"));
            }
            *words = into.1.anchor.clone();
        }
        Change::Mention { from, .. } => {
            let has = now.source.iter().chain(&now.target).chain(&now.place).map(party);
            let known = resolved(db, from)?.key;
            if !has.into_iter().any(|p| p.actor.is_some_and(|a| a.key == known)) {
                return senseless(format!("{} takes no part in {event}", from.name));
            }
        }
        _ => return senseless("it is not about one event"),
    }
    let text = &record.article.text;
    if let Err(error) = words_hold(text, &change) {
        return Ok(Err(error));
    }
    let read = bodies::record(db, version)?.events.into_iter().nth(number as usize);
    let of = Spans { content: read.as_ref().unwrap_or(now).anchor.clone(), ..Spans::default() };
    let anchor = Anchor::new(text, &of, &right(&change));
    acquaint(db, whole.dictionary, &change)?;
    let id = put(
        db,
        Put { change: &change, by, article: Some(article), anchor: anchor.as_ref(), was: was.as_ref() },
    )?;
    attach::concern(db, id, version, Some(number))?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
}

/// What is so of an event, as a correction of a kind would say it; none of kinds that are not about one event's own.
fn as_it_is(
    effective: &Effective,
    keys: &HashMap<String, (String, String)>,
    number: u32,
    kind: &str,
) -> Option<Change> {
    let record = &effective.record;
    let now = record.events.get(number as usize)?;
    let party = |p: &Party| named_party(record, keys, p);
    Some(match kind {
        "event" => Change::Event { is: !effective.struck_events.contains(&number) },
        "event-type" => Change::EventType { event_type: now.event_type },
        "event-status" => Change::EventStatus { status: now.status },
        "event-day" => {
            let (from, to) = days(record, now.when.as_ref());
            Change::EventDay { from, to }
        }
        "event-place" => Change::EventPlace { place: now.place.as_ref().map(party) },
        "event-parties" => Change::EventParties {
            source: Some(now.source.iter().map(party).collect()),
            target: Some(now.target.iter().map(party).collect()),
            mutual: Some(now.mutual),
        },
        _ => return None,
    })
}

/// What is so of an event of a version for whom this is the record, as a correction of a kind would say it.
pub(crate) fn said_of_event(
    db: &Connection,
    version: i64,
    effective: &Effective,
    number: u32,
    kind: &str,
) -> rusqlite::Result<Option<Change>> {
    Ok(as_it_is(effective, &keys(db, version, effective)?, number, kind))
}
