//! A statement as it is compared with others, and the keys under which its likes are looked for.

use crate::actors::fold;
use jiff::civil::Date;
use onrecord::StatementKind;
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Words of a run that is a key.
const RUN: usize = 3;
/// Of this many runs in a row the one with the smallest hash is a key, so that whoever shares six words in a row shares
/// one (winnowing: Schleimer, Wilkerson & Aiken 2003).
const WINDOW: usize = 4;
/// Fewer words make no saying: everybody says "that is not true".
pub(super) const LEAST: usize = 5;
/// A saying may have many paraphrases, of which each shares one of so many of its words most likely.
const STEMS: usize = 4;
/// Days that may lie between a quotation and its paraphrase: later on, a speaker says similar things again.
pub(super) const DAYS: i32 = 3;
/// Days that share a key: so many that those which a paraphrase may be of fall under two keys at most.
const WEEK: i64 = 2 * DAYS as i64 + 1;
/// Keys are cut to so many bits, which saves room in the store.
const BITS: u32 = 47;
/// Of these, those that tell the week: enough for 78 years, after which weeks share keys.
const WEEK_BITS: u32 = 12;

/// A word of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is compared: lower case, without apostrophes.
    pub plain: String,
    /// As it is printed, with the punctuation around it.
    pub printed: String,
    /// Whether it stands in square brackets: the editor's, not the speaker's.
    pub editors: bool,
}

/// A statement as it is compared.
#[derive(Debug, Clone)]
pub struct Said {
    /// Its words, in the order of its pieces.
    pub words: Vec<Word>,
    /// How they are given.
    pub kind: StatementKind,
    /// The speaker: the same key for the same speaker, and the name where it is one.
    pub speaker: Option<(String, Option<String>)>,
    /// When the article was published.
    pub day: Option<Date>,
    /// What it is about, for finding paraphrases: the stems of the words that are no function words.
    stems: BTreeSet<String>,
    /// Whether one of its words negates.
    negated: bool,
}

#[derive(Deserialize)]
struct FunctionWords {
    words: HashSet<String>,
    negations: HashSet<String>,
}

static FUNCTION_WORDS: LazyLock<HashMap<String, FunctionWords>> = LazyLock::new(|| {
    onrecord::language::from_toml(include_str!("../../../../lexicon/en/function_words.toml"))
        .expect("a test reads function_words.toml")
});

impl Said {
    /// Of the pieces of what is said, in a language (ISO 639-1; English if not known).
    pub fn new<'t>(
        pieces: impl IntoIterator<Item = &'t str>,
        kind: StatementKind,
        speaker: Option<(String, Option<String>)>,
        day: Option<Date>,
        language: Option<&str>,
    ) -> Said {
        let words: Vec<Word> = pieces.into_iter().flat_map(read_words).collect();
        let (mut stems, mut negated) = (BTreeSet::new(), false);
        // Without a list of function words, every pair of statements of one speaker would look like a paraphrase.
        if let Some(function) = FUNCTION_WORDS.get(language.unwrap_or("en")) {
            let stemmer = Stemmer::create(Algorithm::English);
            for word in words.iter().filter(|w| !w.editors) {
                if function.negations.contains(&word.plain) {
                    negated = true;
                } else if !function.words.contains(&word.plain) {
                    stems.insert(stemmer.stem(&word.plain).into_owned());
                }
            }
        }
        Said { words, kind, speaker, day, stems, negated }
    }

    /// The speaker's own words, without the editor's.
    pub fn own(&self) -> Vec<&str> {
        self.words.iter().filter(|w| !w.editors).map(|w| w.plain.as_str()).collect()
    }

    /// What it is about.
    pub(super) fn stems(&self) -> &BTreeSet<String> {
        &self.stems
    }

    /// Whether it says that something is not so.
    pub(super) fn negated(&self) -> bool {
        self.negated
    }

    /// The last word of the speaker's name, by which the same speaker is told in several articles.
    pub(super) fn surname(&self) -> Option<String> {
        let name = self.speaker.as_ref()?.1.as_deref()?;
        fold(name).split(' ').next_back().map(str::to_owned)
    }

    /// The keys under which it is kept and its likes are looked for. They are part of the archive's format.
    pub fn keys(&self) -> Keys {
        let own = self.own();
        let mut kept = BTreeSet::new();
        if own.len() >= LEAST {
            let runs: Vec<u64> = own.windows(RUN).map(|run| xxh3_64(run.join(" ").as_bytes())).collect();
            for window in runs.windows(WINDOW.min(runs.len())) {
                kept.extend(window.iter().min().map(|key| short(*key)));
            }
        }
        let mut sought = kept.clone();
        if let Some((surname, day)) = self.surname().zip(self.day)
            && self.stems.len() >= STEMS
        {
            let seed = xxh3_64(surname.as_bytes());
            let mut salted: Vec<u64> =
                self.stems.iter().map(|stem| xxh3_64_with_seed(stem.as_bytes(), seed)).collect();
            salted.sort_unstable();
            salted.truncate(STEMS);
            let indirect = self.kind == StatementKind::Indirect;
            // A key holds all that a paraphrase must have in common with what it paraphrases, so that those who speak
            // every day do not have the statements of all days under one key.
            // The week comes first in it: the keys of one week lie together in the store, and adding the news of a day
            // writes few of its pages.
            let key = |stem: u64, week: i64, indirect: bool| {
                let hash = xxh3_64_with_seed(&[u8::from(indirect), u8::from(self.negated)], stem);
                let week = week.cast_unsigned() & ((1 << WEEK_BITS) - 1);
                (week << (BITS - WEEK_BITS)) | (hash >> (64 - BITS + WEEK_BITS))
            };
            let week = |shift: i32| i64::from(days(day) + shift).div_euclid(WEEK);
            for stem in salted {
                kept.insert(key(stem, week(0), indirect));
                for week in [week(-DAYS), week(DAYS)] {
                    sought.insert(key(stem, week, !indirect));
                }
            }
        }
        Keys { kept: kept.into_iter().collect(), sought: sought.into_iter().collect() }
    }
}

