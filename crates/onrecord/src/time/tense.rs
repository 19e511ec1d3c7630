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

/// What the words show of a clause's tense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub tense: Tense,
    /// Whether the verb stands in the expression's own clause, as far as the words tell.
    pub sure: bool,
}

/// The tense of the verb nearest before the expression in its sentence, or else of the first after it.
pub(super) fn tense(tokens: &[Token], at: Range<usize>, lexicon: &Lexicon) -> Option<Shown> {
    let sentence = tokens[at.start].sentence;
    let first = at.start.saturating_sub(REACH);
    let before = (first..at.start).rev().take_while(|&i| tokens[i].sentence == sentence);
    let last = tokens.len().min(at.end + REACH);
    let after = (at.end..last).take_while(|&i| tokens[i].sentence == sentence);
    let mut sure = true;
    let toward = is_toward(tokens, at.start, lexicon);
    before.chain(after).find_map(|i| {
        // `promised on Monday to leave`, `promised Monday that …`
        let beside = i + 1 == at.start || (i + 2 == at.start && tokens[i + 1].word == lexicon.on);
        let promised = beside && tokens[i].is(Class::Promised);
        // `has been postponed until Monday`, `moved to Friday`: what is put off lies ahead, though the putting off is past.
        let put_off = toward && i < at.start && is_putting_off(tokens, i, lexicon);
        let tense = match (promised, put_off) {
            (true, _) => Some(Tense::Past),
            (_, true) => Some(Tense::Future),
            _ => of_word(tokens, i, lexicon),
        };
        // "if they win in November": a verb beyond the "if" says little.
        sure &= tense.is_some() || !tokens[i].is(Class::Clause);
        tense.map(|tense| Shown { tense, sure })
    })
}

/// Whether `until` or `to` stands right before an expression.
fn is_toward(tokens: &[Token], start: usize, lexicon: &Lexicon) -> bool {
    let before = start.checked_sub(1).map(|i| &tokens[i]).filter(|t| t.sentence == tokens[start].sentence);
    before.is_some_and(|t| t.word == lexicon.until || t.word == lexicon.till || t.word == lexicon.to)
}

/// Whether a word is a verb of putting off. What had been put off by then may be over.
fn is_putting_off(tokens: &[Token], i: usize, lexicon: &Lexicon) -> bool {
    let group = i.saturating_sub(AUXILIARY)..i;
    let same = |t: &&Token| t.sentence == tokens[i].sentence;
    let had = tokens[group].iter().filter(same).any(|t| t.word == lexicon.had);
    tokens[i].is(Class::PutOff) && !tokens[i].capital && !had
}

/// The tense a word shows, if it shows one.
fn of_word(tokens: &[Token], i: usize, lexicon: &Lexicon) -> Option<Tense> {
    let token = &tokens[i];
    if token.classes & (Class::Future.bit() | Class::FutureTo.bit() | Class::Past.bit()) == 0 {
        return None;
    }
    // A name may be spelled like a verb, but a capital that opens a sentence is none.
    let named = token.capital && i > 0 && tokens[i - 1].sentence == token.sentence;
    if named && !token.is(Class::Month) {
        return None;
    }
    if token.is(Class::Future) && !token.is(Class::Month) {
        return Some(Tense::Future);
    }
    let leads = tokens.get(i + 1).is_some_and(|t| t.word == lexicon.to);
    if token.is(Class::FutureTo) && leads {
        return Some(Tense::Future);
    }
    if !token.is(Class::Past) {
        return None;
    }
    // "will be held", "to be held", "is set to be signed": the participle takes the auxiliary's tense.
    for back in 1..=AUXILIARY.min(i) {
        let t = &tokens[i - back];
        let other_clause =
            t.sentence != token.sentence || t.is(Class::Clause) || t.is(Class::Mark) || t.is(Class::Stop);
        if other_clause {
            break;
        }
        if (t.is(Class::Future) && !t.capital) || t.word == lexicon.be {
            return Some(Tense::Future);
        }
    }
    Some(Tense::Past)
}
