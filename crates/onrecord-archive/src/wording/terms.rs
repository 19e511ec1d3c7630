//! Sets of terms for the same thing: the file, and finding them in texts.

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// Words for the same thing, among which outlets choose.
#[derive(Debug, Clone)]
pub struct TermSet {
    /// Its name.
    pub name: String,
    /// What the words are for.
    pub about: String,
    /// The variants, with the words for each.
    pub variants: Vec<(String, Vec<String>)>,
    found: Regex,
    near: Option<Regex>,
}

/// A file of terms that makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum TermsError {
    /// It is not of the documented form.
    #[error("the terms cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// It has no set.
    #[error("there is no set of terms in it")]
    None,
    /// A set makes no choice, or a word stands in two of its variants.
    #[error("the set `{set}`: {what}")]
    Set {
        /// Which.
        set: String,
        /// What is wrong.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    set: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    near: Vec<String>,
    variants: toml::Table,
}

/// Reads a file of terms: TOML with one `[[set]]` each, of `name`, `variants` (a table of lists of words) and perhaps
/// `about` and `near`. Without a text, the sets that are built in (`lexicon/en/namings.toml`).
///
/// A word in small letters is found in any; one with a capital as it is. With `near`, a term counts in a paragraph with one
/// of those words only.
///
/// ```
/// let sets = onrecord_archive::wording::terms(Some(r#"
/// [[set]]
/// name = "the bridge"
/// [set.variants]
/// closed = ["closed", "shut"]
/// open = ["open"]
/// "#)).unwrap();
/// assert_eq!(sets[0].variants.len(), 2);
/// assert!(!onrecord_archive::wording::terms(None).unwrap().is_empty());
/// ```
///
/// # Errors
/// When it is not of that form, has no set, or a set makes no choice.
pub fn terms(text: Option<&str>) -> Result<Vec<TermSet>, TermsError> {
    let file: File = toml::from_str(text.unwrap_or(include_str!("../../../../lexicon/en/namings.toml")))?;
    if file.set.is_empty() {
        return Err(TermsError::None);
    }
    file.set.into_iter().map(set).collect()
}

fn set(entry: Entry) -> Result<TermSet, TermsError> {
    let wrong = |what: String| TermsError::Set { set: entry.name.clone(), what };
    let mut variants: Vec<(String, Vec<String>)> = Vec::new();
    for (name, words) in &entry.variants {
        let list = words.as_array().ok_or_else(|| wrong(format!("`{name}` is not a list of words")))?;
        let words: Option<Vec<String>> = list.iter().map(|w| w.as_str().map(str::to_owned)).collect();
        let words = words.filter(|w| !w.is_empty() && w.iter().all(|w| !w.trim().is_empty()));
        let words = words.ok_or_else(|| wrong(format!("`{name}` is not a list of words")))?;
        if let Some((other, _)) = variants.iter().find(|(_, of)| of.iter().any(|w| words.contains(w))) {
            return Err(wrong(format!("`{name}` and `{other}` have a word in common")));
        }
        variants.push((name.clone(), words));
    }
    if variants.len() < 2 {
        return Err(wrong("there is nothing to choose between: give two variants or more".to_owned()));
    }
    // The longest first, so that "armed conflict" is not found as "conflict".
    let mut all: Vec<(usize, &String)> =
        variants.iter().enumerate().flat_map(|(n, (_, words))| words.iter().map(move |w| (n, w))).collect();
    all.sort_by_key(|(_, word)| std::cmp::Reverse(word.len()));
    let pattern: Vec<String> = all.iter().map(|(_, word)| alternative(word)).collect();
    let found = whole_words(&pattern).map_err(|e| wrong(e.to_string()))?;
    let near = match entry.near.as_slice() {
        [] => None,
        near => {
            let pattern: Vec<String> = near.iter().map(|w| alternative(w)).collect();
            Some(whole_words(&pattern).map_err(|e| wrong(e.to_string()))?)
        }
    };
    Ok(TermSet { name: entry.name, about: entry.about, variants, found, near })
}

fn alternative(word: &str) -> String {
    let words: Vec<String> = word.split_whitespace().map(regex::escape).collect();
    let pattern = words.join(r"\s+").replace(['\'', '’'], "['’]");
    if word.chars().any(char::is_uppercase) { pattern } else { format!("(?i:{pattern})") }
}

fn whole_words(alternatives: &[String]) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!(r"\b(?:{})\b", alternatives.join("|"))).size_limit(4 << 20).build()
}

/// Sets of terms that are looked for together. Most paragraphs have none of them, and one pass tells which.
pub(super) struct Finder<'s> {
    sets: &'s [TermSet],
    /// A piece of each word, …
    pieces: AhoCorasick,
    /// … and whose it is.
    of: Vec<usize>,
    /// Sets with a word that has no such piece, which are looked for everywhere.
    everywhere: Vec<usize>,
}

/// Letters that small ones of ASCII may stand for besides the large ones: a paragraph with one is looked at as a whole.
const FOLDED: [char; 2] = ['\u{17f}', '\u{212a}'];

