//! Widens what the patterns found by the words beside it, and joins neighbours: a day and its time of day, the two
//! ends of a range.

use super::expr::{Base, Expr, Kind, Tod, YearRef};
use super::lexicon::{Class, Lexicon, WordId};
use super::rules::portion;
use super::tense::{Shown, Tense};
use super::token::Token;
use super::when::Modifier;
use std::ops::Range;

/// An expression and its tokens.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub expr: Expr,
    pub tokens: Range<usize>,
}

/// The tokens of one part, and what is asked of them.
pub(super) struct Words<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub lexicon: &'a Lexicon,
}

impl Words<'_> {
    fn is(&self, i: usize, words: &[&str]) -> bool {
        let text = &self.text[self.tokens[i].bytes.clone()];
        words.iter().any(|w| text.eq_ignore_ascii_case(w))
    }

    /// The longest of the phrases that ends right before a token, not reaching before `floor`.
    fn phrase(
        &self,
        phrases: &[(Vec<WordId>, Modifier)],
        at: usize,
        floor: usize,
    ) -> Option<(Modifier, usize)> {
        let fits = phrases.iter().filter(|(words, _)| {
            let n = words.len();
            at >= floor + n
                && self.tokens[at - n..at].iter().zip(words).all(|(t, w)| t.word == *w)
                && self.tokens[at - n].sentence == self.tokens[at].sentence
        });
        fits.max_by_key(|(words, _)| words.len()).map(|(words, modifier)| (*modifier, words.len()))
    }

    /// The modifier of a preposition before an expression.
    pub(super) fn outside(&self, found: &Found, floor: usize) -> Option<Modifier> {
        // "before Friday's vote" bounds the vote, not the day.
        if self
            .tokens
            .get(found.tokens.end)
            .is_some_and(|t| !t.spaced && self.text[t.bytes.clone()].starts_with(['\'', '’']))
        {
            return None;
        }
        let (modifier, _) = self.phrase(&self.lexicon.outside, found.tokens.start, floor)?;
        Some(modifier)
    }

    /// Makes `within 90 days` run from publication on, unless its clause looks back or it counts from something else (`of the vote`).
    pub(super) fn run_ahead(&self, found: &mut Found, shown: Option<Shown>) {
        let beside = |i: usize| self.tokens.get(i).map_or(0, |t| t.word);
        let within = found.tokens.start.checked_sub(1).is_some_and(|i| beside(i) == self.lexicon.within);
        let counted = beside(found.tokens.end) == self.lexicon.of;
        let past = shown.is_some_and(|s| s.tense == Tense::Past);
        if let Kind::Length { toward: toward @ 0, .. } = &mut found.expr.kind
            && within
            && !counted
            && !past
        {
            *toward = 1;
        }
    }

    /// Whether the words between two expressions tell that something was said, and that not beside the second (`he said on
    /// Friday`): a time behind them is in what was said.
    pub(super) fn is_told(&self, between: Range<usize>) -> bool {
        let sentence = self.tokens.get(between.end).map(|t| t.sentence);
        let said = between.clone().rev().find(|&i| self.tokens[i].is(Class::Said));
        let own = |i: usize| Some(self.tokens[i].sentence) == sentence;
        let beside =
            |i: usize| i + 1 == between.end || i + 2 == between.end && self.tokens[i + 1].is(Class::Trigger);
        let on = |i: usize| i + 2 == between.end && self.tokens[i + 1].word == self.lexicon.on;
        said.is_some_and(|i| own(i) && !beside(i) && !on(i))
    }

    /// Takes in `early`, `the end of`, `about` and the like before an expression.
    pub(super) fn widen(&self, found: &mut Found, floor: usize) {
        let at = found.tokens.start;
        match &found.expr.kind {
            Kind::Length { toward: 0, .. } | Kind::Clock => self.approximate(found, floor),
            Kind::Shift { .. } if self.tokens[at].is(Class::Number) || self.is(at, &["a", "an"]) => {
                self.approximate(found, floor);
            }
            Kind::Calendar { year: YearRef::Known(_), .. }
                if at > floor && self.is(at - 1, &["around", "circa"]) =>
            {
                self.approximate(found, floor);
            }
            Kind::Calendar { .. }
            | Kind::Shift { .. }
            | Kind::Weekday { .. }
            | Kind::WeekdayOf { .. }
            | Kind::Weekend
            | Kind::Years { .. }
            | Kind::Fixed(_) => self.portion(found, floor),
            _ => {}
        }
    }

    fn approximate(&self, found: &mut Found, floor: usize) {
        if let Some((modifier, n)) = self.phrase(&self.lexicon.inside, found.tokens.start, floor) {
            found.expr.modifier = Some(modifier);
            found.tokens.start -= n;
        }
    }

    fn portion(&self, found: &mut Found, floor: usize) {
        let at = found.tokens.start;
        let sentence = self.tokens[at].sentence;
        let token = |back: usize| {
            let i = at.checked_sub(back).filter(|i| *i >= floor)?;
            Some(&self.tokens[i]).filter(|t| t.sentence == sentence)
        };
        let named = |back: usize| token(back).and_then(|t| portion(t, self.lexicon));
        let is = |back: usize, words: &[&str]| token(back).is_some() && self.is(at - back, words);
        let ended = ["end", "start", "beginning", "middle"];
        let running = matches!(found.expr.kind, Kind::Shift { .. });
        let (modifier, used) = if let Some(modifier) = named(1) {
            let bare = match modifier {
                Modifier::Before | Modifier::After => running,
                _ => !is(1, &ended),
            };
            if !bare {
                return;
            }
            (modifier, 1)
        } else if let Some(modifier) = named(2) {
            let ends = is(2, &ended);
            let joined = match token(1) {
                Some(t) if t.is(Class::Dash) => !t.spaced && !self.tokens[at].spaced,
                _ if ends => is(1, &["of"]),
                _ if matches!(modifier, Modifier::Before | Modifier::After) => is(1, &["in"]) && running,
                _ => is(1, &["in", "on"]),
            };
            if !joined {
                return;
            }
            (modifier, 2)
        } else {
            return;
        };
        let noun = used == 2 && is(2, &ended);
        let decade = matches!(found.expr.kind, Kind::Years { .. });
        let the = (noun || decade) && is(used + 1, &["the"]);
        found.expr.portion = Some(modifier);
        found.tokens.start = at - used - usize::from(the);
    }

    /// Joins neighbours. Goes once over the expressions.
    pub(super) fn join(&self, found: Vec<Found>) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::with_capacity(found.len());
        for next in found {
            let Some(last) = out.last() else {
                out.push(next);
                continue;
            };
            match self
                .time_of_day(last, &next)
                .or_else(|| self.range(last, &next, out.len().checked_sub(2).map(|i| &out[i])))
            {
                Some(expr) => {
                    let tokens = last.tokens.start..next.tokens.end;
                    out.pop();
                    // A range whose far end now has its day or its time: `Sunday at 5 p.m.`
                    out.push(Found { expr, tokens });
                }
                None => out.push(next),
            }
        }
        out.retain(|f| !matches!(f.expr.kind, Kind::PartOf));
        out
    }

    fn between(&self, a: &Found, b: &Found) -> Option<Range<usize>> {
        let gap = a.tokens.end..b.tokens.start;
        (gap.len() <= 2 && self.tokens[a.tokens.start].sentence == self.tokens[b.tokens.start].sentence)
            .then_some(gap)
    }

    fn time_of_day(&self, a: &Found, b: &Found) -> Option<Expr> {
        let gap = self.between(a, b)?;
        let between = |allowed: &[&str]| gap.clone().all(|i| self.is(i, allowed));
        let clock = |e: &Expr| matches!(e.kind, Kind::Clock);
        if matches!(a.expr.kind, Kind::PartOf) && b.expr.is_day() && b.expr.tod.is_none() && gap.is_empty() {
            return Some(b.expr.clone().at(a.expr.tod.clone()));
        }
        let day_part = |e: &Expr| matches!(e.tod, None | Some(Tod::Part(_)));
        if clock(&a.expr) && b.expr.is_day() && day_part(&b.expr) && between(&["on", ","]) {
            let modifier = a.expr.modifier.or(b.expr.modifier);
            return Some(Expr { tod: a.expr.tod.clone(), modifier, ..b.expr.clone() });
        }
        if clock(&b.expr) && a.expr.is_day() && day_part(&a.expr) && between(&["at", ","]) {
            let modifier = b.expr.modifier.or(a.expr.modifier);
            return Some(Expr { tod: b.expr.tod.clone(), modifier, ..a.expr.clone() });
        }
        None
    }

    fn range(&self, a: &Found, b: &Found, before: Option<&Found>) -> Option<Expr> {
        let gap = self.between(a, b)?;
        if gap.len() != 1 || !a.expr.is_point() || !b.expr.is_point() {
            return None;
        }
        let floor = before.map_or(0, |f| f.tokens.end);
        let preceded = |words: &[&str]| a.tokens.start > floor && self.is(a.tokens.start - 1, words);
        let dash = self.tokens[gap.start].is(Class::Dash) && !self.tokens[b.tokens.start].spaced;
        let joined = dash
            || self.is(gap.start, &["to", "through"])
            || (self.is(gap.start, &["until", "till"]) && preceded(&["from"]))
            || (self.is(gap.start, &["and"]) && preceded(&["between"]));
        let alike = a.expr.is_day() == b.expr.is_day()
            || matches!(b.expr.kind, Kind::Clock)
            || preceded(&["from", "between"]);
        // Only the near end may count from a time in the text.
        let told = matches!(b.expr.kind, Kind::Shift { base: Base::Text, .. });
        if !joined || !alike || told {
            return None;
        }
        let mut first = a.expr.clone();
        if let (
            Kind::Calendar { year: year @ YearRef::Absent(_), .. },
            Kind::Calendar { year: known @ (YearRef::Known(_) | YearRef::Shifted(_)), field, .. },
        ) = (&mut first.kind, &b.expr.kind)
            && !matches!(field, super::expr::Field::Year)
        {
            *year = *known;
        }
        Some(Kind::Range(Box::new(first), Box::new(b.expr.clone())).into())
    }
}
