//! How far coders agree, what they differ in, and settling that.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::{Frame, Visitor, counted, link};
use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::Response;
use onrecord_archive::Query;
use onrecord_archive::coding::{Agreement, Difference, Level};
use onrecord_archive::corrections::By;
use serde::Deserialize;
use std::sync::Arc;

/// Differences that are shown.
const SHOWN: usize = 200;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Which {
    /// Names, parted by commas; all who code if absent.
    #[serde(default)]
    coders: String,
    #[serde(default)]
    q: String,
}

struct Line {
    variable: String,
    level: &'static str,
    units: usize,
    same: usize,
    alpha: String,
    between: String,
}

struct Open {
    article: String,
    of: String,
    link: String,
    words: String,
    variable: String,
    said: Vec<(String, String)>,
    settled: Option<String>,
}

struct Coder {
    name: String,
    colour: String,
    told: String,
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct Page {
    frame: Frame,
    coders: Vec<Coder>,
    asked: String,
    q: String,
    lines: Vec<Line>,
    open: Vec<Open>,
    settled: usize,
    more: bool,
}

/// The page.
pub(crate) async fn agreement(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Asked(which): Asked<Which>,
) -> Result<Response, Problem> {
    let frame = Frame::new(&house, &visitor, "desk", "Agreement");
    let made = move |desk: &mut crate::pool::Desk| {
        let query = Query::parse(&which.q)?;
        let progress = desk.archive.progress()?;
        let mut names: Vec<String> =
            which.coders.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect();
        if names.is_empty() {
            names = progress.iter().map(|p| p.coder.name.clone()).collect();
        }
        if names.len() < 2 {
            names = desk.archive.correctors()?;
        }
        let several = names.len() > 1;
        let lines = if several { desk.archive.agreement(&names, &query)? } else { Vec::new() };
        let all = if several { desk.archive.differences(&names, &query)? } else { Vec::new() };
        let settled = all.iter().filter(|d| d.settled.is_some()).count();
        Ok(Page {
            frame,
            asked: names.join(", "),
            q: which.q,
            more: all.len() > SHOWN,
            settled,
            open: all.into_iter().take(SHOWN).map(open).collect(),
            lines: lines.into_iter().map(line).collect(),
            coders: progress
                .into_iter()
                .map(|p| Coder {
                    told: format!(
                        "{} judged, {} of {} articles finished",
                        counted(p.judged, "statement"),
                        p.finished,
                        p.assigned
                    ),
                    name: p.coder.name,
                    colour: p.coder.colour,
                })
                .collect(),
        })
    };
    Ok(page(&house.pool.ask(made).await?))
}

fn line(a: Agreement) -> Line {
    let figure = |x: f64| format!("{x:.3}");
    Line {
        alpha: a.alpha.map_or_else(|| "not defined".to_owned(), figure),
        between: a
            .low
            .zip(a.high)
            .map(|(l, h)| format!("{} to {}", figure(l), figure(h)))
            .unwrap_or_default(),
        level: match a.level {
            Level::Nominal => "nominal",
            Level::Ordinal => "ordinal",
            Level::Interval => "interval",
        },
        variable: a.variable,
        units: a.units,
        same: a.same,
    }
}

fn open(d: Difference) -> Open {
    Open {
        link: link::article(&d.article, d.of.as_deref()),
        article: d.article,
        of: d.of.unwrap_or_default(),
        words: d.words,
        variable: d.variable,
        said: d.said.into_iter().map(|s| (s.coder, s.value)).collect(),
        settled: d.settled,
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Given {
    article: String,
    #[serde(default)]
    of: String,
    variable: String,
    /// Who is right.
    coder: String,
    #[serde(default)]
    coders: String,
    #[serde(default)]
    q: String,
}

/// Settles a difference by one click.
pub(crate) async fn settle(State(house): State<Arc<House>>, sent: Sent<Given>) -> Result<Response, Problem> {
    let (person, at, given) = (sent.person()?.to_owned(), house.now(), sent.value.clone());
    house
        .change(move |archive| {
            let of = Some(given.of.as_str()).filter(|of| !of.is_empty());
            let by = By { person: &person, at: &at };
            Ok(archive.settle_difference(&given.article, of, &given.variable, &given.coder, by)?)
        })
        .await?;
    Ok(sent.done(&link::page("/agreement", &[("coders", &sent.value.coders), ("q", &sent.value.q)])))
}
