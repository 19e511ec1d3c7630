//! Cutting a paragraph into words, much as the Universal Dependencies English treebanks do.

use super::{ByLanguage, Language};
use crate::{Span, Text};
use regex::Regex;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// A word, number or punctuation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// What its letters look like.
    pub shape: Shape,
}

impl Word {
    /// Whether it is a word or number and no punctuation mark.
    pub fn is_wordlike(&self) -> bool {
        !matches!(self.shape, Shape::Punctuation)
    }

    /// Whether it starts with a capital letter.
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Initial | Shape::Upper | Shape::Mixed)
    }
}

/// The letter case and make of a word; the encoder reads lower case and gets this beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Shape {
    /// `word`
    Lower = 1,
    /// `Word`
    Title = 2,
    /// `A`
    Initial = 3,
    /// `WORD`
    Upper = 4,
    /// `McWord`, `iWord`, `U.S.`
    Mixed = 5,
    /// `1,024`
    Digits = 6,
    /// `F16`, `1990s`
    Alphanumeric = 7,
    /// `.`
    Punctuation = 8,
    /// Letters of a script without case, symbols.
    Other = 9,
}

/// The forms that a language's tokens keep in one piece or take apart: its `words.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WordFile {
    abbreviations: HashSet<String>,
    clitics: Vec<String>,
    before_initials: HashSet<String>,
    not_after_initials: HashSet<String>,
    never_initials: HashSet<String>,
    elisions: Vec<String>,
    number_endings: Vec<String>,
    spaced_letters: bool,
}

/// The same, ready for use.
#[derive(Debug)]
struct WordForms {
    file: WordFile,
    word: Regex,
    /// Whether a capital marks a name.
    capitals: bool,
}

