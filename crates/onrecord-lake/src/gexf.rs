//! Discourse networks as GEXF 1.3 with dates, which Gephi draws on a time line.
//!
//! A tie lasts from the first to the last day on which it was said; an actor and an issue last as long as their ties do.

use crate::graphml::{allowed, facts, of_actor};
use crate::network::{Measure, Network, Normalization, Tie};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use std::collections::HashMap;
use std::io::{self, Write};

const NAMESPACE: &str = "http://gexf.net/1.3";

/// Attributes of nodes: identifier, title, type.
const NODE: [(&str, &str); 6] = [
    ("type", "string"),
    ("key", "string"),
    ("kind", "string"),
    ("country", "string"),
    ("wikidata", "string"),
    ("statements", "integer"),
];
const TWO_MODE: [(&str, &str); 4] =
    [("agreement", "string"), ("for", "integer"), ("against", "integer"), ("neither", "integer")];
const ONE_MODE: [(&str, &str); 2] = [("congruence", "double"), ("conflict", "double")];

/// From which day to which something lasts.
#[derive(Debug, Clone, Default)]
struct Lasts {
    start: Option<String>,
    end: Option<String>,
}

impl Lasts {
    fn with(&mut self, first: Option<&str>, last: Option<&str>) {
        if let Some(first) = first.filter(|f| self.start.as_deref().is_none_or(|start| *f < start)) {
            self.start = Some(first.to_owned());
        }
        if let Some(last) = last.filter(|l| self.end.as_deref().is_none_or(|end| *l > end)) {
            self.end = Some(last.to_owned());
        }
    }

    fn of(tie: &Tie) -> Lasts {
        Lasts { start: tie.first.clone(), end: tie.last.clone() }
    }

    /// The days that two have in common; all of both where they have none.
    fn both(&self, other: &Lasts) -> Lasts {
        let start = self.start.clone().max(other.start.clone());
        let end = match (&self.end, &other.end) {
            (Some(a), Some(b)) => Some(a.min(b).clone()),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        if start.is_some() && end.is_some() && start > end {
            let mut all = self.clone();
            all.with(other.start.as_deref(), other.end.as_deref());
            return all;
        }
        Lasts { start, end }
    }

    fn attributes<'a>(&'a self, all: &mut Vec<(&'a str, &'a str)>) {
        all.extend(self.start.as_deref().map(|day| ("start", day)));
        all.extend(self.end.as_deref().map(|day| ("end", day)));
    }
}

