//! One actor across all articles.

use super::actor_codes::{Coding, coding};
use super::find::parsed;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::chart::{Timeline, share};
use crate::view::found::Shown;
use crate::view::stands::Line;
use crate::view::{Frame, Visitor, counted, link, number, word};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord_archive::Query as Parsed;
use onrecord_archive::browse::{Profile, Someone, Tally};
use onrecord_archive::positions::{Bounds, Issue, Positions, Side, Stand};
use onrecord_lake::network::by_act;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The latest statements that are counted one by one.
const LOOKED_AT: usize = 2000;
/// Statements shown.
const SHOWN: usize = 8;

/// What is looked at for the actor's stands on an issue, and for those that its acts alone tell.
const ON_ISSUE: Bounds = Bounds { actors: 30, stands: 20, statements: 200, copies: false };
const BY_ACT: Bounds = Bounds { actors: 30, stands: 6, statements: 24, copies: false };
/// Kept searches that are offered as issues.
const OFFERED: usize = 8;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    key: String,
    /// An issue, as a query.
    #[serde(default)]
    issue: String,
    /// It was coded a moment ago.
    #[serde(default)]
    coded: String,
}

/// What an actor is for and against.
struct Stood {
    summary: String,
    stands: Vec<Line>,
    notes: Vec<String>,
}

struct Row {
    link: Option<String>,
    shown: String,
    count: String,
    share: u64,
}

struct OutletRow {
    link: Option<String>,
    name: String,
    count: String,
    /// Shares in percent of the longest row, and the numbers.
    parts: [(u64, u64); 3],
}

/// Ways in which words are tied to an actor, with the words.
struct Tied {
    how: &'static str,
    words: Vec<(String, u64)>,
}

#[derive(Template)]
#[template(path = "actor.html")]
struct Page {
    frame: Frame,
    actor: Someone,
    same: Vec<(String, String)>,
    names: Vec<String>,
    tied: Vec<Tied>,
    opened: String,
    summary: String,
    chart: Option<Timeline>,
    undated: Option<String>,
    counted_over: Option<String>,
    acts: Vec<Row>,
    to: Vec<Row>,
    outlets: Vec<OutletRow>,
    latest: Vec<Shown>,
    addressed: Vec<Shown>,
    all: Option<String>,
    all_to: Option<String>,
    quoted_by: Vec<Row>,
    issue: String,
    /// The page on which everybody stands on it.
    everybody: String,
    stood: Option<Stood>,
    offered: Vec<(String, String)>,
    coding: Coding,
    coded: bool,
    /// The page on which it is parted.
    apart: String,
}

pub(crate) async fn actor(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let issue = asked.issue.trim().to_owned();
    let on = (!issue.is_empty()).then(|| parsed(&issue)).transpose()?;
    let (key, text) = (asked.key, issue.clone());
    let person = visitor.person.clone().unwrap_or_default();
    let (found, stood, searches, own) = house
        .pool
        .ask(move |desk| {
            let found =
                desk.keep(&format!("actor {key}"), |archive| archive.profile(&key, LOOKED_AT, SHOWN))?;
            let Some(profile) = found.as_ref() else {
                return Ok((found, None, Vec::new(), Coding::default()));
            };
            let name = profile.actor.name.clone();
            let stood = match issue_of(&name, on) {
                Some((issue, bounds)) => Some(
                    desk.keep(&format!("stood {key} {text}"), |archive| archive.positions(&issue, bounds))?,
                ),
                None => None,
            };
            let own = coding(&desk.archive, &profile.actor.key, &person)?;
            Ok((found, stood, desk.archive.searches()?, own))
        })
        .await?;
    let Some(profile) = found.as_ref() else { return Err(Problem::NoSuch("actor of this key".to_owned())) };
    let frame = Frame::new(&house, &visitor, "actors", profile.actor.name.clone());
    let mut of = shown(frame, profile);
    of.stood = stood.as_deref().map(|positions| stands(positions, &profile.actor.key, !issue.is_empty()));
    let offer =
        |query: &str| link::page("/actor", &[("key", &profile.actor.key), ("issue", query)]) + "#positions";
    of.offered = searches.iter().take(OFFERED).map(|s| (s.name.clone(), offer(&s.query))).collect();
    of.everybody = link::page("/issue", &[("q", &issue)]);
    of.issue = issue;
    (of.coding, of.coded) = (own, !asked.coded.is_empty());
    Ok(page(&of))
}

