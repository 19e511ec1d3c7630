//! Cutting paragraphs into sentences.

use super::{ByLanguage, Language, QuoteMark, Shape, Word};
use crate::Text;
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;

/// How sentences end in a language: its `sentences.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SentenceWords {
    ordinal_stops: bool,
    openers: HashSet<String>,
}

static WORDS: ByLanguage<SentenceWords> = ByLanguage::new(|language| language.parse("sentences.toml"));

/// Digits of a number that can be an ordinal with a stop behind it: `3. März`, but not `im Jahr 2015. Die …`.
const ORDINAL: usize = 2;

/// The sentences of one paragraph, as ranges of word indexes.
///
/// Works on words, so that an abbreviation's stop (part of its word) never ends a sentence. A stop inside quotation
/// marks ends a sentence only where the next word starts a new one: `"Go." He left.` but not `"Go," he said.`
pub fn sentences(
    text: &Text,
    words: &[Word],
    marks: &[QuoteMark],
    paragraph: Range<usize>,
    language: Language,
) -> Vec<Range<usize>> {
    let ends = WORDS.of(language);
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
            let ordinal = end == i + 1 && ends.is_ordinal(text, words, i, &paragraph);
            let ended = (spaced || glued_quote) && !ordinal;
            if end < paragraph.end && ended && starts(text, words, end, paragraph.end) {
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

impl SentenceWords {
    /// Whether a full stop makes an ordinal of the number before it: in a language that writes ordinals so, where the word
    /// behind is none that opens sentences.
    fn is_ordinal(&self, text: &Text, words: &[Word], stop: usize, paragraph: &Range<usize>) -> bool {
        let Some(number) = stop.checked_sub(1).filter(|n| self.ordinal_stops && paragraph.contains(n)) else {
            return false;
        };
        let digits = text.slice(words[number].span);
        let closed = words[number].span.end == words[stop].span.start && text.slice(words[stop].span) == ".";
        let short = words[number].shape == Shape::Digits
            && digits.len() <= ORDINAL
            && digits.bytes().all(|b| b.is_ascii_digit());
        let next = (stop + 1 < paragraph.end).then(|| text.slice(words[stop + 1].span).to_lowercase());
        closed && short && next.is_some_and(|next| !self.openers.contains(&next))
    }
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
        cut_in("en", s)
    }

    fn cut_in(language: &str, s: &str) -> Vec<String> {
        let language = Language::of(Some(language));
        let text = Text::new(s);
        let mut w = Vec::new();
        words(&text, text.span(), language, &mut w);
        let whole = 0..w.len();
        let (_, marks) = quotations(&text, &w, std::slice::from_ref(&whole));
        sentences(&text, &w, &marks, whole, language)
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

    #[test]
    fn ordinals_end_no_sentence_where_a_language_writes_them_with_a_stop() {
        assert_eq!(
            cut_in(
                "de",
                "Am 3. März kam Dr. Roth, z. B. im 21. Jahrhundert. Er ist 42. Sie nicht. Im Jahr 2015. Ende."
            ),
            [
                "Am 3. März kam Dr. Roth, z. B. im 21. Jahrhundert.",
                "Er ist 42.",
                "Sie nicht.",
                "Im Jahr 2015.",
                "Ende."
            ]
        );
        assert_eq!(cut("He came third of 3. March was cold."), ["He came third of 3.", "March was cold."]);
    }
}