/// Writes a network: of actors and issues if `between` is none, else of actors alone.
///
/// # Errors
/// When it cannot be written.
pub fn write_gexf(
    network: &Network,
    between: Option<(Measure, Normalization)>,
    out: impl Write,
) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = [("xmlns", NAMESPACE), ("version", "1.3")];
    xml.create_element("gexf").with_attributes(root).write_inner_content(|xml| {
        let kind = if between.is_some() { "undirected" } else { "directed" };
        let graph = [("defaultedgetype", kind), ("mode", "dynamic"), ("timeformat", "date")];
        xml.create_element("graph").with_attributes(graph).write_inner_content(|xml| {
            let facts = facts(network);
            let own = NODE.iter().map(|&(name, kind)| (name, kind));
            declare(xml, "node", own.chain(facts.iter().map(|name| (name.as_str(), "string"))))?;
            let edges: &[(&str, &str)] = if between.is_some() { &ONE_MODE } else { &TWO_MODE };
            declare(xml, "edge", edges.iter().copied())?;
            let mut ids = HashMap::new();
            xml.create_element("nodes").write_inner_content(|xml| {
                ids = nodes(xml, network, &facts, between.is_none())?;
                Ok(())
            })?;
            xml.create_element("edges").write_inner_content(|xml| match between {
                None => two_mode(xml, network, &ids),
                Some((measure, normalization)) => one_mode(xml, network, &ids, measure, normalization),
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    writeln!(xml.get_mut())
}

fn declare<'a, W: Write>(
    xml: &mut Writer<W>,
    class: &str,
    all: impl Iterator<Item = (&'a str, &'a str)>,
) -> io::Result<()> {
    xml.create_element("attributes").with_attribute(("class", class)).write_inner_content(|xml| {
        for (name, kind) in all {
            let attributes = [("id", name), ("title", name), ("type", kind)];
            xml.create_element("attribute").with_attributes(attributes).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Ids of the actors' nodes.
type Ids<'n> = HashMap<&'n str, String>;

/// How long every actor and every issue lasts.
fn lasting(network: &Network) -> (HashMap<&str, Lasts>, HashMap<usize, Lasts>) {
    let (mut actors, mut issues): (HashMap<&str, Lasts>, HashMap<usize, Lasts>) = Default::default();
    for ((key, issue), tie) in &network.ties {
        actors.entry(key).or_default().with(tie.first.as_deref(), tie.last.as_deref());
        issues.entry(*issue).or_default().with(tie.first.as_deref(), tie.last.as_deref());
    }
    (actors, issues)
}

fn nodes<'n, W: Write>(
    xml: &mut Writer<W>,
    network: &'n Network,
    facts: &[String],
    issues: bool,
) -> io::Result<Ids<'n>> {
    let mut ids = HashMap::new();
    let (actors_last, issues_last) = lasting(network);
    let none = Lasts::default();
    for (n, (key, node)) in network.actors.iter().enumerate() {
        let id = format!("a{}", n + 1);
        let count = node.statements.to_string();
        let values: Vec<_> = of_actor(network, (key, node), &count, facts).collect();
        let label = allowed(&node.name);
        let mut attributes = vec![("id", id.as_str()), ("label", label.as_str())];
        actors_last.get(key.as_str()).unwrap_or(&none).attributes(&mut attributes);
        element(xml, "node", &attributes, &values)?;
        ids.insert(key.as_str(), id);
    }
    for (n, name) in network.issues.iter().enumerate().filter(|_| issues) {
        let ties = network.ties.iter().filter(|((_, issue), _)| *issue == n);
        let count = ties.map(|(_, tie)| tie.all()).sum::<u32>().to_string();
        let values = [("type", Some("issue")), ("statements", Some(count.as_str()))];
        let (id, label) = (format!("i{}", n + 1), allowed(name));
        let mut attributes = vec![("id", id.as_str()), ("label", label.as_str())];
        issues_last.get(&n).unwrap_or(&none).attributes(&mut attributes);
        element(xml, "node", &attributes, &values)?;
    }
    Ok(ids)
}

fn two_mode<W: Write>(xml: &mut Writer<W>, network: &Network, ids: &Ids) -> io::Result<()> {
    for (n, ((key, issue), tie)) in network.ties.iter().enumerate() {
        let agreement = match (tie.pro, tie.con) {
            (0, 0) => "neither",
            (_, 0) => "for",
            (0, _) => "against",
            _ => "both",
        };
        let [weight, pro, con, neither] = [tie.all(), tie.pro, tie.con, tie.neither].map(|n| n.to_string());
        let values = [
            ("agreement", Some(agreement)),
            ("for", Some(pro.as_str())),
            ("against", Some(con.as_str())),
            ("neither", Some(neither.as_str())),
        ];
        let (id, target) = (format!("e{}", n + 1), format!("i{}", issue + 1));
        let lasts = Lasts::of(tie);
        let mut attributes = vec![
            ("id", id.as_str()),
            ("source", &ids[key.as_str()]),
            ("target", &target),
            ("weight", &weight),
        ];
        lasts.attributes(&mut attributes);
        element(xml, "edge", &attributes, &values)?;
    }
    Ok(())
}

fn one_mode<W: Write>(
    xml: &mut Writer<W>,
    network: &Network,
    ids: &Ids,
    measure: Measure,
    normalization: Normalization,
) -> io::Result<()> {
    let (lasting, _) = lasting(network);
    let none = Lasts::default();
    for (n, ((a, b), between)) in network.between(normalization).into_iter().enumerate() {
        // Of the sum, a tie of nothing may be a balance of agreement and disagreement.
        let nothing = match measure {
            Measure::Subtract => between.congruence == 0.0 && between.conflict == 0.0,
            other => between.weight(other) == 0.0,
        };
        if nothing {
            continue;
        }
        let [weight, congruence, conflict] =
            [between.weight(measure), between.congruence, between.conflict].map(|n| n.to_string());
        let values = [("congruence", Some(congruence.as_str())), ("conflict", Some(conflict.as_str()))];
        let id = format!("e{}", n + 1);
        let lasts = lasting.get(a).unwrap_or(&none).both(lasting.get(b).unwrap_or(&none));
        let mut attributes =
            vec![("id", id.as_str()), ("source", &ids[a]), ("target", &ids[b]), ("weight", &weight)];
        lasts.attributes(&mut attributes);
        element(xml, "edge", &attributes, &values)?;
    }
    Ok(())
}

fn element<W: Write>(
    xml: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
    values: &[(&str, Option<&str>)],
) -> io::Result<()> {
    xml.create_element(name).with_attributes(attributes.iter().copied()).write_inner_content(|xml| {
        xml.create_element("attvalues").write_inner_content(|xml| {
            for (of, value) in values.iter().filter_map(|(of, value)| Some((of, (*value)?))) {
                let value = allowed(value);
                let attributes = [("for", *of), ("value", value.as_str())];
                xml.create_element("attvalue").with_attributes(attributes).write_empty()?;
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}
