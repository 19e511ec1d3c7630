//! Answers that change nothing.

use crate::house::House;
use crate::jobs::Progress;
use crate::pages::find::{LOOKED_AT, SHOWN, parsed};
use crate::pages::issue::BOUNDS;
use crate::pages::issues::Given;
use crate::pages::{actors as listed, events, network as networks, sayings as said, wording as wordings};
use crate::problem::{ApiProblem, Problem};
use axum::Json;
use axum::extract::{Path, Query, RawQuery, State};
use onrecord::Record;
use onrecord_archive::browse::{self, Heading, Search, Totals, Window};
use onrecord_archive::corrections::{Correction, Which};
use onrecord_archive::positions::{Bounds, Positions};
use onrecord_archive::sayings::Saying;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

type Answer<T> = Result<Json<T>, ApiProblem>;
type Asked<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

/// What is asked, or why it makes no sense.
fn asked<T>(query: Asked<T>) -> Result<T, Problem> {
    query.map(|Query(asked)| asked).map_err(|error| Problem::Bad(error.body_text()))
}

/// How much there is.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Status {
    /// The archive's name.
    archive: String,
    /// How much it holds.
    totals: Totals,
    /// For the header `X-Onrecord-Token` of requests that change something.
    token: String,
}

pub(crate) async fn status(State(house): State<Arc<House>>) -> Answer<Status> {
    let totals = house.pool.ask(|desk| desk.keep("totals", |archive| archive.totals())).await?;
    Ok(Json(Status { archive: house.name(), totals: *totals, token: house.form_token.clone() }))
}

#[derive(Deserialize)]
pub(crate) struct Find {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: usize,
}

pub(crate) async fn find(State(house): State<Arc<House>>, query: Asked<Find>) -> Answer<browse::Page> {
    let Find { q, page } = asked(query)?;
    let typed = q.trim().to_owned();
    let query = parsed(&typed)?;
    let at = page.clamp(1, LOOKED_AT.div_ceil(SHOWN));
    let window = Window { skip: (at - 1) * SHOWN, show: SHOWN, look_at: LOOKED_AT, context: true };
    Ok(Json(house.pool.ask(move |desk| Ok(desk.archive.page_or_why(&query, &typed, window)?)).await?))
}

/// A page of articles.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Articles {
    /// The articles.
    articles: Vec<Heading>,
}

pub(crate) async fn articles(State(house): State<Arc<House>>, query: Asked<Find>) -> Answer<Articles> {
    let at = asked(query)?.page.clamp(1, 500);
    let articles = house.pool.ask(move |desk| Ok(desk.archive.articles((at - 1) * SHOWN, SHOWN)?)).await?;
    Ok(Json(Articles { articles }))
}

#[derive(Deserialize)]
pub(crate) struct OneArticle {
    address: String,
    version: Option<u32>,
}

/// An article.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Article {
    /// What lists say of it.
    heading: Heading,
    /// What was read out of it, corrections applied.
    record: Record,
    /// By the ids of the record's actors, what each is known by across articles.
    keys: std::collections::HashMap<String, String>,
}

pub(crate) async fn article(State(house): State<Arc<House>>, query: Asked<OneArticle>) -> Answer<Article> {
    let OneArticle { address, version } = asked(query)?;
    let found = house.pool.ask(move |desk| {
        let nothing = || Problem::NoSuch("article of this address".to_owned());
        Ok(Article {
            heading: desk.archive.heading(&address, version)?.ok_or_else(nothing)?,
            record: desk.archive.corrected(&address, version)?.ok_or_else(nothing)?,
            keys: desk.archive.cast(&address, version)?,
        })
    });
    Ok(Json(found.await?))
}

#[derive(Deserialize)]
pub(crate) struct OneActor {
    key: String,
}

pub(crate) async fn actor(
    State(house): State<Arc<House>>,
    query: Asked<OneActor>,
) -> Answer<browse::Profile> {
    let OneActor { key } = asked(query)?;
    let found = house.pool.ask(move |desk| Ok(desk.archive.profile(&key, LOOKED_AT, SHOWN)?)).await?;
    Ok(Json(found.ok_or_else(|| Problem::NoSuch("actor of this key".to_owned()))?))
}

pub(crate) async fn actors(
    State(house): State<Arc<House>>,
    query: Asked<listed::Asked>,
) -> Answer<listed::Actors> {
    let wanted = asked(query)?;
    Ok(Json(house.pool.ask(move |desk| listed::found(desk, &wanted)).await?))
}

/// Sayings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Sayings {
    /// Those with most voices first.
    sayings: Vec<Saying>,
    /// Names in the query that lead to nobody.
    unknown: Vec<String>,
}

pub(crate) async fn sayings(State(house): State<Arc<House>>, query: Asked<Find>) -> Answer<Sayings> {
    let query = parsed(asked(query)?.q.trim())?;
    let ask = house
        .pool
        .ask(move |desk| Ok(desk.archive.sayings_among(&query, Some(said::LOOKED_AT), Some(SHOWN))?));
    let (sayings, unknown) = ask.await?;
    Ok(Json(Sayings { sayings, unknown }))
}

