//! From a reading to its statements.

mod decode;
mod draft;
mod nested;
mod patterns;
mod quoted;

pub use decode::Decoding;

use crate::model::Model;
use crate::reading::Reading;
use crate::{Article, Statement, Wording};
use draft::Draft;

/// The statements of an article in text order, and the words it puts in quotation marks that nobody is quoted for.
pub fn statements(article: &Article, reading: &Reading, rules: &Decoding) -> (Vec<Statement>, Vec<Wording>) {
    let drafts = drafts(article, reading, rules);
    (drafts.iter().map(|d| d.statement(reading)).collect(), quoted::scare_quotes(reading, &drafts))
}

/// The same with the statements that stand inside others, numbered.
pub fn statements_with_nested(
    article: &Article,
    reading: &Reading,
    model: &Model,
    rules: &Decoding,
) -> (Vec<Statement>, Vec<Wording>) {
    let drafts = drafts(article, reading, rules);
    let mut list: Vec<Statement> = drafts.iter().map(|d| d.statement(reading)).collect();
    // Parents are known by a first number; all get their last one when the order is final.
    for (n, s) in list.iter_mut().enumerate() {
        s.id = format!("s{n}");
    }
    let nested = nested::nested(&article.text, reading, &drafts, &list, model, rules);
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
    (list, quoted::scare_quotes(reading, &drafts))
}

fn drafts(article: &Article, reading: &Reading, rules: &Decoding) -> Vec<Draft> {
    let mut drafts = decode::decode(reading, rules);
    patterns::add(&article.text, reading, &mut drafts);
    quoted::adopt(&article.text, reading, &mut drafts, rules);
    drafts.sort_by_key(|d| (d.content.first(), d.content.last()));
    drafts
}
