//! A record as a [W3C Web Annotation](https://www.w3.org/TR/annotation-model/) collection.
//!
//! Each statement is one annotation on its content, which says what kind of statement it is, and one more
//! for its cue and for its source, which link to the first. Every stretch of text is selected twice: by
//! position (code points of the record's `article.text`) and by quotation, which finds it on the page too.

use onrecord::{Article, Record, Span, Statement, StatementKind, Wording, WordingKind};
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
    Text { r#type: &'static str, purpose: &'static str, value: &'static str },
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
        items.extend(of_statement(article, &base, statement));
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

fn of_statement(article: &Article, base: &str, statement: &Statement) -> Vec<Annotation> {
    let id = format!("{base}:{}", statement.id);
    let role = |name, role: &'static str, spans: &[Span], body| Annotation {
        id: if role == "content" { id.clone() } else { format!("{id}:{role}") },
        r#type: "Annotation",
        motivation: name,
        body,
        target: spans.iter().map(|&span| target(article, span)).collect(),
        confidence: (role == "content").then_some(statement.confidence),
    };
    let body = vec![tag("content"), classification(kind(statement.kind))];
    let mut annotations = vec![role("classifying", "content", &statement.content, body)];
    for (name, spans) in [("cue", &statement.cue), ("source", &statement.source)] {
        if !spans.is_empty() {
            annotations.push(role("linking", name, spans, vec![tag(name), link(&id)]));
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

fn kind(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Direct => "direct",
        StatementKind::Mixed => "mixed",
        StatementKind::Indirect => "indirect",
    }
}

fn tag(value: &'static str) -> Body {
    Body::Text { r#type: "TextualBody", purpose: "tagging", value }
}

fn classification(value: &'static str) -> Body {
    Body::Text { r#type: "TextualBody", purpose: "classifying", value }
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
