//! Litter and other lines told by their wording, from the data files `lexicon/litter.toml` and `lexicon/parts.toml`.
//!
//! This module knows how to match; what to match stands in the data.

use onrecord::PartKind;
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

static LITTER: LazyLock<Rules> =
    LazyLock::new(|| Rules::compile(include_str!("../../../lexicon/litter.toml"), "litter.toml"));
/// These begin with a paragraph's first letter, so nearly every search is over at once.
static PARTS: LazyLock<Vec<Rule>> =
    LazyLock::new(|| rules(include_str!("../../../lexicon/parts.toml"), "parts.toml"));

/// Longest paragraph, in bytes, that is held against the patterns for whole paragraphs: litter is short, and
/// running text should not cost forty searches.
const LONGEST_LINE: usize = 500;
/// How much of a paragraph's end or start, in bytes, is searched for a piece of litter.
const EDGE: usize = 400;
/// Bytes that a set of patterns may take, and the states in which it is searched with as much again.
const STATES: usize = 32 << 20;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    litter: Vec<Entry>,
    #[serde(default)]
    part: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// For the people who read the file and the tests.
    #[cfg_attr(not(test), expect(dead_code))]
    name: Option<String>,
    kind: Option<PartKind>,
    r#where: Where,
    pattern: String,
    next: Option<PartKind>,
    /// Words of which one must be there for the pattern to be looked for.
    #[serde(default)]
    needs: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code))]
    examples: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code))]
    not: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
enum Where {
    Paragraph,
    Start,
    End,
    Anywhere,
}

struct Rule {
    entry: Entry,
    kind: PartKind,
    pattern: String,
    /// Made when it is first needed.
    regex: OnceLock<Regex>,
}

fn rules(file: &str, name: &str) -> Vec<Rule> {
    let file: File = toml::from_str(file).unwrap_or_else(|e| panic!("lexicon/{name}: {e}"));
    file.litter.into_iter().chain(file.part).map(Rule::of).collect()
}

/// The rules of a file, of which hardly any has something to find in a paragraph.
struct Rules {
    rules: Vec<Rule>,
    /// For each place the patterns as one, which a paragraph is held against once, and the rules they are of.
    sets: Vec<(Where, RegexSet, Vec<usize>)>,
}

impl Rules {
    fn compile(file: &str, name: &str) -> Rules {
        let rules = rules(file, name);
        let places = [Where::Paragraph, Where::Start, Where::End, Where::Anywhere];
        let sets = places.into_iter().filter_map(|place| {
            let of: Vec<usize> = (0..rules.len()).filter(|&i| rules[i].entry.r#where == place).collect();
            let patterns = of.iter().map(|&i| &rules[i].pattern);
            let set = RegexSetBuilder::new(patterns).size_limit(STATES).dfa_size_limit(STATES).build();
            let set = set.unwrap_or_else(|e| panic!("lexicon/{name}: {e}"));
            (!of.is_empty()).then_some((place, set, of))
        });
        let sets = sets.collect();
        Rules { rules, sets }
    }

    /// The rules whose pattern stands in a paragraph, in the order of the file.
    fn met(&self, paragraph: &str) -> impl Iterator<Item = &Rule> {
        let mut met: Vec<usize> = Vec::new();
        for (place, set, of) in &self.sets {
            let Some(window) = place.window(paragraph) else { continue };
            met.extend(set.matches(&paragraph[window]).into_iter().map(|i| of[i]));
        }
        met.sort_unstable();
        met.into_iter().map(|i| &self.rules[i])
    }
}

impl Where {
    /// The stretch of a paragraph in which a pattern is looked for.
    fn window(self, paragraph: &str) -> Option<Range<usize>> {
        match self {
            Where::Paragraph if paragraph.len() > LONGEST_LINE => None,
            Where::Paragraph | Where::Anywhere => Some(0..paragraph.len()),
            Where::Start => Some(0..paragraph.floor_char_boundary(EDGE)),
            Where::End => {
                Some(paragraph.ceil_char_boundary(paragraph.len().saturating_sub(EDGE))..paragraph.len())
            }
        }
    }
}

/// A stretch of a paragraph that a rule claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    pub kind: PartKind,
    /// Bytes of the paragraph.
    pub range: Range<usize>,
    /// What the paragraphs after it are, when it is a mark that says so; `None` inside for a mark that ends that.
    pub opens: Option<PartKind>,
    /// Whether it is a whole paragraph.
    pub whole: bool,
    /// The outlet it names.
    pub outlet: Option<String>,
    /// The authors it names, as written.
    pub authors: Option<String>,
}

