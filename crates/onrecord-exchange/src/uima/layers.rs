//! Statements and codes as the flat layers of INCEpTION and WebAnno: annotations of one span with plain features.
//!
//! | layer | features |
//! |---|---|
//! | `Statement` | statement, speaker, kind, act, certainty, coder, made, code |
//! | `Cue`, `Source` | statement, coder |
//! | `Passage` | statement, coder, made, code |
//!
//! What belongs together (the pieces of a statement, its cue, its source) has the same `statement` and `coder`. Whoever
//! marks by hand may give any word for `statement`, or none where there is but one piece.

use crate::document::{act, act_name, is_id, kind};
use crate::written::{codes, lines, read_codes, settle};
use crate::{Code, Document, Mark, Utf16, Who};
use onrecord::budget::{Budget, Over};
use onrecord::{ActorKind, Span, Text};
use std::collections::HashMap;

/// The namespace of layers that INCEpTION's users make.
pub const CUSTOM: &str = "webanno.custom.";

/// Layers with their features.
pub const LAYERS: [(&str, &[&str]); 4] = [
    ("Statement", &["statement", "speaker", "kind", "act", "certainty", "coder", "made", "code"]),
    ("Cue", &["statement", "coder"]),
    ("Source", &["statement", "coder"]),
    ("Passage", &["statement", "coder", "made", "code"]),
];

/// An annotation of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat {
    /// The name of the layer, without its namespace.
    pub layer: String,
    /// Where it is.
    pub span: Span,
    /// Its features that have a value.
    pub features: Vec<(String, String)>,
}

/// What a document has, flat. No annotation goes over the end of a line.
pub fn flat(document: &Document) -> Vec<Flat> {
    let mut all = Vec::new();
    for (n, mark) in document.marks.iter().enumerate() {
        // Of no record: told apart from the others all the same.
        let id = mark.statement.clone().unwrap_or_else(|| format!("m{}", n + 1));
        let who = mark.speaker.as_ref();
        let optional =
            |name: &str, value: Option<String>| value.filter(|v| !v.is_empty()).map(|v| (name.to_owned(), v));
        let both = [("statement".to_owned(), id), ("coder".to_owned(), mark.coder.clone())];
        let features = both.clone().into_iter().chain(
            [
                optional("speaker", who.map(|w| w.name.clone())),
                optional("kind", who.map(|w| w.kind.name().to_owned())),
                optional("act", mark.act.map(act_name)),
                optional("certainty", mark.certainty.map(|c| c.to_string())),
                optional("made", mark.made.clone()),
                optional("code", Some(codes(&mark.codes))),
            ]
            .into_iter()
            .flatten(),
        );
        let features: Vec<_> = features.filter(|(_, value)| !value.is_empty()).collect();
        let layer = if mark.is_statement { "Statement" } else { "Passage" };
        let roles = [(layer, &mark.content), ("Cue", &mark.cue), ("Source", &mark.source)];
        for (layer, spans) in roles {
            let own = if matches!(layer, "Cue" | "Source") {
                both.iter().filter(|(_, value)| !value.is_empty()).cloned().collect()
            } else {
                features.clone()
            };
            for span in lines(&document.text, spans) {
                all.push(Flat { layer: layer.to_owned(), span, features: own.clone() });
            }
        }
    }
    all.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    all
}

/// The marks of flat annotations. Those of a layer that is not one of ours are passages coded with its name and features.
///
/// # Errors
/// When the budget is spent.
pub fn gathered(text: &Text, flat: Vec<Flat>, budget: &Budget) -> Result<Vec<Mark>, Over> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    let ours = |f: &Flat| LAYERS.iter().any(|(name, _)| *name == f.layer);
    let (roles, contents): (Vec<Flat>, Vec<Flat>) =
        flat.into_iter().partition(|f| matches!(f.layer.as_str(), "Cue" | "Source"));
    for one in contents {
        // The layer's name is written again before each of its features.
        budget.hold(one.layer.len().saturating_mul(1 + one.features.len()))?;
        let value = |name: &str| {
            one.features.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).filter(|v| !v.is_empty())
        };
        let group = value("statement").map(|id| (id, value("coder").unwrap_or_default()));
        if let Some(&at) = group.as_ref().filter(|_| ours(&one)).and_then(|group| known.get(group)) {
            marks[at].content.push(one.span);
            continue;
        }
        let mut mark = Mark {
            coder: value("coder").unwrap_or_default(),
            made: value("made"),
            statement: value("statement").filter(|id| is_id(id)),
            is_statement: one.layer == "Statement",
            content: vec![one.span],
            cue: Vec::new(),
            source: Vec::new(),
            speaker: None,
            act: None,
            certainty: value("certainty").and_then(|n| n.parse().ok()).filter(|n| *n <= 100),
            codes: value("code").map(|c| read_codes(&c)).unwrap_or_default(),
        };
        if ours(&one) {
            let kind = value("kind").and_then(|k| kind(&k)).unwrap_or(ActorKind::Person);
            mark.speaker = value("speaker").map(|name| Who::new(name, kind));
            mark.act = value("act").and_then(|a| act(&a));
            if let Some(group) = group {
                known.insert(group, marks.len());
            }
        } else {
            (mark.coder, mark.made, mark.statement, mark.certainty, mark.codes) = Default::default();
            mark.codes.push(Code::new(one.layer.clone(), ""));
            mark.codes.extend(
                one.features
                    .iter()
                    .map(|(name, value)| Code::new(format!("{}.{name}", one.layer), value.clone())),
            );
        }
        marks.push(mark);
    }
    for one in roles {
        let value = |name: &str| one.features.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
        let group = (value("statement").unwrap_or_default(), value("coder").unwrap_or_default());
        let Some(&at) = known.get(&group) else { continue };
        let spans = if one.layer == "Cue" { &mut marks[at].cue } else { &mut marks[at].source };
        spans.push(one.span);
    }
    settle(text, &mut marks, budget)?;
    Ok(marks)
}

/// A span of units that a file gives.
pub fn span(units: &Utf16, begin: &str, end: &str) -> Option<Span> {
    units.span(begin.trim().parse().ok()?, end.trim().parse().ok()?)
}
