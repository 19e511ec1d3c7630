//! Reading an article, with everything that was read out of it.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::corrections::{Line, lines};
use crate::view::marks::{Paragraph, paragraphs};
use crate::view::speakers::Speakers;
use crate::view::{Frame, Visitor, called, day, link, sureness, word};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord::{AddresseeHow, Record, Span, Statement};
use onrecord_archive::browse::Heading;
use onrecord_archive::corrections::{Correction, Which};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    address: String,
    version: Option<u32>,
    /// The correction that was made a moment ago.
    done: Option<i64>,
}

/// A statement in the list beside the text.
struct Card {
    id: String,
    kind: &'static str,
    act: String,
    sure: String,
    words: String,
    /// Names and words of its parts.
    parts: Vec<(&'static str, String)>,
    /// What it stands inside or repeats, by id.
    inside: Option<String>,
    repeats: Option<String>,
    corrected: bool,
}

struct Group {
    name: String,
    initials: String,
    hue: usize,
    link: Option<String>,
    cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Page {
    frame: Frame,
    title: String,
    facts: Vec<String>,
    url: Option<String>,
    versions: Vec<(u32, String, bool)>,
    latest: bool,
    paragraphs: Vec<Paragraph>,
    litter: bool,
    groups: Vec<Group>,
    notes: Vec<(String, Option<String>)>,
    statements: usize,
    address: String,
    here: String,
    /// The page on which a statement is corrected, but for its id.
    edit: String,
    /// The desk at this article; the id of a statement may follow.
    desk: String,
    missing: String,
    corrected: usize,
    done: Option<Line>,
    told: Told,
}

/// What is told of the article, to be put right.
struct Told {
    outlet: String,
    published: String,
    title: String,
    authors: String,
    /// Who put it right last, and when.
    hand: Option<String>,
}

pub(crate) async fn article(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let frame = Frame::new(&house, &visitor, "home", "");
    let made = move |desk: &mut crate::pool::Desk| {
        let nothing = || Problem::NoSuch("article of this address".to_owned());
        let heading = desk.archive.heading(&asked.address, asked.version)?.ok_or_else(nothing)?;
        let record = desk.archive.corrected(&asked.address, asked.version)?.ok_or_else(nothing)?;
        let cast = desk.archive.cast(&asked.address, asked.version)?;
        let which = Which { article: Some(&asked.address), limit: Some(1000), ..Which::default() };
        let made = desk.archive.corrections(which)?;
        let mut page = shown(frame, &heading, &record, &cast, &made);
        page.done =
            made.iter().find(|c| Some(c.id) == asked.done).and_then(|c| lines(std::slice::from_ref(c)).pop());
        Ok(page)
    };
    Ok(page(&house.pool.ask(made).await?))
}

fn shown(
    mut frame: Frame,
    heading: &Heading,
    record: &Record,
    cast: &HashMap<String, String>,
    made: &[Correction],
) -> Page {
    let touched: HashSet<&str> = made.iter().filter_map(|c| c.statement.as_deref()).collect();
    let speakers = Speakers::of(record);
    let title = called(heading.title.as_deref(), &heading.address);
    frame.title.clone_from(&title);
    let mut paragraphs = paragraphs(record, &speakers);
    // The headline stands above already; where something is said in it, that is shown in its place.
    if let Some(first) = paragraphs.first() {
        let words: String = first.pieces.iter().map(|p| p.text.as_str()).collect();
        let plain = first.pieces.iter().all(|p| p.tags.is_empty());
        if first.kind == "headline" && plain && words.trim() == title.trim() {
            paragraphs.remove(0);
        }
    }
    let mut facts: Vec<String> = heading.outlet.clone().into_iter().collect();
    facts.extend(heading.published.as_deref().map(day));
    facts.extend(Some(record.article.authors.join(", ")).filter(|a| !a.is_empty()));
    if let Some(voice) = heading.voice.as_ref().filter(|v| heading.outlet.as_ref() != Some(v)) {
        facts.push(format!("carries a report of {voice}"));
    }
    let versions = match heading.versions {
        1 => Vec::new(),
        n => (1..=n.min(50)).map(|n| (n, link::version(&heading.address, n), n == heading.version)).collect(),
    };
    // Addresses that are not of the web are shown and lead nowhere.
    let url = heading.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    Page {
        frame,
        title,
        facts,
        url,
        versions,
        latest: heading.version == heading.versions,
        litter: paragraphs.iter().any(|p| p.kind == "litter"),
        groups: groups(record, &speakers, cast, &touched),
        paragraphs,
        notes: record.notes.iter().map(|n| (n.reason.clone(), n.remedy.clone())).collect(),
        statements: record.statements.len(),
        here: link::article(&heading.address, None),
        desk: link::page("/desk", &[("address", &heading.address), ("of", "")]),
        edit: format!("{}&statement=", link::page("/correct", &[("address", &heading.address)])),
        missing: link::page("/correct", &[("address", &heading.address)]),
        corrected: touched.len(),
        address: heading.address.clone(),
        done: None,
        told: Told {
            outlet: record.article.outlet.clone().unwrap_or_default(),
            published: record.article.published.clone().unwrap_or_default(),
            title: record.article.title.clone().unwrap_or_default(),
            authors: record.article.authors.join("\n"),
            hand: record.article.coded.as_ref().map(|hand| format!("{}, {}", hand.coder, day(&hand.at))),
        },
    }
}

fn groups(
    record: &Record,
    speakers: &Speakers,
    cast: &HashMap<String, String>,
    touched: &HashSet<&str>,
) -> Vec<Group> {
    let of = |local: &Option<String>| {
        let own = record.statements.iter().filter(|s| s.speaker == *local);
        own.map(|s| Card { corrected: touched.contains(s.id.as_str()), ..card(record, s) })
            .collect::<Vec<_>>()
    };
    speakers
        .list
        .iter()
        .map(|speaker| Group {
            name: speaker.name.clone(),
            initials: speaker.initials.clone(),
            hue: speaker.hue,
            link: speaker.local.as_ref().and_then(|id| cast.get(id)).map(|key| link::actor(key)),
            cards: of(&speaker.local),
        })
        .collect()
}

fn card(record: &Record, s: &Statement) -> Card {
    let words = |spans: &[Span]| -> String {
        let text = &record.article.text;
        let inside = |span: &&Span| span.start <= span.end && span.end <= text.len();
        let all: Vec<String> = spans
            .iter()
            .filter(inside)
            .map(|&span| text.slice(span).split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        all.join(" … ")
    };
    let mut parts: Vec<(&'static str, String)> = Vec::new();
    let mut say = |name: &'static str, words: String| {
        if !words.is_empty() {
            parts.push((name, words));
        }
    };
    say("Source", words(&s.source));
    say("Cue", words(&s.cue));
    if let Some(to) = &s.addressee {
        let demanded = s.addressee_how == Some(AddresseeHow::Demand);
        say(if demanded { "Demanded of" } else { "Said to" }, words(&[to.span]));
    }
    if let Some(occasion) = &s.occasion {
        say("Occasion", words(&[occasion.span]));
    }
    if let Some(medium) = s.medium {
        say("Through", words(&[medium]));
    }
    if let Some(when) = s.when.as_ref().and_then(|id| record.times.iter().find(|t| t.id == *id)) {
        let days = match (when.earliest, when.latest) {
            (Some(a), Some(b)) if a.date == b.date => format!(" ({})", day(&a.date.to_string())),
            (Some(a), Some(b)) => {
                format!(" ({} to {})", day(&a.date.to_string()), day(&b.date.to_string()))
            }
            _ => String::new(),
        };
        say("When", format!("{}{days}", words(&[when.span])));
    }
    s.conditions.iter().for_each(|&span| say("Condition", words(&[span])));
    s.concessions.iter().for_each(|&span| say("Concession", words(&[span])));
    say("Hedges", s.hedges.iter().map(|&span| words(&[span])).collect::<Vec<_>>().join(", "));
    let act = s.act.as_ref().map(word).unwrap_or_default();
    Card {
        id: s.id.clone(),
        kind: s.kind.name(),
        act: if s.negated { format!("not {act}") } else { act },
        sure: match &s.coded {
            Some(hand) => format!("by {}", hand.coder),
            None => sureness(f64::from(s.confidence)),
        },
        words: words(&s.content),
        parts,
        inside: s.inside.clone(),
        repeats: s.repeats.clone(),
        corrected: false,
    }
}
