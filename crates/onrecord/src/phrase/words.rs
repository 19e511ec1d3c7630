//! A stretch of text cut into words and marks.

use super::Forms;
use crate::{Span, Text};
use std::collections::HashSet;

/// A set of words as a lexicon lists them.
pub(crate) type WordSet = HashSet<Box<str>>;

/// A word, a clitic (`'ll`, `n't`) or a mark.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Where it stands.
    pub(crate) span: Span,
    /// In lower case, with straight apostrophes.
    pub(crate) lower: Box<str>,
    mark: bool,
    /// What a lexicon may list it as; nothing for marks.
    forms: Vec<Box<str>>,
}

impl Word {
    /// Whether a lexicon's `entry` means this word.
    pub(crate) fn is(&self, entry: &str) -> bool {
        *self.lower == *entry || self.forms.iter().any(|f| **f == *entry)
    }

    /// What a lexicon may list it as.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &str> {
        let itself = self.forms.first().is_none_or(|f| *f != self.lower).then_some(&*self.lower);
        itself.into_iter().chain(self.forms.iter().map(|f| &**f))
    }

    /// Whether a lexicon's set holds this word in one of its forms.
    pub(crate) fn is_in(&self, set: &WordSet) -> bool {
        self.forms().any(|form| set.contains(form))
    }

    /// Whether a lexicon's set holds this word as it stands.
    pub(crate) fn stands_in(&self, set: &WordSet) -> bool {
        set.contains(&self.lower)
    }

    /// Whether it is a mark and no word.
    pub(crate) fn is_mark(&self) -> bool {
        self.mark
    }

    /// Whether it is a quotation mark.
    pub(crate) fn is_quotation_mark(&self) -> bool {
        matches!(&*self.lower, "\"" | "“" | "”" | "„" | "«" | "»" | "‘" | "’" | "'" | "''")
    }
}

/// Cuts a span of the text. Hyphens and inner apostrophes hold words together; clitics stand alone.
pub(crate) fn words(text: &Text, span: Span, forms: &Forms) -> Vec<Word> {
    let chars: Vec<char> = text.slice(span).chars().collect();
    let letter = |i: usize| chars.get(i).is_some_and(|c| c.is_alphanumeric());
    let apostrophe = |i: usize| matches!(chars.get(i), Some('\'' | '’'));
    let run = |from: usize| (from..).find(|&i| !letter(i)).unwrap_or(from);
    let mut out = Vec::new();
    let mut push = |from: usize, to: usize| {
        let lower: String = chars[from..to].iter().flat_map(|c| c.to_lowercase()).collect();
        let lower = lower.replace('’', "'");
        let word = chars[from..to].iter().any(|c| c.is_alphanumeric());
        out.push(Word {
            span: Span::new(span.start + from as u32, span.start + to as u32),
            mark: !word,
            forms: if word { forms.of(&lower) } else { Vec::new() },
            lower: lower.into(),
        });
    };
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        if apostrophe(at) && letter(at + 1) && at > 0 && letter(at - 1) {
            let end = run(at + 1);
            push(at, end);
            at = end;
            continue;
        }
        if !letter(at) {
            let end = if apostrophe(at) && apostrophe(at + 1) { at + 2 } else { at + 1 };
            push(at, end);
            at = end;
            continue;
        }
        let mut end = run(at);
        loop {
            let hyphen = chars.get(end) == Some(&'-') && letter(end + 1);
            if !(hyphen || apostrophe(end) && letter(end + 1)) {
                break;
            }
            let next = run(end + 1);
            let tail: String = chars[end + 1..next].iter().flat_map(|c| c.to_lowercase()).collect();
            // `n't` begins before the apostrophe.
            let fused = |contraction: &str| {
                let (before, behind) = contraction.split_once('\'')?;
                let before: Vec<char> = before.chars().collect();
                let from = end.checked_sub(before.len()).filter(|&from| from > at)?;
                let same = chars[from..end].iter().flat_map(|c| c.to_lowercase()).eq(before.iter().copied());
                (same && tail == behind).then_some(from)
            };
            let fused = if apostrophe(end) { forms.contractions.iter().find_map(|c| fused(c)) } else { None };
            if let Some(from) = fused {
                push(at, from);
                push(from, next);
                at = next;
                break;
            }
            if apostrophe(end) && forms.clitics.iter().any(|c| **c == *tail) {
                break;
            }
            end = next;
        }
        if end > at {
            push(at, end);
            at = end;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(s: &str) -> Vec<String> {
        let forms = Forms::of_language(crate::language::Language::english())
            .expect("the embedded forms are well formed");
        let text = Text::new(s);
        words(&text, text.span(), &forms).iter().map(|w| text.slice(w.span).to_owned()).collect()
    }

    #[test]
    fn words_clitics_and_marks_are_told_apart() {
        assert_eq!(cut("“We’ll go,” he said."), ["“", "We", "’ll", "go", ",", "”", "he", "said", "."]);
        assert_eq!(cut("He didn't; Can’t O'Neill?"), ["He", "did", "n't", ";", "Ca", "n’t", "O'Neill", "?"]);
        assert_eq!(cut("the mayor's so-called plan"), ["the", "mayor", "'s", "so-called", "plan"]);
        assert_eq!(cut("''No,'' – x-"), ["''", "No", ",", "''", "–", "x", "-"]);
        assert!(cut("  ").is_empty());
    }
}
