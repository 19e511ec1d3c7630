//! Who takes which side on which issues, as a picture and as a table.

use super::issues::Given;
use crate::house::House;
use crate::problem::{Problem, page};
use crate::view::{Frame, Visitor, counted, link, number};
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use onrecord_archive::browse::Sides;
use onrecord_lake::network::{Counting, Measure, Network, Normalization, by_act};
use std::collections::HashMap;
use std::sync::Arc;

/// Actors in the picture.
const ACTORS: usize = 24;
/// The latest statements that are looked at on each issue.
pub(crate) const LOOKED_AT: usize = 1500;

struct Node {
    name: String,
    link: String,
    count: String,
    y: f64,
}

struct Tie {
    x1: f64,
    y1: f64,
    x2: f64,
    y2: f64,
    width: f64,
    side: &'static str,
    told: String,
}

struct Row {
    name: String,
    link: String,
    cells: Vec<(u32, u32, u32)>,
}

#[derive(Template)]
#[template(path = "network.html")]
struct Page {
    frame: Frame,
    given: Given,
    issues: Vec<(String, String)>,
    width: f64,
    height: f64,
    actors: Vec<Node>,
    concepts: Vec<Node>,
    ties: Vec<Tie>,
    rows: Vec<Row>,
    told: String,
    notes: Vec<String>,
    agree: Vec<(String, String, String)>,
    graphml: Option<String>,
}

/// The network of some issues, over the latest statements on each.
pub(crate) async fn gathered(house: &Arc<House>, given: &Given) -> Result<(Network, Vec<String>), Problem> {
    let mut asked = Vec::new();
    for at in 0..given.issues.len() {
        asked.extend(given.issue(at)?.map(|issue| (given.key(at), issue)));
    }
    let stands = by_act().map_err(|_| Problem::Broken)?;
    let counting = Counting { every: given.every, copies: given.copies };
    let least = given.least;
    house
        .pool
        .ask(move |desk| {
            let mut network = Network::default();
            let mut notes = Vec::new();
            for (key, issue) in &asked {
                let sides: Arc<Sides> =
                    desk.keep(&format!("sides {key}"), |archive| archive.sides(issue, LOOKED_AT))?;
                if !sides.all {
                    notes.push(format!(
                        "Of “{}”, the latest {} statements are looked at.",
                        issue.name,
                        number(LOOKED_AT as u64)
                    ));
                }
                network.add_issue(&issue.name, &sides, &stands, counting);
            }
            let mut network = network.at_least(least);
            network.unknown.sort();
            network.unknown.dedup();
            notes.extend(
                network.unknown.iter().map(|name| format!("Nobody in this archive goes by “{name}”.")),
            );
            if network.nobody > 0 {
                notes.push(format!(
                    "{} without a known speaker left out.",
                    counted(network.nobody, "statement")
                ));
            }
            Ok((network, notes))
        })
        .await
}

/// The page.
pub(crate) async fn network(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(raw.as_deref())?;
    let frame = Frame::new(&house, &visitor, "network", "Discourse network");
    let (network, notes) = gathered(&house, &given).await?;
    let graphml = (!network.actors.is_empty())
        .then(|| format!("/network.graphml?{}", raw.as_deref().unwrap_or_default()));
    Ok(page(&drawn(frame, given, &network, notes, graphml)))
}

