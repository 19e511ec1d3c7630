//! The decision: acts, and the words that turn them, from clause to clause.

use super::Lexicon;
use super::lexicon::Words;
use crate::acts::Act;
use crate::events::EventType;
use crate::phrase::{Patterns, Word, words};
use crate::{Span, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which side is taken; agreement, in the terms of discourse network analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// For it.
    For,
    /// Against it.
    Against,
    /// The words do not tell, or tell both.
    Unclear,
}

impl Side {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Side::For => "for",
            Side::Against => "against",
            Side::Unclear => "unclear",
        }
    }

    fn of(sign: i8) -> Side {
        if sign > 0 { Side::For } else { Side::Against }
    }
}

/// A side, and what it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stance {
    /// The side.
    pub side: Side,
    /// Whether it does not stand in the words and only follows from them with some likelihood.
    pub inferred: bool,
    /// What it follows from, or why it is not clear; for people.
    pub because: String,
}

/// What is said, as far as a stance needs it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spoken<'a> {
    /// What is done in saying it.
    pub act: Option<Act>,
    /// Whether the text says that the act was not performed.
    pub negated: bool,
    /// The words that mark the saying.
    pub cue: &'a [Span],
    /// What is said.
    pub content: &'a [Span],
    /// Stretches of the content that tell nothing of the speaker's own stand: conditions and concessions, and what others
    /// are told to have said.
    pub masked: &'a [Span],
}

/// A stretch between two marks or conjunctions.
struct Clause {
    words: Vec<Word>,
    /// Whether the act governs it: the first sentence.
    first: bool,
    /// Whether its sentence asks.
    asks: bool,
}

/// What one clause says of the target.
struct Weighed {
    sign: i8,
    inferred: bool,
    because: Vec<String>,
}

impl Lexicon {
    /// Which side somebody takes on what the `target` words stand for. Without a target, everything that is said is it.
    ///
    /// Spans of the target outside the content, or in what is masked, count for nothing.
    pub fn decide(&self, text: &Text, spoken: Spoken<'_>, target: &[Span]) -> Stance {
        let unclear =
            |because: &str| Stance { side: Side::Unclear, inferred: false, because: because.to_owned() };
        let act = spoken.act.unwrap_or(Act::Say);
        if self.file.none.contains(&act) {
            return unclear(&format!("whoever does no more than {} takes no side", name(act)));
        }
        let sign = self.sign(act);
        let (sign, turned) = match (sign, spoken.negated) {
            (0, false) => (0, false),
            (0, true) => return unclear("the text says that it was not said"),
            (sign, false) => (sign, false),
            (sign, true) if self.file.turned.contains(&act) => (-sign, true),
            (_, true) => {
                return unclear(&format!("from not doing it ({}) no side follows", name(act)));
            }
        };
        let plain = self.is_plain(text, spoken.cue);
        let base = Base { act, sign, turned, plain };
        if target.is_empty() {
            if sign == 0 {
                return unclear("neither the act nor a word of the content takes a side");
            }
            return Stance {
                side: Side::of(sign),
                inferred: turned || self.file.inferred.contains(&act),
                because: base.because(),
            };
        }
        let inside = |span: &Span, of: &[Span]| of.iter().any(|o| o.start <= span.start && span.end <= o.end);
        let own: Vec<Span> = target
            .iter()
            .filter(|t| inside(t, spoken.content) && !spoken.masked.iter().any(|m| m.overlaps(**t)))
            .copied()
            .collect();
        if own.is_empty() {
            return unclear(match target.iter().any(|t| inside(t, spoken.content)) {
                true => "it stands only in a condition, or in what somebody else is told to have said",
                false => "it does not stand in what is said",
            });
        }
        let mut weighed = Vec::new();
        for clause in self.clauses(text, spoken.content, spoken.masked) {
            let at: Vec<usize> = (0..clause.words.len())
                .filter(|&n| own.iter().any(|t| t.overlaps(clause.words[n].span)))
                .collect();
            for run in runs(&at) {
                weighed.extend(self.weigh(&clause, run, &base));
            }
        }
        let signs = (weighed.iter().any(|w| w.sign > 0), weighed.iter().any(|w| w.sign < 0));
        match signs {
            (true, true) => unclear("some of the words are for it and some against"),
            (false, false) => unclear("neither the act nor a word near it takes a side"),
            (pro, _) => {
                // What stands in the words goes before what is likely.
                let best = weighed.iter().min_by_key(|w| w.inferred);
                Stance {
                    side: Side::of(if pro { 1 } else { -1 }),
                    inferred: best.is_some_and(|w| w.inferred),
                    because: best.map(|w| w.because.join(", ")).unwrap_or_default(),
                }
            }
        }
    }

