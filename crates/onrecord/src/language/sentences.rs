//! Cutting paragraphs into sentences.

use super::{QuoteMark, Word};
use crate::Text;
use std::ops::Range;

/// The sentences of one paragraph, as ranges of word indexes.
///
/// Works on words, so that an abbreviation's stop (part of its word) never ends a sentence. A stop inside quotation
/// marks ends a sentence only where the next word starts a new one: `"Go." He left.` but not `"Go," he said.`
pub fn sentences(
    text: &Text,
    words: &[Word],
    marks: &[QuoteMark],
    paragraph: Range<usize>,
) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = paragraph.start;
    let mut i = paragraph.start;
    while i < paragraph.end {
        let word = text.slice(words[i].span);
        if matches!(word, "." | "?" | "!" | "…" | "...") {
            let mut end = i + 1;
            while end < paragraph.end
                && (marks[end] == QuoteMark::Close
                    || matches!(text.slice(words[end].span), ")" | "]" | "." | "?" | "!" | "”" | "’" | "»")
                    || (marks[end] == QuoteMark::SingleMark
                        && words[end].span.start == words[end - 1].span.end))
            {
                end += 1;
            }
            let spaced = end < paragraph.end && words[end].span.start > words[end - 1].span.end;
            let glued_quote = end < paragraph.end && marks[end - 1] == QuoteMark::Close;
            if end < paragraph.end && (spaced || glued_quote) && starts(text, words, end, paragraph.end) {
                out.push(start..end);
                start = end;
            }
            i = end;
        } else {
            i += 1;
        }
    }
    if start < paragraph.end {
        out.push(start..paragraph.end);
    }
    out
}

/// Whether a sentence can start at this word: a capital, a digit, or an opening mark before one.
fn starts(text: &Text, words: &[Word], at: usize, end: usize) -> bool {
    words[at..end.min(at + 3)]
        .iter()
        .map(|w| text.slice(w.span))
        .find_map(|w| w.chars().next().filter(|c| c.is_alphanumeric()))
        .is_some_and(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{quotations, words};

    fn cut(s: &str) -> Vec<String> {
        let text = Text::new(s);
        let mut w = Vec::new();
        words(&text, text.span(), &mut w);
        let whole = 0..w.len();
        let (_, marks) = quotations(&text, &w, std::slice::from_ref(&whole));
        sentences(&text, &w, &marks, whole)
            .into_iter()
            .map(|r| text.slice(w[r.start].span.cover(w[r.end - 1].span)).to_owned())
            .collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            cut("“Go.” He left Mr. X. “Why?” he asked."),
            ["“Go.”", "He left Mr. X.", "“Why?” he asked."]
        );
        assert_eq!(cut("It cost $3.5 billion. No one paid."), ["It cost $3.5 billion.", "No one paid."]);
        assert_eq!(cut("The U.S. said so. \"Yes.\" \"No.\""), ["The U.S. said so.", "\"Yes.\"", "\"No.\""]);
    }
}
