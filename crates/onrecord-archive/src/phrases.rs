//! Words that are looked for, in any form, in a text at hand: what the index of words answers for whole statements.

use crate::query::Words;
use rust_stemmers::{Algorithm, Stemmer};

/// A row of words, of which the last may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    stems: Vec<String>,
    open: bool,
    /// As it was typed.
    pub text: String,
}

impl Phrase {
    /// None where there is no word in it.
    pub fn of(words: &Words) -> Option<Phrase> {
        let stemmer = stemmer();
        let stems: Vec<String> = pieces(&words.text).map(|(_, _, word)| stem(&stemmer, word)).collect();
        (!stems.is_empty()).then(|| Phrase { stems, open: words.open, text: words.text.clone() })
    }

    /// The bytes at which it stands in a text.
    pub fn places(&self, text: &str) -> Vec<(usize, usize)> {
        let stemmer = stemmer();
        let all: Vec<(usize, usize, &str)> = pieces(text).collect();
        let stems: Vec<String> = all.iter().map(|(_, _, word)| stem(&stemmer, word)).collect();
        let n = self.stems.len();
        let same = |at: usize| {
            stems[at..at + n].iter().zip(&self.stems).enumerate().all(|(i, (a, b))| {
                let goes_on = self.open && i + 1 == n;
                a == b || (goes_on && all[at + i].2.to_lowercase().starts_with(b.as_str()))
            })
        };
        let begins = (0..(stems.len() + 1).saturating_sub(n)).filter(|&at| same(at));
        begins.map(|at| (all[at].0, all[at + n - 1].1)).collect()
    }

    /// Whether it stands in a text.
    pub fn is_in(&self, text: &str) -> bool {
        // Most texts hold not even its beginning, which is quick to see.
        let begins = self.stems.first().map_or("", |stem| kept(stem));
        text.to_lowercase().contains(begins) && !self.places(text).is_empty()
    }

    /// For an index that knows no forms of words: the beginnings that all forms share, each to be gone on with.
    pub fn beginnings(&self) -> String {
        let all: Vec<String> = self.stems.iter().map(|stem| format!("\"{}\" *", kept(stem))).collect();
        all.join(" ")
    }
}

/// What of a stem stands in every form of the word: `ferri` is of `ferry` and `ferries`.
fn kept(stem: &str) -> &str {
    match stem.strip_suffix('i') {
        Some(rest) if rest.chars().count() > 1 => rest,
        _ => stem,
    }
}

fn stemmer() -> Stemmer {
    Stemmer::create(Algorithm::English)
}

fn stem(stemmer: &Stemmer, word: &str) -> String {
    stemmer.stem(&word.to_lowercase()).into_owned()
}

/// The words of a text, with the bytes from which and to which they stand.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let end = text[start..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |n| start + n);
        at = end;
        Some((start, end, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str, open: bool) -> Phrase {
        Phrase::of(&Words { text: text.to_owned(), open }).unwrap()
    }

    #[test]
    fn words_are_found_in_any_form() {
        assert!(phrase("ferries", false).is_in("The Skerry Ferry Company"));
        assert!(phrase("red line", false).is_in("Red lines, again"));
        assert!(!phrase("red line", false).is_in("red and line"));
        assert!(phrase("negotiat", true).is_in("the Negotiators"));
        assert!(!phrase("ferry", false).is_in("ferrous"));
        assert_eq!(phrase("talk", false).places("Talks, not talking").len(), 2);
        assert!(Phrase::of(&Words { text: "…".to_owned(), open: false }).is_none());
        assert_eq!(phrase("peace ferries", false).beginnings(), "\"peac\" * \"ferr\" *");
    }
}
