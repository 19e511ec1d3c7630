//! A record as a [W3C Web Annotation](https://www.w3.org/TR/annotation-model/) collection.
//!
//! Each statement is one annotation on its content, which says what kind of statement and which act it is, and
//! one more for each of its other roles (cue, source, addressee, condition, hedge), which link to the first. Every stretch of text is selected twice: by
//! position (code points of the record's `article.text`) and by quotation, which finds it on the page too.

use onrecord::{Article, Record, Span, Statement, Wording, WordingKind};
use serde::Serialize;
use serde_json::{Value, json};

/// Words given before and after a quotation, so that it is found again where it occurs twice.
const CONTEXT: u32 = 32;
/// Our own terms have no published vocabulary; a URN keeps them apart from everybody else's.
const TERMS: &str = "urn:onrecord:terms:";

/// The collection: `label`, `total`, and one page with all annotations.
#[derive(Debug, Serialize)]
pub struct Collection {
    #[serde(rename = "@context")]
    context: [Value; 2],
    id: String,
    r#type: &'static str,
    label: String,
    generator: Generator,
    total: usize,
    first: Page,
}

#[derive(Debug, Serialize)]
struct Generator {
    r#type: &'static str,
    name: &'static str,
}

#[derive(Debug, Serialize)]
struct Page {
    id: String,
    r#type: &'static str,
    #[serde(rename = "startIndex")]
    start_index: usize,
    items: Vec<Annotation>,
}