    /// Whether a condition stands apart from what is spoken of, as a clause or phrase of its own.
    pub fn is_apart(&self, text: &Text, condition: Span) -> bool {
        self.file.words.conditions.find_at(&words(text, condition, &self.forms), 0).is_some()
    }

    /// Which side an event of a type shows of whoever does it, by the words of its sentence: what they say is done to the
    /// target goes before the type. `anchor` are the words that tell of the event.
    pub fn shown_by(
        &self,
        text: &Text,
        event: EventType,
        sentence: Span,
        anchor: &[Span],
        target: &[Span],
    ) -> Stance {
        let file = &self.file;
        let named = event.name();
        let is_it = target.iter().any(|t| anchor.iter().any(|a| a.overlaps(*t)));
        let sign = match event {
            e if file.events.r#for.contains(&e) => 1,
            e if file.events.against.contains(&e) => -1,
            e if file.events.deeds.contains(&e) && is_it => 1,
            _ => 0,
        };
        let unclear = |because: String| Stance { side: Side::Unclear, inferred: false, because };
        let mut together = false;
        for clause in self.clauses(text, &[sentence], &[]) {
            let at = |spans: &[Span]| -> Vec<usize> {
                let holds = |n: &usize| spans.iter().any(|s| s.overlaps(clause.words[*n].span));
                (0..clause.words.len()).filter(holds).collect()
            };
            let (of_target, of_anchor) = (at(target), at(anchor));
            if of_target.is_empty() || of_anchor.is_empty() {
                continue;
            }
            let near = |a: &usize| {
                runs(&of_target).into_iter().any(|run| self.governs(&clause.words, (*a, *a), run))
            };
            if !is_it && !of_anchor.iter().any(near) {
                continue;
            }
            together = true;
            let governing = |place: &Vec<usize>| {
                let place = (place[0], place[place.len() - 1]);
                runs(&of_target).into_iter().any(|run| self.governs(&clause.words, place, run))
            };
            let turning: Vec<_> =
                matches(&file.words.hinder, &clause.words).into_iter().filter(governing).collect();
            let of_type = |place: &Vec<usize>| place.iter().any(|n| of_anchor.contains(n));
            let sign = match (sign, turning.iter().any(of_type)) {
                // The words that turn are those the type was chosen by, and say the same.
                (1 | 0, true) if !is_it => -1,
                (sign, _) => sign,
            };
            if sign == 0 {
                continue;
            }
            let odd = turning.iter().filter(|place| !of_type(place)).count() % 2 == 1;
            let words: Vec<String> =
                turning.iter().map(|p| format!(", “{}”", shown(&clause.words, p))).collect();
            return Stance {
                side: Side::of(if odd { -sign } else { sign }),
                inferred: true,
                because: format!("an event of type {named}{}", words.concat()),
            };
        }
        unclear(match together {
            true => format!("an event of type {named} shows no side on it"),
            false => format!("the event of type {named} and it stand in different clauses"),
        })
    }

    /// The side that an act takes on its content.
    fn sign(&self, act: Act) -> i8 {
        let file = &self.file;
        match act {
            a if file.r#for.contains(&a) || file.wanted.contains(&a) => 1,
            a if file.against.contains(&a) || file.unwanted.contains(&a) => -1,
            _ => 0,
        }
    }

    /// Whether the cue only says that something is said.
    fn is_plain(&self, text: &Text, cue: &[Span]) -> bool {
        let all: Vec<Word> = cue.iter().flat_map(|c| words(text, *c, &self.forms)).collect();
        all.is_empty() || all.iter().any(|w| w.is_in(&self.file.words.plain))
    }

