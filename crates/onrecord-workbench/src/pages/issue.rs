//! Who holds what on an issue, and when that changed.

use super::issues::{Given, Typed};
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::stands::{Line, Picture};
use crate::view::{Frame, Visitor, counted, link};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use onrecord_archive::positions::{Bounds, Position, Positions};
use onrecord_archive::{Reason, Sought};
use std::sync::Arc;

/// What is looked at and shown: the latest statements, those who speak most, and the latest stands of each.
pub(crate) const BOUNDS: Bounds = Bounds { actors: 12, stands: 12, statements: 300, copies: false };

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
    given: Given,
    /// The issue that is shown.
    shown: Typed,
    /// The issues of a file: the name of each, and its page; none of the one that is shown.
    others: Vec<(String, Option<String>)>,
    /// The page on which they are a network.
    network: String,
    asked: bool,
    picture: Option<Picture>,
    actors: Vec<Actor>,
    notes: Vec<String>,
    /// Why nothing was found, with queries that find something and their pages.
    why: Vec<(String, Vec<(String, String)>)>,
}

/// The page.
pub(crate) async fn issue(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(raw.as_deref())?;
    let at = given.at.min(given.issues.len().saturating_sub(1));
    let shown = given.issues.get(at).cloned().unwrap_or_default();
    let title = if shown.name.is_empty() { "Positions" } else { shown.name.as_str() };
    let frame = Frame::new(&house, &visitor, "issue", title);
    let others = match given.issues.len() {
        0 | 1 => Vec::new(),
        _ => (given.issues.iter().enumerate())
            .map(|(n, issue)| (issue.name.clone(), (n != at).then(|| given.link("/issue", n))))
            .collect(),
    };
    let network = given.link("/network", 0);
    let mut of = Page {
        frame,
        shown,
        others,
        network,
        asked: false,
        picture: None,
        actors: Vec::new(),
        notes: Vec::new(),
        why: Vec::new(),
        given,
    };
    let Some(issue) = of.given.issue(at)? else { return Ok(page(&of)) };
    let name = format!("positions {}", of.given.key(at));
    let bounds = Bounds { copies: of.given.copies, ..BOUNDS };
    let found: Arc<(Positions, Vec<Reason>)> = house
        .pool
        .ask(move |desk| {
            desk.keep(&name, |archive| {
                let found = archive.positions(&issue, bounds)?;
                let why = match found.statements == 0 && found.actors.is_empty() {
                    true => archive.why_nothing(&issue.query.to_string(), Sought::Statements)?,
                    false => Vec::new(),
                };
                Ok((found, why))
            })
        })
        .await?;
    let (found, why) = &*found;
    of.asked = true;
    of.picture = Picture::of(&found.actors);
    of.actors = found.actors.iter().enumerate().map(actor).collect();
    of.notes = notes(found, why.is_empty());
    let offer = |query: &String| (query.clone(), link::page("/issue", &[("q", query)]));
    of.why = why.iter().map(|r| (r.what.clone(), r.offers.iter().map(offer).collect())).collect();
    Ok(page(&of))
}

/// What was looked at and what was left out; names that lead to nobody, unless that is told elsewhere.
fn notes(of: &Positions, with_names: bool) -> Vec<String> {
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
    let names = of.unknown.iter().filter(|_| with_names);
    out.extend(names.map(|name| format!("Nobody in this archive goes by “{name}”.")));
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