/// Hashes by which a statement's likes are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Those under which the statement is kept: of runs of words, of which those that share six in a row have one in
    /// common; and of speaker, time and word, under which its paraphrases look for it.
    pub kept: Vec<u64>,
    /// Those under which what is the same saying is kept, if it is there.
    pub sought: Vec<u64>,
}

fn short(key: u64) -> u64 {
    key >> (64 - BITS)
}

/// Days since 1970.
fn days(day: Date) -> i32 {
    const FIRST: Date = jiff::civil::date(1970, 1, 1);
    FIRST.until(day).map_or(0, |span| span.get_days())
}

/// The words of a piece.
fn read_words(piece: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut editors = false;
    for printed in piece.split_whitespace() {
        let opens = printed.contains('[');
        editors |= opens;
        // A dash or a slash parts words, as a blank does.
        for part in printed.split_inclusive(['—', '–', '/']) {
            let plain: String =
                part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            // `[T]he`: a letter that was changed is no word of the editor's.
            let inside =
                editors && !(opens && part.trim_start_matches(['“', '"', '\'', '‘']).find(']') == Some(2));
            if !plain.is_empty() {
                words.push(Word { plain, printed: part.to_owned(), editors: inside });
            }
        }
        if printed.contains(']') {
            editors = false;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        Said::new([text], StatementKind::Direct, None, None, Some("en"))
    }

    #[test]
    fn the_editors_words_are_told_from_the_speakers() {
        let said =
            said("“We remember that if [Russian] President [Vladimir Ilyich] Putin wins, [t]hey lose”");
        assert_eq!(said.own().join(" "), "we remember that if president putin wins they lose");
    }

    #[test]
    fn whoever_shares_six_words_in_a_row_shares_a_key() {
        let whole =
            "we will not go back on what was agreed in the spring of last year whatever they may say now";
        let words: Vec<&str> = whole.split(' ').collect();
        let keys = said(whole).keys().kept;
        for run in words.windows(6) {
            let cut = said(&format!("then {} indeed", run.join(" "))).keys().sought;
            assert!(cut.iter().any(|key| keys.contains(key)), "{run:?}");
        }
        assert!(said("that is not so").keys().kept.is_empty());
    }

    #[test]
    fn keys_are_the_same_everywhere_for_ever() {
        let speaker = Some(("name:person:marit holm".to_owned(), Some("Marit Holm".to_owned())));
        let day = "2024-03-15".parse().ok();
        let said = Said::new(["nobody asked us about ferries"], StatementKind::Direct, speaker, day, None);
        assert_eq!(said.keys().kept, [4_712_797_909_974], "archives hold these: a change needs a new format");
    }

    #[test]
    fn paraphrases_are_sought_three_days_around_and_among_the_other_kind_only() {
        use StatementKind::{Direct, Indirect, Mixed};
        let of = |words: &str, day: &str, kind| {
            let speaker = Some(("name:person:marit holm".to_owned(), Some("Marit Holm".to_owned())));
            Said::new([words], kind, speaker, day.parse().ok(), Some("en")).keys()
        };
        // The other way round, so that no run of words is the same.
        let (words, turned) = ("harbour ferry engineers money storm", "storm money engineers ferry harbour");
        let quoted = of(words, "2024-03-15", Direct);
        for (day, kind, found) in [
            ("2024-03-12", Indirect, true),
            ("2024-03-15", Indirect, true),
            ("2024-03-18", Indirect, true),
            ("2024-03-30", Indirect, false),
            ("2024-03-15", Direct, false),
            ("2024-03-15", Mixed, false),
        ] {
            let other = of(turned, day, kind);
            let meets = |a: &Keys, b: &Keys| a.sought.iter().any(|key| b.kept.contains(key));
            assert_eq!((meets(&quoted, &other), meets(&other, &quoted)), (found, found), "{day} {kind:?}");
        }
    }

    #[test]
    fn function_words_are_written_as_they_are_compared() {
        for (language, list) in FUNCTION_WORDS.iter() {
            for word in list.words.iter().chain(&list.negations) {
                assert!(
                    word.chars().all(char::is_alphanumeric) && *word == word.to_lowercase(),
                    "{language} {word}"
                );
            }
            assert!(list.words.is_disjoint(&list.negations), "{language}");
        }
    }
}
