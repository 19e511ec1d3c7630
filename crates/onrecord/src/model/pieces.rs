//! Words into the encoder's word pieces.

use regex::Regex;
use std::sync::LazyLock;
use tokenizers::models::unigram::Unigram;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::{
    DecoderWrapper, NormalizerWrapper, PostProcessorWrapper, PreTokenizerWrapper, TokenizerImpl,
};

/// Of one kind of vocabulary. To find out by trying which of all kinds a file is takes three times as long as to read it.
type Of<Kind> =
    TokenizerImpl<Kind, NormalizerWrapper, PreTokenizerWrapper, PostProcessorWrapper, DecoderWrapper>;

/// The kinds of vocabularies that encoders have.
enum Tokenizer {
    /// English in lower case: a word's first piece, and pieces that go on.
    WordPiece(Of<WordPiece>),
    /// Many languages: pieces are chosen so that the whole is likeliest, and [`SPACE`] is a letter like others.
    Unigram(Of<Unigram>),
}

/// Cuts words into the pieces of the encoder's vocabulary.
pub(crate) struct Pieces {
    tokenizer: Tokenizer,
}

/// What stands for the space before a word in a vocabulary of [`Tokenizer::Unigram`].
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
        #[derive(serde::Deserialize)]
        struct Kind {
            model: Model,
        }
        #[derive(serde::Deserialize)]
        struct Model {
            r#type: String,
        }
        let kind: Kind = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        Ok(Pieces {
            tokenizer: match kind.model.r#type.as_str() {
                "WordPiece" => Tokenizer::WordPiece(plain(json)?),
                "Unigram" => Tokenizer::Unigram(plain(json)?),
                other => {
                    return Err(format!("its vocabulary is of the kind {other:?}, not WordPiece or Unigram"));
                }
            },
        })
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
        let mut ids = match &self.tokenizer {
            Tokenizer::WordPiece(t) => match ids(t, word) {
                ids if ids.len() > LONGEST_FOREIGN && FOREIGN.is_match(&plain) => Vec::new(),
                ids => ids,
            },
            Tokenizer::Unigram(t) if spaced => ids(t, &format!("{SPACE}{word}")),
            Tokenizer::Unigram(t) => ids(t, word),
        };
        ids.truncate(LONGEST);
        if ids.is_empty() {
            // What the vocabulary's normaliser deletes altogether (control characters, lone accents).
            ids.push(UNKNOWN);
        }
        ids
    }
}

/// A vocabulary that cuts single words, and fills and cuts nothing.
fn plain<Kind>(json: &[u8]) -> Result<Of<Kind>, String>
where
    Kind: tokenizers::Model + serde::de::DeserializeOwned,
{
    let mut tokenizer: Of<Kind> = serde_json::from_slice(json).map_err(|e| e.to_string())?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(|e| e.to_string())?;
    Ok(tokenizer)
}

fn ids<Kind: tokenizers::Model>(tokenizer: &Of<Kind>, word: &str) -> Vec<u32> {
    tokenizer.encode_fast(word, false).map(|e| e.get_ids().to_vec()).unwrap_or_default()
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
