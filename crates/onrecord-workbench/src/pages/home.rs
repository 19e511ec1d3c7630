//! What the archive holds, and its latest articles.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, called, counted, day, link, number};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::browse::Heading;
use serde::Deserialize;
use std::sync::Arc;

/// Articles on a page.
const SHOWN: usize = 20;
/// Statements over which it is counted who speaks most.
const LOOKED_AT: usize = 2000;
/// Pages that can be turned to; further back, articles are found by date.
const PAGES: usize = 500;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    page: usize,
}

struct Line {
    link: String,
    title: String,
    outlet: Option<String>,
    day: Option<String>,
    statements: String,
    voice: Option<String>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    totals: Vec<(String, &'static str)>,
    speaking: Vec<(String, String, String)>,
    /// Statements that this is counted over, where these are not all.
    looked_at: Option<String>,
    searches: Vec<(String, String, String)>,
    articles: Vec<Line>,
    page: usize,
    newer: Option<String>,
    older: Option<String>,
    empty: bool,
}

fn line(of: &Heading) -> Line {
    Line {
        link: link::article(&of.address, None),
        title: called(of.title.as_deref(), &of.address),
        outlet: of.outlet.clone(),
        day: of.published.as_deref().map(day),
        statements: counted(of.statements.into(), "statement"),
        voice: of.voice.clone().filter(|voice| of.outlet.as_deref() != Some(voice)),
    }
}

pub(crate) async fn home(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let at = asked.page.clamp(1, PAGES);
    let frame = Frame::new(&house, &visitor, "home", "Articles");
    let made = move |desk: &mut crate::pool::Desk| {
        let totals = desk.keep("totals", |archive| archive.totals())?;
        let speaking = desk.keep("speaking", |archive| archive.speaking(LOOKED_AT, 12))?;
        let mut articles = desk.archive.articles((at - 1) * SHOWN, SHOWN + 1)?;
        let more = articles.len() > SHOWN;
        articles.truncate(SHOWN);
        let searches = desk.archive.searches()?;
        let to = |page: usize| link::page("/", &[("page", &page.to_string())]);
        Ok(Home {
            frame,
            totals: vec![
                (number(totals.articles), "articles"),
                (number(totals.statements), "statements"),
                (number(totals.actors), "named actors"),
                (number(totals.outlets), "outlets"),
            ],
            speaking: speaking
                .iter()
                .map(|(who, n)| (link::actor(&who.key), who.name.clone(), number(*n)))
                .collect(),
            looked_at: (totals.statements > LOOKED_AT as u64).then(|| number(LOOKED_AT as u64)),
            searches: searches
                .into_iter()
                .take(12)
                .map(|s| (link::find(&s.query), s.name, s.query))
                .collect(),
            empty: articles.is_empty() && at == 1,
            articles: articles.iter().map(line).collect(),
            page: at,
            newer: (at > 1).then(|| to(at - 1)),
            older: (more && at < PAGES).then(|| to(at + 1)),
        })
    };
    Ok(page(&house.pool.ask(made).await?))
}
