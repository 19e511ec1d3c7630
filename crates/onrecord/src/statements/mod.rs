//! From a reading to its statements.

mod decode;
mod draft;
mod patterns;
mod quoted;

pub use decode::Decoding;

use crate::reading::Reading;
use crate::{Article, Statement, Wording};

/// The statements of an article, and the words it puts in quotation marks that nobody is quoted for.
pub fn statements(article: &Article, reading: &Reading, rules: &Decoding) -> (Vec<Statement>, Vec<Wording>) {
    let mut drafts = decode::decode(reading, rules);
    patterns::add(&article.text, reading, &mut drafts);
    quoted::adopt(&article.text, reading, &mut drafts, rules);
    drafts.sort_by_key(|d| (d.content.first(), d.content.last()));
    let wording = quoted::scare_quotes(reading, &drafts);
    let statements = drafts
        .iter()
        .enumerate()
        .map(|(n, d)| Statement {
            id: format!("s{}", n + 1),
            kind: d.kind(reading),
            cue: d.cue.spans(reading),
            source: d.source.spans(reading),
            content: d.content.spans(reading),
            confidence: d.score,
        })
        .collect();
    (statements, wording)
}
