//! Finding statements: a query or plain words, with what the answers have in common beside them.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::chart::share;
use crate::view::found::Shown;
use crate::view::{Frame, Visitor, link, number};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use onrecord_archive::browse::{Facet, Page, Search, Window};
use serde::Deserialize;
use std::sync::Arc;

/// Answers on a page.
pub(crate) const SHOWN: usize = 20;
/// The latest answers that are looked at, for counts and for paging.
pub(crate) const LOOKED_AT: usize = 2000;
/// Bytes of a query.
pub(crate) const LONGEST: usize = 4000;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: usize,
}

/// A value to narrow by.
struct Choice {
    link: String,
    shown: String,
    count: String,
    share: u64,
}

struct Choices {
    title: &'static str,
    values: Vec<Choice>,
}

/// What is wrong with a query, with the place marked.
struct Wrong {
    what: String,
    before: String,
    at: String,
    after: String,
    hint: Option<String>,
}

#[derive(Template)]
#[template(path = "find.html")]
struct Find {
    frame: Frame,
    wrong: Option<Wrong>,
    unknown: Vec<String>,
    /// Why nothing was found, with queries that find something and their pages.
    why: Vec<(String, Vec<(String, String)>)>,
    statements: Vec<Shown>,
    told: String,
    counted_over: Option<String>,
    facets: Vec<Choices>,
    newer: Option<String>,
    older: Option<String>,
    exports: Vec<(&'static str, String)>,
    searches: Vec<(i64, String, String)>,
    query: String,
}

/// What is asked, or why it makes no sense.
pub(crate) fn parsed(query: &str) -> Result<onrecord_archive::Query, Problem> {
    if query.len() > LONGEST {
        return Err(Problem::Bad(format!("A query of more than {LONGEST} characters is not answered.")));
    }
    Ok(onrecord_archive::Query::parse(query)?)
}

pub(crate) async fn find(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let text = asked.q.trim().to_owned();
    let frame = Frame::new(&house, &visitor, "find", if text.is_empty() { "Find" } else { text.as_str() });
    let frame = frame.asked(&text);
    let query = match parsed(&text) {
        Ok(query) => query,
        Err(Problem::Query(error)) => {
            let wrong = Wrong {
                before: error.query[..error.at.start].to_owned(),
                at: error.query[error.at.clone()].to_owned(),
                after: error.query[error.at.end..].to_owned(),
                what: error.what,
                hint: error.hint,
            };
            let searches = house.pool.ask(|desk| Ok(desk.archive.searches()?)).await?;
            let answer = page(&Find { searches: kept(&searches), wrong: Some(wrong), ..empty(frame, text) });
            return Ok((StatusCode::BAD_REQUEST, answer).into_response());
        }
        Err(other) => return Err(other),
    };
    let at = asked.page.clamp(1, LOOKED_AT.div_ceil(SHOWN));
    let window = Window { skip: (at - 1) * SHOWN, show: SHOWN, look_at: LOOKED_AT, context: true };
    let name = format!("find {at} {text}");
    let typed = text.clone();
    let (found, searches) = house
        .pool
        .ask(move |desk| {
            let found = desk.keep(&name, |archive| archive.page_or_why(&query, &typed, window))?;
            Ok((found, desk.archive.searches()?))
        })
        .await?;
    Ok(page(&Find { searches: kept(&searches), ..shown(frame, text, &found, at) }))
}

fn kept(all: &[Search]) -> Vec<(i64, String, String)> {
    all.iter().take(30).map(|s| (s.id, s.name.clone(), link::find(&s.query))).collect()
}

fn empty(frame: Frame, query: String) -> Find {
    Find {
        frame,
        wrong: None,
        unknown: Vec::new(),
        why: Vec::new(),
        statements: Vec::new(),
        told: String::new(),
        counted_over: None,
        facets: Vec::new(),
        newer: None,
        older: None,
        exports: Vec::new(),
        searches: Vec::new(),
        query,
    }
}

fn shown(frame: Frame, query: String, found: &Page, at: usize) -> Find {
    let n = number(found.looked_at as u64);
    let told = match (found.looked_at, found.all) {
        (0, _) => "Nothing was found.".to_owned(),
        (1, true) => "1 statement".to_owned(),
        (_, true) => format!("{n} statements"),
        (_, false) => format!("More than {n} statements; these are the latest"),
    };
    let more = found.looked_at > at * SHOWN;
    let exports = match found.looked_at {
        0 => Vec::new(),
        _ => ["csv", "json", "parquet"]
            .into_iter()
            .map(|format| (format, link::page("/export", &[("q", query.as_str()), ("format", format)])))
            .collect(),
    };
    Find {
        // Names that lead to nobody are among the reasons, where there are any.
        unknown: if found.why.is_empty() { found.unknown.clone() } else { Vec::new() },
        why: found
            .why
            .iter()
            .map(|r| (r.what.clone(), r.offers.iter().map(|q| (q.clone(), link::find(q))).collect()))
            .collect(),
        statements: found.statements.iter().map(Shown::of).collect(),
        told,
        counted_over: (!found.all).then(|| format!("Counted over the latest {n} that were found.")),
        facets: found.facets.iter().filter_map(|facet| choices(facet, &query)).collect(),
        newer: (at > 1).then(|| link::find_page(&query, at - 1)),
        older: more.then(|| link::find_page(&query, at + 1)),
        exports,
        ..empty(frame, query)
    }
}

fn choices(facet: &Facet, query: &str) -> Option<Choices> {
    let title = match facet.field {
        "speaker" => "Speaker",
        "act" => "Act",
        "outlet" => "Outlet",
        "kind" => "Kind",
        _ => "Period",
    };
    let most = facet.values.iter().map(|v| v.statements).max().unwrap_or(0);
    let values: Vec<Choice> = facet
        .values
        .iter()
        .filter_map(|value| {
            let condition = link::field(facet.field, &value.value)?;
            let there = query.contains(&condition);
            Some(Choice {
                link: if there { String::new() } else { link::find(&link::narrowed(query, &condition)) },
                shown: value.shown.clone(),
                count: number(value.statements),
                share: share(value.statements, most),
            })
        })
        .collect();
    (!values.is_empty()).then_some(Choices { title, values })
}
