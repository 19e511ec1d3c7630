//! Patterns of words, as the lexicons write them.
//!
//! A pattern is a few words as the lexicon lists them. `a|b` is either of two words, `…` is up to four words of any
//! kind (`…8` up to eight; marks are not counted), `*ing` is any word with that ending, and `$name` is any member of a class.

use super::Word;
use serde::Deserialize;
use std::collections::HashMap;

/// Most words that a plain `…` stands for.
const GAP: usize = 4;

/// A sequence of words to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    elements: Vec<Element>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    /// One word: any of these.
    Word(Vec<Box<str>>),
    /// Up to so many words of any kind.
    Gap(usize),
}

/// Classes of words and phrases that patterns can name.
pub(crate) type Classes = HashMap<String, Vec<String>>;

/// A pattern that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PatternError {
    /// It names a class that is not defined.
    #[error("the pattern `{pattern}` names the class `{class}`, which is not defined")]
    Class {
        /// The pattern.
        pattern: String,
        /// The class.
        class: String,
    },
    /// It begins or ends with `…`, or has no word.
    #[error("the pattern `{0}` has no word at its end")]
    Open(String),
}

impl Pattern {
    /// Reads a pattern. A class with members of several words makes several patterns of it.
    pub(crate) fn parse(source: &str, classes: &Classes) -> Result<Vec<Pattern>, PatternError> {
        let mut all: Vec<Vec<Element>> = vec![Vec::new()];
        for part in source.split_whitespace() {
            let choices = element(part, source, classes)?;
            all = all
                .iter()
                .flat_map(|head| choices.iter().map(move |tail| [head.as_slice(), tail.as_slice()].concat()))
                .collect();
        }
        let closed = |p: &Vec<Element>| matches!(p.last(), Some(Element::Word(_)));
        if !all.iter().all(closed) {
            return Err(PatternError::Open(source.to_owned()));
        }
        Ok(all.into_iter().map(|elements| Pattern { elements }).collect())
    }

    /// Number of words it names.
    pub(crate) fn len(&self) -> usize {
        self.elements.iter().filter(|e| matches!(e, Element::Word(_))).count()
    }

    /// The words that its first word can be, where it begins with a word.
    pub(crate) fn first(&self) -> Option<&[Box<str>]> {
        match self.elements.first() {
            Some(Element::Word(any)) => Some(any),
            _ => None,
        }
    }

    /// The numbers of the words that match it from word `at` on, if they do. `slack` is how many words may stand
    /// unnamed between any two.
    pub(crate) fn matches(&self, words: &[Word], at: usize, slack: usize) -> Option<Vec<usize>> {
        let mut found = Vec::with_capacity(self.elements.len());
        rest(&self.elements, words, at, 0, slack, &mut found).then_some(found)
    }
}

fn element(part: &str, source: &str, classes: &Classes) -> Result<Vec<Vec<Element>>, PatternError> {
    let gap = part.strip_prefix('…').and_then(|n| if n.is_empty() { Some(GAP) } else { n.parse().ok() });
    if let Some(most) = gap {
        return Ok(vec![vec![Element::Gap(most)]]);
    }
    let Some(class) = part.strip_prefix('$') else {
        let any: Vec<Box<str>> = part.split('|').filter(|w| !w.is_empty()).map(Into::into).collect();
        return Ok(vec![vec![Element::Word(any)]]);
    };
    let undefined = || PatternError::Class { pattern: source.to_owned(), class: class.to_owned() };
    let members = classes.get(class).ok_or_else(undefined)?;
    let (phrases, single): (Vec<&String>, Vec<&String>) = members.iter().partition(|m| m.contains(' '));
    let mut choices = Vec::new();
    if !single.is_empty() {
        choices.push(vec![Element::Word(single.iter().map(|w| w.as_str().into()).collect())]);
    }
    for phrase in phrases {
        for pattern in Pattern::parse(phrase, &Classes::new())? {
            choices.push(pattern.elements);
        }
    }
    Ok(choices)
}