fn drawn(frame: Frame, given: Given, network: &Network, notes: Vec<String>, graphml: Option<String>) -> Page {
    const LINE: f64 = 30.0;
    let issues: Vec<(String, String)> =
        given.issues.iter().map(|issue| (issue.name.clone(), issue.query.clone())).collect();
    let mut sided: HashMap<&str, u32> = HashMap::new();
    for ((key, _), tie) in &network.ties {
        *sided.entry(key.as_str()).or_default() += tie.pro + tie.con;
    }
    let mut shown: Vec<_> = network
        .actors
        .iter()
        .map(|(key, node)| (key, node, sided.get(key.as_str()).copied().unwrap_or(0)))
        .collect();
    shown.sort_by(|a, b| {
        b.2.cmp(&a.2).then(b.1.statements.cmp(&a.1.statements)).then(a.1.name.cmp(&b.1.name))
    });
    shown.truncate(ACTORS);
    let height = LINE * shown.len().max(issues.len()).max(1) as f64 + 20.0;
    let place = |n: usize, of: usize| height * (n as f64 + 0.5) / of.max(1) as f64;
    let (left, right) = (270.0, 560.0);
    let actors: Vec<Node> = shown
        .iter()
        .enumerate()
        .map(|(n, (key, node, _))| Node {
            name: node.name.clone(),
            link: link::actor(key),
            count: number(node.statements.into()),
            y: place(n, shown.len()),
        })
        .collect();
    let concepts: Vec<Node> = issues
        .iter()
        .enumerate()
        .map(|(n, (name, query))| Node {
            name: name.clone(),
            link: link::find(query),
            count: String::new(),
            y: place(n, issues.len()),
        })
        .collect();
    let most = network.ties.values().map(|t| t.pro.max(t.con).max(t.neither)).max().unwrap_or(1).max(1);
    let mut ties = Vec::new();
    for (a, (key, node, _)) in shown.iter().enumerate() {
        for (c, concept) in concepts.iter().enumerate() {
            let Some(tie) = network.ties.get(&((*key).clone(), c)) else { continue };
            let sides = [("pro", tie.pro, -3.0), ("con", tie.con, 3.0), ("neither", tie.neither, 0.0)];
            for (side, n, shift) in sides.into_iter().filter(|(_, n, _)| *n > 0) {
                let said = match side {
                    "pro" => "for",
                    "con" => "against",
                    _ => "takes no side that could be told",
                };
                ties.push(Tie {
                    x1: left + 6.0,
                    y1: actors[a].y + shift,
                    x2: right - 6.0,
                    y2: concept.y + shift,
                    width: 1.0 + 6.0 * f64::from(n) / f64::from(most),
                    side,
                    told: format!(
                        "{}, {}: {said}, in {}",
                        node.name,
                        concept.name,
                        counted(n.into(), if given.every { "statement" } else { "article" })
                    ),
                });
            }
        }
    }
    // Of pairs there are too many to be looked at where thousands speak; those that are drawn are compared.
    let drawn = Network {
        actors: shown.iter().map(|(key, node, _)| ((*key).clone(), (*node).clone())).collect(),
        ties: shown
            .iter()
            .flat_map(|(key, ..)| (0..issues.len()).map(move |issue| ((*key).clone(), issue)))
            .filter_map(|at| Some((at.clone(), network.ties.get(&at)?.clone())))
            .collect(),
        ..Network::default()
    };
    let between = drawn.between(Normalization::None);
    let mut agree: Vec<_> =
        between.into_iter().filter(|(_, b)| b.congruence > 0.0 || b.conflict > 0.0).collect();
    agree.sort_by(|a, b| {
        (b.1.congruence + b.1.conflict).total_cmp(&(a.1.congruence + a.1.conflict)).then(a.0.cmp(&b.0))
    });
    let name = |key: &str| network.actors.get(key).map(|n| n.name.clone()).unwrap_or_default();
    Page {
        told: format!(
            "{} and {}, with {}.",
            counted(network.actors.len() as u64, "actor"),
            counted(issues.len() as u64, "issue"),
            counted(network.ties.len() as u64, "tie")
        ),
        rows: shown
            .iter()
            .map(|(key, node, _)| Row {
                name: node.name.clone(),
                link: link::actor(key),
                cells: (0..issues.len())
                    .map(|c| {
                        network
                            .ties
                            .get(&((*key).clone(), c))
                            .map_or((0, 0, 0), |t| (t.pro, t.con, t.neither))
                    })
                    .collect(),
            })
            .collect(),
        agree: agree
            .into_iter()
            .take(12)
            .map(|((a, b), how)| {
                let weight = how.weight(Measure::Subtract);
                let side = if weight >= 0.0 { "on the same side" } else { "on opposite sides" };
                (name(a), name(b), side.to_owned())
            })
            .collect(),
        frame,
        given,
        issues,
        width: 820.0,
        height,
        actors,
        concepts,
        ties,
        notes,
        graphml,
    }
}

/// Which network of actors is wanted, by the names that `onrecord export` has; none where it is that of actors and issues.
fn between(given: &Given) -> Result<Option<(Measure, Normalization)>, Problem> {
    let measure = match given.network.as_str() {
        "" | "two-mode" => None,
        "congruence" => Some(Measure::Congruence),
        "conflict" => Some(Measure::Conflict),
        "subtract" => Some(Measure::Subtract),
        _ => {
            let known = "`network` is two-mode, congruence, conflict or subtract.";
            return Err(Problem::Bad(known.to_owned()));
        }
    };
    let normalization = match given.normalize.as_str() {
        "" | "none" => Normalization::None,
        "average-activity" => Normalization::AverageActivity,
        _ => return Err(Problem::Bad("`normalize` is none or average-activity.".to_owned())),
    };
    Ok(measure.map(|measure| (measure, normalization)))
}

/// The network as GraphML.
pub(crate) async fn graphml(
    State(house): State<Arc<House>>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let given = Given::read(raw.as_deref())?;
    if given.issues.is_empty() {
        return Err(Problem::Bad("A network needs issues.".to_owned()));
    }
    let between = between(&given)?;
    let (network, _) = gathered(&house, &given).await?;
    let mut out = Vec::new();
    onrecord_lake::write_graphml(&network, between, &mut out).map_err(|_| Problem::Broken)?;
    let headers = [
        (header::CONTENT_TYPE, "application/graphml+xml"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"network.graphml\""),
    ];
    Ok((headers, out).into_response())
}
