//! Phrases that are looked up in running text: which of many, the longest first, and whether its capitals fit.
//!
//! A phrase and a text are cut into tokens alike. Case, diacritics, apostrophes inside a word and the choice of
//! hyphen or space do not count in the comparison, so that `al-Qaeda`, `al Qaeda` and `Al-Qaeda` are one, and
//! `Élysée` and `Elysee`. Capitals count afterwards: a text must have at least those of the phrase.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// A token of a text: a word, or one sign that is not a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    start: u32,
    end: u32,
    /// A blank line stands before it: no phrase runs across that.
    parted: bool,
}

impl Token {
    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut rest = Cutter { text, at: 0 };
    while let Some(token) = rest.next() {
        out.push(token);
    }
    out
}

/// Cuts tokens off the front of a text.
struct Cutter<'t> {
    text: &'t str,
    at: usize,
}

impl Cutter<'_> {
    fn peek(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// The end of an apostrophe-s that starts here and ends a word.
    fn possessive(&self, at: usize) -> Option<usize> {
        let mut chars = self.text[at..].char_indices();
        let (_, a) = chars.next()?;
        let (i, s) = chars.next()?;
        let ends = chars.next().is_none_or(|(_, c)| !c.is_alphanumeric());
        (is_apostrophe(a) && matches!(s, 's' | 'S') && ends).then_some(at + i + 1)
    }

    fn next(&mut self) -> Option<Token> {
        let mut newlines = 0;
        loop {
            let c = self.peek(self.at)?;
            let after = self.at + c.len_utf8();
            if c.is_whitespace() {
                newlines += u32::from(c == '\n');
            } else if is_hyphen(c) && self.joins(self.at, after) {
                // `US-led` is two words, and the hyphen between them no more than a space.
            } else {
                break;
            }
            self.at = after;
        }
        let start = self.at;
        self.at = self.word_end(start);
        Some(Token { start: start as u32, end: self.at as u32, parted: newlines > 1 })
    }

    /// Whether a hyphen stands tight between two signs.
    fn joins(&self, before: usize, after: usize) -> bool {
        let tight = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_hyphen(c));
        tight(self.text[..before].chars().next_back()) && tight(self.peek(after))
    }

    fn word_end(&self, start: usize) -> usize {
        if let Some(end) = self.possessive(start) {
            return end;
        }
        let mut end = start;
        while let Some(c) = self.peek(end) {
            let after = end + c.len_utf8();
            let inside = end > start
                && is_apostrophe(c)
                && self.possessive(end).is_none()
                && self.peek(after).is_some_and(char::is_alphanumeric);
            if c.is_alphanumeric() || (end > start && (is_mark(c) || inside)) {
                end = after;
            } else {
                break;
            }
        }
        if end == start { start + self.peek(start).map_or(1, char::len_utf8) } else { end }
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '‘' | '`')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–')
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Writes a token as it is compared: in small letters, without marks, and without apostrophes but that of `'s`.
fn fold(token: &str, out: &mut String) {
    out.clear();
    if token.starts_with(is_apostrophe) {
        out.push('\'');
    }
    for c in token.chars() {
        if is_apostrophe(c) || is_mark(c) {
            continue;
        }
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            None => out.extend(c.to_lowercase()),
        }
    }
}

/// The letters of ASCII that stand for a Latin letter with a mark.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ə' | 'ə' => "e",
        'Ĝ'..='ģ' | 'Ǧ' | 'ǧ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ' | 'ķ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "y",
        'Ź'..='ž' => "z",
        _ => return None,
    })
}

/// Whether the capitals of a text's word are enough for those of a phrase's word.
///
/// `US` wants all capitals (`us` and `Us` are other words), `Turkey` its first (`TURKEY` will do, `turkey` not),
/// `officials` none, `iPhone` its own.
fn capitals_fit(phrase: &str, text: &str) -> bool {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = |s: &str| s.chars().filter(|c| c.is_uppercase()).count();
    let first = |s: &str| s.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphabetic());
    match capitals(phrase) {
        0 => true,
        n if n == letters(phrase) => capitals(text) == letters(text),
        _ if first(phrase) => first(text),
        _ => {
            let letters = |s: &'_ str| s.chars().filter(|c| c.is_alphabetic()).collect::<Vec<_>>();
            letters(phrase)
                .iter()
                .zip(letters(text))
                .all(|(mine, theirs)| !mine.is_uppercase() || theirs.is_uppercase())
        }
    }
}

