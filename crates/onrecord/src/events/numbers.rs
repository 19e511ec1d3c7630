//! The numbers that go with an event: how many people, planes, millions.

use super::{Given, Quantity};
use crate::labels::{Deprel, Upos};

/// The numbers of the nouns that hang on an anchor.
pub(super) fn told(given: &Given<'_>, anchor: &[usize]) -> Vec<Quantity> {
    let document = given.document;
    let mut out = Vec::new();
    let mut open: Vec<(usize, u8)> = anchor.iter().map(|&w| (w, 0)).collect();
    let mut seen = Vec::new();
    while let Some((at, depth)) = open.pop() {
        if seen.contains(&at) {
            continue;
        }
        seen.push(at);
        for child in document.children(at) {
            if document.rel(child) == Deprel::Nummod && document.upos(at) == Upos::Noun {
                out.extend(quantity(given, child, at));
            }
            // Other clauses tell of something else.
            let same_clause = document.upos(child) != Upos::Verb || anchor.contains(&child);
            if depth < 3 && same_clause {
                open.push((child, depth + 1));
            }
        }
    }
    out.sort_by_key(|q| q.span);
    out
}

fn quantity(given: &Given<'_>, number: usize, noun: usize) -> Option<Quantity> {
    let document = given.document;
    // A day of the month or a year is no amount.
    let span = document.span(number.min(noun)..number.max(noun) + 1);
    if given.times.iter().any(|t| t.span.overlaps(span)) {
        return None;
    }
    // `two hundred`: the words before belong to it.
    let parts = document.children(number).filter(|&c| c < number).chain([number]);
    let mut value: Option<f64> = None;
    for word in parts {
        let word = document.lower(word);
        let next = word.replace(',', "").parse::<f64>().ok().or_else(|| given.lexicon.number(&word))?;
        value = Some(match value {
            None => next,
            Some(before) if next >= 100.0 && before < next => before * next,
            Some(before) => before + next,
        });
    }
    let of = document.lower(noun);
    value.filter(|v| v.is_finite()).map(|value| Quantity { span, value, of })
}
