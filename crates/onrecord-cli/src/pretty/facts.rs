//! What is known of a statement besides who and what: to whom, where, when, on what condition.

use super::list::words;
use onrecord::{Record, Span, Statement};

/// The words of one fact are shown up to this many columns.
const FACT_WIDTH: usize = 60;

/// The facts in the order in which one would tell them, each short enough to stand among others.
pub fn facts(record: &Record, statement: &Statement) -> Vec<String> {
    let say = |span: Span| words(record, &[span], FACT_WIDTH);
    let mut facts = Vec::new();
    if let Some(addressee) = &statement.addressee {
        facts.push(format!("to: {}", say(addressee.span)));
    }
    facts.extend(statement.occasion.as_ref().map(|occasion| say(occasion.span)));
    facts.extend(statement.medium.map(say));
    facts.extend(statement.when.as_ref().and_then(|id| when(record, id)));
    for (label, spans) in [
        ("condition", &statement.conditions),
        ("in spite of", &statement.concessions),
        ("hedge", &statement.hedges),
    ] {
        facts.extend(spans.iter().map(|&span| format!("{label}: {}", say(span))));
    }
    facts.extend(statement.inside.as_ref().map(|id| format!("inside {id}")));
    facts.extend(statement.repeats.as_ref().map(|id| format!("repeats {id}")));
    facts
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
    Some(format!("{words}{dates}"))
}
