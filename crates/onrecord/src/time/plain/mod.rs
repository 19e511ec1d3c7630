//! Times of languages other than English: a compact grammar over typed tokens, with all words from `lexicon/<code>/time.toml`.
//!
//! What it finds is placed on the calendar as English expressions are. It knows what dates are made of in every language: a
//! weekday, a day, a month, a year; a direction (`vergangene`) and a unit; a count and a unit counted from now; the beginning,
//! the middle and the end of a period; ranges of two points.

mod grammar;
mod token;
mod words;

pub(super) use words::PlainWords;

use super::Times;
use super::expr::Kind;
use super::row::Row;
use super::tense::{Shown, Tense};
use super::when::{Modifier, Moment};
use crate::{Part, Text};
use grammar::{Grammar, is_sound};
use std::ops::Range;
use token::{Token, tokenise};
use words::{Sense, Small};

/// An expression and its tokens.
struct Found {
    expr: super::expr::Expr,
    tokens: Range<usize>,
}

/// How many tokens to each side are looked at for the tense.
const REACH: usize = 40;

/// The times in the parts of a text that are read.
pub(super) fn read(words: &PlainWords, text: &Text, parts: &[Part], published: Option<Moment>) -> Times {
    let mut row = Row::new(text, published, &words.calendar);
    let mut tokens: Vec<Token> = Vec::new();
    for part in parts.iter().filter(|p| p.kind.is_read()) {
        let first = tokens.len();
        tokenise(text.as_str(), text.bytes(part.span), words, &mut tokens);
        let grammar = Grammar { text: text.as_str(), tokens: &tokens[first..], words };
        let mut floor = 0;
        for found in join(&grammar, find(&grammar)) {
            let tokens = grammar.tokens;
            let bytes = tokens[found.tokens.start].bytes.start..tokens[found.tokens.end - 1].bytes.end;
            // The word before a range opens it (`с 2010 по 2014 год`), and no end of it.
            let range = matches!(found.expr.kind, Kind::Range(..));
            let outside = outside(&grammar, found.tokens.start, floor).filter(|_| !range);
            floor = found.tokens.end;
            let shown = tense(tokens, &found.tokens);
            let sentence = tokens[found.tokens.start].sentence;
            row.add(text.span_of(bytes), &found.expr, (outside, shown), (sentence, false));
        }
    }
    row.done()
}

fn find(grammar: &Grammar) -> Vec<Found> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < grammar.tokens.len() {
        let Some((expr, end)) = grammar.read(at).filter(|(expr, _)| is_sound(expr)) else {
            at += 1;
            continue;
        };
        let crosses = grammar.tokens[end - 1].sentence != grammar.tokens[at].sentence;
        if crosses {
            at += 1;
            continue;
        }
        if expr.kind != Kind::Name {
            out.push(Found { expr, tokens: at..end });
        }
        at = end;
    }
    out
}

/// Joins neighbours: a day and its time of day, the two ends of a range.
fn join(grammar: &Grammar, found: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        let joined = out.last().and_then(|last| {
            let gap = last.tokens.end..next.tokens.start;
            let near = gap.len() <= 3
                && grammar.tokens[last.tokens.start].sentence == grammar.tokens[next.tokens.start].sentence;
            let timed = || grammar.timed(&last.expr, &next.expr, gap.clone());
            let range = || grammar.range(&last.expr, &next.expr, gap.clone(), last.tokens.start);
            near.then(|| timed().or_else(range)).flatten().map(|expr| (expr, last.tokens.start))
        });
        match joined {
            Some((expr, start)) => {
                out.pop();
                out.push(Found { expr, tokens: start..next.tokens.end });
            }
            None => out.push(next),
        }
    }
    out
}

/// The modifier of a preposition before an expression, over articles.
fn outside(grammar: &Grammar, start: usize, floor: usize) -> Option<Modifier> {
    let sentence = grammar.tokens[start].sentence;
    for back in 1..=3 {
        let at = start.checked_sub(back).filter(|&at| at >= floor)?;
        let token = &grammar.tokens[at];
        if token.sentence != sentence {
            return None;
        }
        if let Some(modifier) = token.get(|s| if let Sense::Outside(m) = s { Some(m) } else { None }) {
            return Some(modifier);
        }
        if !token.is(Small::Between) {
            return None;
        }
    }
    None
}

