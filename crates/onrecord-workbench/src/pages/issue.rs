//! Who holds what on an issue, and when that changed.

use super::find::parsed;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::stands::{Line, Picture};
use crate::view::{Frame, Visitor, counted, link};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::positions::{Bounds, Issue, Position, Positions};
use serde::Deserialize;
use std::sync::Arc;

/// What is looked at and shown: the latest statements, those who speak most, and the latest stands of each.
pub(crate) const BOUNDS: Bounds = Bounds { actors: 12, stands: 12, statements: 300 };

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
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
    picture: Option<Picture>,
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
        return Ok(page(&Page { frame, query: text, asked: false, picture: None, actors, notes }));
    }
    let issue = Issue { name: text.clone(), query: parsed(&text)?, pro: None, con: None };
    let name = format!("positions {text}");
    let found: Arc<Positions> =
        house.pool.ask(move |desk| desk.keep(&name, |archive| archive.positions(&issue, BOUNDS))).await?;
    Ok(page(&Page {
        frame,
        query: text,
        asked: true,
        picture: Picture::of(&found.actors),
        actors: found.actors.iter().enumerate().map(actor).collect(),
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

/// How often an actor takes which side.
pub(super) fn summary(of: &Position) -> String {
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
    parts.join(", ")
}

fn actor((n, of): (usize, &Position)) -> Actor {
    Actor {
        name: of.actor.clone(),
        link: link::actor(&of.key),
        summary: summary(of),
        stands: of.stands.iter().map(|stand| Line::of(stand, n)).collect(),
    }
}
