//! What the outlets report as having happened, by day and by who did it to whom.

use super::find::parsed;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, called, counted, day, link, number, word};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::{Happening, Voice, Who};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;

/// Events shown.
const SHOWN: usize = 40;
/// The latest tellings that are looked at.
pub(crate) const LOOKED_AT: usize = 600;
/// Parties and types to narrow by.
const CHOICES: usize = 10;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

struct Source {
    link: String,
    /// The desk at it.
    desk: String,
    outlet: String,
    words: String,
    claim: Option<String>,
}

struct Event {
    kind: String,
    quad: String,
    status: String,
    source: Vec<(String, Option<String>)>,
    target: Vec<(String, Option<String>)>,
    mutual: bool,
    place: Option<String>,
    claimed: bool,
    told: String,
    sources: Vec<Source>,
    conflicts: Vec<(String, String)>,
}

struct Day {
    day: String,
    events: Vec<Event>,
}

struct Choice {
    link: String,
    shown: String,
    count: String,
}

#[derive(Template)]
#[template(path = "events.html")]
struct Page {
    frame: Frame,
    query: String,
    told: String,
    unknown: Vec<String>,
    days: Vec<Day>,
    types: Vec<Choice>,
    parties: Vec<Choice>,
}

/// The events of a query.
pub(crate) async fn events(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let text = asked.q.trim().to_owned();
    let query = parsed(&text)?;
    let frame = Frame::new(&house, &visitor, "events", "Events");
    let name = format!("events {text}");
    let found = house
        .pool
        .ask(move |desk| desk.keep(&name, |archive| archive.events_among(&query, Some(LOOKED_AT))))
        .await?;
    let (all, unknown) = found.as_ref();
    let told = match all.len() {
        0 => "No event was found.".to_owned(),
        n if n > SHOWN => format!("{}; these are the latest {SHOWN}", counted(n as u64, "event")),
        n => counted(n as u64, "event"),
    };
    let tellings: usize = all.iter().map(|h| h.tellings.len()).sum();
    let told = match tellings >= LOOKED_AT {
        true => format!("{told}, out of the latest {} tellings.", number(LOOKED_AT as u64)),
        false => told,
    };
    let (types, parties) = choices(all, &text);
    Ok(page(&Page { frame, query: text, told, unknown: unknown.clone(), days: days(all), types, parties }))
}

fn days(all: &[Happening]) -> Vec<Day> {
    let mut out: Vec<Day> = Vec::new();
    for event in all.iter().take(SHOWN) {
        let told = match (event.from, event.to) {
            (Some(from), Some(to)) if from != to => {
                format!("{} to {}", day(&from.to_string()), day(&to.to_string()))
            }
            (_, Some(to)) => day(&to.to_string()),
            _ => "Without a date".to_owned(),
        };
        match out.last_mut().filter(|last| last.day == told) {
            Some(last) => last.events.push(shown(event)),
            None => out.push(Day { day: told, events: vec![shown(event)] }),
        }
    }
    out
}

fn shown(of: &Happening) -> Event {
    let who = |all: &[Who]| -> Vec<(String, Option<String>)> {
        all.iter().map(|w| (w.name.clone(), w.key.as_deref().map(link::actor))).collect()
    };
    let claimed = of.voice == Voice::Claim;
    Event {
        kind: of.event_type.name().to_lowercase().replace('_', " "),
        quad: word(&of.quad),
        status: of.status.name().to_owned(),
        source: who(&of.source),
        target: who(&of.target),
        mutual: of.mutual,
        place: of.place.clone(),
        claimed,
        told: format!("{}, {}", counted(of.articles as u64, "article"), counted(of.origins as u64, "report")),
        sources: of
            .tellings
            .iter()
            .take(12)
            .map(|t| Source {
                link: link::article(&t.article, None),
                desk: link::page("/desk", &[("address", &t.article), ("of", &t.event)]),
                outlet: t.outlet.clone().unwrap_or_else(|| called(None, &t.article)),
                words: t.words.clone(),
                claim: match (t.own_voice, &t.claimed_by) {
                    (true, _) => None,
                    (false, Some(who)) => Some(format!("claimed by {who}")),
                    (false, None) => Some("claimed".to_owned()),
                },
            })
            .collect(),
        conflicts: of
            .conflicts
            .iter()
            .map(|c| (c.about.clone(), c.versions.keys().cloned().collect::<Vec<_>>().join(" / ")))
            .collect(),
    }
}

fn choices(all: &[Happening], query: &str) -> (Vec<Choice>, Vec<Choice>) {
    let mut types: HashMap<&str, u64> = HashMap::new();
    let mut parties: HashMap<&str, u64> = HashMap::new();
    for event in all {
        *types.entry(event.event_type.name()).or_default() += 1;
        for who in event.source.iter().chain(&event.target) {
            *parties.entry(who.name.as_str()).or_default() += 1;
        }
    }
    let ranked = |counts: HashMap<&str, u64>, field: &str| -> Vec<Choice> {
        let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let choice = |(value, n): (&str, u64)| {
            let narrowed = link::narrowed(query, &link::field(field, value)?);
            Some(Choice {
                link: link::page("/events", &[("q", &narrowed)]),
                shown: if field == "event" {
                    value.to_lowercase().replace('_', " ")
                } else {
                    value.to_owned()
                },
                count: number(n),
            })
        };
        counts.into_iter().filter_map(choice).take(CHOICES).collect()
    };
    (ranked(types, "event"), ranked(parties, "party"))
}