/// A hasher for small keys that nobody chooses with ill will: words and pairs of numbers of our own making.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Quick {
    fn add(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.add(u64::from_le_bytes(eight));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.add(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.add(u64::from(n));
    }

    fn finish(&self) -> u64 {
        // The table takes the high bits for its tags and the low ones for the place: both must be mixed.
        self.0 ^ (self.0 >> 32)
    }
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

const NONE: u32 = u32::MAX;

/// Many phrases, each with a number that its owner gave it.
#[derive(Debug, Clone, Default)]
pub(super) struct Phrases {
    words: Map<Box<str>, u32>,
    edges: Map<(u32, u32), u32>,
    /// For each node the first of its phrases, or [`NONE`].
    ends: Vec<u32>,
    phrases: Vec<Phrase>,
}

#[derive(Debug, Clone)]
struct Phrase {
    text: Box<str>,
    owner: u32,
    next: u32,
}

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit<'p> {
    /// How many tokens it covers.
    pub tokens: usize,
    /// Each phrase of these words: its own spelling, and the number its owner gave.
    pub phrases: Vec<(&'p str, u32)>,
}

impl Phrases {
    /// Number of phrases.
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Adds a phrase. One without a token is left out: no text could match it.
    pub fn add(&mut self, text: &str, owner: u32) {
        if self.ends.is_empty() {
            self.ends.push(NONE);
        }
        let mut node = 0;
        let mut word = String::new();
        for token in tokens(text) {
            fold(&text[token.start()..token.end()], &mut word);
            let next = self.words.len() as u32;
            let id = match self.words.get(word.as_str()) {
                Some(&id) => id,
                None => *self.words.entry(word.as_str().into()).or_insert(next),
            };
            node = *self.edges.entry((node, id)).or_insert_with(|| {
                self.ends.push(NONE);
                self.ends.len() as u32 - 1
            });
        }
        if node != 0 {
            let next = std::mem::replace(&mut self.ends[node as usize], self.phrases.len() as u32);
            self.phrases.push(Phrase { text: text.into(), owner, next });
        }
    }

    /// The longest phrase that starts at token `at`, or none.
    pub fn longest(&self, text: &str, tokens: &[Token], at: usize) -> Option<Hit<'_>> {
        let mut best = None;
        let mut node = 0;
        let mut word = String::new();
        for (i, token) in tokens.iter().enumerate().skip(at) {
            if i > at && token.parted {
                break;
            }
            fold(&text[token.start()..token.end()], &mut word);
            let Some(&id) = self.words.get(word.as_str()) else { break };
            let Some(&next) = self.edges.get(&(node, id)) else { break };
            node = next;
            let phrases = self.fitting(node, text, &tokens[at..=i]);
            if !phrases.is_empty() {
                best = Some(Hit { tokens: i + 1 - at, phrases });
            }
        }
        best
    }

    /// The phrases that are the whole of `text`.
    pub fn exactly(&self, text: &str) -> Vec<(&str, u32)> {
        let tokens = tokens(text);
        match self.longest(text, &tokens, 0) {
            Some(hit) if hit.tokens == tokens.len() => hit.phrases,
            _ => Vec::new(),
        }
    }

    /// All that are found from left to right, each as long as can be and none inside another.
    pub fn scan<'p>(&'p self, text: &str) -> Vec<(Range<usize>, Hit<'p>)> {
        let tokens = tokens(text);
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.longest(text, &tokens, at) {
                Some(hit) => {
                    let last = at + hit.tokens - 1;
                    out.push((tokens[at].start()..tokens[last].end(), hit));
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        out
    }

    /// The phrases of a node whose capitals the text has, in the order in which they were added.
    fn fitting(&self, node: u32, text: &str, found: &[Token]) -> Vec<(&str, u32)> {
        let mut out = Vec::new();
        let mut next = self.ends[node as usize];
        while let Some(phrase) = self.phrases.get(next as usize) {
            let own = tokens(&phrase.text);
            let fits = own.iter().zip(found).all(|(mine, theirs)| {
                capitals_fit(&phrase.text[mine.start()..mine.end()], &text[theirs.start()..theirs.end()])
            });
            if fits {
                out.push((&*phrase.text, phrase.owner));
            }
            next = phrase.next;
        }
        out.reverse();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|t| &text[t.start()..t.end()]).collect()
    }

    #[test]
    fn texts_are_cut_into_words_and_signs() {
        assert_eq!(
            words("The U.S.-led bloc’s 27 members"),
            ["The", "U", ".", "S", ".", "led", "bloc", "’s", "27", "members"]
        );
        assert_eq!(
            words("Sana'a, Côte d’Ivoire – and N'Djamena's"),
            ["Sana'a", ",", "Côte", "d’Ivoire", "–", "and", "N'Djamena", "'s"]
        );
        assert_eq!(words("“Who?” 'it's"), ["“", "Who", "?", "”", "'", "it", "'s"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn a_word_is_compared_without_case_and_marks() {
        let mut out = String::new();
        for (token, folded) in [
            ("Élysée", "elysee"),
            ("Erdoğan", "erdogan"),
            ("d’Ivoire", "divoire"),
            ("Łódź", "lodz"),
            ("ß", "ss"),
        ] {
            fold(token, &mut out);
            assert_eq!(out, folded);
        }
    }

    #[test]
    fn capitals_tell_words_apart() {
        assert!(capitals_fit("US", "US") && !capitals_fit("US", "us") && !capitals_fit("US", "Us"));
        assert!(capitals_fit("Turkey", "TURKEY") && !capitals_fit("Turkey", "turkey"));
        assert!(capitals_fit("officials", "Officials") && capitals_fit("officials", "OFFICIALS"));
        assert!(capitals_fit("teleSUR", "teleSUR") && !capitals_fit("teleSUR", "telesur"));
        assert!(capitals_fit("G7", "G7") && !capitals_fit("G7", "g7"));
    }

    #[test]
    fn the_longest_phrase_wins_and_none_crosses_a_blank_line() {
        let mut phrases = Phrases::default();
        for (n, text) in ["Bank", "Bank of Israel", "Israel", "White House"].into_iter().enumerate() {
            phrases.add(text, n as u32);
        }
        let found =
            |text: &str| phrases.scan(text).into_iter().map(|(r, h)| (r, h.phrases[0].1)).collect::<Vec<_>>();
        assert_eq!(found("the Bank of Israel"), [(4..18, 1)]);
        assert_eq!(found("Bank of\nIsrael"), [(0..14, 1)]);
        assert_eq!(found("Bank of\n\nIsrael"), [(0..4, 0), (9..15, 2)]);
        assert_eq!(found("white house"), []);
    }
}
