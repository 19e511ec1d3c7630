//! Names that are nearly the one that was typed.

use crate::actors::fold;
use strsim::osa_distance;

/// Of some names, those that are likest to what was typed, the likest first; none that is far from it.
pub(super) fn nearest(typed: &str, names: impl IntoIterator<Item = String>, most: usize) -> Vec<String> {
    let typed = fold(typed.trim_end_matches('*'));
    let mut all: Vec<(usize, String)> =
        names.into_iter().filter_map(|name| Some((far(&typed, &fold(&name))?, name))).collect();
    all.sort();
    let mut out: Vec<String> = Vec::new();
    for (_, name) in all {
        if out.len() < most && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// How far a name is from what was typed, both folded; none where it is another one.
fn far(typed: &str, name: &str) -> Option<usize> {
    let whole = osa_distance(typed, name);
    if whole <= allowed(typed) {
        return Some(whole);
    }
    // A name with more words than were typed, or with one of them misspelt.
    let words: Vec<&str> = words(name).collect();
    let mut sum = 1;
    for word in self::words(typed) {
        let near = words.iter().map(|w| if w.starts_with(word) { 0 } else { osa_distance(word, w) }).min()?;
        if near > allowed(word) {
            return None;
        }
        sum += near;
    }
    (sum > 1 || !typed.is_empty()).then_some(sum)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

fn allowed(word: &str) -> usize {
    ((word.chars().count() + 1) / 4).min(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_the_same_comes_first_and_what_is_another_name_never() {
        let names = ["The Guardian", "Guardian Weekly", "The Garden", "Reuters"].map(str::to_owned);
        assert_eq!(nearest("The Gardian", names.clone(), 2), ["The Guardian", "Guardian Weekly"]);
        assert_eq!(nearest("Reuter", names.clone(), 3), ["Reuters"]);
        assert!(nearest("Figaro", names, 3).is_empty());
        assert_eq!(
            nearest("The Cuorier", ["The Courier".to_owned(), "The Post".to_owned()], 3),
            ["The Courier"]
        );
        assert_eq!(nearest("Stoltenburg", ["Jens Stoltenberg".to_owned()], 3), ["Jens Stoltenberg"]);
    }
}
