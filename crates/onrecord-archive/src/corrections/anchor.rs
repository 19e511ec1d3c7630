//! How a correction holds on to its words: position and quotation, as the selectors of W3C's Web Annotation do.

use crate::pack::hash;
use crate::spans::{Spans, words_at};
use onrecord::{Span, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Code points kept of what stands before and after.
const AROUND: u32 = 32;

/// Words with where they stood and what stood around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Where they stood.
    pub span: Span,
    /// The words.
    pub words: String,
    /// What stood before them.
    pub before: String,
    /// What stood after them.
    pub after: String,
}

/// The words a correction was made on, and those it says are right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Anchor {
    /// SHA-256 of the article's text, in hex.
    pub text: String,
    /// What is said.
    pub content: Vec<Quote>,
    /// The words that mark the saying.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cue: Vec<Quote>,
    /// The words that name the speaker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Quote>,
    /// The words of every span that the correction itself has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub right: Vec<Quote>,
}

/// The hash of a text as an anchor writes it.
pub(crate) fn hex(text: &Text) -> String {
    hex::encode(hash(text.as_str().as_bytes()))
}

fn quote(text: &Text, span: Span) -> Option<Quote> {
    let before = Span::new(span.start.saturating_sub(AROUND), span.start);
    let after = Span::new(span.end, (span.end.saturating_add(AROUND)).min(text.len()).max(span.end));
    Some(Quote {
        span,
        words: words_at(text, span)?.to_owned(),
        before: words_at(text, before)?.to_owned(),
        after: words_at(text, after)?.to_owned(),
    })
}

impl Anchor {
    /// That of spans; none when one lies outside the text.
    pub(crate) fn new(text: &Text, of: &Spans, right: &[Span]) -> Option<Anchor> {
        let quotes = |spans: &[Span]| spans.iter().map(|&s| quote(text, s)).collect::<Option<Vec<_>>>();
        Some(Anchor {
            text: hex(text),
            content: quotes(&of.content)?,
            cue: quotes(&of.cue)?,
            source: quotes(&of.source)?,
            right: quotes(right)?,
        })
    }

    /// What was said, its pieces joined as in print.
    pub fn words(&self) -> String {
        self.content.iter().map(|q| q.words.as_str()).collect::<Vec<_>>().join(" … ")
    }

    /// Where the content stands in a text; none when a piece of it is not there.
    pub(crate) fn content_in(&self, text: &Text, same: bool) -> Option<Vec<Span>> {
        self.content.iter().map(|q| place(q, text, same)).collect()
    }

    /// The span of a text that stands where this one of the correction stood.
    pub(super) fn right_in(&self, span: Span, text: &Text, same: bool) -> Option<Span> {
        place(self.right.iter().find(|q| q.span == span)?, text, same)
    }
}

/// Where the words of a quotation stand. In the same text that is where they stood; in another it is the place whose
/// surroundings are most like what they were, and among equals the one nearest to where they stood.
fn place(quote: &Quote, text: &Text, same: bool) -> Option<Span> {
    if same {
        return (words_at(text, quote.span)? == quote.words).then_some(quote.span);
    }
    if quote.words.is_empty() {
        return None;
    }
    let whole = text.as_str();
    let found = whole.match_indices(&quote.words).max_by_key(|(at, words)| {
        let before = whole[..*at].chars().rev();
        let after = whole[at + words.len()..].chars();
        let alike = before.zip(quote.before.chars().rev()).take_while(|(a, b)| a == b).count()
            + after.zip(quote.after.chars()).take_while(|(a, b)| a == b).count();
        (alike, std::cmp::Reverse(text.char_at(*at).abs_diff(quote.span.start)))
    });
    found.map(|(at, words)| text.span_of(at..at + words.len()))
}

/// How much two lists of spans cover in common, as a share of what they cover together.
pub(crate) fn overlap(a: &[Span], b: &[Span]) -> f64 {
    let length = |spans: &[Span]| spans.iter().map(|s| u64::from(s.end.saturating_sub(s.start))).sum::<u64>();
    let common: u64 = a
        .iter()
        .flat_map(|x| b.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start))))
        .map(u64::from)
        .sum();
    let together = length(a) + length(b) - common.min(length(a));
    if together == 0 { 0.0 } else { common as f64 / together as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_again_by_what_stands_around_them() {
        let old = Text::new("He said yes. Später said she yes, too.");
        let span = old.span_of(old.as_str().rfind("yes").unwrap()..old.as_str().rfind("yes").unwrap() + 3);
        let of = Spans { content: vec![span], ..Spans::default() };
        let anchor = Anchor::new(&old, &of, &[]).unwrap();
        assert_eq!(anchor.content_in(&old, true), Some(vec![span]));
        let new = Text::new("A new lead says yes. He said yes. Später said she yes, too. Yes and yes.");
        let found = anchor.content_in(&new, false).unwrap();
        assert_eq!(new.slice(Span::new(found[0].start - 4, found[0].end + 5)), "she yes, too");
        assert_eq!(anchor.content_in(&Text::new("nothing of it"), false), None);
        assert_eq!(anchor.content_in(&Text::new("He said nothing at all."), true), None);
    }

    #[test]
    fn overlap_is_a_share_of_both() {
        let s = |a, b| vec![Span::new(a, b)];
        assert_eq!(overlap(&s(0, 10), &s(0, 10)), 1.0);
        assert_eq!(overlap(&s(0, 10), &s(5, 15)), 5.0 / 15.0);
        assert_eq!(overlap(&s(0, 10), &s(10, 20)), 0.0);
        assert_eq!(overlap(&[], &[]), 0.0);
    }
}