    fn clauses(&self, text: &Text, content: &[Span], masked: &[Span]) -> Vec<Clause> {
        let mut out: Vec<Clause> = Vec::new();
        let mut first = true;
        for piece in content.iter().filter(|p| p.start < p.end && p.end <= text.len()) {
            let all = words(text, *piece, &self.forms);
            let mut clause = Vec::new();
            let mut begun = out.len();
            for (n, word) in all.iter().enumerate() {
                if masked.iter().any(|m| m.overlaps(word.span)) {
                    flush(&mut out, &mut clause, first);
                    continue;
                }
                let ends_sentence = matches!(&*word.lower, "." | "!" | "?")
                    && all
                        .get(n + 1)
                        .is_none_or(|next| next.span.start > word.span.end || next.is_quotation_mark());
                if ends_sentence {
                    flush(&mut out, &mut clause, first);
                    let asks = &*word.lower == "?";
                    out[begun..].iter_mut().for_each(|clause| clause.asks = asks);
                    begun = out.len();
                    first = false;
                } else if matches!(&*word.lower, ";" | ":" | "—" | "–" | ",") {
                    flush(&mut out, &mut clause, first);
                } else if self.file.words.clauses.find_at(&all, n).is_some() {
                    // What is said besides is not what is demanded or rejected.
                    let begins = out.is_empty() && clause.is_empty();
                    flush(&mut out, &mut clause, first);
                    first &= begins;
                } else if !word.is_mark() {
                    clause.push(word.clone());
                }
            }
            flush(&mut out, &mut clause, first);
        }
        out
    }

    /// What a clause says of the words from `run.0` to `run.1` in it.
    fn weigh(&self, clause: &Clause, run: (usize, usize), base: &Base) -> Option<Weighed> {
        let lexicon = &self.file.words;
        let words = &clause.words;
        if clause.asks || !self.is_thing(words, run) {
            return None;
        }
        let mut taken = vec![false; words.len()];
        for place in matches(&lexicon.harmless, words) {
            place.iter().for_each(|&n| taken[n] = true);
        }
        let mut because = Vec::new();
        // What takes a side, and how often that is turned round.
        let mut sides: Vec<i8> = Vec::new();
        let mut turns = 0;
        let mut ends: Vec<usize> = vec![run.0, run.1];
        if matches(&lexicon.aside, words).iter().any(|p| p[0] < run.0 && self.reaches(words, p[0], run.0)) {
            return None;
        }
        let governed = clause.first && base.sign != 0 && self.reaches_from_act(words, run.0, base.act);
        // Refusing to rule something out leaves it open.
        if governed
            && base.sign < 0
            && (0..words.len().min(3)).any(|n| lexicon.left_open.find_at(words, n).is_some())
        {
            return None;
        }
        let mut attribute = None;
        if governed {
            sides.push(base.sign);
            because.push(base.because());
        }
        let overlaps =
            |place: &[usize], taken: &[bool]| place.iter().any(|&n| taken[n] || (run.0..=run.1).contains(&n));
        // The longest matches first, so that "no need for" is not read as a need.
        let lists: [(&Patterns, i8, Kind); 5] = [
            (&lexicon.bad, -1, Kind::Judged),
            (&lexicon.good, 1, Kind::Judged),
            (&lexicon.attitudes_for, 1, Kind::Attitude),
            (&lexicon.attitudes_against, -1, Kind::Attitude),
            (&lexicon.wish, 1, Kind::Wish),
        ];
        let mut found: Vec<(Vec<usize>, i8, Kind)> = Vec::new();
        for (list, side, kind) in lists {
            found.extend(matches(list, words).into_iter().map(|place| (place, side, kind)));
        }
        found.extend(matches(&lexicon.hinder, words).into_iter().map(|place| (place, -1, Kind::Hinder)));
        found.sort_by_key(|(place, _, kind)| (std::cmp::Reverse(place.len()), *kind));
        for (place, side, kind) in found {
            let (from, to) = (place[0], place[place.len() - 1]);
            if overlaps(&place, &taken) || !self.governs(words, (from, to), run) {
                continue;
            }
            match kind {
                Kind::Attitude if !self.is_own(words, from) => continue,
                // The act is already made of this word: "said he supports the ban" is an act of support.
                Kind::Attitude if base.plain && base.made_of(side) && clause.first => {
                    place.iter().for_each(|&n| taken[n] = true);
                    continue;
                }
                Kind::Wish if governed => continue,
                // What is wanted or not is told by the act; "an end to illegal fishing" turns no second time.
                Kind::Judged if governed => continue,
                Kind::Judged if !self.is_said_of(words, (from, to), run) => continue,
                Kind::Judged if to < run.0 && is_attribute(lexicon, words, (from, to), run.0) => {
                    attribute.get_or_insert((side, shown(words, &place)));
                    continue;
                }
                _ => {}
            }
            place.iter().for_each(|&n| taken[n] = true);
            ends.extend([from, to]);
            because.push(format!("“{}”", shown(words, &place)));
            match kind {
                Kind::Hinder => turns += 1,
                _ => sides.push(side),
            }
        }
        if sides.is_empty() {
            let (sign, word) = attribute?;
            return Some(Weighed { sign, inferred: true, because: vec![format!("“{word}”")] });
        }
        let (low, high) = (*ends.iter().min()?, *ends.iter().max()?);
        let mut negations: Vec<usize> = Vec::new();
        for place in matches(&lexicon.negations, words) {
            let n = place[0];
            if !overlaps(&place, &taken) && n < high && self.reaches(words, n.min(low), n.max(low)) {
                negations.push(n);
                place.iter().for_each(|&n| taken[n] = true);
            }
        }
        // The act was told by the negation in the content: "said he would not sign".
        if clause.first && base.plain && base.sign < 0 && !negations.is_empty() && base.is_of_negation() {
            negations.remove(0);
        }
        for n in negations {
            because.push(format!("“{}”", &words[n].lower));
            turns += 1;
        }
        let sign = sides.iter().product::<i8>() * if turns % 2 == 1 { -1 } else { 1 };
        let inferred =
            clause.first && (base.turned || self.file.inferred.contains(&base.act)) && base.sign != 0;
        Some(Weighed { sign, inferred, because })
    }

