//! Words into the encoder's word pieces.

use super::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

/// Cuts words into the pieces of the encoder's vocabulary.
pub(crate) struct Pieces {
    vocabulary: Vocabulary,
}

/// What stands for the space before a word in a vocabulary of [`Vocabulary::Unigram`].
const SPACE: char = '\u{2581}';

/// The encoder's sign for the start of a window. Signs have the same numbers in every vocabulary: those of the first one.
pub(crate) const START: u32 = 101;
/// The encoder's separator: ends a window, and stands before each paragraph.
pub(crate) const SEPARATOR: u32 = 102;
/// Longest word, in pieces. What is longer (addresses, broken text) is cut: its end tells the reader nothing.
const LONGEST: usize = 12;
/// Longest word of another script, in pieces. The vocabulary spells such words letter by letter, which tells the reader
/// nothing and makes a text of them ten times as long as one in English.
const LONGEST_FOREIGN: usize = 2;
/// Words with letters, but without one of the Latin script.
static FOREIGN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\P{Latin}*[\p{L}&&\P{Latin}]\P{Latin}*$").expect("a good pattern"));

impl Pieces {
    /// From a `tokenizer.json`.
    pub(crate) fn new(json: &[u8]) -> Result<Self, String> {
        Ok(Pieces { vocabulary: Vocabulary::new(json)? })
    }

    /// The pieces of one word; at least one. `spaced` tells whether a space stands before it.
    pub(crate) fn encode(&self, word: &str, spaced: bool) -> Vec<u32> {
        let plain: std::borrow::Cow<'_, str> = match word {
            // One sign for all quotation marks: which way they face is a feature of its own.
            "“" | "”" | "„" | "‟" | "«" | "»" | "``" | "''" | "’’" | "‘‘" | "＂" => {
                "\"".into()
            }
            "‘" | "‹" | "›" | "’" | "‚" => "'".into(),
            "--" | "–" => "—".into(),
            "…" => "...".into(),
            _ if word.contains('’') => word.replace('’', "'").into(),
            _ => word.into(),
        };
        let long = plain.char_indices().nth(64).map(|(i, _)| &plain[..i]);
        let word = long.unwrap_or(&plain);
        let mut ids = match &self.vocabulary {
            Vocabulary::WordPiece(v) => match v.ids(word) {
                ids if ids.len() > LONGEST_FOREIGN && FOREIGN.is_match(&plain) => Vec::new(),
                ids => ids,
            },
            Vocabulary::Unigram(v) if spaced => v.ids(&format!("{SPACE}{word}")),
            Vocabulary::Unigram(v) => v.ids(word),
        };
        ids.truncate(LONGEST);
        if ids.is_empty() {
            // What the vocabulary's normaliser deletes altogether (control characters, lone accents).
            ids.push(UNKNOWN);
        }
        ids
    }
}

/// The encoder's sign for what it has no piece for.
const UNKNOWN: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_scripts_are_not_spelled() {
        let foreign = ["대통령은", "переговоры", "المحادثات", "διαπραγματεύσεις", "北京の大統領"];
        assert!(foreign.into_iter().all(|word| FOREIGN.is_match(word)));
        for word in ["naïve", "Łódź", "1,000,000", "—", "“", "Wi‑Fi", "B2В", "e\u{301}te\u{301}"] {
            assert!(!FOREIGN.is_match(word), "{word}");
        }
    }
}