/// What an actor says on an issue; without one, what it does that takes a side whatever it is about.
fn issue_of(name: &str, on: Option<onrecord_archive::Query>) -> Option<(Issue, Bounds)> {
    let speaker = Parsed::parse(&link::field("speaker", name)?).ok()?;
    let (rest, bounds) = match on {
        Some(query) => (query, ON_ISSUE),
        None => {
            let mut acts: Vec<String> = by_act().ok()?.keys().map(word).collect();
            acts.sort();
            (Parsed::parse(&format!("act:{}", acts.join(","))).ok()?, BY_ACT)
        }
    };
    let query = Parsed::All(vec![speaker, rest]);
    Some((Issue { name: name.to_owned(), query, pro: None, con: None }, bounds))
}

fn stands(of: &Positions, key: &str, on_issue: bool) -> Stood {
    // Others may go by the same name.
    let own = of.actors.iter().find(|a| a.key == key);
    let clear = |s: &&Stand| on_issue || s.side != Side::Unclear;
    Stood {
        summary: own.map_or_else(String::new, super::issue::summary),
        stands: own.iter().flat_map(|a| &a.stands).filter(clear).map(|stand| Line::of(stand, 0)).collect(),
        notes: if of.more_statements && on_issue {
            vec![
                "Only the latest statements are looked at: a time (date:) brings up earlier ones.".to_owned(),
            ]
        } else {
            Vec::new()
        },
    }
}

fn shown(frame: Frame, of: &Profile) -> Page {
    let speaker = link::field("speaker", &of.actor.name);
    let narrowed = |field: &str, value: &str| {
        let (speaker, more) = (speaker.as_ref()?, link::field(field, value)?);
        Some(link::find(&link::narrowed(speaker, &more)))
    };
    let rows = |tallies: &[Tally], to: &dyn Fn(&Tally) -> Option<String>| {
        let most = tallies.iter().map(|t| t.statements).max().unwrap_or(0);
        let row = |t: &Tally| Row {
            link: to(t),
            shown: t.shown.clone(),
            count: number(t.statements),
            share: share(t.statements, most),
        };
        tallies.iter().map(row).collect::<Vec<_>>()
    };
    let most = of.outlets.iter().map(|o| o.all()).max().unwrap_or(0);
    let outlets = of
        .outlets
        .iter()
        .map(|o| OutletRow {
            link: narrowed("outlet", &o.outlet),
            name: o.outlet.clone(),
            count: number(o.all()),
            parts: [o.direct, o.mixed, o.indirect].map(|n| ((n * 100).checked_div(most).unwrap_or(0), n)),
        })
        .collect();
    let statements = of.statements();
    let whole = of.looked_at as u64 == statements;
    Page {
        frame,
        same: of.same.iter().map(|s| (s.name.clone(), s.key.clone())).collect(),
        names: of.names.clone(),
        tied: tied(of),
        opened: counted(of.opened as u64, "article"),
        summary: format!(
            "{} in {} of this archive.",
            counted(statements, "statement"),
            counted(of.articles, "article")
        ),
        chart: Timeline::of(&of.months),
        undated: (of.undated > 0).then(|| counted(of.undated, "statement")),
        counted_over: (!whole).then(|| number(of.looked_at as u64)),
        acts: rows(&of.acts, &|t| narrowed("act", &t.value)),
        to: rows(&of.to, &|t| Some(link::actor(&t.value))),
        outlets,
        latest: of.latest.iter().map(Shown::of).collect(),
        addressed: of.addressed.iter().map(Shown::of).collect(),
        all: speaker.as_deref().map(link::find),
        all_to: link::field("to", &of.actor.name).as_deref().map(link::find),
        actor: of.actor.clone(),
        quoted_by: rows(&of.quoted_by, &|t| Some(link::actor(&t.value))),
        issue: String::new(),
        everybody: String::new(),
        stood: None,
        offered: Vec::new(),
        coding: Coding::default(),
        coded: false,
        apart: link::page("/actors/split", &[("key", &of.actor.key)]),
    }
}

/// Words by the way in which they were tied, in the order of how much that says.
fn tied(of: &Profile) -> Vec<Tied> {
    const WAYS: [(&str, &str); 9] = [
        ("name", "By its name"),
        ("alias", "By another name or an abbreviation"),
        ("shortened", "By a part of its name"),
        ("misprint", "By what is taken for a misprint of its name"),
        ("office", "By an office it holds"),
        ("metonym", "By a place that stands for it"),
        ("nationality", "By a word for its people"),
        ("nominal", "By a description"),
        ("pronoun", "By a pronoun"),
    ];
    let mut by: BTreeMap<&str, Vec<(String, u64)>> = BTreeMap::new();
    for alias in &of.aliases {
        by.entry(alias.how.as_str()).or_default().push((alias.words.clone(), alias.mentions));
    }
    let tied = |(way, how)| by.remove(way).map(|words| Tied { how, words });
    WAYS.into_iter().filter_map(tied).collect()
}
