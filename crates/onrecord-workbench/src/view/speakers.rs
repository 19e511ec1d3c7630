//! Who speaks in an article: a colour and initials for each, the same wherever they are met on the page.

use onrecord::Record;
use std::collections::{HashMap, HashSet};

/// Colours there are. Speakers beyond them share the last one, which is grey; their initials tell them apart.
const COLOURS: usize = 10;

/// A speaker of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// The id in the record; none for those of whom nothing is known.
    pub local: Option<String>,
    /// The name, or the article's words for somebody without one.
    pub name: String,
    /// Number of the colour.
    pub hue: usize,
    /// One to three letters, which no other speaker of the article has.
    pub initials: String,
    /// How many statements it makes.
    pub statements: usize,
}

/// The speakers of an article, those who say most first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Speakers {
    pub list: Vec<Speaker>,
    by_local: HashMap<String, usize>,
    nobody: Option<usize>,
}

impl Speakers {
    pub fn of(record: &Record) -> Speakers {
        let mut counts: Vec<(Option<&str>, usize)> = Vec::new();
        for s in &record.statements {
            let local = s.speaker.as_deref();
            match counts.iter_mut().find(|(l, _)| *l == local) {
                Some((_, n)) => *n += 1,
                None => counts.push((local, 1)),
            }
        }
        // Those without a name come last, whatever they say.
        counts.sort_by_key(|(local, n)| (local.is_none(), std::cmp::Reverse(*n)));
        let mut taken = HashSet::new();
        let mut out = Speakers::default();
        for (n, (local, statements)) in counts.into_iter().enumerate() {
            let actor = local.and_then(|id| record.actors.iter().find(|a| a.id == id));
            let words = |a: &onrecord::Actor| {
                a.mentions.first().map(|m| record.article.text.slice(m.span).to_owned())
            };
            let name = actor.and_then(|a| a.name.clone().or_else(|| words(a)));
            let (name, initials) = match name {
                Some(name) => {
                    let initials = initials(&name, &mut taken);
                    (name, initials)
                }
                None => ("Nobody is named".to_owned(), "?".to_owned()),
            };
            match local {
                Some(id) => {
                    out.by_local.insert(id.to_owned(), n);
                }
                None => out.nobody = Some(n),
            }
            out.list.push(Speaker {
                local: local.map(str::to_owned),
                name,
                hue: if local.is_none() { COLOURS } else { n.min(COLOURS) },
                initials,
                statements,
            });
        }
        out
    }

    /// The one of a statement.
    pub fn of_statement(&self, speaker: Option<&str>) -> Option<&Speaker> {
        let n = match speaker {
            Some(local) => self.by_local.get(local).copied(),
            None => self.nobody,
        };
        n.and_then(|n| self.list.get(n))
    }
}

fn initials(name: &str, taken: &mut HashSet<String>) -> String {
    let mut words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > 1 && matches!(words[0].to_lowercase().as_str(), "the" | "a" | "an") {
        words.remove(0);
    }
    let first = |word: &&str| word.chars().next();
    let capital = |word: &&str| first(word).is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let named: Vec<&str> = words.iter().copied().filter(|w| capital(w)).collect();
    // Of words without capitals, those that carry the sense are the longer ones.
    let telling = if named.is_empty() {
        words.iter().copied().filter(|w| w.chars().count() > 3).collect()
    } else {
        named
    };
    let telling = if telling.is_empty() { words } else { telling };
    let letters: String = match telling.as_slice() {
        [] => "•".to_owned(),
        [one] => one.chars().take(2).collect(),
        [_, _] | [_, _, _] => telling.iter().filter_map(first).collect(),
        // First and last, as people are known by.
        [one, .., last] => [one, last].into_iter().filter_map(first).collect(),
    };
    let letters = letters.to_uppercase();
    let mut out = letters.clone();
    let mut n = 1;
    while !taken.insert(out.clone()) {
        n += 1;
        out = format!("{letters}{n}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_told_apart() {
        let mut taken = HashSet::new();
        let mut of = |name: &str| initials(name, &mut taken);
        assert_eq!(of("Henrik Aaldal"), "HA");
        assert_eq!(of("Hanne Aas"), "HA2");
        assert_eq!(of("Ministry of Foreign Affairs of the Republic"), "MR");
        assert_eq!(of("officials"), "OF");
        assert_eq!(of("…"), "•");
        assert_eq!(of("NATO"), "NA");
        assert_eq!(of("the port authority"), "PA");
        assert_eq!(of("a source of his"), "SO");
    }
}
