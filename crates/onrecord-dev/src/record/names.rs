//! Whether two names are those of one party: compared by their content words, without accents, case and titles.

use regex::Regex;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Python's `\w+`: letters, numbers and the underscore, but no combining marks.
pub static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("a fixed pattern"));

/// Those of [`STOP`].
static STOPPED: LazyLock<HashSet<&str>> = LazyLock::new(|| STOP.split(' ').collect());

/// Words that tell nobody apart: articles, titles and the like.
const STOP: &str = "the a an of for and in on to at by from its his her their president prime minister mr mrs ms dr sen \
    rep gov senator representative government us u s spokesman spokeswoman spokesperson anonymous \
    unnamed some several";

/// A word, and those that are taken for it.
const SAME: [(&str, &str); 14] = [
    ("united", "american states usa america u.s"),
    ("britain", "uk kingdom british"),
    ("turkey", "turkish turkiye"),
    ("russia", "russian"),
    ("iran", "iranian"),
    ("syria", "syrian"),
    ("china", "chinese"),
    ("israel", "israeli israelis"),
    ("palestine", "palestinian palestinians"),
    ("kurd", "kurdish kurds"),
    ("egypt", "egyptian"),
    ("greece", "greek"),
    ("eu", "european union"),
    ("un", "uns nations"),
];

/// `text` in lower case and without combining marks.
fn folded(text: &str) -> String {
    text.nfkd().filter(|&c| canonical_combining_class(c) == 0).collect::<String>().to_lowercase()
}

/// The content words of a name.
pub fn words(name: &str) -> BTreeSet<String> {
    static ONE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        SAME.iter().flat_map(|(one, others)| others.split(' ').map(move |other| (other, *one))).collect()
    });
    let name = folded(name).replace("u.s.", "united").replace('’', "'");
    WORD.find_iter(&name)
        .map(|w| ONE.get(w.as_str()).copied().unwrap_or(w.as_str()))
        .filter(|w| !STOPPED.contains(w) && w.chars().count() > 1)
        .map(str::to_owned)
        .collect()
}

/// Whether somebody called by these forms is the one of this name: the content words of one are among the other's, or
/// both end in the same word. A name without content words is that of nobody.
pub fn same(name: &str, forms: &[String]) -> bool {
    let gold = words(name);
    if gold.is_empty() {
        return forms.is_empty();
    }
    let last = last_word(name);
    forms.iter().any(|form| {
        let found = words(form);
        if found.is_empty() {
            return false;
        }
        let same_end = last == last_word(form) && !STOPPED.contains(&*last) && !gold.is_disjoint(&found);
        gold.is_subset(&found) || found.is_subset(&gold) || same_end
    })
}

fn last_word(name: &str) -> String {
    WORD.find_iter(&folded(name)).last().map_or(String::new(), |w| w.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(name: &str, forms: &[&str]) -> bool {
        same(name, &forms.iter().map(|&f| f.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_held_against_each_other_by_their_content_words() {
        assert!(is("Recep Tayyip Erdoğan", &["the Turkish leader", "President Erdogan"]));
        assert!(is("United States", &["U.S. officials"]), "U.S. is a word of its own");
        assert!(is("European Union", &["EU"]));
        assert!(is("Marit Holm", &["Anders Holm"]), "the same last word");
        assert!(!is("Marit Holm", &["Marit Brandt", "the minister"]));
        assert!(!is("Marit Holm", &[]));
    }

    #[test]
    fn a_name_of_titles_alone_is_nobody() {
        assert!(is("some spokesman", &[]));
        assert!(!is("some spokesman", &["Holm"]));
    }
}
