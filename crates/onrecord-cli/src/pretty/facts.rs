//! What is known of a statement besides who and what: to whom, where, when, on what condition.

use super::list::words;
use onrecord::actors::SpeakerHow;
use onrecord::{AddresseeHow, Party, Record, Span, Statement};

/// The words of one fact are shown up to this many columns.
const FACT_WIDTH: usize = 60;

/// The facts in the order in which one would tell them, each short enough to stand among others.
pub fn facts(record: &Record, statement: &Statement) -> Vec<String> {
    let say = |span: Span| words(record, &[span], FACT_WIDTH);
    let mut facts = Vec::new();
    // Where the statement's own words do not name the speaker, a reader may want to check.
    match statement.speaker_how {
        Some(SpeakerHow::Carried) => facts.push("speaker carried over".to_owned()),
        Some(SpeakerHow::Turn) => facts.push("speaker by turn".to_owned()),
        Some(SpeakerHow::Source) | None => {}
    }
    let to = if statement.addressee_how == Some(AddresseeHow::Demand) { "of" } else { "to" };
    facts.extend(statement.addressee.as_ref().map(|party| format!("{to}: {}", who(record, party))));
    if let Some(occasion) = &statement.occasion {
        facts.push(say(occasion.span));
    }
    facts.extend(statement.medium.map(say));
    facts.extend(statement.when.as_ref().and_then(|id| when(record, id)));
    for (label, spans) in [
        ("condition", &statement.conditions),
        ("in spite of", &statement.concessions),
        ("hedge", &statement.hedges),
    ] {
        // That it is hedged may be told without saying by which words.
        facts.extend(spans.iter().map(|&span| match say(span) {
            said if said.is_empty() => label.to_owned(),
            said => format!("{label}: {said}"),
        }));
    }
    facts.extend(statement.inside.as_ref().map(|id| format!("inside {id}")));
    facts.extend(statement.repeats.as_ref().map(|id| format!("repeats {id}")));
    facts
}

/// `Moscow = Russia`, or the words alone where they are the name or nobody is known by them.
fn who(record: &Record, party: &Party) -> String {
    let words = words(record, &[party.span], FACT_WIDTH);
    let actor = party.actor.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id));
    match actor.and_then(|actor| actor.name.as_ref()).filter(|name| **name != words) {
        Some(name) if words.is_empty() => name.clone(),
        Some(name) => format!("{words} = {name}"),
        None => words,
    }
}

/// `on Friday = 2023-11-10`, or the words alone where no date could be made of them.
fn when(record: &Record, id: &str) -> Option<String> {
    let when = record.times.iter().find(|when| when.id == id)?;
    let words = words(record, &[when.span], FACT_WIDTH);
    let dates = match (&when.earliest, &when.latest) {
        (Some(first), Some(last)) if first == last => format!(" = {first}"),
        (Some(first), Some(last)) => format!(" = {first} to {last}"),
        (Some(first), None) => format!(" = from {first}"),
        (None, Some(last)) => format!(" = up to {last}"),
        (None, None) => String::new(),
    };
    Some(format!("{words}{dates}").trim_start_matches(" = ").to_owned())
}
