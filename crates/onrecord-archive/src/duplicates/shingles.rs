//! What two texts have in common, by the runs of words in them.
//!
//! The method is that of A. Broder, "On the resemblance and containment of documents" (1997): a text is the set of its
//! shingles, every run of [`RUN`] words; two texts are compared by how much of the smaller set is in the larger one
//! (containment) and of both is in both (resemblance). To find the likes of a text among millions, each text is known
//! by the shingles whose hash is divisible by [`ONE_IN`]. Unlike sketches of a fixed size (MinHash with bands), these
//! keep their share when a text is cut or when much is added to it.

use onrecord::{Article, PartKind, Text};
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

/// Words of a shingle.
const RUN: usize = 5;
/// One shingle in this many stands for the text in the index.
const ONE_IN: u64 = 16;
/// A text with fewer shingles than this is like no other: a line of advertising is no report.
const LEAST: usize = 24;

/// The shingles of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shingles {
    /// Every hash once, in order, and whether all of its words stand in quotation marks wherever it stands.
    all: Vec<(u64, bool)>,
}

/// How much two texts have in common, each figure from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Of all shingles, the share that is in both texts.
    pub resemblance: f64,
    /// Of the shorter text's shingles, the share that is in the longer one.
    pub containment: f64,
    /// The same as containment, for the outlet's own words: quotations, which reports of one event share, left out. None
    /// where the shorter text has hardly any words of its own.
    pub told: Option<f64>,
}

impl Shingles {
    /// Those of an article's running text. Headline, byline and the like are each paper's own.
    ///
    /// The hashes are part of the archive's format: XXH3 of the little-endian XXH3 hashes of the words, which are
    /// runs of letters and digits in lower case. They are the same on every machine.
    pub fn of(article: &Article) -> Shingles {
        Shingles::of_parts(
            &article.text,
            article
                .parts
                .iter()
                .filter(|p| matches!(p.kind, PartKind::Body | PartKind::Summary))
                .map(|p| p.span),
        )
    }

    /// Those of a plain text.
    pub fn of_text(text: &str) -> Shingles {
        let text = Text::new(text);
        Shingles::of_parts(&text, [text.span()].into_iter())
    }

    fn of_parts(text: &Text, parts: impl Iterator<Item = onrecord::Span>) -> Shingles {
        let mut words: Vec<(u64, bool)> = Vec::new();
        for span in parts {
            read_words(text.slice(span), &mut words);
        }
        let mut all: HashMap<u64, bool> = HashMap::with_capacity(words.len());
        for run in words.windows(RUN) {
            let mut bytes = [0; RUN * 8];
            for (place, (word, _)) in bytes.chunks_exact_mut(8).zip(run) {
                place.copy_from_slice(&word.to_le_bytes());
            }
            let quoted = run.iter().any(|(_, quoted)| *quoted);
            all.entry(xxh3_64(&bytes)).and_modify(|q| *q &= quoted).or_insert(quoted);
        }
        let mut all: Vec<(u64, bool)> = all.into_iter().collect();
        all.sort_unstable();
        Shingles { all }
    }

    /// As bytes, for engines that compare articles elsewhere than where they were read.
    pub fn to_bytes(&self) -> Vec<u8> {
        let one = |(hash, quoted): &(u64, bool)| hash.to_le_bytes().into_iter().chain([u8::from(*quoted)]);
        self.all.iter().flat_map(one).collect()
    }

    /// Those of such bytes; none of bytes that are not.
    pub fn from_bytes(bytes: &[u8]) -> Option<Shingles> {
        let (all, rest) = bytes.as_chunks::<9>();
        let one = |&[a, b, c, d, e, f, g, h, quoted]: &[u8; 9]| {
            (u64::from_le_bytes([a, b, c, d, e, f, g, h]), quoted != 0)
        };
        let all: Vec<(u64, bool)> = all.iter().map(one).collect();
        (rest.is_empty() && all.is_sorted()).then_some(Shingles { all })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Those by which the text is found: about one in sixteen, the same ones for the same words in any text. None
    /// for a text that is too short to be a report.
    pub fn sketch(&self) -> Vec<u64> {
        match self.len() < LEAST {
            true => Vec::new(),
            false => self.all.iter().map(|(hash, _)| *hash).filter(|hash| hash % ONE_IN == 0).collect(),
        }
    }

    /// What this text has in common with another.
    pub fn likeness(&self, other: &Shingles) -> Likeness {
        let (small, large) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        let (mut both, mut own, mut own_both) = (0_usize, 0_usize, 0_usize);
        let mut rest = large.all.iter().peekable();
        for &(hash, quoted) in &small.all {
            while rest.next_if(|(h, _)| *h < hash).is_some() {}
            let shared = rest.peek().is_some_and(|(h, _)| *h == hash);
            both += usize::from(shared);
            own += usize::from(!quoted);
            own_both += usize::from(shared && !quoted);
        }
        let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f64 / of as f64 };
        Likeness {
            resemblance: share(both, small.len() + large.len() - both),
            containment: share(both, small.len()),
            told: (own >= LEAST).then(|| share(own_both, own)),
        }
    }
}

