//! What each of several coders says of the events that they have judged.

use super::judged::{Value, View, What};
use crate::corrections::{At, Change, OF_EVENTS, of_version};
use crate::spans::words_at;
use onrecord::Party;
use onrecord::events::Event;
use onrecord::time::Moment;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// The kinds of judgements that a coder made of a version's events, by the places of these.
pub(super) fn events_judged(
    db: &Connection,
    version: i64,
    coder: &str,
) -> rusqlite::Result<BTreeMap<u32, BTreeSet<String>>> {
    let mut all: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
    for c in of_version(db, version)?.into_iter().filter(|c| c.person == coder && !c.undone && !c.settled) {
        let At::Event(number) = c.at else { continue };
        let kind = match &c.change {
            // Who fills an event in has said all of it.
            Change::MissingEvent { .. } => "event",
            change => match change.judgement() {
                Some((kind, _)) => kind,
                None => continue,
            },
        };
        all.entry(number).or_default().insert(kind.to_owned());
    }
    Ok(all)
}

impl View {
    /// What the coder says of an event: all of it where they have confirmed it, else what they have corrected.
    pub(super) fn says_of_event(&self, number: u32) -> Vec<(What, Value)> {
        let Some(kinds) = self.events.get(&number) else { return Vec::new() };
        let Some(event) = self.effective.record.events.get(number as usize) else { return Vec::new() };
        let struck = self.effective.struck_events.contains(&number);
        let whole = kinds.contains("event");
        let mut all = Vec::new();
        for kind in OF_EVENTS.into_iter().filter(|kind| whole || kinds.contains(*kind)) {
            if kind == "event" {
                all.push((What::Event(kind), Value::yes(!struck)));
            } else if !struck {
                all.push((What::Event(kind), self.of_event(kind, event)));
            }
        }
        all
    }

    fn of_event(&self, kind: &str, event: &Event) -> Value {
        let not_told = |shown: String| if shown.is_empty() { "not told".to_owned() } else { shown };
        match kind {
            "event-type" => Value::plain(event.event_type.name()),
            "event-status" => Value::plain(event.status.name()),
            "event-day" => {
                let when = event
                    .when
                    .as_ref()
                    .and_then(|id| self.effective.record.times.iter().find(|t| t.id == *id));
                let day = |moment: Option<Moment>| moment.map(|m| m.date.to_string()).unwrap_or_default();
                Value::plain(not_told(match when.map(|w| (day(w.earliest), day(w.latest))) {
                    Some((from, to)) if from == to => from,
                    Some((from, to)) => format!("{from}/{to}"),
                    None => String::new(),
                }))
            }
            "event-place" => match &event.place {
                Some(place) => self.party(place),
                None => Value { key: String::new(), shown: "not told".to_owned() },
            },
            _ => {
                let side = |all: &[Party]| -> (String, String) {
                    let mut all: Vec<Value> = all.iter().map(|p| self.party(p)).collect();
                    all.sort_by(|a, b| a.key.cmp(&b.key));
                    let joined = |of: fn(&Value) -> &str| all.iter().map(of).collect::<Vec<_>>().join(", ");
                    let shown = joined(|v| &v.shown);
                    (joined(|v| &v.key), if shown.is_empty() { "nobody".to_owned() } else { shown })
                };
                let ((from, by), (to, whom)) = (side(&event.source), side(&event.target));
                let arrow = if event.mutual { "↔" } else { "→" };
                Value { key: format!("{from} {arrow} {to}"), shown: format!("{by} {arrow} {whom}") }
            }
        }
    }

    /// Somebody who takes part: an actor, or else the words.
    fn party(&self, party: &Party) -> Value {
        match &party.actor {
            Some(local) => match self.effective.named.get(local) {
                Some(named) => Value { key: named.key.clone(), shown: named.name.clone() },
                None => self.somebody(None, Some(local)),
            },
            None => {
                let words = words_at(&self.effective.record.article.text, party.span).unwrap_or_default();
                Value::plain(words.split_whitespace().collect::<Vec<_>>().join(" "))
            }
        }
    }
}
