//! The agency that a text is credited to: `BERLIN (Reuters) –`, `By The Associated Press`, `© AFP`.

use crate::actors::fold;
use onrecord::dictionary::{Dictionary, How};
use onrecord::{Article, PartKind};
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The sort of entry of the dictionary that a news agency is.
const SORT: &str = "news-agency";
/// How far from the end of a text its credit may stand, in bytes.
const TAIL: usize = 240;

/// News agencies and the names they go by.
#[derive(Debug, Clone, Default)]
pub struct Agencies {
    names: HashMap<String, String>,
}

/// What credits a text to an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The agency, by its usual name.
    pub agency: String,
    /// Where it is named.
    pub place: CreditPlace,
    /// The words.
    pub words: String,
}

/// Where an agency is named. The earlier ones tell more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CreditPlace {
    /// The outlet is the agency.
    Outlet,
    /// In the dateline.
    Dateline,
    /// In the byline, or as an author.
    Byline,
    /// At the end of the text.
    End,
}

impl CreditPlace {
    /// All of them, with their names.
    pub const ALL: [(&'static str, CreditPlace); 4] = [
        ("outlet", CreditPlace::Outlet),
        ("dateline", CreditPlace::Dateline),
        ("byline", CreditPlace::Byline),
        ("end", CreditPlace::End),
    ];

    /// Its name in the archive.
    pub fn name(self) -> &'static str {
        CreditPlace::ALL.iter().find(|(_, place)| *place == self).map_or("", |(name, _)| name)
    }

    /// That of a name.
    pub fn parse(name: &str) -> Option<CreditPlace> {
        CreditPlace::ALL.iter().find(|(n, _)| *n == name).map(|(_, place)| *place)
    }
}

#[derive(Deserialize)]
struct File {
    credit: Vec<Pattern>,
}

#[derive(Deserialize)]
struct Pattern {
    place: CreditPlace,
    pattern: String,
    #[cfg_attr(not(test), allow(dead_code, reason = "the examples are for the test"))]
    examples: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), allow(dead_code, reason = "the examples are for the test"))]
    not: Vec<String>,
}

static PATTERNS: LazyLock<Vec<(CreditPlace, Regex)>> = LazyLock::new(|| {
    let compiled =
        |p: Pattern| (p.place, Regex::new(&p.pattern).expect("a test compiles lexicon/credits.toml"));
    read().credit.into_iter().map(compiled).collect()
});

fn read() -> File {
    onrecord::language::from_toml(include_str!("../../../../lexicon/credits.toml"))
        .expect("a test reads lexicon/credits.toml")
}

impl Agencies {
    /// Those that a dictionary knows.
    pub fn of(dictionary: &Dictionary) -> Agencies {
        let mut names = HashMap::new();
        for entry in dictionary.entries().iter().filter(|e| e.sort.as_deref() == Some(SORT)) {
            for (name, how) in entry.words() {
                if matches!(how, How::Name | How::Alias | How::Abbreviation | How::Spelling) {
                    names.entry(fold(name)).or_insert_with(|| entry.name.clone());
                }
            }
        }
        Agencies { names }
    }

    /// The agency of this name.
    pub fn named(&self, name: &str) -> Option<&str> {
        self.names.get(&fold(name.trim_matches(|c: char| !c.is_alphanumeric()))).map(String::as_str)
    }

    /// What credits an article to an agency, if anything does: what tells the most.
    pub fn credit(&self, article: &Article) -> Option<Credit> {
        if let Some(outlet) = &article.outlet
            && let Some(agency) = self.named(outlet)
        {
            let agency = agency.to_owned();
            return Some(Credit { agency, place: CreditPlace::Outlet, words: outlet.clone() });
        }
        let text = &article.text;
        let of_kind = |kind| article.parts.iter().filter(move |p| p.kind == kind).map(|p| text.slice(p.span));
        // A plain text may have its dateline in the first paragraph.
        let datelines = of_kind(PartKind::Dateline).chain(of_kind(PartKind::Body).take(1));
        let bylines = article.authors.iter().map(String::as_str).chain(of_kind(PartKind::Byline));
        let whole = text.as_str().trim_end();
        let tail =
            whole.char_indices().rev().map(|(at, _)| at).find(|at| whole.len() - at >= TAIL).unwrap_or(0);
        let ends = whole[tail..].lines();
        None.or_else(|| self.first(CreditPlace::Dateline, datelines))
            .or_else(|| self.first(CreditPlace::Byline, bylines))
            .or_else(|| self.first(CreditPlace::End, ends))
    }

    fn first<'t>(&self, place: CreditPlace, texts: impl Iterator<Item = &'t str>) -> Option<Credit> {
        texts.into_iter().find_map(|text| {
            let mut found =
                PATTERNS.iter().filter(|(p, _)| *p == place).filter_map(|(_, p)| p.captures(text.trim()));
            found.find_map(|captures| {
                let agency = captures.name("agency")?.as_str();
                // `AFP and Reuters`, `Reuters/The Post`: the first that is an agency.
                let named =
                    agency.split(['/', ',', '|']).flat_map(|s| s.split(" and ")).find_map(|s| self.named(s));
                Some(Credit { agency: named?.to_owned(), place, words: captures[0].trim().to_owned() })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::Text;

    #[test]
    fn every_pattern_finds_its_examples_and_passes_over_its_near_misses() {
        let agencies = Agencies::of(&Dictionary::embedded());
        for pattern in read().credit {
            for example in &pattern.examples {
                let found = agencies.first(pattern.place, [example.as_str()].into_iter());
                assert!(found.is_some(), "{example} of {}", pattern.pattern);
            }
            for not in &pattern.not {
                let found = agencies.first(pattern.place, [not.as_str()].into_iter());
                assert!(found.is_none(), "{not} of {}: {found:?}", pattern.pattern);
            }
        }
    }

    #[test]
    fn what_tells_the_most_goes_first() {
        let agencies = Agencies::of(&Dictionary::embedded());
        let mut article = Article::plain("a", Text::new("BERLIN (AP) — The bridge is shut.\n(Reuters)"));
        let credit = agencies.credit(&article).unwrap();
        assert_eq!((credit.agency.as_str(), credit.place), ("Associated Press", CreditPlace::Dateline));
        article.outlet = Some("Reuters".to_owned());
        assert_eq!(agencies.credit(&article).unwrap().place, CreditPlace::Outlet);
        let article = Article::plain("a", Text::new("The minister told Reuters that it was over."));
        assert_eq!(agencies.credit(&article), None);
    }
}
