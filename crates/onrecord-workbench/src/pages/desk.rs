//! The coder's desk: an article as one coder alone sees it, one form for everything about a statement, and the next one.

mod save;

pub(crate) use save::save;

use super::correct::{NOBODY, acts};
use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::marks::{Paragraph, paragraphs};
use crate::view::speakers::Speakers;
use crate::view::{Frame, Visitor, day, link, word};
use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Redirect, Response};
use onrecord::{Record, Span, Statement};
use onrecord_archive::coding::{
    Code, Codebook, OnUnit, Order, Scale, Suggestion, Unit, UnitKind, VariableKind,
};
use onrecord_archive::{Archive, Query};
use serde::Deserialize;
use std::sync::Arc;

/// Concepts that have a key of their own.
const KEYS: usize = 9;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Place {
    #[serde(default)]
    address: String,
    /// The statement or event; nothing for the article itself.
    #[serde(default)]
    of: String,
    /// Which statements are to be coded.
    #[serde(default)]
    q: String,
    /// `doubt`: the least sure first.
    #[serde(default)]
    order: String,
    /// What was saved a moment ago.
    #[serde(default)]
    saved: String,
}

impl Place {
    fn order(&self) -> Order {
        if self.order == "doubt" { Order::Doubt } else { Order::Text }
    }

    /// The address of the desk at another place.
    fn at(&self, address: &str, of: &str) -> String {
        let mut pairs = vec![("address", address), ("of", of)];
        pairs.extend(Some(("q", self.q.as_str())).filter(|(_, q)| !q.is_empty()));
        pairs.extend(Some(("order", self.order.as_str())).filter(|(_, o)| !o.is_empty()));
        link::page("/desk", &pairs)
    }
}

/// A value of a scale or of a choice.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct ConceptField {
    /// The name of its field in the form.
    field: String,
    name: String,
    definition: String,
    /// The key that goes through its values.
    key: Option<usize>,
    choices: Vec<Choice>,
    /// What the codebook's query suggests, where nothing was judged yet.
    suggested: Option<String>,
}

struct VariableField {
    field: String,
    name: String,
    definition: String,
    /// `text`, `number`, `date` or `choice`.
    kind: &'static str,
    value: String,
    choices: Vec<Choice>,
}

struct Role {
    name: &'static str,
    label: &'static str,
    words: String,
}

/// What the form says of a statement beside its codes.
struct Said {
    speaker: String,
    acts: Vec<(String, bool)>,
    negated: bool,
    addressee: String,
    day: String,
    kind: &'static str,
    roles: Vec<Role>,
}

