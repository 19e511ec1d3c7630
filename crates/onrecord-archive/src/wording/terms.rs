//! Sets of terms for the same thing: the file, and finding them in texts.

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

impl TermSet {
    /// How often each variant stands in a text.
    pub(super) fn count(&self, text: &str) -> Vec<u64> {
        let mut counts = vec![0; self.variants.len()];
        for paragraph in text.lines() {
            let mut here = self.found.find_iter(paragraph).peekable();
            if here.peek().is_none() || self.near.as_ref().is_some_and(|near| !near.is_match(paragraph)) {
                continue;
            }
            for found in here {
                if let Some(n) = self.variant(found.as_str()) {
                    counts[n] += 1;
                }
            }
        }
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