    /// Whether what an act is done to reaches as far as a word of its content. A demand or promise has a clause for its
    /// content; what is praised or rejected is named first.
    fn reaches_from_act(&self, words: &[Word], to: usize, act: Act) -> bool {
        let lexicon = &self.file.words;
        let clausal = self.file.wanted.contains(&act) || self.file.unwanted.contains(&act);
        // A leading "that" only opens the content.
        let from = usize::from(words.first().is_some_and(|w| w.stands_in(&lexicon.opens))).min(to);
        if words[from..to].iter().any(|w| w.stands_in(&lexicon.apart)) {
            return false;
        }
        let of_another = |n: usize| {
            words[n].stands_in(&lexicon.of_another)
                && !words[n - 1].is_in(&lexicon.light)
                && lexicon.hinder.find_at(words, n - 1).is_none()
        };
        clausal || to <= 9 && !(1..to).any(of_another)
    }

    /// Whether the target stands for a thing by itself and not for a part of another's name, as in "tax returns". A verb does.
    fn is_thing(&self, words: &[Word], run: (usize, usize)) -> bool {
        let lexicon = &self.file.words;
        let is_verb = run.0 > 0 && words[run.0 - 1].stands_in(&lexicon.auxiliaries);
        let lists = [
            &lexicon.hinder,
            &lexicon.good,
            &lexicon.bad,
            &lexicon.wish,
            &lexicon.negations,
            &lexicon.attitudes_for,
            &lexicon.attitudes_against,
        ];
        // Who is to do something is not what is wanted: "urged the police to release the tape".
        let does = words.get(run.1 + 1).is_some_and(|w| w.stands_in(&lexicon.to))
            && words.get(run.1 + 2).is_some_and(|w| {
                !(w.is_in(&lexicon.be)
                    || w.stands_in(&lexicon.follows)
                    || lexicon.hinder.find_at(words, run.1 + 2).is_some())
            });
        if does && !is_verb {
            return false;
        }
        is_verb
            || words.get(run.1 + 1).is_none_or(|next| {
                next.is_in(&lexicon.follows)
                    || lexicon.is_adverb(next)
                    || lists.iter().any(|list| list.find_at(words, run.1 + 1).is_some())
            })
    }

