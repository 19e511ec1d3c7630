//! What the form says of a statement beside its codes, and the corrections that come of it.

use super::ask::{Halt, unknown};
use super::filled::Filled;
use super::words::{lines, offsets, stretches};
use crate::pages::correct::{NOBODY, act, acts};
use crate::problem::Problem;
use crate::view::speakers::Speakers;
use crate::view::word;
use onrecord::{ActorKind, Record, Span, Statement, StatementKind};
use onrecord_archive::Archive;
use onrecord_archive::corrections::{Change, Named};

pub(super) const CONTENT: &str = "What is said";
pub(super) const CUE: &str = "Cue: the words that mark the saying";
pub(super) const SOURCE: &str = "Source: the words that name the speaker";

pub(super) struct Role {
    pub name: &'static str,
    pub label: &'static str,
    pub words: String,
    /// Where these stand.
    pub at: String,
}

/// What the form says of a statement beside its codes.
pub(super) struct Said {
    pub speaker: String,
    pub acts: Vec<(String, bool)>,
    pub negated: bool,
    pub addressee: String,
    pub day: String,
    pub kind: &'static str,
    pub roles: Vec<Role>,
}

pub(super) fn said(record: &Record, s: &Statement, speakers: &Speakers) -> Said {
    let text = &record.article.text;
    let role =
        |name, label, spans: &[Span]| Role { name, label, words: lines(text, spans), at: offsets(spans) };
    Said {
        speaker: speaker_of(record, s, speakers),
        acts: acts().into_iter().map(|act| (word(&act), Some(act) == s.act)).collect(),
        negated: s.negated,
        addressee: addressee_of(record, s),
        day: day_of(record, s.when.as_ref()),
        kind: s.kind.name(),
        roles: vec![
            role("content", CONTENT, &s.content),
            role("cue", CUE, &s.cue),
            role("source", SOURCE, &s.source),
        ],
    }
}

fn speaker_of(record: &Record, s: &Statement, speakers: &Speakers) -> String {
    let named = s.speaker.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id)?.name.clone());
    let other = || {
        speakers.of_statement(s.speaker.as_deref()).filter(|_| s.speaker.is_some()).map(|s| s.name.clone())
    };
    named.or_else(other).unwrap_or_else(|| NOBODY.to_owned())
}

/// Whom a statement is said to: an actor's name, or words of the text.
fn addressee_of(record: &Record, s: &Statement) -> String {
    let Some(party) = &s.addressee else { return String::new() };
    let named = party.actor.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id)?.name.clone());
    let words = || {
        (party.span.end <= record.article.text.len())
            .then(|| record.article.text.slice(party.span).to_owned())
    };
    named.or_else(words).unwrap_or_default()
}

/// A time as the form writes it: a day, or the first and the last with a stroke between.
pub(super) fn day_of(record: &Record, when: Option<&String>) -> String {
    let Some(when) = when.and_then(|id| record.times.iter().find(|t| t.id == *id)) else {
        return String::new();
    };
    let day = |moment: Option<onrecord::time::Moment>| moment.map(|m| m.date.to_string()).unwrap_or_default();
    match (day(when.earliest), day(when.latest)) {
        (from, to) if from == to => from,
        (from, to) => format!("{from}/{to}"),
    }
}

/// A day or an interval as a form says it: one day, or the first and the last with a stroke between; nothing where the text does
/// not tell.
pub(super) fn days(given: &str) -> (Option<String>, Option<String>) {
    let end = |day: &str| Some(day.trim().to_owned()).filter(|day| !day.is_empty());
    let (from, to) = given.split_once('/').or_else(|| given.split_once("..")).unwrap_or((given, given));
    (end(from), end(to))
}

/// What a form corrects: that which differs from what the coder saw.
pub(super) fn changes(archive: &Archive, filled: &Filled, person: &str) -> Result<Vec<Change>, Halt> {
    let place = filled.place();
    if filled.has("no-statement") {
        return Ok(vec![Change::Statement { is: false }]);
    }
    let nothing = || Problem::NoSuch("article of this address".to_owned());
    let record = archive.corrected_by(&place.address, person)?.ok_or_else(nothing)?;
    let Some(now) = record.statements.iter().find(|s| s.id == place.of) else {
        // It was struck out by this coder, and is one after all.
        return Ok(vec![Change::Statement { is: true }]);
    };
    let mut all = Vec::new();
    let given = filled.get("speaker").trim();
    if !given.is_empty() && given != speaker_of(&record, now, &Speakers::of(&record)) {
        all.push(Change::Speaker { speaker: somebody(archive, given, filled, None)? });
    }
    if filled.has("act") {
        let (given, negated) = (act(filled.get("act"))?, filled.has("negated"));
        if (given, negated) != (now.act, now.negated) {
            all.push(Change::Act { act: given, negated });
        }
    }
    let given = filled.get("addressee").trim();
    if filled.has("addressee") && given != addressee_of(&record, now) {
        let addressee = match given {
            "" => None,
            given => somebody(archive, given, filled, None)?,
        };
        all.push(Change::Addressee { addressee, words: None });
    }
    let given = filled.get("day").trim();
    if filled.has("day") && given != day_of(&record, now.when.as_ref()) {
        let (from, to) = days(given);
        all.push(Change::Day { from, to });
    }
    let form: Option<StatementKind> = serde_json::from_value(filled.get("kind").into()).ok();
    if let Some(form) = form.filter(|form| *form != now.kind) {
        all.push(Change::Kind { form });
    }
    if filled.has("content") {
        let text = &record.article.text;
        let role = |name, label, old: &[Span]| -> Result<Option<Vec<Span>>, Halt> {
            // Browsers send line ends of their own.
            if filled.get(name).replace('\r', "").trim() == lines(text, old).trim() {
                return Ok(None);
            }
            Ok(Some(stretches(filled, name, label, text)?).filter(|new| new != old))
        };
        let (content, cue, source) = (
            role("content", CONTENT, &now.content)?,
            role("cue", CUE, &now.cue)?,
            role("source", SOURCE, &now.source)?,
        );
        if content.is_some() || cue.is_some() || source.is_some() {
            all.push(Change::Boundaries { content, cue, source });
        }
    }
    Ok(all)
}

/// An actor by the name in the form, which may be of a new one of a kind; before one is made that nobody knew, it is asked.
pub(super) fn somebody(
    archive: &Archive,
    name: &str,
    filled: &Filled,
    kind: Option<ActorKind>,
) -> Result<Option<Named>, Halt> {
    if name == NOBODY {
        return Ok(None);
    }
    let found = archive.recognise(name, Some(filled.get("address")))?;
    if !found.is_new() {
        return Ok(Some(found.named()));
    }
    if !filled.all("new-actor").any(|confirmed| confirmed == name) {
        return Err(unknown(archive, name));
    }
    Ok(Some(match kind {
        Some(kind) => Named::new(name, kind),
        None => found.named(),
    }))
}
