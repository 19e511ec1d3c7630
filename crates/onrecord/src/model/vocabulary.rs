//! The vocabularies that encoders have, as `tokenizer.json` holds them, and how each cuts a word into its pieces.
//!
//! The `tokenizers` crate is what made the files and what the tests hold this against. It can train and does eleven kinds; to read
//! two of them with it costs a twelfth of the time in which this program is compiled.

use serde::Deserialize;
use std::collections::HashMap;
use unicode_categories::UnicodeCategories;
use unicode_normalization_alignments::UnicodeNormalization;

/// A vocabulary of one of the kinds that encoders have.
pub(super) enum Vocabulary {
    /// English in lower case: a word's first piece, and pieces that go on.
    WordPiece(WordPiece),
    /// Many languages: pieces are chosen so that the whole is likeliest, and the space before a word is a letter like others.
    Unigram(Unigram),
}

impl Vocabulary {
    /// From a `tokenizer.json`. What that says of filling up and of cutting off is passed over: single words are asked for.
    pub fn new(json: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Kind {
            model: Named,
        }
        let kind: Kind = parse(json)?;
        match kind.model.r#type.as_str() {
            "WordPiece" => WordPiece::new(json).map(Vocabulary::WordPiece),
            "Unigram" => Unigram::new(json).map(Vocabulary::Unigram),
            other => Err(format!("its vocabulary is of the kind {other:?}, not WordPiece or Unigram")),
        }
    }
}

/// Something in the file that is of one of several types.
#[derive(Deserialize)]
struct Named {
    r#type: String,
}

fn parse<'j, T: Deserialize<'j>>(json: &'j [u8]) -> Result<T, String> {
    serde_json::from_slice(json).map_err(|e| e.to_string())
}

/// A piece that stands for itself wherever a text has it.
#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
    single_word: bool,
    lstrip: bool,
    rstrip: bool,
    normalized: bool,
}

/// BERT's vocabulary: the longest piece first, and then the longest that goes on.
pub(super) struct WordPiece {
    added: Vec<Added>,
    normalizer: Bert,
    /// All pieces, as they begin a word.
    first: HashMap<Box<str>, u32>,
    /// Those that go on, without the mark of it.
    further: HashMap<Box<str>, u32>,
    unknown: u32,
    /// Longest word that is cut, in characters.
    longest: usize,
}

/// What BERT does to a text before it is cut.
#[derive(Deserialize)]
struct Bert {
    clean_text: bool,
    handle_chinese_chars: bool,
    strip_accents: Option<bool>,
    lowercase: bool,
}