/// Events.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Events {
    /// Each as docs/events.md describes it.
    events: Vec<serde_json::Value>,
    /// Names in the query that lead to nobody.
    unknown: Vec<String>,
}

pub(crate) async fn events(State(house): State<Arc<House>>, query: Asked<Find>) -> Answer<Events> {
    let query = parsed(asked(query)?.q.trim())?;
    let ask = house.pool.ask(move |desk| Ok(desk.archive.events_among(&query, Some(events::LOOKED_AT))?));
    let (found, unknown) = ask.await?;
    let events: Result<_, _> = found.iter().map(serde_json::to_value).collect();
    Ok(Json(Events { events: events.map_err(|_| Problem::Broken)?, unknown }))
}

pub(crate) async fn positions(State(house): State<Arc<House>>, RawQuery(raw): RawQuery) -> Answer<Positions> {
    let given = Given::read(raw.as_deref())?;
    let Some(issue) = given.issue(given.at)? else {
        return Err(Problem::Bad("An issue is a query: give `q`.".to_owned()).into());
    };
    let bounds = Bounds { copies: given.copies, ..BOUNDS };
    Ok(Json(house.pool.ask(move |desk| Ok(desk.archive.positions(&issue, bounds)?)).await?))
}

pub(crate) async fn wording(
    State(house): State<Arc<House>>,
    query: Asked<wordings::Asked>,
) -> Answer<wordings::SideBySide> {
    let wordings::Asked { q, actor, terms } = asked(query)?;
    let query = parsed(q.trim())?;
    let ask = house
        .pool
        .ask(move |desk| wordings::side_by_side(&desk.archive, query, actor.trim(), !terms.is_empty()));
    Ok(Json(ask.await?))
}

/// Who takes which side.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Network {
    /// Names of the issues.
    issues: Vec<String>,
    /// Who speaks on them.
    actors: Vec<Speaking>,
    /// What is to be known of it.
    notes: Vec<String>,
}

/// Somebody who speaks on the issues.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Speaking {
    /// What they are known by across articles.
    key: String,
    /// What they are called.
    name: String,
    /// Where they stand on the issues that they speak on.
    stands: Vec<Standing>,
}

/// Where somebody stands on an issue, in articles.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Standing {
    /// Place of the issue in the list.
    issue: usize,
    /// For it.
    r#for: u32,
    /// Against it.
    against: u32,
    /// Neither, or not to be told.
    neither: u32,
}

pub(crate) async fn network(State(house): State<Arc<House>>, RawQuery(raw): RawQuery) -> Answer<Network> {
    let given = Given::read(raw.as_deref())?;
    if given.issues.is_empty() {
        return Err(Problem::Bad("A network needs issues: give `query`.".to_owned()).into());
    }
    let (found, notes) = networks::gathered(&house, &given).await?;
    let stands = |key: &str| {
        let own = found.ties.iter().filter(|((k, _), _)| k == key);
        own.map(|((_, issue), tie)| Standing {
            issue: *issue,
            r#for: tie.pro,
            against: tie.con,
            neither: tie.neither,
        })
        .collect()
    };
    let actors = found
        .actors
        .iter()
        .map(|(key, node)| Speaking { key: key.clone(), name: node.name.clone(), stands: stands(key) })
        .collect();
    Ok(Json(Network { issues: found.issues.clone(), actors, notes }))
}

/// Kept searches.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Searches {
    /// By name.
    searches: Vec<Search>,
}

pub(crate) async fn searches(State(house): State<Arc<House>>) -> Answer<Searches> {
    let searches = house.pool.ask(|desk| Ok(desk.archive.searches()?)).await?;
    Ok(Json(Searches { searches }))
}

#[derive(Deserialize)]
pub(crate) struct WhichOnes {
    article: Option<String>,
    person: Option<String>,
}

/// Corrections.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Corrections {
    /// The latest first.
    corrections: Vec<Correction>,
}

pub(crate) async fn corrections(
    State(house): State<Arc<House>>,
    query: Asked<WhichOnes>,
) -> Answer<Corrections> {
    let WhichOnes { article, person } = asked(query)?;
    let ask = house.pool.ask(move |desk| {
        let (article, person) = (article.as_deref(), person.as_deref());
        Ok(desk.archive.corrections(Which { article, person, undone: true, limit: Some(500) })?)
    });
    Ok(Json(Corrections { corrections: ask.await? }))
}

pub(crate) async fn job(
    State(house): State<Arc<House>>,
    number: Result<Path<u64>, axum::extract::rejection::PathRejection>,
) -> Answer<Progress> {
    let Path(number) = number.map_err(|error| Problem::Bad(error.body_text()))?;
    let job = house.jobs.get(number).ok_or_else(|| Problem::NoSuch("job of this number".to_owned()))?;
    Ok(Json(job.progress()))
}
