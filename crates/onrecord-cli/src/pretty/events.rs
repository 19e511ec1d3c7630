//! The events below the statements, one a line.

use super::ink::{Look, Pen, Run};
use super::list::words;
use super::wrap::paragraph;
use onrecord::{ActorKind, Event, Party, Record};
use unicode_width::UnicodeWidthStr;

/// A party is shown up to this many columns.
const PARTY_WIDTH: usize = 32;

/// Every event: `e1  AID Norway → Malawi · sent tents · happened`.
pub fn events(pen: &mut Pen, record: &Record, width: usize) {
    if record.events.is_empty() {
        return;
    }
    pen.gap();
    let heading =
        [Run::words("Events", Look::BOLD), Run::words(&format!(": {}", record.events.len()), Look::PLAIN)];
    paragraph(pen, &heading, 0, 2, width);
    let ids = record.events.iter().map(|e| e.id.width()).max().unwrap_or(0);
    for event in &record.events {
        let indent = ids + 4;
        pen.write(&format!("  {}{}  ", event.id, " ".repeat(ids - event.id.width())), Look::PLAIN);
        paragraph(pen, &line(record, event), indent, indent, width);
    }
}

fn line(record: &Record, event: &Event) -> Vec<Run> {
    let between = || Run::words(" · ", Look::DIM);
    let arrow = if event.mutual { " ↔ " } else { " → " };
    let mut runs = vec![
        Run::words(event.event_type.name(), Look::BOLD),
        Run::words(" ", Look::PLAIN),
        Run::words(&parties(record, &event.source), Look::PLAIN),
    ];
    // A protest is against nobody, often; that somebody was killed is told without a doer.
    if !event.target.is_empty() || event.source.is_empty() {
        runs.push(Run::words(arrow, Look::DIM));
        runs.push(Run::words(&parties(record, &event.target), Look::PLAIN));
    }
    let mut facts = vec![words(record, &event.anchor, PARTY_WIDTH), event.status.name().to_owned()];
    facts.extend(event.mode.clone());
    let when = event.when.as_ref().and_then(|id| record.times.iter().find(|t| t.id == *id));
    facts.extend(when.map(|t| words(record, &[t.span], PARTY_WIDTH)));
    // What has happened had happened when it was told.
    let told = record.article.published.as_deref().and_then(|p| p.get(..10));
    let told = told.filter(|_| when.is_none() && event.status.is_of_deeds());
    facts.extend(told.map(|day| format!("by {day}")));
    facts.extend(event.place.as_ref().map(|p| format!("in {}", words(record, &[p.span], PARTY_WIDTH))));
    facts.extend(event.inside.as_ref().map(|s| format!("told in {s}")));
    facts.extend(event.statement.as_ref().map(|s| format!("by saying {s}")));
    if !event.mentions.is_empty() {
        facts.push(format!("told {} times", event.mentions.len() + 1));
    }
    for fact in facts.into_iter().filter(|f| !f.is_empty()) {
        runs.extend([between(), Run::words(&fact, Look::DIM)]);
    }
    runs
}

/// Parties by their actors' names, else by the words.
fn parties(record: &Record, parties: &[Party]) -> String {
    let name = |p: &Party| {
        let actor = p.actor.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id));
        let name = actor.and_then(|a| a.name.clone());
        let name = name.unwrap_or_else(|| words(record, &[p.span], PARTY_WIDTH));
        // Whom somebody acts for is what event data ask.
        let state = actor.filter(|a| a.kind != ActorKind::State).and_then(|a| a.country.as_deref());
        state.map_or_else(|| name.clone(), |state| format!("{name} ({state})"))
    };
    match parties {
        [] => "(not told)".to_owned(),
        _ => parties.iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Made;
    use onrecord::{EventStatus, EventType, PartKind};

    #[test]
    fn an_event_is_a_line() {
        let made = Made::of(&[(PartKind::Body, "Norway sent tents to Malawi.")]);
        let party = |w: &str| Party { span: made.span(w), actor: None };
        let event = Event {
            id: "e1".to_owned(),
            event_type: EventType::Aid,
            quad: EventType::Aid.quad(),
            cameo: "07".to_owned(),
            mode: None,
            context: Vec::new(),
            anchor: vec![made.span("sent tents")],
            source: vec![party("Norway")],
            target: vec![party("Malawi")],
            mutual: false,
            numbers: Vec::new(),
            when: None,
            place: None,
            status: EventStatus::Happened,
            inside: None,
            statement: None,
            mentions: Vec::new(),
            confidence: 0.9,
            coded: None,
        };
        let mut record = made.0;
        record.events.push(event);
        let mut pen = Pen::new(false);
        events(&mut pen, &record, 80);
        assert_eq!(pen.page, "\nEvents: 1\n  e1  AID Norway → Malawi · sent tents · happened\n");
    }
}