/// The tense that the verbs of the clause show, or else of the sentence: the nearest before, then the first after.
fn tense(tokens: &[Token], at: &Range<usize>) -> Option<Shown> {
    let sentence = tokens[at.start].sentence;
    let shows = |i: usize| {
        let of = |s| match s {
            Sense::Past => Some(Tense::Past),
            Sense::Future => Some(Tense::Future),
            _ => None,
        };
        tokens[i].get(of)
    };
    let here = |i: &usize| tokens[*i].sentence == sentence;
    let before = (at.start.saturating_sub(REACH)..at.start).rev().take_while(here);
    let after = (at.end..tokens.len().min(at.end + REACH)).take_while(here);
    let parts = |i: usize| tokens[i].senses.contains(&Sense::Mark) || tokens[i].is(Small::Clause);
    let clause = |i: &usize| !parts(*i);
    let own = before.clone().take_while(clause).chain(after.clone().take_while(clause)).find_map(shows);
    own.map(|tense| Shown { tense, sure: true })
        .or_else(|| before.chain(after).find_map(shows).map(|tense| Shown { tense, sure: false }))
}

#[cfg(test)]
mod tests {
    use crate::language::Language;
    use crate::time::{NoHint, TimeReader};
    use crate::{Part, PartKind, Text};
    use serde::Deserialize;

    /// A sentence with what must be found in it.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        text: String,
        published: String,
        /// Each expression, with the first and the last day it stands for (`-` for none), or its TIMEX3 value where it has
        /// neither.
        times: Vec<[String; 3]>,
    }

    #[derive(Default, Deserialize)]
    struct Examples {
        #[serde(default)]
        example: Vec<Example>,
    }

    /// What is found in a text: the words, and the first and last day.
    fn found(language: Language, text: &str, published: &str) -> Vec<[String; 3]> {
        let reader = TimeReader::of(language).unwrap_or_else(|e| panic!("{}: {e}", language.code()));
        let text = Text::new(text);
        let parts = [Part { kind: PartKind::Body, span: text.span() }];
        let times = reader.read(&text, &parts, published.parse().ok(), &NoHint).times;
        let day = |m: Option<crate::time::Moment>| m.map_or("-".to_owned(), |m| m.to_string());
        let row = |t: &crate::time::When| match (t.earliest, t.latest) {
            (None, None) => [text.slice(t.span).to_owned(), t.timex.value.clone(), "-".to_owned()],
            (first, last) => [text.slice(t.span).to_owned(), day(first), day(last)],
        };
        times.iter().map(row).collect()
    }

    #[test]
    fn the_examples_of_every_language_hold() {
        let mut wrong = Vec::new();
        let mut languages = 0;
        for language in Language::all().filter(|l| *l != Language::english()) {
            let file: Examples = language.parse("time.toml");
            languages += usize::from(!file.example.is_empty());
            if language.file("time.toml").is_some() && file.example.is_empty() {
                wrong.push(format!("{}: time.toml has no example", language.code()));
            }
            for example in file.example {
                let got = found(language, &example.text, &example.published);
                if got != example.times {
                    let want = &example.times;
                    wrong.push(format!(
                        "{}: {}\n    want {want:?}\n    got  {got:?}",
                        language.code(),
                        example.text
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(languages > 0);
    }

    #[test]
    fn a_language_without_words_has_dates_in_figures() {
        let none = Language::of(Some("qq"));
        let day = ["3.3.2015".to_owned(), "2015-03-03".to_owned(), "2015-03-03".to_owned()];
        assert_eq!(found(none, "On Friday, 3.3.2015 and 2.5 and in 2014", "2015-03-10"), [day]);
    }

    #[test]
    fn the_folder_to_copy_is_well_formed() {
        let text = include_str!("../../../../../lexicon/_new/time.toml");
        super::PlainWords::parse(text).unwrap_or_else(|e| panic!("{e}"));
    }
}
