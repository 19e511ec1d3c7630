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
    let letters: String = name
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|w| w.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()))
        .filter_map(|w| w.chars().next())
        .collect();
    let letters: String = match letters.chars().count() {
        0 => name.chars().filter(|c| c.is_alphanumeric()).take(2).collect::<String>().to_uppercase(),
        1..=3 => letters,
        // First and last, as people are known by.
        _ => letters.chars().next().into_iter().chain(letters.chars().last()).collect(),
    };
    let letters = if letters.is_empty() { "•".to_owned() } else { letters };
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
        assert_eq!(of("NATO"), "N");
    }
}
