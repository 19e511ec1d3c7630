//! The coder's desk: an article as one coder alone sees it, one form for everything about a statement or an event, and the next
//! one.

mod ask;
mod event;
mod fields;
mod filled;
mod missed;
mod place;
mod save;
mod sit;
mod statement;
pub(crate) mod words;

pub(crate) use ask::{Asking, Halt, unknown};
pub(crate) use fields::{VariableField, codes, memo, variables};
pub(crate) use filled::Filled;
pub(crate) use missed::missed;
pub(crate) use save::save;
pub(crate) use sit::{finish, sit};

use super::correct::acts;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::marks::{Paragraph, paragraphs_at};
use crate::view::speakers::Speakers;
use crate::view::{Frame, Visitor, called, day, link, word};
use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Redirect, Response};
use event::{Deed, deed, label, statuses, types};
use fields::{Choice, ConceptField, concepts};
use onrecord::{Record, Span};
use onrecord_archive::coding::{Code, OnUnit, Suggestion, UnitKind};
use onrecord_archive::{Archive, Query};
use place::Place;
use save::unjudged;
use statement::{CONTENT, CUE, SOURCE, Said, said};
use std::sync::Arc;
use words::one_line;

/// An event in the list beside the text.
struct Told {
    label: String,
    href: String,
    judged: bool,
    here: bool,
}

/// What the forms for what was missed offer.
struct Missed {
    roles: [(&'static str, &'static str); 3],
    anchor: &'static str,
    acts: Vec<String>,
    types: Vec<Choice>,
    statuses: Vec<Choice>,
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
    /// Of a statement.
    said: Option<Said>,
    /// Of an event.
    deed: Option<Deed>,
    /// It was struck out, or is shown with another one.
    gone: bool,
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
    missed: Missed,
    events: Vec<Told>,
    /// The event that is to be judged next, where there is one.
    event: Option<String>,
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
    // As this coder has it, also what is told of the article.
    let record = archive.corrected_by(&place.address, person)?.ok_or_else(nothing)?;
    let book = archive.codebook()?.map(|(book, _)| book);
    let kind = place.unit().kind();
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
    let gone = of.is_some() && statement.is_none() && event.is_none();
    if gone && !judged {
        return Err(Problem::NoSuch("statement or event of this number in the article".to_owned()));
    }
    let now: &[Span] = statement.map(|s| &s.content).or(event.map(|e| &e.anchor)).map_or(&[], Vec::as_slice);
    let mut names: Vec<String> = record.actors.iter().filter_map(|a| a.name.clone()).collect();
    names.sort();
    names.dedup();
    let told = &record.article;
    let mut facts: Vec<String> = told.outlet.clone().into_iter().collect();
    facts.extend(told.published.as_deref().map(day));
    let title = called(told.title.as_deref(), &place.address);
    let (before, after) = beside(&record, &place);
    let seen = archive.judged_events(person, &place.address)?;
    Ok(Page {
        words: match (statement, event) {
            (Some(s), _) => joined(&record, &s.content),
            (_, Some(e)) => label(&record, e),
            _ if gone => struck_words(archive, &place)?,
            _ => title.clone(),
        },
        said: statement.map(|s| said(&record, s, &speakers)),
        deed: event.map(|e| deed(&record, e)),
        gone,
        concepts: book.as_ref().map(|book| concepts(book, kind, &here, &suggested)).unwrap_or_default(),
        variables: book.as_ref().map(|book| variables(book, kind, &here)).unwrap_or_default(),
        memo: memo(&here),
        judged,
        book: book.is_some(),
        before,
        after,
        next: {
            let mut pairs = vec![("q", place.q.as_str()), ("order", place.order.as_str())];
            pairs.retain(|(_, value)| !value.is_empty());
            link::page("/desk", &pairs)
        },
        article: link::article(&place.address, of.filter(|_| kind == UnitKind::Statement)),
        whole: place.at(&place.address, ""),
        missed: Missed {
            roles: [("content", CONTENT), ("cue", CUE), ("source", SOURCE)],
            anchor: missed::ANCHOR,
            acts: acts().iter().map(word).collect(),
            types: types(""),
            statuses: statuses("happened"),
        },
        events: record
            .events
            .iter()
            .map(|e| Told {
                label: label(&record, e),
                href: place.at(&place.address, &e.id),
                judged: seen.contains(&e.id),
                here: e.id == place.of,
            })
            .collect(),
        event: unjudged(&record, &place, &seen),
        finished: archive.has_finished(person, &place.address)?,
        paragraphs: paragraphs_at(&record, &speakers, now)
            .into_iter()
            .filter(|p| p.kind != "litter")
            .collect(),
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

/// What stands before and after it in the article: of statements statements, of events events.
fn beside(record: &Record, place: &Place) -> (Option<String>, Option<String>) {
    let ids: Vec<&String> = match place.unit().kind() {
        UnitKind::Event => record.events.iter().map(|e| &e.id).collect(),
        _ => record.statements.iter().map(|s| &s.id).collect(),
    };
    let here = ids.iter().position(|id| **id == place.of);
    let at = |n: Option<usize>| n.and_then(|n| ids.get(n)).map(|id| place.at(&place.address, id));
    (at(here.and_then(|n| n.checked_sub(1))), at(here.map(|n| n + 1)))
}

fn joined(record: &Record, spans: &[Span]) -> String {
    let text = &record.article.text;
    let inside = spans.iter().filter(|s| s.start <= s.end && s.end <= text.len());
    inside.map(|&s| one_line(text.slice(s))).collect::<Vec<_>>().join(" … ")
}

/// The words of what a coder has struck out, as it was read.
fn struck_words(archive: &Archive, place: &Place) -> Result<String, Problem> {
    let Some(read) = archive.read_record(&place.address, None)? else { return Ok(String::new()) };
    let statement = read.statements.iter().find(|s| s.id == place.of).map(|s| joined(&read, &s.content));
    let event = read.events.iter().find(|e| e.id == place.of).map(|e| label(&read, e));
    Ok(statement.or(event).unwrap_or_default())
}
