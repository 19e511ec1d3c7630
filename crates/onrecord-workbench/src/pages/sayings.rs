//! The same saying in many articles: who carried it, in which order, and how its words changed on the way.

use super::find::parsed;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, called, counted, day, link};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::query::Field;
use onrecord_archive::sayings::{Carried, Saying};
use serde::Deserialize;
use std::sync::Arc;

/// Sayings in the list.
const SHOWN: usize = 20;
/// The latest statements of which the sayings are looked at.
pub(crate) const LOOKED_AT: usize = 1000;
/// Carriers shown of one saying.
const CARRIERS: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

struct Line {
    link: String,
    words: String,
    speaker: Option<String>,
    carried: String,
    first: Option<String>,
}

#[derive(Template)]
#[template(path = "sayings.html")]
struct List {
    frame: Frame,
    query: String,
    sayings: Vec<Line>,
    unknown: Vec<String>,
    looked_at: String,
}

/// The list.
pub(crate) async fn list(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let text = asked.q.trim().to_owned();
    let query = parsed(&text)?;
    let frame = Frame::new(&house, &visitor, "sayings", "Sayings");
    let name = format!("sayings {text}");
    let found = house
        .pool
        .ask(move |desk| {
            desk.keep(&name, |archive| archive.sayings_among(&query, Some(LOOKED_AT), Some(SHOWN)))
        })
        .await?;
    let (sayings, unknown) = found.as_ref();
    Ok(page(&List {
        frame,
        query: text,
        sayings: sayings.iter().map(line).collect(),
        unknown: unknown.clone(),
        looked_at: crate::view::number(LOOKED_AT as u64),
    }))
}

fn line(of: &Saying) -> Line {
    let first = of.carried.first();
    Line {
        link: link::page("/saying", &[("number", &of.saying.to_string())]),
        words: of.words.clone(),
        speaker: of.speaker.clone(),
        carried: format!("{}, {}", counted(of.articles as u64, "article"), voices(of.voices)),
        first: first.and_then(|f| {
            let outlet = f.voice.as_ref().or(f.outlet.as_ref())?;
            Some(format!(
                "first {outlet}{}",
                f.published.as_deref().map(|p| format!(", {}", day(p))).unwrap_or_default()
            ))
        }),
    }
}

fn voices(n: usize) -> String {
    counted(n as u64, "voice")
}

#[derive(Debug, Deserialize)]
pub(crate) struct One {
    number: i64,
}

struct Carrier {
    link: String,
    outlet: String,
    day: Option<String>,
    speaker: Option<String>,
    kind: String,
    sameness: &'static str,
    voice: Option<String>,
    duplicate: bool,
    /// Pieces of the wording, each with what it is to the fullest one.
    words: Vec<(&'static str, String)>,
    missing: String,
}

#[derive(Template)]
#[template(path = "saying.html")]
struct Page {
    frame: Frame,
    words: String,
    speaker: Option<String>,
    summary: String,
    origin: Option<String>,
    carriers: Vec<Carrier>,
    more: Option<String>,
    all: String,
}

/// One saying.
pub(crate) async fn saying(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<One>,
) -> Result<Response, Problem> {
    let query = onrecord_archive::Query::Field(Field::Saying(asked.number));
    let name = format!("saying {}", asked.number);
    let found =
        house.pool.ask(move |desk| desk.keep(&name, |archive| archive.sayings(&query, Some(1)))).await?;
    let Some(of) = found.0.first() else { return Err(Problem::NoSuch("saying of this number".to_owned())) };
    let title: String = of.words.chars().take(80).collect();
    let frame = Frame::new(&house, &visitor, "sayings", title);
    let origin = of.carried.first().map(|first| {
        let who = first.outlet.clone().unwrap_or_else(|| called(None, &first.article));
        let by = match &first.voice {
            Some(voice) if first.outlet.as_ref() != Some(voice) => format!(" with a report of {voice}"),
            _ => String::new(),
        };
        let on = first.published.as_deref().map(|p| format!(" on {}", day(p))).unwrap_or_default();
        format!("First in {who}{by}{on}, as far as this archive tells.")
    });
    let left = of.carried.len().saturating_sub(CARRIERS);
    Ok(page(&Page {
        frame,
        words: of.words.clone(),
        speaker: of.speaker.clone(),
        summary: format!("{} carry it, {}.", counted(of.articles as u64, "article"), voices(of.voices)),
        origin,
        carriers: of.carried.iter().take(CARRIERS).map(carrier).collect(),
        more: (left > 0).then(|| counted(left as u64, "further place")),
        all: link::find(&format!("saying:{}", of.saying)),
    }))
}

fn carrier(of: &Carried) -> Carrier {
    let words: Vec<(&'static str, String)> = match of.differences.is_empty() {
        true => vec![("same", of.content.clone())],
        false => of.differences.iter().map(|d| (d.what, d.words.clone())).collect(),
    };
    let count = |what: &str| -> u64 {
        let all = of.differences.iter().filter(|d| d.what == what);
        all.map(|d| d.words.split_whitespace().count() as u64).sum()
    };
    let mut told = Vec::new();
    for (what, said) in [("out", "left out"), ("in", "put in"), ("editor", "by the editor")] {
        if count(what) > 0 {
            told.push(format!("{} {said}", counted(count(what), "word")));
        }
    }
    Carrier {
        link: link::article(&of.article, Some(&of.statement)),
        outlet: of.outlet.clone().unwrap_or_else(|| called(None, &of.article)),
        day: of.published.as_deref().map(day),
        speaker: of.speaker.clone(),
        kind: of.kind.clone(),
        sameness: of.sameness.name(),
        voice: of.voice.clone().filter(|v| of.outlet.as_ref() != Some(v)),
        duplicate: of.duplicate,
        words,
        missing: told.join(", "),
    }
}