    /// Whether a judgement is one of the target: an adjective of another noun is not ("the most important reason"), nor is one
    /// before it without a link.
    fn is_said_of(&self, words: &[Word], (from, to): (usize, usize), run: (usize, usize)) -> bool {
        let lexicon = &self.file.words;
        let links = |w: &Word| w.stands_in(&lexicon.links) || w.is_in(&lexicon.be);
        if to < run.0 {
            return is_attribute(lexicon, words, (from, to), run.0) || words[to..run.0].iter().any(links);
        }
        words.get(to + 1).is_none_or(|next| next.is_in(&lexicon.follows) || lexicon.is_adverb(next))
    }

    /// Whether a word or two stand close enough to the target, with nothing between that parts them.
    fn governs(&self, words: &[Word], place: (usize, usize), run: (usize, usize)) -> bool {
        const NEAR: usize = 8;
        if place.1 < run.0 {
            run.0 - place.1 <= NEAR && self.reaches(words, place.1, run.0)
        } else {
            place.0.saturating_sub(run.1) <= NEAR && self.reaches(words, run.1, place.0)
        }
    }

    /// Whether nothing between two words parts them.
    fn reaches(&self, words: &[Word], from: usize, to: usize) -> bool {
        from >= to || !words[from + 1..to].iter().any(|w| w.stands_in(&self.file.words.apart))
    }

    /// Whether a verb is of the speaker: a pronoun stands before it, or nobody does.
    fn is_own(&self, words: &[Word], verb: usize) -> bool {
        let lexicon = &self.file.words;
        let before = words[..verb].iter().rev().find(|w| {
            !(w.is_in(&lexicon.auxiliaries) || w.stands_in(&lexicon.auxiliaries) || lexicon.is_adverb(w))
        });
        before.is_none_or(|w| w.stands_in(&lexicon.own))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Judged,
    Attitude,
    Hinder,
    Wish,
}

/// What the act gives to start with.
struct Base {
    act: Act,
    sign: i8,
    turned: bool,
    plain: bool,
}

impl Base {
    fn because(&self) -> String {
        let not = if self.turned { ", which is said not to be done" } else { "" };
        format!("the act ({}){not}", name(self.act))
    }

    /// Whether an act told by the content is told by a negation in it.
    fn is_of_negation(&self) -> bool {
        matches!(self.act, Act::Refuse | Act::Reject | Act::Oppose | Act::Deny)
    }

    /// Whether the act is one that words of this side in the content make.
    fn made_of(&self, side: i8) -> bool {
        match self.act {
            Act::Support
            | Act::Accept
            | Act::Want
            | Act::Like
            | Act::Welcome
            | Act::Offer
            | Act::Hope
            | Act::Demand => side > 0,
            Act::Oppose | Act::Reject | Act::Dislike | Act::Refuse | Act::Criticise | Act::Regret => side < 0,
            _ => false,
        }
    }
}

/// Ends a clause.
fn flush(out: &mut Vec<Clause>, clause: &mut Vec<Word>, first: bool) {
    if !clause.is_empty() {
        out.push(Clause { words: std::mem::take(clause), first, asks: false });
    }
}

/// Whether a word that judges stands right before the target, as an adjective does.
fn is_attribute(lexicon: &Words, words: &[Word], (from, to): (usize, usize), target: usize) -> bool {
    from == to
        && target - to <= 2
        && words[to + 1..target].iter().all(|w| !w.stands_in(&lexicon.parts_attribute))
}

/// Where the patterns match, each at its first word.
fn matches(patterns: &Patterns, words: &[Word]) -> Vec<Vec<usize>> {
    (0..words.len()).filter_map(|at| patterns.find_at(words, at)).collect()
}

/// Words in a row, as first and last.
fn runs(at: &[usize]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for &n in at {
        match out.last_mut() {
            Some(run) if run.1 + 1 == n => run.1 = n,
            _ => out.push((n, n)),
        }
    }
    out
}

fn shown(words: &[Word], place: &[usize]) -> String {
    place.iter().map(|&n| &*words[n].lower).collect::<Vec<_>>().join(" ")
}

fn name(act: Act) -> String {
    format!("{act:?}").to_lowercase()
}