fn rest(
    elements: &[Element],
    words: &[Word],
    at: usize,
    skip: usize,
    slack: usize,
    found: &mut Vec<usize>,
) -> bool {
    let Some((first, later)) = elements.split_first() else { return true };
    let any = match first {
        Element::Gap(most) => return rest(later, words, at, skip.max(*most), slack, found),
        Element::Word(any) => any,
    };
    let mut skipped = 0;
    for next in at..words.len() {
        if any.iter().any(|entry| is(&words[next], entry)) {
            found.push(next);
            if rest(later, words, next + 1, slack, slack, found) {
                return true;
            }
            found.pop();
        }
        skipped += usize::from(skip == 0 || !words[next].is_mark());
        if skipped > skip {
            break;
        }
    }
    false
}

fn is(word: &Word, entry: &str) -> bool {
    match entry.strip_prefix('*') {
        Some(ending) if !ending.is_empty() => !word.is_mark() && word.lower.ends_with(ending),
        _ => word.is(entry),
    }
}

/// Several patterns, found by the words they can begin with.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(crate) struct Patterns {
    all: Vec<Pattern>,
    /// Numbers of the patterns that begin with a word as the lexicon lists it.
    by_first: HashMap<Box<str>, Vec<usize>>,
    /// Numbers of the others, which may begin with any word.
    open: Vec<usize>,
}

impl TryFrom<Vec<String>> for Patterns {
    type Error = PatternError;

    fn try_from(sources: Vec<String>) -> Result<Patterns, PatternError> {
        Patterns::parse(&sources, &Classes::new())
    }
}

impl Patterns {
    /// Reads a list of patterns.
    pub(crate) fn parse(sources: &[String], classes: &Classes) -> Result<Patterns, PatternError> {
        let mut set = Patterns::default();
        for source in sources {
            for pattern in Pattern::parse(source, classes)? {
                let number = set.all.len();
                match pattern.first() {
                    Some(any) if !any.iter().any(|w| w.starts_with('*')) => {
                        for word in any {
                            set.by_first.entry(word.clone()).or_default().push(number);
                        }
                    }
                    _ => set.open.push(number),
                }
                set.all.push(pattern);
            }
        }
        Ok(set)
    }

    /// Whether there is no pattern.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The first place where one of the patterns matches.
    pub(crate) fn find(&self, words: &[Word]) -> Option<Vec<usize>> {
        (0..words.len()).find_map(|at| self.find_at(words, at))
    }

    /// The longest match of one of the patterns at this very place.
    pub(crate) fn find_at(&self, words: &[Word], at: usize) -> Option<Vec<usize>> {
        let first = words.get(at)?.forms().filter_map(|form| self.by_first.get(form)).flatten();
        first.chain(&self.open).filter_map(|&n| self.all[n].matches(words, at, 0)).max_by_key(Vec::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Text;
    use crate::phrase::{Forms, words};

    fn matches(pattern: &str, s: &str) -> Option<Vec<usize>> {
        let forms = Forms::of_language(crate::language::Language::english())
            .expect("the embedded forms are well formed");
        let text = Text::new(s);
        let classes = Classes::from([("harm".to_owned(), vec!["ruin".to_owned(), "use force".to_owned()])]);
        let patterns = Patterns::parse(&[pattern.to_owned()], &classes).expect("well formed");
        patterns.find(&words(&text, text.span(), &forms))
    }

    #[test]
    fn patterns_match_words_by_their_forms() {
        assert_eq!(matches("call for", "They called for calm"), Some(vec![1, 2]));
        assert_eq!(matches("call for", "They called again for calm"), None);
        assert_eq!(matches("call … for", "They called again for calm"), Some(vec![1, 3]));
        assert_eq!(matches("call … for", "called a b c d e for"), None);
        assert_eq!(matches("call …6 for", "called a, b, c; d e for"), Some(vec![0, 9]));
        assert_eq!(matches("will|would $harm", "it would ruin us"), Some(vec![1, 2]));
        assert_eq!(matches("will|would $harm", "it would use force"), Some(vec![1, 2, 3]));
        assert_eq!(matches("*ing", "on meeting him"), Some(vec![1]));
    }

    #[test]
    fn an_unreadable_pattern_is_refused() {
        assert!(matches!(Pattern::parse("a $b", &Classes::new()), Err(PatternError::Class { .. })));
        assert!(matches!(Pattern::parse("a …", &Classes::new()), Err(PatternError::Open(_))));
        assert!(matches!(Pattern::parse("", &Classes::new()), Err(PatternError::Open(_))));
    }
}
