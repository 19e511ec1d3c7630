//! Whether the clause around an expression looks back or ahead.

use super::lexicon::{Class, Lexicon};
use super::token::Token;
use crate::Span;
use std::ops::Range;

/// Where the verb nearest an expression of time places it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tense {
    /// Before publication, or at it.
    Past,
    /// At publication, or after it.
    Future,
}

/// A better judge of tense than the word lists, such as a tagger that has read the sentence.
///
/// `None` leaves the decision to the word lists.
pub trait TenseHint {
    /// The tense of the clause that the expression at `span` stands in.
    fn tense(&self, span: Span) -> Option<Tense>;
}

impl<F: Fn(Span) -> Option<Tense>> TenseHint for F {
    fn tense(&self, span: Span) -> Option<Tense> {
        self(span)
    }
}

/// No judge but the word lists.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHint;

impl TenseHint for NoHint {
    fn tense(&self, _: Span) -> Option<Tense> {
        None
    }
}

/// How many tokens to each side are looked at: keeps endless sentences linear.
const REACH: usize = 40;

/// How far an auxiliary reaches: `will be formally opened`.
const AUXILIARY: usize = 4;

/// The tense of the verb nearest before the expression in its sentence, or else of the first after it.
pub(super) fn tense(tokens: &[Token], at: Range<usize>, lexicon: &Lexicon) -> Option<Tense> {
    let sentence = tokens[at.start].sentence;
    let first = at.start.saturating_sub(REACH);
    let before = (first..at.start).rev().take_while(|&i| tokens[i].sentence == sentence);
    let last = tokens.len().min(at.end + REACH);
    let after = (at.end..last).take_while(|&i| tokens[i].sentence == sentence);
    before.chain(after).find_map(|i| of_word(tokens, i, lexicon))
}

/// The tense a word shows, if it shows one.
fn of_word(tokens: &[Token], i: usize, lexicon: &Lexicon) -> Option<Tense> {
    let token = &tokens[i];
    let to = lexicon.id("to");
    // A name may be spelled like a verb, but a capital that opens a sentence is none.
    let named = token.capital && i > 0 && tokens[i - 1].sentence == token.sentence;
    if named && !token.is(Class::Month) {
        return None;
    }
    if token.is(Class::Future) && !token.is(Class::Month) {
        return Some(Tense::Future);
    }
    let leads = tokens.get(i + 1).is_some_and(|t| t.word == to && to != 0);
    if token.is(Class::FutureTo) && leads {
        return Some(Tense::Future);
    }
    if !token.is(Class::Past) {
        return None;
    }
    // "will be held", "to be held", "is set to be signed": the participle takes the auxiliary's tense.
    let be = lexicon.id("be");
    for back in 1..=AUXILIARY.min(i) {
        let t = &tokens[i - back];
        let other_clause = t.sentence != token.sentence || t.is(Class::Clause) || is_mark(t, lexicon);
        if other_clause {
            break;
        }
        if (t.is(Class::Future) && !t.capital) || (t.word == be && be != 0) {
            return Some(Tense::Future);
        }
    }
    Some(Tense::Past)
}

fn is_mark(token: &Token, lexicon: &Lexicon) -> bool {
    token.is(Class::Stop) || (token.word != 0 && [",", ";", ":"].iter().any(|m| lexicon.id(m) == token.word))
}
