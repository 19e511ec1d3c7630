//! The actors of the archive, searched by name and in an order, page by page.

use crate::house::House;
use crate::pool::Desk;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, day, link, number};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::{ActorOrder, ActorsWanted, ListedActor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Actors on a page.
const SHOWN: usize = 50;
/// Actors that can be turned to in one order; the others are found by their names.
const RANKED: usize = 5000;

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Asked {
    /// Beginnings of words of a name.
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
    /// Anything: those without a name, too.
    #[serde(default)]
    unnamed: String,
    #[serde(default)]
    page: usize,
}

struct Line {
    name: String,
    link: String,
    facts: String,
    also: String,
    statements: String,
    articles: String,
    first: String,
    last: String,
}

#[derive(Template)]
#[template(path = "actors.html")]
struct Page {
    frame: Frame,
    query: String,
    order: &'static str,
    unnamed: bool,
    told: String,
    /// The orders: whether it is this one, what it is called, and its page.
    orders: Vec<(bool, &'static str, String)>,
    /// The columns of the table, with the direction of the one that it is in the order of.
    columns: Vec<(&'static str, &'static str)>,
    actors: Vec<Line>,
    before: Option<String>,
    after: Option<String>,
    /// Whether there are more than can be turned to.
    more: Option<String>,
}

/// Actors of an archive.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Actors {
    /// Those on this page.
    pub actors: Vec<ListedActor>,
    /// How many there are in all.
    pub all: usize,
}

impl Asked {
    fn order(&self) -> Result<ActorOrder, Problem> {
        if self.order.is_empty() {
            return Ok(ActorOrder::default());
        }
        let found = ActorOrder::ALL.iter().find(|(name, _)| *name == self.order).map(|(_, order)| *order);
        let names: Vec<&str> = ActorOrder::ALL.iter().map(|(name, _)| *name).collect();
        found.ok_or_else(|| {
            Problem::Bad(format!("Actors have no such order; they have {}.", names.join(", ")))
        })
    }

    fn at(&self) -> usize {
        self.page.clamp(1, RANKED.div_ceil(SHOWN))
    }
}

/// A page of actors. Who comes in which order is worked out once, until the archive changes: that takes longer than to show
/// some of them.
pub(crate) fn found(desk: &mut Desk, asked: &Asked) -> Result<Actors, Problem> {
    let (order, at) = (asked.order()?, asked.at());
    let name = asked.q.trim().to_owned();
    let named = asked.unnamed.is_empty();
    let key = format!("actors {} {named} {name}", order.name());
    let rows = desk.keep(&key, |archive| {
        archive.actor_rows(&ActorsWanted { name: Some(&name), named, order, skip: 0, limit: RANKED })
    })?;
    let shown: Vec<i64> = rows.0.iter().skip((at - 1) * SHOWN).take(SHOWN).copied().collect();
    let actors = desk.keep(&format!("{key} {at}"), |archive| archive.listed_actors(&shown))?;
    Ok(Actors { actors: actors.to_vec(), all: rows.1 })
}

/// The page.
pub(crate) async fn actors(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let order = asked.order()?;
    let at = asked.at();
    let frame = Frame::new(&house, &visitor, "actors", "Actors");
    let wanted = asked.clone();
    let Actors { actors, all } = house.pool.ask(move |desk| found(desk, &wanted)).await?;
    let query = asked.q.trim().to_owned();
    let to = |order: &str, page: usize| {
        let page = page.to_string();
        let all =
            [("q", query.as_str()), ("order", order), ("unnamed", asked.unnamed.as_str()), ("page", &page)];
        let pairs: Vec<(&str, &str)> = all
            .into_iter()
            .filter(|(key, value)| !value.is_empty() && (*key, *value) != ("page", "1"))
            .collect();
        link::page("/actors", &pairs)
    };
    let reached = all.min(RANKED);
    let told = match (all, query.is_empty()) {
        (0, false) => format!("No actor has a name with a word that begins with “{query}”."),
        (0, true) => "There are no actors in this archive yet.".to_owned(),
        (1, _) => "1 actor".to_owned(),
        (n, _) => format!("{} actors", number(n as u64)),
    };
    let heading = |order| match order {
        ActorOrder::Statements => "Statements",
        ActorOrder::Articles => "Articles",
        ActorOrder::Name => "Actor",
        ActorOrder::First => "First spoke",
        ActorOrder::Last => "Last spoke",
    };
    let direction = |order| match order {
        ActorOrder::Name | ActorOrder::First => "ascending",
        _ => "descending",
    };
    Ok(page(&Page {
        frame,
        unnamed: !asked.unnamed.is_empty(),
        order: order.name(),
        told,
        orders: ActorOrder::ALL.map(|(name, of)| (of == order, heading(of), to(name, 1))).to_vec(),
        columns: [
            ActorOrder::Name,
            ActorOrder::Statements,
            ActorOrder::Articles,
            ActorOrder::First,
            ActorOrder::Last,
        ]
        .map(|of| (heading(of), if of == order { direction(of) } else { "" }))
        .to_vec(),
        actors: actors.iter().map(line).collect(),
        before: (at > 1).then(|| to(order.name(), at - 1)),
        after: (at * SHOWN < reached).then(|| to(order.name(), at + 1)),
        more: (all > RANKED && at * SHOWN >= reached).then(|| number(RANKED as u64)),
        query,
    }))
}

fn line(of: &ListedActor) -> Line {
    let facts: Vec<&str> = [Some(of.kind.as_str()), of.country.as_deref()].into_iter().flatten().collect();
    let shown = |of: &Option<String>| of.as_deref().map(day).unwrap_or_default();
    Line {
        name: of.name.clone(),
        link: link::actor(&of.key),
        facts: facts.join(", "),
        also: of.aliases.iter().take(4).cloned().collect::<Vec<_>>().join(", "),
        statements: number(of.statements),
        articles: number(of.articles),
        first: shown(&of.first),
        last: shown(&of.last),
    }
}
