//! Corrections in words.

use super::{Change, NamedParty};
use onrecord::Span;
use std::fmt;

fn places(spans: &[Span]) -> String {
    let all: Vec<String> = spans.iter().map(|s| format!("{}-{}", s.start, s.end)).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(",") }
}

fn days(from: Option<&String>, to: Option<&String>) -> String {
    match (from, to) {
        (None, None) => "not told".to_owned(),
        (Some(from), Some(to)) if from == to => from.clone(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
    }
}

fn party(p: &NamedParty) -> String {
    match (&p.actor, p.words) {
        (Some(named), _) => named.name.clone(),
        (None, Some(span)) => format!("the words at {}-{}", span.start, span.end),
        (None, None) => "nobody".to_owned(),
    }
}

fn side(all: &[NamedParty]) -> String {
    if all.is_empty() { "nobody".to_owned() } else { all.iter().map(party).collect::<Vec<_>>().join(" and ") }
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "not known" } else { text }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Change::Speaker { speaker } => {
                write!(f, "speaker: {}", speaker.as_ref().map_or("nobody", |s| s.name.as_str()))
            }
            Change::Addressee { addressee, words } => {
                write!(f, "addressee: {}", party(&NamedParty { actor: addressee.clone(), words: *words }))
            }
            Change::Act { act, negated } => {
                let word = act.map_or("none".to_owned(), |act| format!("{act:?}").to_lowercase());
                write!(f, "act: {}{word}", if *negated { "not " } else { "" })
            }
            Change::Day { from, to } => write!(f, "said: {}", days(from.as_ref(), to.as_ref())),
            Change::Kind { form } => write!(f, "kind: {}", form.name()),
            Change::Conditions { conditions } => write!(f, "conditions: {}", places(conditions)),
            Change::Hedged { hedged: false, .. } => f.write_str("it is not hedged"),
            Change::Hedged { words, .. } if words.is_empty() => f.write_str("it is hedged"),
            Change::Hedged { words, .. } => write!(f, "it is hedged: {}", places(words)),
            Change::Inside { statement: Some(outer), .. } => write!(f, "it stands in {outer}"),
            Change::Inside { statement: None, .. } => f.write_str("it stands in no other statement"),
            Change::Boundaries { content, cue, source } => {
                let roles = [("content", content), ("cue", cue), ("source", source)];
                let said: Vec<String> = roles
                    .into_iter()
                    .filter_map(|(role, spans)| Some(format!("{role}: {}", places(spans.as_deref()?))))
                    .collect();
                f.write_str(&said.join(", "))
            }
            Change::Statement { is: true } => f.write_str("it is a statement"),
            Change::Statement { is: false } => f.write_str("it is no statement"),
            Change::Missing { content, .. } => write!(f, "missing: {}", places(content)),
            Change::Event { is: true } => f.write_str("it is an event"),
            Change::Event { is: false } => f.write_str("it is no event"),
            Change::EventType { event_type } => write!(f, "type: {}", event_type.name()),
            Change::EventParties { source, target, mutual } => {
                let sides = [("source", source), ("target", target)];
                let told = sides
                    .into_iter()
                    .filter_map(|(role, all)| Some(format!("{role}: {}", side(all.as_deref()?))));
                let both = mutual.map(|is| if is { "both do it" } else { "one does it" }.to_owned());
                f.write_str(&told.chain(both).collect::<Vec<_>>().join(", "))
            }
            Change::EventStatus { status } => write!(f, "status: {}", status.name()),
            Change::EventDay { from, to } => write!(f, "day: {}", days(from.as_ref(), to.as_ref())),
            Change::EventPlace { place } => {
                write!(f, "place: {}", place.as_ref().map_or("not told".to_owned(), party))
            }
            Change::SameEvent { event, .. } => write!(f, "it is the same event as {event}"),
            Change::MissingEvent { anchor, event_type, source, target, .. } => write!(
                f,
                "missing event: {} at {}, {} to {}",
                event_type.name(),
                places(anchor),
                side(source),
                side(target)
            ),
            Change::Article { outlet, published, title, authors } => {
                let told = [("outlet", outlet), ("published", published), ("title", title)];
                let told = told
                    .into_iter()
                    .filter_map(|(what, it)| Some(format!("{what}: {}", or_none(it.as_deref()?))));
                let by = authors.as_ref().map(|all| format!("authors: {}", or_none(&all.join(", "))));
                f.write_str(&told.chain(by).collect::<Vec<_>>().join(", "))
            }
            Change::Mention { from, into, words, .. } if words.is_empty() => {
                write!(f, "{} is {} here", from.name, into.name)
            }
            Change::Mention { from, into, words, .. } => {
                write!(f, "{} is {} at {}", from.name, into.name, places(words))
            }
            Change::Merge { from, into } => write!(f, "{} is {}", from.name, into.name),
            Change::Split { from, into, articles } => {
                write!(f, "{} is {} in {} articles", from.name, into.name, articles.len())
            }
        }
    }
}