static FORMS: ByLanguage<WordForms> = ByLanguage::new(|language| {
    let file: WordFile = language.parse("words.toml");
    let any = |list: Vec<String>| if list.is_empty() { r"\b\B".to_owned() } else { list.join("|") };
    let numbers = any(file.number_endings.iter().map(|e| regex::escape(e)).collect());
    let behind = |clitic: &String| clitic.split_once('\'').map(|(_, rest)| regex::escape(rest));
    let clitics = any(file.clitics.iter().filter_map(behind).collect());
    let word = format!(
        r"(?x)
        https?://[^\s<>\x22]+ | www\.[^\s<>\x22]+            # addresses
      | [\#@]\w+                                              # hashtags and handles
      | [\w.+-]+@[\w-]+\.[\w.]*\w                             # mail
      | (?:\p{{L}}\.){{2,}}                                     # U.S., p.m.
      | \d+(?:[.,:]\d+)*(?:{numbers})?\b                      # 1,024  3.5  14:30  1990s
      | [\p{{L}}\p{{M}}\p{{N}}_]+(?:['’][\p{{L}}\p{{M}}]+)*       # words with apostrophes inside
      | ['’](?:{clitics})\b | ['’]\d0s                        # a clitic cut off by a quotation mark, '90s
      | \.{{2,}} | …+ | --+ | '' | `` | ['’]{{2}}
      | \S
    "
    );
    WordForms {
        file,
        word: Regex::new(&word).expect("a test cuts words in every language"),
        capitals: language.traits().capitals,
    }
});

/// The words of one stretch of text, in order, as its language cuts them. White space belongs to none.
pub fn words(text: &Text, span: Span, language: Language, out: &mut Vec<Word>) {
    let forms = FORMS.of(language);
    let bytes = text.bytes(span);
    let base = bytes.start;
    let part = &text.as_str()[bytes];
    let mut push = |start: usize, end: usize| {
        let word = &part[start..end];
        out.push(Word { span: text.span_of(base + start..base + end), shape: shape(word) });
    };
    // Where the last word ended: behind the stop that the pattern finds next, if it took that.
    let mut taken = 0;
    for found in forms.word.find_iter(part) {
        let (start, mut end) = (found.start(), found.end());
        let word = found.as_str();
        if word.chars().next().is_some_and(char::is_alphabetic) {
            if let Some(cut) = forms.clitic(word).or_else(|| forms.elision(word)) {
                push(start, start + cut);
                push(start + cut, end);
                continue;
            }
            // The stop of an abbreviation belongs to it. The pattern's next match would be that stop alone, so it is
            // taken here and passed over there.
            if part[end..].starts_with('.')
                && (forms.abbreviates(&part[..start], word, &part[end + 1..])
                    || forms.is_initial(word, &part[..start], &part[end..]))
            {
                end += 1;
            }
        } else if word == "." && start > 0 && taken == start + 1 {
            continue;
        }
        taken = end;
        push(start, end);
    }
}

impl WordForms {
    /// Whether a word that a full stop follows is an abbreviation to which the stop belongs.
    fn abbreviates(&self, before: &str, word: &str, after: &str) -> bool {
        self.file.abbreviations.contains(word)
            || self.file.spaced_letters && is_letter(word) && (leads(after) || follows(before))
    }

    /// Where a contraction's second word starts, in bytes.
    fn clitic(&self, word: &str) -> Option<usize> {
        let plain = word.replace('’', "'").to_lowercase();
        let form = self.file.clitics.iter().find(|c| plain.ends_with(c.as_str()) && plain.len() > c.len())?;
        let chars = word.chars().count() - form.chars().count();
        word.char_indices().nth(chars).map(|(i, _)| i)
    }

    /// Where the word after an elided one starts, in bytes: `l'homme`.
    fn elision(&self, word: &str) -> Option<usize> {
        let plain = word.replace('’', "'").to_lowercase();
        let form =
            self.file.elisions.iter().find(|e| plain.starts_with(e.as_str()) && plain.len() > e.len())?;
        word.char_indices().nth(form.chars().count()).map(|(i, _)| i)
    }

    /// Whether a word is an initial of a name: `Mary A. Lund`, `J. D. Roe`, `told A. Roe`. A single letter at the end of a sentence
    /// (`It was plan B. The mayor …`) is none.
    fn is_initial(&self, word: &str, before: &str, behind: &str) -> bool {
        static AFTER: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^\.((?:[ \u{a0}]\p{Lu}\.)*)(?:[ \u{a0}]|-)(\p{Lu}[\p{L}'’]+)")
                .expect("a fixed pattern")
        });
        // Where nobody has said what ends a name, a letter may be anything.
        if self.file.not_after_initials.is_empty() {
            return false;
        }
        let letter = word.chars().next().is_some_and(char::is_uppercase) && word.chars().nth(1).is_none();
        let Some(next) = AFTER.captures(behind).filter(|_| letter) else { return false };
        if self.file.not_after_initials.contains(&next[2].to_lowercase()) {
            return false;
        }
        let before = before.trim_end();
        let last = before
            .rsplit(|c: char| c.is_whitespace() || matches!(c, '-' | '“' | '"' | '('))
            .next()
            .unwrap_or("");
        let mut letters = last.chars();
        let name = letters.next().is_some_and(char::is_uppercase)
            && (letters.as_str() == "." || self.capitals && letters.clone().any(char::is_lowercase))
            && !last.ends_with([',', ';', ':', '!', '?']);
        // `Plan B. Roe said …`: a letter alone behind a word that is no name tells nothing.
        let opens = last.is_empty()
            || !next[1].is_empty()
            || last.ends_with([',', ';', ':'])
            || self.file.before_initials.contains(last);
        !self.file.never_initials.contains(word) && (name || opens)
    }
}

fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Whether another letter with a stop follows behind a space: `z. B.`
fn leads(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next().is_some_and(char::is_whitespace)
        && chars.next().is_some_and(char::is_alphabetic)
        && chars.next() == Some('.')
}

/// Whether another letter with a stop stands before it.
fn follows(before: &str) -> bool {
    let mut chars = before.chars().rev();
    chars.next().is_some_and(char::is_whitespace)
        && chars.next() == Some('.')
        && chars.next().is_some_and(char::is_alphabetic)
        && !chars.next().is_some_and(char::is_alphanumeric)
}

fn shape(word: &str) -> Shape {
    let (mut upper, mut lower, mut digits, mut letters, mut other) = (0, 0, 0, 0, 0);
    for c in word.chars() {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_numeric() {
            digits += 1;
        } else if c.is_alphabetic() {
            letters += 1;
        } else {
            other += 1;
        }
    }
    let first_upper = word.chars().next().is_some_and(char::is_uppercase);
    match (upper, lower, digits, letters) {
        (0, 0, 0, 0) if word.chars().all(|c| c.is_ascii_punctuation() || "“”‘’«»„–—…".contains(c)) => {
            Shape::Punctuation
        }
        (0, 0, 0, _) => Shape::Other,
        (0, 0, _, _) => Shape::Digits,
        (_, _, 1.., _) => Shape::Alphanumeric,
        (0, _, _, _) => Shape::Lower,
        (1, 0, _, _) if other == 0 => Shape::Initial,
        (_, 0, _, _) if other == 0 => Shape::Upper,
        (1, _, _, _) if first_upper => Shape::Title,
        _ => Shape::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(s: &str) -> String {
        cut_in("en", s)
    }

    fn cut_in(language: &str, s: &str) -> String {
        let text = Text::new(s);
        let mut out = Vec::new();
        words(&text, text.span(), Language::of(Some(language)), &mut out);
        out.iter().map(|w| text.slice(w.span)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_initial_keeps_its_stop_and_a_letter_at_the_end_of_a_sentence_does_not() {
        for (text, last) in [
            ("said Mary A. Lund, who", "A."),
            ("told A. Roe", "A."),
            ("It ended. J. D. Roe left", "J."),
            ("Thomas M. Hogan-Lee", "M."),
            ("“J. Roe left", "J."),
        ] {
            assert!(cut(text).contains(last), "{text}: {:?}", cut(text));
        }
        for text in [
            "It was plan B. The mayor",
            "between you and I. Roe left",
            "He took vitamin C. Roe did",
            "Section A. Many",
        ] {
            assert!(cut(text).contains(" . "), "{text}: {:?}", cut(text));
        }
    }

    #[test]
    fn words_are_cut_as_treebanks_cut_them() {
        assert_eq!(cut("I don't, he’s; O'Brien's."), "I do n't , he ’s ; O'Brien 's .");
        assert_eq!(cut("Gov. Smith of the U.S. met Mr. X."), "Gov. Smith of the U.S. met Mr. X .");
        assert_eq!(cut("$1,024.50 at 14:30 (US-led)"), "$ 1,024.50 at 14:30 ( US - led )");
        assert_eq!(cut("“No,” he said… ''yes''"), "“ No , ” he said … '' yes ''");
        assert_eq!(cut("the voters' choice 'tis"), "the voters ' choice ' tis");
    }

    #[test]
    fn shapes_keep_what_lower_casing_loses() {
        for (word, want) in [
            ("bloc", Shape::Lower),
            ("NATO", Shape::Upper),
            ("Kiev", Shape::Title),
            ("A", Shape::Initial),
            ("McCain", Shape::Mixed),
            ("2014", Shape::Digits),
            ("F16", Shape::Alphanumeric),
            ("”", Shape::Punctuation),
        ] {
            assert_eq!(shape(word), want, "{word}");
        }
    }

    #[test]
    fn other_languages_cut_by_their_own_words() {
        assert_eq!(
            cut_in("de", "Z. B. sagte Dr. Roth am 3. März, so geht's, d. h. nie. Plan B. Ende"),
            "Z. B. sagte Dr. Roth am 3 . März , so geht 's , d. h. nie . Plan B . Ende"
        );
        assert_eq!(cut_in("qq", "l'homme isn't O'Brien's Mr."), "l'homme isn't O'Brien's Mr .");
        assert_eq!(cut_in("qq", "1990s 5pm"), "1990s 5pm");
    }
}
