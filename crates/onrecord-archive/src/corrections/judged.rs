//! Corrections as judgements: what two people said of the same thing can be held against each other.

use super::{Change, Correction, Named, NamedParty};

/// The kinds of judgements of events.
pub(crate) const OF_EVENTS: [&str; 6] =
    ["event", "event-type", "event-parties", "event-status", "event-day", "event-place"];

impl Change {
    /// What it judges, and the judgement as a value that is the same for the same judgement. None of what is no judgement of one
    /// statement or event by a value: boundaries, what is missing, and who is whom.
    pub fn judgement(&self) -> Option<(&'static str, String)> {
        let who = |named: &Option<Named>| named.as_ref().map_or_else(String::new, |n| n.key.clone());
        let party = |p: &NamedParty| match (&p.actor, p.words) {
            (Some(named), _) => named.key.clone(),
            (None, Some(span)) => format!("{}-{}", span.start, span.end),
            (None, None) => String::new(),
        };
        let side = |all: &Option<Vec<NamedParty>>| {
            let mut all: Vec<String> = all.iter().flatten().map(party).collect();
            all.sort();
            all.join(" ")
        };
        let days = |from: &Option<String>, to: &Option<String>| {
            format!("{}/{}", from.as_deref().unwrap_or_default(), to.as_deref().unwrap_or_default())
        };
        let value = match self {
            Change::Speaker { speaker } => who(speaker),
            Change::Addressee { addressee: None, words: Some(span) } => {
                format!("{}-{}", span.start, span.end)
            }
            Change::Addressee { addressee, .. } => who(addressee),
            Change::Act { act, negated } => format!("{act:?} {negated}"),
            Change::Day { from, to } | Change::EventDay { from, to } => days(from, to),
            Change::Kind { form } => form.name().to_owned(),
            Change::Conditions { conditions } => (!conditions.is_empty()).to_string(),
            Change::Hedged { hedged, .. } => hedged.to_string(),
            // Ids are of one reading, words of the text.
            Change::Inside { words, .. } => words.first().map_or_else(String::new, |w| w.start.to_string()),
            Change::Statement { is } | Change::Event { is } => is.to_string(),
            Change::EventType { event_type } => event_type.name().to_owned(),
            Change::EventParties { source, target, mutual } => {
                format!("{} > {} {}", side(source), side(target), mutual.unwrap_or(false))
            }
            Change::EventStatus { status } => status.name().to_owned(),
            Change::EventPlace { place } => place.as_ref().map(party).unwrap_or_default(),
            // An event that is shown with another one is none of its own.
            Change::SameEvent { .. } => return Some(("event", "false".to_owned())),
            _ => return None,
        };
        Some((self.kind(), value))
    }
}

impl Correction {
    /// What it was made on: the article's address and the id of the statement or the event.
    pub fn on(&self) -> Option<(&str, &str)> {
        let article = self.article.as_deref()?;
        Some((article, self.statement.as_deref().or(self.event.as_deref())?))
    }
}
