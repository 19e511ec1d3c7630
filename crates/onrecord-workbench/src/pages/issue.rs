//! Who holds what on an issue, and when that changed.

use super::find::parsed;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, counted, day, link, word};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::positions::{Bounds, Evidence, Issue, Position, Positions, Stand};
use serde::Deserialize;
use std::sync::Arc;

/// What is looked at and shown: the latest statements, those who speak most, and the latest stands of each.
pub(crate) const BOUNDS: Bounds = Bounds { actors: 12, stands: 12, statements: 300 };

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

struct Line {
    side: &'static str,
    inferred: bool,
    when: String,
    because: String,
    words: String,
    link: Option<String>,
    facts: Vec<String>,
    conditions: Vec<String>,
    marks: Vec<String>,
}

struct Actor {
    name: String,
    link: String,
    summary: String,
    stands: Vec<Line>,
}

#[derive(Template)]
#[template(path = "issue.html")]
struct Page {
    frame: Frame,
    query: String,
    asked: bool,
    actors: Vec<Actor>,
    notes: Vec<String>,
}

/// The page.
pub(crate) async fn issue(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let text = asked.q.trim().to_owned();
    let frame =
        Frame::new(&house, &visitor, "issue", if text.is_empty() { "Positions" } else { text.as_str() });
    if text.is_empty() {
        let (actors, notes) = (Vec::new(), Vec::new());
        return Ok(page(&Page { frame, query: text, asked: false, actors, notes }));
    }
    let issue = Issue { name: text.clone(), query: parsed(&text)?, pro: None, con: None };
    let name = format!("positions {text}");
    let found: Arc<Positions> =
        house.pool.ask(move |desk| desk.keep(&name, |archive| archive.positions(&issue, BOUNDS))).await?;
    Ok(page(&Page {
        frame,
        query: text,
        asked: true,
        actors: found.actors.iter().map(actor).collect(),
        notes: notes(&found),
    }))
}

fn notes(of: &Positions) -> Vec<String> {
    let mut out = vec![format!(
        "{} out of {}.",
        counted(of.actors_in_all as u64, "actor"),
        counted(of.statements as u64, "statement")
    )];
    if of.actors.len() < of.actors_in_all {
        out.push(format!("Those with most stands are shown, {} of them.", of.actors.len()));
    }
    if of.more_statements {
        out.push("Earlier statements were left out: a time (date:) brings them up.".to_owned());
    }
    if of.events_left_out {
        out.push("Events were left out, of which there are too many.".to_owned());
    }
    if of.nobody > 0 {
        out.push(format!("{} without a known speaker left out.", counted(of.nobody as u64, "statement")));
    }
    out.extend(of.unknown.iter().map(|name| format!("Nobody in this archive goes by “{name}”.")));
    out
}

fn actor(of: &Position) -> Actor {
    let mut parts = vec![format!("{} for", of.pro), format!("{} against", of.con)];
    if of.unclear > 0 {
        parts.push(format!("{} unclear", of.unclear));
    }
    if of.changes > 0 {
        parts.push(counted(of.changes as u64, "change"));
    }
    if of.contradictions > 0 {
        parts.push(counted(of.contradictions as u64, "contradiction"));
    }
    Actor {
        name: of.actor.clone(),
        link: link::actor(&of.key),
        summary: parts.join(", "),
        stands: of.stands.iter().map(stand).collect(),
    }
}

fn stand(of: &Stand) -> Line {
    let when = match (&of.from, &of.to) {
        (Some(from), Some(to)) if from != to => format!("{} to {}", day(from), day(to)),
        (_, Some(one)) | (Some(one), None) => day(one),
        (None, None) => "without a date".to_owned(),
    };
    let first = of.carriers.first();
    let is_event = matches!(of.evidence, Evidence::Event { .. });
    let mut facts: Vec<String> = match &of.evidence {
        Evidence::Statement { kind, act, negated, .. } => {
            let act = act.as_ref().map(|act| if *negated { format!("not {act}") } else { act.clone() });
            [Some(kind.clone()), act].into_iter().flatten().collect()
        }
        Evidence::Event { event, status, targets, .. } => {
            vec![format!("event: {}", event.to_lowercase()), status.clone(), targets.join(", ")]
        }
    };
    facts.extend(first.and_then(|c| c.outlet.clone()));
    if of.voices > 1 {
        facts.push(counted(of.voices as u64, "voice"));
    }
    facts.extend(of.told_by.as_ref().map(|who| format!("told by {who}")));
    facts.retain(|fact| !fact.is_empty());
    Line {
        side: of.side.name(),
        inferred: of.inferred,
        when,
        because: of.because.clone(),
        words: of.words.clone(),
        link: first.map(|c| link::article(&c.article, Some(c.id.as_str()).filter(|_| !is_event))),
        facts,
        conditions: of.conditions.clone(),
        marks: of
            .marks
            .iter()
            .map(|m| format!("{} against stand {}: {}", word(&m.what), m.against, m.because))
            .collect(),
    }
}
