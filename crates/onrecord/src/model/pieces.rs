//! Words into the encoder's word pieces.

use regex::Regex;
use std::sync::LazyLock;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::{
    DecoderWrapper, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, TokenizerImpl,
};

/// Of the one kind that the encoder's vocabulary is. To find out by trying which of all kinds a file is takes three times as
/// long as to read it.
type Tokenizer =
    TokenizerImpl<WordPiece, NormalizerWrapper, PreTokenizerWrapper, PostProcessorWrapper, DecoderWrapper>;

/// Cuts words into the pieces of the encoder's vocabulary.
pub(crate) struct Pieces {
    tokenizer: Tokenizer,
}

/// The encoder's sign for the start of a window.
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
        let mut tokenizer: Tokenizer = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|e| e.to_string())?;
        Ok(Pieces { tokenizer })
    }

    /// The pieces of one word; at least one.
    pub(crate) fn encode(&self, word: &str) -> Vec<u32> {
        let plain: std::borrow::Cow<'_, str> = match word {
            // One sign for all quotation marks: which way they face is a feature of its own.
            "“" | "”" | "„" | "‟" | "«" | "»" | "``" | "''" | "’’" | "‘‘" | "＂" => {
                "\"".into()
            }
            "‘" | "‹" | "›" | "’" => "'".into(),
            "--" | "–" => "—".into(),
            "…" => "...".into(),
            _ if word.contains('’') => word.replace('’', "'").into(),
            _ => word.into(),
        };
        let long = plain.char_indices().nth(64).map(|(i, _)| &plain[..i]);
        let mut ids = self
            .tokenizer
            .encode_fast(long.unwrap_or(&plain), false)
            .map(|e| e.get_ids().to_vec())
            .unwrap_or_default();
        ids.truncate(LONGEST);
        if ids.len() > LONGEST_FOREIGN && FOREIGN.is_match(&plain) {
            ids.clear();
        }
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