impl WordPiece {
    fn new(json: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct File {
            added_tokens: Vec<Added>,
            normalizer: Typed,
            pre_tokenizer: Named,
            model: Pieces,
        }
        #[derive(Deserialize)]
        struct Typed {
            #[serde(rename = "type")]
            name: String,
            #[serde(flatten)]
            bert: Option<Bert>,
        }
        #[derive(Deserialize)]
        struct Pieces {
            unk_token: String,
            continuing_subword_prefix: String,
            max_input_chars_per_word: usize,
            vocab: HashMap<Box<str>, u32>,
        }
        let File { added_tokens: added, normalizer, pre_tokenizer, model } = parse(json)?;
        let normalizer = match normalizer {
            Typed { name, bert: Some(bert) } if name == "BertNormalizer" => bert,
            Typed { name, .. } => return Err(format!("its normalizer is {name}, not BertNormalizer")),
        };
        if pre_tokenizer.r#type != "BertPreTokenizer" {
            return Err(format!("its pre-tokenizer is {}, not BertPreTokenizer", pre_tokenizer.r#type));
        }
        let special =
            |a: &&Added| a.single_word || a.lstrip || a.rstrip || a.normalized || a.content.is_empty();
        if let Some(special) = added.iter().find(special) {
            return Err(format!("its added token {:?} is not met as it stands", special.content));
        }
        let prefix = model.continuing_subword_prefix;
        let unknown =
            *model.vocab.get(model.unk_token.as_str()).ok_or("it has no piece for what is unknown")?;
        let further =
            model.vocab.iter().filter_map(|(piece, id)| Some((piece.strip_prefix(&prefix)?.into(), *id)));
        Ok(WordPiece {
            further: further.collect(),
            first: model.vocab,
            added,
            normalizer,
            unknown,
            longest: model.max_input_chars_per_word,
        })
    }

    /// The pieces of a text.
    pub fn ids(&self, text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        let mut rest = text;
        // The first that comes, and of those the longest.
        let met = |a: &&Added, rest: &str| Some((rest.find(&a.content)?, std::cmp::Reverse(a.content.len())));
        let next = |rest: &str| {
            let all = self.added.iter().filter_map(|a| Some((met(&a, rest)?, a)));
            all.min_by_key(|(place, _)| *place).map(|((at, _), added)| (at, added))
        };
        while let Some((at, added)) = next(rest) {
            self.plain(&rest[..at], &mut ids);
            ids.push(added.id);
            rest = &rest[at + added.content.len()..];
        }
        self.plain(rest, &mut ids);
        ids
    }

    fn plain(&self, text: &str, ids: &mut Vec<u32>) {
        let normal = self.normalizer.normal(text);
        for word in normal.split(char::is_whitespace) {
            let mut begun = 0;
            for (at, c) in word.char_indices().filter(|(_, c)| c.is_ascii_punctuation() || c.is_punctuation())
            {
                let end = at + c.len_utf8();
                self.cut(&word[begun..at], ids);
                self.cut(&word[at..end], ids);
                begun = end;
            }
            self.cut(&word[begun..], ids);
        }
    }

    /// Cuts a word; one that cannot be cut to its end is unknown as a whole.
    fn cut(&self, word: &str, ids: &mut Vec<u32>) {
        let before = ids.len();
        if word.chars().count() > self.longest {
            ids.push(self.unknown);
            return;
        }
        let mut rest = word;
        while !rest.is_empty() {
            let pieces = if rest.len() == word.len() { &self.first } else { &self.further };
            let mut ends = rest.char_indices().rev().map(|(at, c)| at + c.len_utf8());
            let Some((end, id)) = ends.find_map(|end| Some((end, *pieces.get(&rest[..end])?))) else {
                ids.truncate(before);
                ids.push(self.unknown);
                return;
            };
            ids.push(id);
            rest = &rest[end..];
        }
    }
}

impl Bert {
    fn normal(&self, text: &str) -> String {
        if text.bytes().all(|b| b.is_ascii_graphic()) {
            return if self.lowercase { text.to_ascii_lowercase() } else { text.to_owned() };
        }
        let mut text = text.to_owned();
        if self.clean_text {
            let kept = text.chars().filter(|c| !matches!(c, '\0' | '\u{fffd}') && !is_control(*c));
            text = kept.map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        }
        if self.handle_chinese_chars && text.chars().any(is_chinese) {
            let mut apart = String::with_capacity(2 * text.len());
            for c in text.chars() {
                let ends = if is_chinese(c) { " " } else { "" };
                apart.push_str(ends);
                apart.push(c);
                apart.push_str(ends);
            }
            text = apart;
        }
        if self.strip_accents.unwrap_or(self.lowercase) {
            text = text.nfd().map(|(c, _)| c).filter(|c| !c.is_mark_nonspacing()).collect();
        }
        if self.lowercase {
            // Letter by letter: a sigma at the end of a word is none to BERT.
            text = text.chars().flat_map(char::to_lowercase).collect();
        }
        text
    }
}

/// Whatever Unicode counts among "other", but for what BERT takes for white space.
fn is_control(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r') && c.is_other()
}

/// Whether BERT takes a character for a word of its own.
fn is_chinese(c: char) -> bool {
    matches!(u32::from(c),
        0x4e00..=0x9fff | 0x3400..=0x4dbf | 0x20000..=0x2a6df | 0x2a700..=0x2b73f | 0x2b740..=0x2b81f
        | 0x2b920..=0x2ceaf | 0xf900..=0xfaff | 0x2f800..=0x2fa1f)
}

/// SentencePiece's vocabulary: of all ways to cut a word, the likeliest.
pub(super) struct Unigram {
    /// The number and the logarithm of the likelihood of each piece.
    pieces: HashMap<Box<str>, (u32, f64)>,
    /// The longest, in bytes.
    longest: usize,
    unknown: u32,
    /// How likely a letter is that no piece has.
    unlikely: f64,
}

/// How much less likely a letter is that no piece has than the least likely piece.
const PENALTY: f64 = 10.0;

impl Unigram {
    fn new(json: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct File {
            added_tokens: Vec<Added>,
            normalizer: Named,
            pre_tokenizer: Option<Named>,
            model: Pieces,
        }
        #[derive(Deserialize)]
        struct Pieces {
            unk_id: u32,
            #[serde(default)]
            byte_fallback: bool,
            vocab: Vec<(Box<str>, f64)>,
        }
        let File { added_tokens, normalizer, pre_tokenizer, model } = parse(json)?;
        if normalizer.r#type != "NFKC"
            || pre_tokenizer.is_some()
            || !added_tokens.is_empty()
            || model.byte_fallback
        {
            return Err("it does more to a word than NFKC before it cuts it".to_owned());
        }
        if model.unk_id as usize >= model.vocab.len() {
            return Err("it has no piece for what is unknown".to_owned());
        }
        let least = model.vocab.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
        Ok(Unigram {
            longest: model.vocab.iter().map(|(piece, _)| piece.len()).max().unwrap_or_default(),
            pieces: (0..).zip(model.vocab).map(|(id, (piece, score))| (piece, (id, score))).collect(),
            unknown: model.unk_id,
            unlikely: least - PENALTY,
        })
    }

