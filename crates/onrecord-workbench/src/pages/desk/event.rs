//! What the form says of an event beside its codes, and the corrections that come of it.

use super::ask::Halt;
use super::fields::{Choice, choice};
use super::filled::Filled;
use super::statement::{day_of, days, somebody};
use super::words::{one_line, places};
use crate::problem::Problem;
use onrecord::events::Event;
use onrecord::{ActorKind, EventStatus, EventType, Party, Record, Span};
use onrecord_archive::Archive;
use onrecord_archive::corrections::{Change, NamedParty};
use std::collections::HashMap;

/// What the form says of an event.
pub(super) struct Deed {
    pub types: Vec<Choice>,
    pub statuses: Vec<Choice>,
    /// Names or words of those who take part, and an empty field for one more.
    pub source: Vec<String>,
    pub target: Vec<String>,
    pub mutual: bool,
    pub day: String,
    pub place: String,
    /// The other events of the article, of which it may be one.
    pub others: Vec<(String, String)>,
}

pub(super) fn deed(record: &Record, e: &Event) -> Deed {
    let side = |all: &[Party]| -> Vec<String> {
        let names = all.iter().map(|p| shown(record, p)).filter(|name| !name.is_empty());
        names.chain([String::new()]).collect()
    };
    let others = record.events.iter().filter(|other| other.id != e.id);
    Deed {
        types: types(e.event_type.name()),
        statuses: statuses(e.status.name()),
        source: side(&e.source),
        target: side(&e.target),
        mutual: e.mutual,
        day: day_of(record, e.when.as_ref()),
        place: e.place.as_ref().map(|p| shown(record, p)).unwrap_or_default(),
        others: others.map(|other| (other.id.clone(), label(record, other))).collect(),
    }
}

/// PLOVER's types.
pub(super) fn types(now: &str) -> Vec<Choice> {
    EventType::ALL.into_iter().map(|of| choice(of.name(), now)).collect()
}

pub(super) fn statuses(now: &str) -> Vec<Choice> {
    EventStatus::ALL.into_iter().map(|of| choice(of.name(), now)).collect()
}

/// An event in one line: its type and the words that tell of it.
pub(super) fn label(record: &Record, e: &Event) -> String {
    let text = &record.article.text;
    let inside = e.anchor.iter().filter(|s| s.start <= s.end && s.end <= text.len());
    let words: Vec<String> = inside.map(|&s| one_line(text.slice(s))).collect();
    format!("{}: {}", e.event_type.name(), words.join(" … "))
}

/// What somebody who takes part is called in the form: by name, or by the article's words.
fn shown(record: &Record, party: &Party) -> String {
    let named = party.actor.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id)?.name.clone());
    let words = || {
        let inside = party.span.start <= party.span.end && party.span.end <= record.article.text.len();
        if inside { one_line(record.article.text.slice(party.span)) } else { String::new() }
    };
    named.unwrap_or_else(words)
}

pub(super) fn event_type(name: &str) -> Result<EventType, Problem> {
    EventType::from_name(name).ok_or_else(|| Problem::Bad(format!("There is no type of events “{name}”.")))
}

pub(super) fn status(name: &str) -> Result<EventStatus, Problem> {
    let found = EventStatus::ALL.into_iter().find(|status| status.name() == name);
    found.ok_or_else(|| Problem::Bad(format!("There is no status “{name}”.")))
}

