//! Litter and other lines told by their wording, from the data files `lexicon/litter.toml` and `lexicon/parts.toml`.
//!
//! This module knows how to match; what to match stands in the data.

use crate::required::Required;
use onrecord::PartKind;
use regex::Regex;
use serde::Deserialize;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

static LITTER: LazyLock<Rules> =
    LazyLock::new(|| Rules::new(include_str!("../../../lexicon/litter.toml"), "litter.toml"));
static PARTS: LazyLock<Rules> =
    LazyLock::new(|| Rules::new(include_str!("../../../lexicon/parts.toml"), "parts.toml"));

/// Longest paragraph, in bytes, that is held against the patterns for whole paragraphs: litter is short, and
/// running text should not cost forty searches.
const LONGEST_LINE: usize = 500;
/// How much of a paragraph's end or start, in bytes, is searched for a piece of litter.
const EDGE: usize = 400;

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
    /// Made ready when it is first needed: that takes milliseconds, and most rules meet nothing in most articles.
    regex: OnceLock<Regex>,
}

/// The rules of a file, and what a paragraph must hold for them to find anything.
struct Rules {
    rules: Vec<Rule>,
    required: Required,
}

impl Rules {
    fn new(file: &str, name: &str) -> Rules {
        let file: File =
            onrecord::language::from_toml(file).unwrap_or_else(|e| panic!("lexicon/{name}: {e}"));
        let entries = file.litter.into_iter().chain(file.part);
        let rules: Vec<Rule> = entries
            .map(|entry| Rule { kind: entry.kind.unwrap_or(PartKind::Litter), regex: OnceLock::new(), entry })
            .collect();
        let required = Required::new(rules.iter().map(|r| r.entry.pattern.as_str()))
            .unwrap_or_else(|e| panic!("lexicon/{name}: {e}"));
        Rules { rules, required }
    }

    /// The rules that may find something in a paragraph, in the order of the file.
    fn met<'a>(&'a self, paragraph: &'a str) -> impl Iterator<Item = &'a Rule> {
        let met = self.required.met(paragraph);
        self.rules.iter().enumerate().filter_map(move |(n, rule)| {
            let begins = rule.entry.r#where != Where::Start || self.required.may_begin(n, paragraph);
            (met[n] && begins).then_some(rule)
        })
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
    /// The words that hold the day of publication, as written.
    pub published: Option<String>,
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
    PARTS.met(paragraph).find_map(|rule| rule.find(paragraph).into_iter().next())
}

impl Rule {
    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            // Where a word ends is told by its last byte: letters with accents would make the search many times slower.
            let p = self.entry.pattern.replace(r"\b", r"(?-u:\b)");
            let pattern = match self.entry.r#where {
                Where::Paragraph => format!(r"^[\s•*»›▶►|–—-]*(?P<it>{p})[\s.:!…»›→>]*$"),
                Where::Start => format!(r"^(?P<it>{p})"),
                Where::End => format!(r"(?:^|\s)(?P<it>(?:{p})[.:!…»›→>]*)\s*$"),
                Where::Anywhere => format!(r"(?P<it>{p})"),
            };
            // A test makes every one.
            Regex::new(&pattern).unwrap_or_else(|e| panic!("the lexicon's pattern {p}: {e}"))
        })
    }

    fn find(&self, paragraph: &str) -> Vec<Match> {
        let place = self.entry.r#where;
        let (from, to) = match place {
            Where::Paragraph if paragraph.len() > LONGEST_LINE => return Vec::new(),
            Where::Paragraph | Where::Anywhere => (0, paragraph.len()),
            Where::Start => (0, paragraph.floor_char_boundary(EDGE)),
            Where::End => {
                (paragraph.ceil_char_boundary(paragraph.len().saturating_sub(EDGE)), paragraph.len())
            }
        };
        let found = self.regex().captures_iter(&paragraph[from..to]);
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
                    published: text("published"),
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
        for rule in LITTER.rules.iter().chain(&PARTS.rules) {
            let name = rule.entry.name.as_deref().unwrap_or(&rule.entry.pattern);
            assert!(
                !rule.entry.examples.is_empty() && !rule.entry.not.is_empty(),
                "{name}: examples and not"
            );
            let lost = rule.entry.examples.iter().filter(|e| rule.find(e).is_empty());
            wrong.extend(lost.map(|e| format!("{name}: not found in its example {e:?}")));
            let claimed = rule.entry.not.iter().filter(|e| !rule.find(e).is_empty());
            wrong.extend(claimed.map(|e| format!("{name}: found in {e:?}")));
            let rules = if LITTER.rules.iter().any(|r| std::ptr::eq(r, rule)) { &LITTER } else { &PARTS };
            let passed = |e: &&String| !rules.met(e).any(|met| std::ptr::eq(met, rule));
            let passed = rule.entry.examples.iter().filter(passed);
            wrong.extend(passed.map(|e| format!("{name}: not even looked for in {e:?}")));
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
