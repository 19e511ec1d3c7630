//! From a document to its statements.

mod decode;
mod draft;
mod patterns;
mod phrases;
mod quoted;

pub use decode::{Decoding, Marks};
pub(crate) use draft::Told;

use crate::document::Document;
use crate::{Statement, Wording};
use draft::Draft;
use std::cmp::Reverse;

/// The statements of an article in text order, also those that stand inside others, numbered, and the words that it puts in
/// quotation marks that nobody is quoted for. Who speaks, to whom and when is told by later stages.
pub fn statements(document: &Document, rules: &Decoding) -> (Vec<Statement>, Vec<Wording>) {
    let (list, _, wording) = with_told(document, rules);
    (list, wording)
}

/// The same with what the model says of each statement beside its words.
pub(crate) fn with_told(document: &Document, rules: &Decoding) -> (Vec<Statement>, Vec<Told>, Vec<Wording>) {
    let mut drafts = decode::decode(document, rules);
    patterns::add(document, &mut drafts, rules);
    quoted::adopt(document, &mut drafts, rules);
    drafts.sort_by_key(|d| (d.content.first(), d.content.last().map(Reverse), d.cue.first()));
    // What is said of the whole of another's content again would be the same statement twice.
    let again: Vec<bool> = (0..drafts.len())
        .map(|n| {
            parent(&drafts, n).is_some_and(|p| drafts[n].content.len() * 10 >= drafts[p].content.len() * 9)
        })
        .collect();
    let mut again = again.into_iter();
    drafts.retain(|_| !again.next().unwrap_or(false));
    let mut list: Vec<Statement> = drafts.iter().map(|d| d.statement(document)).collect();
    for (n, s) in list.iter_mut().enumerate() {
        s.id = format!("s{}", n + 1);
        s.inside = parent(&drafts, n).map(|p| format!("s{}", p + 1));
    }
    let scare = quoted::scare_quotes(document, &drafts);
    (list, drafts.into_iter().map(|d| d.told).collect(), scare)
}

/// Drafts before and after one, in the order of the text, that may hold it.
const NEAR: usize = 24;

/// The draft in whose content another stands with cue and content: the smallest of several.
fn parent(drafts: &[Draft], n: usize) -> Option<usize> {
    let inner = &drafts[n];
    let holds = |&p: &usize| {
        let outer = &drafts[p].content;
        p != n
            && outer.len() > inner.content.len()
            && inner.cue.iter().chain(inner.content.iter()).all(|w| outer.contains(w))
    };
    let near = n.saturating_sub(NEAR)..(n + NEAR).min(drafts.len());
    near.filter(holds).min_by_key(|&p| drafts[p].content.len())
}