#[derive(Debug, Serialize)]
struct Annotation {
    id: String,
    r#type: &'static str,
    motivation: &'static str,
    body: Vec<Body>,
    target: Vec<Target>,
    #[serde(rename = "onrecord:confidence", skip_serializing_if = "Option::is_none")]
    confidence: Option<f32>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Body {
    Text { r#type: &'static str, purpose: &'static str, value: String },
    Link { r#type: &'static str, purpose: &'static str, source: String },
}

#[derive(Debug, Serialize)]
struct Target {
    r#type: &'static str,
    source: String,
    selector: [Selector; 2],
}

#[derive(Debug, Serialize)]
#[serde(tag = "type")]
enum Selector {
    TextPositionSelector { start: u32, end: u32 },
    TextQuoteSelector { exact: String, prefix: String, suffix: String },
}

/// The record's statements and wording as annotations.
pub fn collection(record: &Record) -> Collection {
    let article = &record.article;
    let base = format!("urn:onrecord:{}", article.id);
    let mut items = Vec::new();
    for statement in &record.statements {
        items.extend(of_statement(record, &base, statement));
    }
    for (n, wording) in record.wording.iter().enumerate() {
        items.push(of_wording(article, &base, n + 1, wording));
    }
    Collection {
        context: [json!("http://www.w3.org/ns/anno.jsonld"), json!({ "onrecord": TERMS })],
        id: format!("{base}:annotations"),
        r#type: "AnnotationCollection",
        label: article.title.clone().unwrap_or_else(|| article.origin.clone()),
        generator: Generator { r#type: "Software", name: concat!("onrecord ", env!("CARGO_PKG_VERSION")) },
        total: items.len(),
        first: Page { id: format!("{base}:annotations:1"), r#type: "AnnotationPage", start_index: 0, items },
    }
}

fn of_statement(record: &Record, base: &str, statement: &Statement) -> Vec<Annotation> {
    let article = &record.article;
    let id = format!("{base}:{}", statement.id);
    let role = |name, role: &'static str, spans: &[Span], body| Annotation {
        id: if role == "content" { id.clone() } else { format!("{id}:{role}") },
        r#type: "Annotation",
        motivation: name,
        body,
        target: spans.iter().map(|&span| target(article, span)).collect(),
        confidence: (role == "content").then_some(statement.confidence),
    };
    let mut body = vec![tag("content"), classification(statement.kind.name())];
    body.extend(act(statement).map(classification));
    body.extend(speaker(record, statement));
    for of in [&statement.inside, &statement.repeats].into_iter().flatten() {
        body.push(link(&format!("{base}:{of}")));
    }
    let mut annotations = vec![role("classifying", "content", &statement.content, body)];
    let addressee: Vec<Span> = statement.addressee.iter().map(|party| party.span).collect();
    // What a person put in may have no words of its own.
    let words = |spans: &[Span]| spans.iter().copied().filter(|s| s.start < s.end).collect::<Vec<Span>>();
    for (name, spans) in [
        ("cue", &statement.cue),
        ("source", &statement.source),
        ("addressee", &addressee),
        ("condition", &statement.conditions),
        ("hedge", &statement.hedges),
    ] {
        let spans = words(spans);
        if !spans.is_empty() {
            annotations.push(role("linking", name, &spans, vec![tag(name), link(&id)]));
        }
    }
    annotations
}

fn of_wording(article: &Article, base: &str, n: usize, wording: &Wording) -> Annotation {
    let value = match wording.kind {
        WordingKind::ScareQuote => "scare_quote",
        WordingKind::Distancing => "distancing",
    };
    Annotation {
        id: format!("{base}:w{n}"),
        r#type: "Annotation",
        motivation: "classifying",
        body: vec![tag("wording"), classification(value)],
        target: vec![target(article, wording.span)],
        confidence: None,
    }
}

/// The act by its name in the record; `not:deny` where the text says that it was not performed.
fn act(statement: &Statement) -> Option<String> {
    let name = serde_json::to_value(statement.act?).ok()?;
    let not = if statement.negated { "not:" } else { "" };
    Some(format!("{not}{}", name.as_str()?))
}

/// Who says it: the name, and the Wikidata entity where it is known.
fn speaker(record: &Record, statement: &Statement) -> Vec<Body> {
    let actor = statement.speaker.as_ref().and_then(|id| record.actors.iter().find(|a| a.id == *id));
    let name = actor.and_then(|actor| actor.name.clone());
    let entity = actor.and_then(|actor| actor.wikidata.as_ref());
    let name = name.map(|value| Body::Text { r#type: "TextualBody", purpose: "identifying", value });
    let entity = entity.map(|id| Body::Link {
        r#type: "SpecificResource",
        purpose: "identifying",
        source: format!("http://www.wikidata.org/entity/{id}"),
    });
    name.into_iter().chain(entity).collect()
}

fn tag(value: &'static str) -> Body {
    Body::Text { r#type: "TextualBody", purpose: "tagging", value: value.to_owned() }
}

fn classification(value: impl Into<String>) -> Body {
    Body::Text { r#type: "TextualBody", purpose: "classifying", value: value.into() }
}

fn link(statement: &str) -> Body {
    Body::Link { r#type: "SpecificResource", purpose: "linking", source: statement.to_owned() }
}

fn target(article: &Article, span: Span) -> Target {
    let text = &article.text;
    let before = Span::new(span.start.saturating_sub(CONTEXT), span.start);
    let after = Span::new(span.end, (span.end + CONTEXT).min(text.len()));
    Target {
        r#type: "SpecificResource",
        source: article.url.clone().unwrap_or_else(|| format!("urn:onrecord:{}", article.id)),
        selector: [
            Selector::TextPositionSelector { start: span.start, end: span.end },
            Selector::TextQuoteSelector {
                exact: text.slice(span).to_owned(),
                prefix: text.slice(before).to_owned(),
                suffix: text.slice(after).to_owned(),
            },
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{harbour, nested};

    #[test]
    fn a_statement_is_its_content_with_cue_and_source_linked_to_it() {
        let record = nested();
        let mut shown = Vec::new();
        for annotation in &collection(&record).first.items {
            let targets: Vec<_> = annotation.target.iter().map(|t| &t.selector[1]).collect();
            shown.push(format!(
                "{}\n  {}\n  {}",
                annotation.id.replace(&record.article.id, "…"),
                serde_json::to_string(&annotation.body).unwrap().replace(&record.article.id, "…"),
                serde_json::to_string(&targets).unwrap()
            ));
        }
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn both_selectors_select_the_same_words() {
        let record = harbour();
        let chars: Vec<char> = record.article.text.as_str().chars().collect();
        let collection = collection(&record);
        assert_eq!(collection.total, collection.first.items.len());
        assert!(collection.total > record.statements.len());
        for target in collection.first.items.iter().flat_map(|a| &a.target) {
            let [
                Selector::TextPositionSelector { start, end },
                Selector::TextQuoteSelector { exact, prefix, suffix },
            ] = &target.selector
            else {
                panic!("the selectors stand in another order")
            };
            let (start, end) = (*start as usize, *end as usize);
            assert_eq!(&chars[start..end].iter().collect::<String>(), exact);
            let around = format!("{prefix}{exact}{suffix}");
            assert!(record.article.text.as_str().contains(&around), "{around:?} is not in the text");
        }
    }
}