impl Likeness {
    /// Whether the two are the same report. The numbers were set on texts of PolNeAR's training part; see
    /// `onrecord-dev bench duplicates`.
    pub fn is_same_report(&self) -> bool {
        self.containment >= 0.4 && self.told.is_none_or(|told| told >= 0.3)
    }
}

/// Appends the words of a paragraph, each as its hash and whether it stands in double quotation marks.
fn read_words(text: &str, words: &mut Vec<(u64, bool)>) {
    let mut quoted = false;
    let mut word = String::new();
    let mut end = |word: &mut String, quoted: bool| {
        if !word.is_empty() {
            words.push((xxh3_64(word.as_bytes()), quoted));
            word.clear();
        }
    };
    for c in text.chars() {
        match c {
            _ if c.is_alphanumeric() => word.extend(c.to_lowercase()),
            // Left out of words, so that straight and curly ones make no difference.
            '\'' | '’' | '‘' => {}
            _ => {
                end(&mut word, quoted);
                match c {
                    '“' | '„' | '«' => quoted = true,
                    '”' | '»' | '\n' => quoted = false,
                    '"' => quoted = !quoted,
                    _ => {}
                }
            }
        }
    }
    end(&mut word, quoted);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(n: usize) -> String {
        (0..20).map(|w| format!("word{} ", n * 20 + w)).collect::<String>() + ".\n"
    }

    fn text(sentences: impl IntoIterator<Item = usize>) -> Shingles {
        Shingles::of_text(&sentences.into_iter().map(sentence).collect::<String>())
    }

    #[test]
    fn hashes_are_the_same_everywhere_for_ever() {
        let shingles = Shingles::of_text("The minister’s bridge “will open” in May.");
        let hashes: Vec<u64> = shingles.all.iter().map(|(hash, _)| *hash).collect();
        let expected = [2_036_756_615_721_339_514, 4_680_650_937_409_752_709, 12_619_523_173_672_821_400_u64];
        assert_eq!(hashes, expected, "archives hold these: a change needs a new format");
    }

    #[test]
    fn bytes_hold_what_they_were_made_of() {
        let shingles = text(0..3);
        let bytes = shingles.to_bytes();
        assert_eq!(Shingles::from_bytes(&bytes), Some(shingles));
        assert_eq!(Shingles::from_bytes(&bytes[1..]), None);
    }

    #[test]
    fn print_makes_no_difference() {
        let (a, b) = ("“It’s over,” she SAID of it all.", "\"It's over\" — she said of it all");
        assert_eq!(Shingles::of_text(a), Shingles::of_text(b));
    }

    #[test]
    fn cut_reordered_and_continued_is_the_same_report_and_another_is_not() {
        let whole = text(0..20);
        for (what, other) in [
            ("cut", text(0..6)),
            ("reordered", text((0..20).rev())),
            ("with another lead", text([90, 91].into_iter().chain(2..20))),
            ("in a longer one", text((50..70).chain(0..20))),
        ] {
            let likeness = whole.likeness(&other);
            assert!(likeness.is_same_report(), "{what}: {likeness:?}");
            assert_eq!(likeness, other.likeness(&whole), "{what}");
            let other: Vec<u64> = other.sketch();
            assert!(whole.sketch().iter().any(|h| other.contains(h)), "{what} is not found");
        }
        assert!(!whole.likeness(&text(100..120)).is_same_report());
        assert!(!whole.likeness(&text((0..4).chain(60..80))).is_same_report());
    }

    #[test]
    fn a_quotation_in_both_makes_no_report_of_two() {
        let quote = format!("“{}”\n", (0..12).map(sentence).collect::<String>().replace('\n', " "));
        let one = Shingles::of_text(&(quote.clone() + &(20..28).map(sentence).collect::<String>()));
        let two = Shingles::of_text(&(quote + &(40..48).map(sentence).collect::<String>()));
        let likeness = one.likeness(&two);
        assert!(likeness.containment > 0.5 && !likeness.is_same_report(), "{likeness:?}");
    }

    #[test]
    fn short_and_empty_texts_have_no_likes() {
        assert!(Shingles::of_text("Read more about this and that and the other").sketch().is_empty());
        assert_eq!(Shingles::default().likeness(&Shingles::default()).containment, 0.0);
    }
}
