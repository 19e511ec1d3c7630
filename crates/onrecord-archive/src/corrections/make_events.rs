//! Making corrections of events.

use super::anchor::Anchor;
use super::make::{
    Made, Put, Whole, days, days_wrong, keys, latest, named_party, place, put, right, senseless, words_hold,
};
use super::names::{acquaint, resolved};
use super::settle::{Moves, settle_version};
use super::{By, Change, CorrectionError, NamedParty, apply, attach};
use crate::bodies;
use crate::spans::Spans;
use onrecord::Party;

pub(super) fn missing_event(whole: Whole, address: &str, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    let Change::MissingEvent { anchor: words, source, target, .. } = change else {
        return senseless("it is about an event, and none was given");
    };
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let text = bodies::record(db, version)?.article.text;
    if words.is_empty() {
        return senseless("an event has words that tell of it");
    }
    if let Some(what) = parties_wrong(source, target) {
        return senseless(what);
    }
    if let Err(error) = words_hold(&text, change) {
        return Ok(Err(error));
    }
    let of = Spans { content: words.clone(), ..Spans::default() };
    let anchor = Anchor::new(&text, &of, &right(change));
    acquaint(db, whole.dictionary, change)?;
    let id = put(db, Put { change, by, article: Some(article), anchor: anchor.as_ref(), was: None })?;
    let number = attach::next_event(db, version)?;
    attach::concern(db, id, version, Some(number))?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
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
    let was = match &mut change {
        Change::Event { .. } => Some(Change::Event { is: !effective.struck_events.contains(&number) }),
        Change::EventType { .. } => Some(Change::EventType { event_type: now.event_type }),
        Change::EventStatus { .. } => Some(Change::EventStatus { status: now.status }),
        Change::EventDay { from, to } => {
            if let Some(what) = days_wrong(from.as_deref(), to.as_deref()) {
                return senseless(what);
            }
            let (from, to) = days(record, now.when.as_ref());
            Some(Change::EventDay { from, to })
        }
        Change::EventPlace { place } => {
            if place.iter().any(|p| p.actor.is_none() && p.words.is_none()) {
                return senseless("a place has a name, or words of the article");
            }
            Some(Change::EventPlace { place: now.place.as_ref().map(party) })
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
            let side =
                |given: &Option<_>, has: &[Party]| given.as_ref().map(|_| has.iter().map(party).collect());
            Some(Change::EventParties {
                source: side(source, &now.source),
                target: side(target, &now.target),
                mutual: mutual.map(|_| now.mutual),
            })
        }
        Change::SameEvent { event: other, words } => {
            let found = place(other, 'e').filter(|n| *n != number);
            let Some(into) = found.and_then(|n| Some((n, record.events.get(n as usize)?))) else {
                return senseless(format!("there is no other event {other} in this article"));
            };
            if effective.struck_events.contains(&into.0) {
                return senseless(format!("{other} was struck out, or is shown with another event"));
            }
            *words = into.1.anchor.clone();
            None
        }
        Change::Mention { from, .. } => {
            let has = now.source.iter().chain(&now.target).chain(&now.place).map(party);
            let known = resolved(db, from)?.key;
            if !has.into_iter().any(|p| p.actor.is_some_and(|a| a.key == known)) {
                return senseless(format!("{} takes no part in {event}", from.name));
            }
            None
        }
        _ => return senseless("it is not about one event"),
    };
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
