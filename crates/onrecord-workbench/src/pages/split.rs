//! Parting an actor that is two: in which articles, statements, events and words it is the other one.

use super::desk::{Asking, Filled, Halt, unknown};
use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::{Frame, Visitor, called, counted, day, link};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord::Span;
use onrecord_archive::Archive;
use onrecord_archive::browse::Appearance;
use onrecord_archive::corrections::{By, Named, Recognised, Where};
use serde::Deserialize;
use std::sync::Arc;

/// Articles on a page, and pages that can be turned to.
const SHOWN: usize = 20;
const PAGES: usize = 100_000;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    key: String,
    /// From 1.
    #[serde(default)]
    page: usize,
}

/// A place where it may be another one.
struct Spot {
    /// Which one it is, as the form says it.
    value: String,
    before: String,
    words: String,
    after: String,
}

/// An article in which the actor appears.
struct Place {
    address: String,
    link: String,
    title: String,
    facts: Vec<String>,
    statements: Vec<Spot>,
    events: Vec<Spot>,
    mentions: Vec<Spot>,
}

#[derive(Template)]
#[template(path = "split.html")]
struct Page {
    frame: Frame,
    key: String,
    name: String,
    actor: String,
    summary: String,
    places: Vec<Place>,
    earlier: Option<String>,
    further: Option<String>,
}

/// Where an actor appears, to say where it is another one.
pub(crate) async fn form(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let frame = Frame::new(&house, &visitor, "actors", "");
    let made = move |desk: &mut crate::pool::Desk| shown(&desk.archive, frame, &asked);
    Ok(page(&house.pool.ask(made).await?))
}

fn shown(archive: &Archive, mut frame: Frame, asked: &Asked) -> Result<Page, Problem> {
    let actor = archive.actor_named(&asked.key, None)?;
    let number = asked.page.clamp(1, PAGES);
    let skip = (number - 1) * SHOWN;
    let (found, all) = archive.appearances(&actor.key, skip, SHOWN)?;
    let to = |page: usize| link::page("/actors/split", &[("key", &actor.key), ("page", &page.to_string())]);
    frame.title = format!("Split {}", actor.name);
    Ok(Page {
        summary: format!("In {} of this archive.", counted(all, "article")),
        earlier: (number > 1).then(|| to(number - 1)),
        further: (all > (skip + found.len()) as u64).then(|| to(number + 1)),
        places: found.into_iter().map(place).collect(),
        actor: link::actor(&actor.key),
        key: actor.key,
        name: actor.name,
        frame,
    })
}

fn place(of: Appearance) -> Place {
    let numbered = |(id, words): (String, String)| Spot {
        value: format!("{}#{id}", of.article),
        before: id,
        words,
        after: String::new(),
    };
    let mention = |m: onrecord_archive::browse::Mentioned| Spot {
        value: format!("{}@{}-{}", of.article, m.span.start, m.span.end),
        before: m.before,
        words: m.words,
        after: m.after,
    };
    Place {
        link: link::article(&of.article, None),
        title: called(of.title.as_deref(), &of.article),
        facts: of.published.as_deref().map(day).into_iter().collect(),
        statements: of.statements.into_iter().map(numbered).collect(),
        events: of.events.into_iter().map(numbered).collect(),
        mentions: of.mentions.into_iter().map(mention).collect(),
        address: of.article,
    }
}

/// Says that an actor is another one at the places of a form.
pub(crate) async fn split(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let action = "/actors/split";
    let back = link::page(action, &[("key", Filled(sent.value.clone()).get("from"))]);
    let asking = Asking { house: &house, visitor: &visitor, sent: &sent, section: "actors", action, back };
    Ok(asking.change(part).await?.map_or_else(|question| question, |key| sent.done(&link::actor(&key))))
}

/// Parts it, and returns the key of the other one.
fn part(archive: &mut Archive, filled: &Filled, by: By) -> Result<String, Halt> {
    let places = places(filled)?;
    let from = archive.actor_named(filled.get("from"), None)?;
    let name = filled.get("into").trim();
    let into = match archive.recognise(name, None)? {
        Recognised::New(_) if !filled.all("new-actor").any(|confirmed| confirmed == name) => {
            return Err(unknown(archive, name));
        }
        // Somebody of the same name is of the same kind.
        Recognised::New(named) => Named::new(&named.name, from.kind),
        known => known.named(),
    };
    if into.key == from.key {
        return Err(Problem::Bad(format!(
            "{} goes by “{name}”: give the other one a name of its own, such as “{name} (the town)”.",
            from.name
        ))
        .into());
    }
    archive.split_at(&from, &into, &places, by)?;
    Ok(into.key)
}

/// The places that a form names.
fn places(filled: &Filled) -> Result<Vec<Where>, Problem> {
    let bad = |given: &str| Problem::Bad(format!("“{given}” is no place of an article."));
    let mut all: Vec<Where> = filled
        .all("article")
        .chain(filled.get("articles").lines())
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(|address| Where::Article(address.to_owned()))
        .collect();
    for given in filled.all("statement") {
        let (article, statement) = given.rsplit_once('#').ok_or_else(|| bad(given))?;
        all.push(Where::Statement { article: article.to_owned(), statement: statement.to_owned() });
    }
    for given in filled.all("event") {
        let (article, event) = given.rsplit_once('#').ok_or_else(|| bad(given))?;
        all.push(Where::Event { article: article.to_owned(), event: event.to_owned() });
    }
    for given in filled.all("words") {
        let found = given.rsplit_once('@').and_then(|(article, at)| {
            let (start, end) = at.split_once('-')?;
            let (start, end): (u32, u32) = (start.parse().ok()?, end.parse().ok()?);
            (start < end).then(|| Where::Words { article: article.to_owned(), span: Span::new(start, end) })
        });
        all.push(found.ok_or_else(|| bad(given))?);
    }
    if all.is_empty() {
        return Err(Problem::Bad("Say where it is another one: choose at least one place.".to_owned()));
    }
    Ok(all)
}
