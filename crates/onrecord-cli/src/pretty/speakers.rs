//! The statements of a record, grouped by who makes them.

use super::list::words;
use onrecord::actors::Actor;
use onrecord::{Record, Statement};
use std::collections::HashMap;

/// The words for a speaker are shown up to this many columns.
const NAME_WIDTH: usize = 72;

/// The statements of one speaker.
#[derive(Debug)]
pub struct Group<'a> {
    /// The speaker's name; the article's words for one that has none or that is not known.
    pub name: String,
    /// What is known of the speaker, in brackets and with a blank before it; empty if nothing is.
    pub about: String,
    /// In the record's order.
    pub statements: Vec<&'a Statement>,
}

/// What makes two statements the same speaker's.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Actor(&'a str),
    /// Not tied to an actor: by the article's own words, in lower case.
    Words(String),
}

/// The statements by speaker, in the order in which each first speaks.
pub fn by_speaker(record: &Record) -> Vec<Group<'_>> {
    let mut places = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for statement in &record.statements {
        let actor = statement.speaker.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id));
        let source = words(record, &statement.source, NAME_WIDTH);
        let key = match actor {
            Some(actor) => Key::Actor(&actor.id),
            None => Key::Words(source.to_lowercase()),
        };
        let place = *places.entry(key).or_insert_with(|| {
            let (name, about) = match actor {
                Some(actor) => (name(record, actor), about(actor)),
                None if source.is_empty() => ("(nobody is named)".to_owned(), String::new()),
                None => (source, " (not resolved)".to_owned()),
            };
            groups.push(Group { name, about, statements: Vec::new() });
            groups.len() - 1
        });
        groups[place].statements.push(statement);
    }
    groups
}

fn name(record: &Record, actor: &Actor) -> String {
    let first_mention = || actor.mentions.first().map(|m| words(record, &[m.span], NAME_WIDTH));
    actor.name.clone().or_else(first_mention).unwrap_or_else(|| actor.id.clone())
}

/// ` (organisation, NOR, Q7184)`.
fn about(actor: &Actor) -> String {
    let mut facts = vec![actor.kind.name().to_owned()];
    facts.extend(actor.country.clone());
    facts.extend(actor.wikidata.clone());
    if actor.anonymous {
        facts.push("unnamed".to_owned());
    }
    format!(" ({})", facts.join(", "))
}