/// What a form corrects: that which differs from what the coder saw.
pub(super) fn changes(archive: &Archive, filled: &Filled, person: &str) -> Result<Vec<Change>, Halt> {
    let place = filled.place();
    if filled.has("no-event") {
        return Ok(vec![Change::Event { is: false }]);
    }
    let nothing = || Problem::NoSuch("article of this address".to_owned());
    let record = archive.corrected_by(&place.address, person)?.ok_or_else(nothing)?;
    let Some(now) = record.events.iter().find(|e| e.id == place.of) else {
        // It was struck out by this coder, or shown with another one, and is one after all.
        return Ok(vec![Change::Event { is: true }]);
    };
    let other = filled.get("same-as").trim();
    if !other.is_empty() {
        return Ok(vec![Change::SameEvent { event: other.to_owned(), words: Vec::new() }]);
    }
    let mut all = Vec::new();
    if filled.has("type") {
        let given = event_type(filled.get("type"))?;
        all.extend((given != now.event_type).then_some(Change::EventType { event_type: given }));
    }
    if filled.has("source") || filled.has("target") {
        let parties = Parties {
            archive,
            filled,
            record: &record,
            cast: archive.cast(&place.address, None)?,
            near: now.anchor.first().map_or(0, |s| s.start),
        };
        let (source, target) = (parties.side("source", &now.source)?, parties.side("target", &now.target)?);
        let mutual = filled.has("mutual");
        if source.is_some() || target.is_some() || mutual != now.mutual {
            let kept = |side: &[Party]| side.iter().map(|p| parties.kept(p)).collect::<Result<Vec<_>, _>>();
            // Both sides, so that it does not hang on what others say of the other one.
            all.push(Change::EventParties {
                source: Some(source.map_or_else(|| kept(&now.source), Ok)?),
                target: Some(target.map_or_else(|| kept(&now.target), Ok)?),
                mutual: Some(mutual),
            });
        }
        let (given, has) = (filled.get("place").trim(), now.place.as_ref().map(|p| shown(&record, p)));
        if filled.has("place") && given != has.unwrap_or_default() {
            let place = match given {
                "" => None,
                given => Some(parties.found(given, Some(ActorKind::Place))?),
            };
            all.push(Change::EventPlace { place });
        }
    }
    if filled.has("status") {
        let given = status(filled.get("status"))?;
        all.extend((given != now.status).then_some(Change::EventStatus { status: given }));
    }
    let given = filled.get("day").trim();
    if filled.has("day") && given != day_of(&record, now.when.as_ref()) {
        let (from, to) = days(given);
        all.push(Change::EventDay { from, to });
    }
    Ok(all)
}

/// Who takes part in an event of an article, by what a form calls them.
pub(super) struct Parties<'a> {
    pub archive: &'a Archive,
    pub filled: &'a Filled,
    pub record: &'a Record,
    /// Keys of the record's actors.
    pub cast: HashMap<String, String>,
    /// Where the event is told.
    pub near: u32,
}

impl Parties<'_> {
    /// The names that a form gives for a side.
    fn given(&self, field: &'static str) -> Vec<&str> {
        self.filled.all(field).map(str::trim).filter(|name| !name.is_empty()).collect()
    }

    /// A side as the form has it; none where that is how it was.
    fn side(&self, field: &'static str, has: &[Party]) -> Result<Option<Vec<NamedParty>>, Halt> {
        let was: Vec<String> = has.iter().map(|p| shown(self.record, p)).collect();
        let given = self.given(field);
        if was.iter().filter(|name| !name.is_empty()).eq(given.iter()) {
            return Ok(None);
        }
        let party = |name: &str| match was.iter().position(|was| was == name) {
            Some(at) => self.kept(&has[at]),
            None => self.found(name, None),
        };
        given.into_iter().map(party).collect::<Result<_, _>>().map(Some)
    }

    /// All that a form names for a side.
    pub fn named(&self, field: &'static str) -> Result<Vec<NamedParty>, Halt> {
        self.given(field).into_iter().map(|name| self.found(name, None)).collect()
    }

    /// One who took part already.
    fn kept(&self, party: &Party) -> Result<NamedParty, Halt> {
        let words = Some(party.span).filter(|span| span.start < span.end);
        let Some(local) = &party.actor else { return Ok(NamedParty { actor: None, words }) };
        let name = self.record.actors.iter().find(|a| a.id == *local).and_then(|a| a.name.clone());
        let actor = match (self.cast.get(local), name) {
            (Some(key), _) => Some(self.archive.actor_named(key, None)?),
            // Somebody whom a person has put in.
            (None, Some(name)) => {
                Some(self.archive.recognise(&name, Some(self.filled.get("address")))?.named())
            }
            (None, None) => None,
        };
        Ok(NamedParty { actor, words })
    }

    /// One by a name: an actor that is known, else words of the article, the nearest, else a new actor.
    fn found(&self, name: &str, kind: Option<ActorKind>) -> Result<NamedParty, Halt> {
        let known = self.archive.recognise(name, Some(self.filled.get("address")))?;
        if known.is_new() {
            let nearest = places(&self.record.article.text, name)
                .into_iter()
                .min_by_key(|span: &Span| (span.start.abs_diff(self.near), span.start));
            if nearest.is_some() {
                return Ok(NamedParty { actor: None, words: nearest });
            }
        }
        Ok(NamedParty { actor: somebody(self.archive, name, self.filled, kind)?, words: None })
    }
}