    /// The pieces of a word. Letters in a row that no piece has are one piece.
    pub fn ids(&self, word: &str) -> Vec<u32> {
        let normal: String;
        let word = if word.is_ascii() {
            word
        } else {
            normal = word.nfkc().map(|(c, _)| c).collect();
            &normal
        };
        /// The likeliest way to a place in the word.
        #[derive(Clone, Copy)]
        struct Way {
            score: f64,
            /// Where its last piece begins, and which it is.
            last: Option<(usize, u32)>,
        }
        let mut ways = vec![Way { score: 0.0, last: None }; word.len() + 1];
        let better = |way: &mut Way, score: f64, last: (usize, u32)| {
            if way.last.is_none() || score > way.score {
                *way = Way { score, last: Some(last) };
            }
        };
        for (start, first) in word.char_indices() {
            let here = ways[start].score;
            let rest = &word[start..];
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
            let mut alone = false;
            for end in ends.take_while(|end| *end <= self.longest) {
                if let Some((id, score)) = self.pieces.get(&rest[..end]) {
                    better(&mut ways[start + end], score + here, (start, *id));
                    alone |= end == first.len_utf8();
                }
            }
            if !alone {
                better(&mut ways[start + first.len_utf8()], self.unlikely + here, (start, self.unknown));
            }
        }
        let mut ids = Vec::new();
        let mut end = word.len();
        // Every character ends some way, so that there is one to each place that is asked for.
        while let Some((start, id)) = ways[end].last {
            if id != self.unknown || ids.last() != Some(&id) {
                ids.push(id);
            }
            end = start;
        }
        ids.reverse();
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BuiltIn;
    use proptest::prelude::*;
    use std::sync::LazyLock;
    use tokenizers::Tokenizer;

    /// A vocabulary, and what the crate that made it makes of the same file.
    struct Pair {
        own: Vocabulary,
        reference: Tokenizer,
    }

    impl Pair {
        fn of(model: BuiltIn) -> Pair {
            let json = model.file("tokenizer.json").unwrap();
            let mut reference = Tokenizer::from_bytes(json).unwrap();
            reference.with_padding(None).with_truncation(None).unwrap();
            Pair { own: Vocabulary::new(json).unwrap(), reference }
        }

        /// Both, of the same word.
        fn ids(&self, word: &str) -> (Vec<u32>, Vec<u32>) {
            let own = match &self.own {
                Vocabulary::WordPiece(pieces) => pieces.ids(word),
                Vocabulary::Unigram(pieces) => pieces.ids(word),
            };
            (own, self.reference.encode_fast(word, false).unwrap().get_ids().to_vec())
        }
    }

    static ENGLISH: LazyLock<Pair> = LazyLock::new(|| Pair::of(BuiltIn::Base));
    static WORLD: LazyLock<Pair> = LazyLock::new(|| Pair::of(BuiltIn::World));

    #[test]
    fn words_are_cut_as_by_the_crate_that_made_the_vocabulary() {
        let words = [
            "",
            " ",
            "unaffable",
            "Nobody",
            "naïve",
            "İstanbul",
            "ΟΔΟΣ",
            "e\u{301}te\u{301}",
            "\u{301}",
            "ﬁne",
            "½",
            "北京の大統領",
            "대통령은",
            "переговоры",
            "المحادثات",
            "a\u{200b}b",
            "\u{0}",
            "\u{fffd}",
            "a\tb\u{a0}c",
            "[CLS]",
            "x[SEP][SEPy",
            "##ing",
            "[UNK]",
            "www.example.org/a?b=c",
            "1,000,000",
            "🏴\u{e0067}\u{e007f}",
            "▁the",
            "▁переговоры",
            "▁",
            "▁▁",
            "\u{1f600}\u{1f601}a",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ];
        for word in words {
            for pair in [&*ENGLISH, &*WORLD] {
                let (own, reference) = pair.ids(word);
                assert_eq!(own, reference, "{word:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_cut_is_cut_alike(word in "\\PC{0,12}|[a-zA-Z▁’']{0,20}|.{0,8}|[\\p{Cyrillic}\\p{Greek}\\p{Han}\\p{M}a-z▁]{0,12}") {
            for pair in [&*ENGLISH, &*WORLD] {
                let (own, reference) = pair.ids(&word);
                prop_assert_eq!(own, reference);
            }
        }
    }

    #[test]
    fn other_vocabularies_are_refused() {
        let refused = |json: &str| Vocabulary::new(json.as_bytes()).err().unwrap();
        assert!(refused(r#"{"model":{"type":"BPE"}}"#).contains("\"BPE\", not WordPiece or Unigram"));
        let unigram = |normalizer: &str, unknown: u32| {
            format!(
                r#"{{"added_tokens":[],"normalizer":{{"type":"{normalizer}"}},"pre_tokenizer":null,
                "model":{{"type":"Unigram","unk_id":{unknown},"vocab":[["a",-1.0]]}}}}"#
            )
        };
        assert!(refused(&unigram("NFC", 0)).contains("more to a word"));
        assert!(refused(&unigram("NFKC", 1)).contains("no piece for what is unknown"));
        assert!(Vocabulary::new(unigram("NFKC", 0).as_bytes()).is_ok());
    }
}