#[derive(Template)]
#[template(path = "desk.html")]
struct Page {
    frame: Frame,
    q: String,
    order: String,
    saved: String,
    address: String,
    of: String,
    title: String,
    facts: Vec<String>,
    paragraphs: Vec<Paragraph>,
    /// The words that are coded.
    words: String,
    said: Option<Said>,
    concepts: Vec<ConceptField>,
    variables: Vec<VariableField>,
    memo: String,
    judged: bool,
    book: bool,
    /// Before and after it in the article.
    before: Option<String>,
    after: Option<String>,
    next: String,
    article: String,
    whole: String,
    /// The form for one that was not found.
    missing: String,
    events: Vec<(String, String)>,
    finished: bool,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk_start.html")]
struct Start {
    frame: Frame,
    q: String,
    order: String,
    coders: Vec<String>,
    done: bool,
    judged: u64,
    left: Option<String>,
}

/// The desk: at a statement, or at the next one that the visitor has not judged.
pub(crate) async fn desk(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Asked(place): Asked<Place>,
) -> Result<Response, Problem> {
    let mut frame = Frame::new(&house, &visitor, "desk", "Desk");
    let Some(person) = visitor.person else {
        let made = move |desk: &mut crate::pool::Desk| start(&desk.archive, frame, place, "");
        return Ok(page(&house.pool.ask(made).await?));
    };
    if place.address.is_empty() {
        let to = {
            let (place, person) = (place.clone(), person.clone());
            house.pool.ask(move |desk| next(&desk.archive, &place, &person, None)).await?
        };
        if let Some(to) = to {
            return Ok(Redirect::to(&to).into_response());
        }
        let made = move |desk: &mut crate::pool::Desk| start(&desk.archive, frame, place, &person);
        return Ok(page(&house.pool.ask(made).await?));
    }
    let made = move |desk: &mut crate::pool::Desk| {
        frame.title =
            if place.of.is_empty() { "Code an article".to_owned() } else { format!("Code {}", place.of) };
        shown(&desk.archive, frame, place, &person)
    };
    Ok(page(&house.pool.ask(made).await?))
}

fn start(archive: &Archive, frame: Frame, place: Place, person: &str) -> Result<Start, Problem> {
    let progress = archive.progress()?;
    let own = progress.iter().find(|p| p.coder.name.to_lowercase() == person.to_lowercase());
    Ok(Start {
        done: !person.is_empty(),
        judged: own.map_or(0, |p| p.judged),
        left: own
            .filter(|p| p.assigned > 0)
            .map(|p| format!("{} of {} articles finished", p.finished, p.assigned)),
        coders: progress.into_iter().map(|p| p.coder.name).collect(),
        q: place.q,
        order: place.order,
        frame,
    })
}

/// Where the next statement is that a person has not judged.
fn next(
    archive: &Archive,
    place: &Place,
    person: &str,
    after: Option<(&str, &str)>,
) -> Result<Option<String>, Problem> {
    let query = Query::parse(&place.q)?;
    let found = archive.next_uncoded(person, &query, place.order(), after)?;
    Ok(found.map(|next| place.at(&next.article, &next.statement)))
}

fn shown(archive: &Archive, frame: Frame, place: Place, person: &str) -> Result<Page, Problem> {
    let nothing = || Problem::NoSuch("article of this address".to_owned());
    let heading = archive.heading(&place.address, None)?.ok_or_else(nothing)?;
    let record = archive.corrected_by(&place.address, person)?.ok_or_else(nothing)?;
    let book = archive.codebook()?.map(|(book, _)| book);
    let kind = unit(&place).kind();
    let mine: Vec<OnUnit> =
        archive.codes_on(&place.address, Some(person))?.into_iter().filter(|c| !c.given.settled).collect();
    let of = Some(place.of.as_str()).filter(|of| !of.is_empty());
    let here: Vec<&Code> =
        mine.iter().filter(|c| c.unit == kind && c.of.as_deref() == of).map(|c| &c.given.code).collect();
    let judged = archive.has_judged(person, &place.address, of)?;
    let suggested = match (&book, kind, judged) {
        (Some(book), UnitKind::Statement, false) => archive.suggestions(&place.address, book)?,
        _ => Vec::new(),
    };
    let suggested: Vec<Suggestion> = suggested.into_iter().filter(|s| s.statement == place.of).collect();
    let speakers = Speakers::of(&record);
    let statement = record.statements.iter().find(|s| s.id == place.of);
    let event = record.events.iter().find(|e| e.id == place.of);
    if of.is_some() && statement.is_none() && event.is_none() && !judged {
        return Err(Problem::NoSuch("statement or event of this number in the article".to_owned()));
    }
    let words = |spans: &[Span], by: &str| {
        let all = spans.iter().filter(|s| s.start <= s.end && s.end <= record.article.text.len());
        all.map(|&s| record.article.text.slice(s)).collect::<Vec<_>>().join(by)
    };
    let position = record.statements.iter().position(|s| s.id == place.of);
    let beside =
        |n: Option<usize>| n.and_then(|n| record.statements.get(n)).map(|s| place.at(&place.address, &s.id));
    let mut names: Vec<String> = record.actors.iter().filter_map(|a| a.name.clone()).collect();
    names.sort();
    names.dedup();
    let mut facts: Vec<String> = heading.outlet.clone().into_iter().collect();
    facts.extend(heading.published.as_deref().map(day));
    let title = heading.title.clone().unwrap_or_else(|| heading.address.clone());
    Ok(Page {
        words: match (statement, event) {
            (Some(s), _) => words(&s.content, " … "),
            (_, Some(e)) => format!("{}: {}", e.event_type.name(), words(&e.anchor, " … ")),
            _ => title.clone(),
        },
        said: statement.map(|s| said(&record, s, &speakers, |spans| words(spans, "\n"))),
        concepts: book.as_ref().map(|book| concepts(book, kind, &here, &suggested)).unwrap_or_default(),
        variables: book.as_ref().map(|book| variables(book, kind, &here)).unwrap_or_default(),
        memo: here.iter().find(|c| c.name == "memo").map(|c| c.value.clone()).unwrap_or_default(),
        judged,
        book: book.is_some(),
        before: beside(position.and_then(|n| n.checked_sub(1))),
        after: beside(position.map(|n| n + 1)),
        next: {
            let mut pairs = vec![("q", place.q.as_str()), ("order", place.order.as_str())];
            pairs.retain(|(_, value)| !value.is_empty());
            link::page("/desk", &pairs)
        },
        article: link::article(&place.address, of),
        whole: place.at(&place.address, ""),
        missing: link::page("/correct", &[("address", &place.address)]),
        events: record
            .events
            .iter()
            .map(|e| {
                (
                    format!("{}: {}", e.event_type.name(), words(&e.anchor, " … ")),
                    place.at(&place.address, &e.id),
                )
            })
            .collect(),
        finished: archive.has_finished(person, &place.address)?,
        paragraphs: paragraphs(&record, &speakers).into_iter().filter(|p| p.kind != "litter").collect(),
        names,
        title,
        facts,
        q: place.q,
        order: place.order,
        saved: place.saved,
        address: place.address,
        of: place.of,
        frame,
    })
}

fn said(record: &Record, s: &Statement, speakers: &Speakers, words: impl Fn(&[Span]) -> String) -> Said {
    let role = |name, label, spans: &[Span]| Role { name, label, words: words(spans) };
    Said {
        speaker: speaker_of(record, s, speakers),
        acts: acts().into_iter().map(|act| (word(&act), Some(act) == s.act)).collect(),
        negated: s.negated,
        addressee: addressee_of(record, s),
        day: day_of(record, s),
        kind: s.kind.name(),
        roles: vec![
            role("content", "What is said", &s.content),
            role("cue", "Cue", &s.cue),
            role("source", "Source", &s.source),
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

fn concepts(book: &Codebook, kind: UnitKind, here: &[&Code], suggested: &[Suggestion]) -> Vec<ConceptField> {
    if !matches!(kind, UnitKind::Statement | UnitKind::Event) {
        return Vec::new();
    }
    let field = |(n, concept): (usize, &onrecord_archive::coding::Concept)| {
        let now = here.iter().find(|c| c.is_concept() && c.value == concept.name);
        let now = now.map_or("", |code| match (code.absent, code.agrees, &code.score) {
            (true, ..) => "absent",
            (_, Some(true), _) => "for",
            (_, Some(false), _) => "against",
            (_, _, Some(score)) => score,
            _ => "there",
        });
        let choice = |value: &str, label: &str| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            chosen: value == now,
        };
        let mut choices = vec![choice("", "–")];
        match &concept.scale {
            Scale::Stance => {
                choices.extend([
                    choice("for", "for"),
                    choice("against", "against"),
                    choice("there", "neither"),
                ]);
            }
            Scale::Presence => choices.push(choice("there", "yes")),
            Scale::Values { values, .. } => choices.extend(values.iter().map(|v| choice(v, v))),
        }
        let hint = suggested.iter().find(|s| s.concept == concept.name).map(|s| match s.agrees {
            Some(true) => "for".to_owned(),
            Some(false) => "against".to_owned(),
            None => "suggested".to_owned(),
        });
        ConceptField {
            field: format!("concept-{n}"),
            name: concept.name.clone(),
            definition: concept.definition.clone(),
            key: Some(n + 1).filter(|key| *key <= KEYS),
            choices,
            suggested: hint,
        }
    };
    book.concepts.iter().enumerate().map(field).collect()
}

fn variables(book: &Codebook, kind: UnitKind, here: &[&Code]) -> Vec<VariableField> {
    let field = |(n, variable): (usize, &onrecord_archive::coding::Variable)| {
        let value =
            here.iter().find(|c| c.name == variable.name).map(|c| c.value.clone()).unwrap_or_default();
        let choice = |v: &String| Choice { value: v.clone(), label: v.clone(), chosen: *v == value };
        let (kind, choices) = match &variable.kind {
            VariableKind::Text => ("text", Vec::new()),
            VariableKind::Number => ("number", Vec::new()),
            VariableKind::Date => ("date", Vec::new()),
            VariableKind::Choice { values, .. } => ("choice", values.iter().map(choice).collect()),
        };
        let (name, definition) = (variable.name.clone(), variable.definition.clone());
        VariableField { field: format!("variable-{n}"), name, definition, kind, choices, value }
    };
    book.variables.iter().enumerate().filter(|(_, v)| v.on == kind).map(field).collect()
}

fn unit(place: &Place) -> Unit<'_> {
    match place.of.chars().next() {
        Some('e') => Unit::Event { article: &place.address, event: &place.of },
        Some(_) => Unit::Statement { article: &place.address, statement: &place.of },
        None => Unit::Article(&place.address),
    }
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

/// When a statement was said, as the form writes it: a day, or the first and the last with a stroke between.
fn day_of(record: &Record, s: &Statement) -> String {
    let Some(when) = s.when.as_ref().and_then(|id| record.times.iter().find(|t| t.id == *id)) else {
        return String::new();
    };
    let day = |moment: Option<onrecord::time::Moment>| moment.map(|m| m.date.to_string()).unwrap_or_default();
    match (day(when.earliest), day(when.latest)) {
        (from, to) if from == to => from,
        (from, to) => format!("{from}/{to}"),
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Whose {
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
}

/// Takes a place at the desk under a name.
pub(crate) async fn sit(State(house): State<Arc<House>>, sent: Sent<Whose>) -> Result<Response, Problem> {
    let (person, at) = (sent.person()?.to_owned(), house.now());
    house.change(move |archive| Ok(archive.add_coder(&person, None, &at)?)).await?;
    let mut pairs = vec![("q", sent.value.q.as_str()), ("order", sent.value.order.as_str())];
    pairs.retain(|(_, value)| !value.is_empty());
    Ok(sent.done(&link::page("/desk", &pairs)))
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Finished {
    address: String,
    finished: String,
}

/// Says that the coder has finished an article, or has not after all.
pub(crate) async fn finish(
    State(house): State<Arc<House>>,
    sent: Sent<Finished>,
) -> Result<Response, Problem> {
    let (person, at, given) = (sent.person()?.to_owned(), house.now(), sent.value.clone());
    house
        .change(move |archive| {
            archive.add_coder(&person, None, &at)?;
            Ok(archive.finish(&person, &given.address, given.finished == "yes", &at)?)
        })
        .await?;
    Ok(sent.done("/desk"))
}
