//! From a document to its statements.

mod decode;
mod draft;
mod nested;
mod patterns;
mod phrases;
mod quoted;
mod reported;

pub use decode::{Decoding, Marks};

use crate::document::Document;
use crate::model::Model;
use crate::{Statement, Wording};
use draft::Draft;

/// The statements of an article in text order, and the words it puts in quotation marks that nobody is quoted for.
pub fn statements(document: &Document, rules: &Decoding) -> (Vec<Statement>, Vec<Wording>) {
    let drafts = drafts(document, rules);
    (drafts.iter().map(|d| d.statement(document)).collect(), quoted::scare_quotes(document, &drafts))
}

/// The same with the statements that stand inside others, numbered.
pub fn statements_with_nested(
    document: &Document,
    model: &Model,
    rules: &Decoding,
) -> (Vec<Statement>, Vec<Wording>) {
    let mut drafts = drafts(document, rules);
    let tellings = reported::tellings(document, &mut drafts);
    let mut list: Vec<Statement> = drafts.iter().map(|d| d.statement(document)).collect();
    // Parents are known by a first number; all get their last one when the order is final.
    for (n, s) in list.iter_mut().enumerate() {
        s.id = format!("s{n}");
    }
    let nested = nested::nested(document, &drafts, &list, model, rules);
    // A telling that the second reading found as well is there once.
    let told =
        |s: &Statement, d: &Statement| s.content.iter().any(|a| d.content.iter().any(|b| a.overlaps(*b)));
    for (parent, telling) in tellings {
        let statement = Statement { inside: Some(format!("s{parent}")), ..telling.statement(document) };
        if !nested.iter().any(|n| n.inside == statement.inside && told(n, &statement)) {
            list.push(statement);
        }
    }
    list.extend(nested);
    list.sort_by_key(|s| {
        (s.content.first().copied().map(|c| (c.start, std::cmp::Reverse(c.end))), s.inside.is_some())
    });
    let ids: std::collections::HashMap<String, String> = list
        .iter()
        .enumerate()
        .filter(|(_, s)| s.inside.is_none())
        .map(|(n, s)| (s.id.clone(), format!("s{}", n + 1)))
        .collect();
    for (n, s) in list.iter_mut().enumerate() {
        s.id = format!("s{}", n + 1);
        s.inside = s.inside.take().and_then(|old| ids.get(&old).cloned());
    }
    (list, quoted::scare_quotes(document, &drafts))
}

fn drafts(document: &Document, rules: &Decoding) -> Vec<Draft> {
    let mut drafts = decode::decode(document, rules);
    patterns::add(document, &mut drafts, rules);
    quoted::adopt(document, &mut drafts, rules);
    drafts.sort_by_key(|d| (d.content.first(), d.content.last()));
    drafts
}