/// Every piece of litter in a paragraph, in order, without overlap.
pub(crate) fn litter(paragraph: &str) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    for rule in LITTER.met(paragraph) {
        for m in rule.find(paragraph) {
            if m.whole {
                return vec![m];
            }
            if !found.iter().any(|f| f.range.start < m.range.end && m.range.start < f.range.end) {
                found.push(m);
            }
        }
    }
    found.sort_by_key(|m| m.range.start);
    found
}

/// The byline, dateline or caption that a paragraph is or begins with.
pub(crate) fn special(paragraph: &str) -> Option<Match> {
    PARTS.iter().find_map(|rule| rule.find(paragraph).into_iter().next())
}

impl Rule {
    fn of(entry: Entry) -> Rule {
        // Where a word ends is told by its last byte: letters with accents would make the search many times slower.
        let p = entry.pattern.replace(r"\b", r"(?-u:\b)");
        let pattern = match entry.r#where {
            Where::Paragraph => format!(r"^[\s•*»›▶►|–—-]*(?P<it>{p})[\s.:!…»›→>]*$"),
            Where::Start => format!(r"^(?P<it>{p})"),
            Where::End => format!(r"(?:^|\s)(?P<it>(?:{p})[.:!…»›→>]*)\s*$"),
            Where::Anywhere => format!(r"(?P<it>{p})"),
        };
        Rule { kind: entry.kind.unwrap_or(PartKind::Litter), pattern, regex: OnceLock::new(), entry }
    }

    fn find(&self, paragraph: &str) -> Vec<Match> {
        let place = self.entry.r#where;
        let Some(window) = place.window(paragraph) else { return Vec::new() };
        let needs = &self.entry.needs;
        if !needs.is_empty() && !needs.iter().any(|word| paragraph[window.clone()].contains(word)) {
            return Vec::new();
        }
        let from = window.start;
        let regex = self.regex.get_or_init(|| {
            let regex = RegexBuilder::new(&self.pattern).dfa_size_limit(STATES).build();
            regex.unwrap_or_else(|e| panic!("lexicon: {e}"))
        });
        let found = regex.captures_iter(&paragraph[window]);
        found
            .map(|c| {
                let it = c.name("it").expect("every rule's pattern is wrapped in this group");
                let whole = place == Where::Paragraph;
                let range = if whole {
                    0..paragraph.len()
                } else {
                    trim(paragraph, from + it.start()..from + it.end())
                };
                let text = |group: &str| c.name(group).map(|m| m.as_str().trim_end_matches('.').to_owned());
                Match {
                    kind: self.kind,
                    whole: whole || range == (0..paragraph.len()),
                    range,
                    opens: self.entry.next,
                    outlet: text("outlet"),
                    authors: text("authors"),
                }
            })
            .filter(|m| !m.range.is_empty())
            .collect()
    }
}

/// The range without white space at its ends.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_finds_its_examples_and_nothing_it_must_not() {
        let mut wrong = Vec::new();
        for rule in LITTER.rules.iter().chain(PARTS.iter()) {
            let name = rule.entry.name.as_deref().unwrap_or(&rule.entry.pattern);
            assert!(
                !rule.entry.examples.is_empty() && !rule.entry.not.is_empty(),
                "{name}: examples and not"
            );
            let lost = rule.entry.examples.iter().filter(|e| rule.find(e).is_empty());
            wrong.extend(lost.map(|e| format!("{name}: not found in its example {e:?}")));
            let claimed = rule.entry.not.iter().filter(|e| !rule.find(e).is_empty());
            wrong.extend(claimed.map(|e| format!("{name}: found in {e:?}")));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn no_entry_finds_what_another_must_not() {
        for rule in &LITTER.rules {
            for e in &rule.entry.not {
                assert_eq!(litter(e), [], "{:?}", rule.entry.name);
            }
        }
    }

    #[test]
    fn litter_at_the_end_leaves_the_rest_alone_and_names_the_outlet() {
        let p = "Talks go on, the minister has said Read Full Article at Example.com";
        let found = litter(p);
        assert_eq!(&p[found[0].range.clone()], "Read Full Article at Example.com");
        assert_eq!(found[0].outlet.as_deref(), Some("Example.com"));
        assert!(!found[0].whole);
    }
}