impl<'s> Finder<'s> {
    /// For these sets. None where they are too many for one pass: then each is looked for by itself.
    pub(super) fn new(sets: &'s [TermSet]) -> Option<Finder<'s>> {
        let (mut pieces, mut of, mut everywhere) = (Vec::new(), Vec::new(), Vec::new());
        for (n, set) in sets.iter().enumerate() {
            for word in set.variants.iter().flat_map(|(_, words)| words) {
                match piece(word) {
                    Some(piece) => {
                        pieces.push(piece);
                        of.push(n);
                    }
                    None => everywhere.push(n),
                }
            }
        }
        let pieces = AhoCorasick::builder().ascii_case_insensitive(true).build(pieces).ok()?;
        Some(Finder { sets, pieces, of, everywhere })
    }

    /// How often each variant of each set stands in a text.
    pub(super) fn count(&self, text: &str) -> Vec<Vec<u64>> {
        let mut counts: Vec<Vec<u64>> = self.sets.iter().map(|set| vec![0; set.variants.len()]).collect();
        for paragraph in text.lines() {
            let mut here = vec![paragraph.contains(FOLDED); self.sets.len()];
            self.everywhere.iter().for_each(|&n| here[n] = true);
            for found in self.pieces.find_overlapping_iter(paragraph) {
                here[self.of[found.pattern().as_usize()]] = true;
            }
            for n in (0..here.len()).filter(|n| here[*n]) {
                self.sets[n].count_in(paragraph, &mut counts[n]);
            }
        }
        counts
    }
}

/// The longest run of plain letters and digits in a word: it is in every text that the word is in, in whatever case.
fn piece(word: &str) -> Option<&str> {
    word.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|run| run.len()).filter(|run| !run.is_empty())
}

impl TermSet {
    /// Adds how often each variant stands in a paragraph.
    fn count_in(&self, paragraph: &str, counts: &mut [u64]) {
        let mut here = self.found.find_iter(paragraph).peekable();
        if here.peek().is_none() || self.near.as_ref().is_some_and(|near| !near.is_match(paragraph)) {
            return;
        }
        for found in here {
            if let Some(n) = self.variant(found.as_str()) {
                counts[n] += 1;
            }
        }
    }

    /// How often each variant stands in a text.
    pub(super) fn count(&self, text: &str) -> Vec<u64> {
        let mut counts = vec![0; self.variants.len()];
        text.lines().for_each(|paragraph| self.count_in(paragraph, &mut counts));
        counts
    }

    fn variant(&self, found: &str) -> Option<usize> {
        let plain = |s: &str| s.replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ");
        let (found, lower) = (plain(found), plain(&found.to_lowercase()));
        self.variants.iter().position(|(_, words)| {
            words.iter().map(|w| plain(w)).any(|w| {
                if w.chars().any(char::is_uppercase) { w == found } else { w.to_lowercase() == lower }
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(near: &str) -> TermSet {
        let text = format!(
            "[[set]]\nname = \"war\"\n{near}\n[set.variants]\nwar = [\"war\", \"wars\"]\nconflict = [\"conflict\", \"armed conflict\"]\nOperation = [\"Operation Dawn\"]\n"
        );
        terms(Some(&text)).unwrap().remove(0)
    }

    fn counted(set: &TermSet, text: &str) -> Vec<(String, u64)> {
        let names = set.variants.iter().map(|(name, _)| name.clone());
        names.zip(set.count(text)).filter(|(_, n)| *n > 0).collect()
    }

    #[test]
    fn variants_are_counted_as_whole_words() {
        let set = set("");
        let found =
            counted(&set, "War, warfare and wars.\nAn armed  conflict, Operation Dawn, operation dawn.");
        assert_eq!(found, [("Operation".to_owned(), 1), ("conflict".to_owned(), 1), ("war".to_owned(), 2)]);
    }

    #[test]
    fn near_a_word_means_in_its_paragraph() {
        let set = set("near = [\"Norland\"]");
        assert_eq!(counted(&set, "A war in Norland.\nA war in a book."), [("war".to_owned(), 1)]);
    }

    #[test]
    fn sets_together_are_counted_as_each_by_itself() {
        let text = "[[set]]\nname = \"a\"\n[set.variants]\nSkiff = [\"Skiff\", \"skiffs\"]\nboat = [\"boat\", \"Öl-boat\"]\n
            [[set]]\nname = \"b\"\nnear = [\"Kåre\"]\n[set.variants]\nja = [\"да\", \"yes\"]\nno = [\"sail on\"]\n";
        let sets = terms(Some(text)).unwrap();
        for text in [
            "A Skiff and SKIFFS.\n\nThe BOAT, skiff's boats, öl-boat.",
            "Kåre said yes; he \u{17f}ail  On. Да, yes.\nyes",
            "\u{212a}\u{17f} s\u{212a}iffs and S\u{212a}IFFS, kåre",
            "",
        ] {
            let together = Finder::new(&sets).unwrap().count(text);
            assert_eq!(together, sets.iter().map(|set| set.count(text)).collect::<Vec<_>>(), "{text:?}");
        }
    }

    #[test]
    fn a_set_without_a_choice_is_refused() {
        let wrong = |text: &str| terms(Some(text)).unwrap_err().to_string();
        assert!(wrong("").contains("no set"));
        assert!(wrong("[[set]]\nname = \"a\"\n[set.variants]\nb = [\"c\"]\n").contains("two variants"));
        assert!(
            wrong("[[set]]\nname = \"a\"\n[set.variants]\nb = [\"c\"]\nd = [\"c\"]\n").contains("in common")
        );
        assert!(
            wrong("[[set]]\nname = \"a\"\n[set.variants]\nb = 1\nd = [\"c\"]\n").contains("list of words")
        );
        assert!(wrong("[[set]]\nnme = \"a\"\n").contains("nme"));
    }
}
