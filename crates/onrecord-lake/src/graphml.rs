//! Discourse networks as GraphML (Brandes et al. 2002), which Gephi, visone, igraph and networkx read.

use crate::network::{Measure, Network, Node, Normalization};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::HashMap;
use std::io::{self, Write};

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";

/// An attribute of nodes or edges: whose, its name, its type.
type Key = (&'static str, &'static str, &'static str);

/// The names of nodes' attributes that come from the user's own table of speakers.
pub(crate) fn facts(network: &Network) -> Vec<String> {
    network.facts.fields.iter().map(|field| allowed(&format!("speaker.{field}"))).collect()
}

/// What is told of an actor, beside its name: of the record, and of the user's own table of speakers (`facts`).
pub(crate) fn of_actor<'n>(
    network: &'n Network,
    (key, node): (&'n str, &'n Node),
    count: &'n str,
    facts: &'n [String],
) -> impl Iterator<Item = (&'n str, Option<&'n str>)> {
    let own = [
        ("type", Some("actor")),
        ("key", Some(key)),
        ("kind", Some(node.kind)),
        ("country", node.country.as_deref()),
        ("wikidata", node.wikidata.as_deref()),
        ("statements", Some(count)),
    ];
    let known = network.facts.of(key).unwrap_or_default();
    own.into_iter().chain(facts.iter().zip(known).map(|(name, value)| (name.as_str(), value.as_deref())))
}

const NODE: [Key; 7] = [
    ("node", "label", "string"),
    ("node", "type", "string"),
    ("node", "key", "string"),
    ("node", "kind", "string"),
    ("node", "country", "string"),
    ("node", "wikidata", "string"),
    ("node", "statements", "int"),
];
const TWO_MODE: [Key; 7] = [
    ("edge", "weight", "double"),
    ("edge", "agreement", "string"),
    ("edge", "for", "int"),
    ("edge", "against", "int"),
    ("edge", "neither", "int"),
    ("edge", "first", "string"),
    ("edge", "last", "string"),
];
const ONE_MODE: [Key; 3] =
    [("edge", "weight", "double"), ("edge", "congruence", "double"), ("edge", "conflict", "double")];

/// Writes a network: of actors and issues if `between` is none, else of actors alone.
///
/// # Errors
/// When it cannot be written.
pub fn write_graphml(
    network: &Network,
    between: Option<(Measure, Normalization)>,
    out: impl Write,
) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let edges: &[Key] = if between.is_some() { &ONE_MODE } else { &TWO_MODE };
    let direction = if between.is_some() { "undirected" } else { "directed" };
    xml.create_element("graphml").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
        let facts = facts(network);
        let own = NODE.iter().chain(edges).map(|&(of, name, kind)| (of, name, kind));
        for (of, name, kind) in own.chain(facts.iter().map(|name| ("node", name.as_str(), "string"))) {
            let id = format!("{of}_{name}");
            xml.create_element("key")
                .with_attributes([("id", id.as_str()), ("for", of), ("attr.name", name), ("attr.type", kind)])
                .write_empty()?;
        }
        let attributes = [("id", "onrecord"), ("edgedefault", direction)];
        xml.create_element("graph").with_attributes(attributes).write_inner_content(|xml| {
            let ids = nodes(xml, network, between.is_none())?;
            match between {
                None => two_mode(xml, network, &ids),
                Some((measure, normalization)) => one_mode(xml, network, &ids, measure, normalization),
            }
        })?;
        Ok(())
    })?;
    writeln!(xml.get_mut())
}

/// Ids of the actors' nodes.
type Ids<'n> = HashMap<&'n str, String>;

fn nodes<'n, W: Write>(xml: &mut Writer<W>, network: &'n Network, issues: bool) -> io::Result<Ids<'n>> {
    let mut ids = HashMap::new();
    let facts = facts(network);
    for (n, (key, node)) in network.actors.iter().enumerate() {
        let id = format!("a{}", n + 1);
        let count = node.statements.to_string();
        let label = ("label", Some(node.name.as_str()));
        let told = of_actor(network, (key, node), &count, &facts);
        let data: Vec<_> = std::iter::once(label).chain(told).collect();
        element(xml, "node", &[("id", &id)], &data)?;
        ids.insert(key.as_str(), id);
    }
    for (n, name) in network.issues.iter().enumerate().filter(|_| issues) {
        let ties = network.ties.iter().filter(|((_, issue), _)| *issue == n);
        let count = ties.map(|(_, tie)| tie.all()).sum::<u32>().to_string();
        let data = [("label", Some(name.as_str())), ("type", Some("issue")), ("statements", Some(&count))];
        element(xml, "node", &[("id", &format!("i{}", n + 1))], &data)?;
    }
    Ok(ids)
}

fn two_mode<W: Write>(xml: &mut Writer<W>, network: &Network, ids: &Ids) -> io::Result<()> {
    for ((key, issue), tie) in &network.ties {
        let target = format!("i{}", issue + 1);
        let agreement = match (tie.pro, tie.con) {
            (0, 0) => "neither",
            (_, 0) => "for",
            (0, _) => "against",
            _ => "both",
        };
        let counts = [tie.all(), tie.pro, tie.con, tie.neither].map(|n| n.to_string());
        let data = [
            ("weight", Some(counts[0].as_str())),
            ("agreement", Some(agreement)),
            ("for", Some(&counts[1])),
            ("against", Some(&counts[2])),
            ("neither", Some(&counts[3])),
            ("first", tie.first.as_deref()),
            ("last", tie.last.as_deref()),
        ];
        element(xml, "edge", &[("source", &ids[key.as_str()]), ("target", &target)], &data)?;
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
    for ((a, b), between) in network.between(normalization) {
        // Of the sum, a tie of nothing may be a balance of agreement and disagreement.
        let none = match measure {
            Measure::Subtract => between.congruence == 0.0 && between.conflict == 0.0,
            other => between.weight(other) == 0.0,
        };
        if none {
            continue;
        }
        let numbers = [between.weight(measure), between.congruence, between.conflict].map(|n| n.to_string());
        let data = [
            ("weight", Some(numbers[0].as_str())),
            ("congruence", Some(&numbers[1])),
            ("conflict", Some(&numbers[2])),
        ];
        element(xml, "edge", &[("source", &ids[a]), ("target", &ids[b])], &data)?;
    }
    Ok(())
}

fn element<W: Write>(
    xml: &mut Writer<W>,
    of: &str,
    attributes: &[(&str, &str)],
    data: &[(&str, Option<&str>)],
) -> io::Result<()> {
    let attributes = attributes.iter().copied();
    xml.create_element(of).with_attributes(attributes).write_inner_content(|xml| {
        for (name, value) in data.iter().filter_map(|(name, value)| Some((name, (*value)?))) {
            xml.create_element("data")
                .with_attribute(("key", format!("{of}_{name}").as_str()))
                .write_text_content(BytesText::new(&allowed(value)))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Without the characters that XML does not have.
pub(crate) fn allowed(text: &str) -> String {
    let has = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if has(c) { c } else { '\u{fffd}' }).collect()
}
