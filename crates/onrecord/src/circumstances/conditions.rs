//! What a content depends on.

use super::{Condition, ConditionKind, Lexicon, cover};
use crate::Text;
use crate::acts::Said;
use crate::phrase::{Patterns, Word};

/// Marks at which a clause ends.
const CLAUSE_ENDS: [&str; 8] = [",", ";", ":", ".", "!", "?", "–", "—"];
/// Most words of a subject that names an event.
const SUBJECT: usize = 14;
/// A gerund has at least so many letters.
const GERUND: usize = 5;

/// One piece of a content.
struct Piece<'a> {
    text: &'a Text,
    words: Vec<Word>,
    /// Whether nothing of the content goes before it.
    first: bool,
    /// Whether the cue asks something.
    asked: bool,
    /// Whether it says what may or will be, so that it can depend on something.
    open: bool,
}

impl Lexicon {
    /// The conditions in a content.
    pub(super) fn conditions(&self, text: &Text, said: &Said<'_>) -> Vec<Condition> {
        let c = &self.words.condition;
        let asked = said.cue.iter().any(|q| self.cut(text, *q).iter().any(|w| w.is_in(&c.asking_cues)));
        let mut found = Vec::new();
        for (number, span) in said.content.iter().enumerate() {
            let words = self.cut(text, *span);
            let open = words.iter().any(|w| w.stands_in(&c.with_noun_beside));
            self.conditions_in(&Piece { text, words, first: number == 0, asked, open }, &mut found);
        }
        found
    }

    fn conditions_in(&self, piece: &Piece<'_>, found: &mut Vec<Condition>) {
        let words = &piece.words;
        let mut at = 0;
        while at < words.len() {
            let next = self.marked(piece, at).or_else(|| self.compared(words, at));
            let Some((end, kind)) = next.filter(|&(end, _)| end > at) else {
                at += 1;
                continue;
            };
            found.push(Condition { span: cover(trim(&words[at..end])), kind });
            at = end;
        }
        self.supposed(words, found);
    }

    /// Where the clause or noun phrase ends that a marker opens here.
    fn marked(&self, piece: &Piece<'_>, at: usize) -> Option<(usize, ConditionKind)> {
        use ConditionKind::{Concession, Condition};
        let (c, words) = (&self.words.condition, &piece.words);
        let length = |patterns: &Patterns| patterns.find_at(words, at).map(|m| m.len());
        if let Some(n) = length(&c.concessions) {
            return Some((self.clause_end(words, at + n), Concession));
        }
        let noun = |n: usize| Some(self.noun_end(words, at + n)).filter(|&end| end > at + n);
        if let Some(n) = length(&c.concessions_with_noun) {
            return noun(n).map(|end| (end, Concession));
        }
        if let Some(n) = length(&c.with_noun) {
            return noun(n).filter(|_| piece.open).map(|end| (end, Condition));
        }
        if let Some(n) = length(&c.markers) {
            let end = self.clause_end(words, at + n);
            let short = end <= at + n + 1 && length(&c.short).is_none();
            let question = n == 1 && words[at].is_in(&c.asking) && self.asks(piece, at);
            return (!short && !question).then_some((end, Condition));
        }
        if !words[at].stands_in(&c.inverted) || !self.heads_clause(piece, at) {
            return None;
        }
        let end = self.clause_end(words, at);
        let goes_on = words.get(end).is_some_and(|w| &*w.lower == ",");
        goes_on.then_some((end, Condition))
    }

    /// Whether an `if` at `at` opens a question: after a verb of asking, or first of what a cue asks.
    fn asks(&self, piece: &Piece<'_>, at: usize) -> bool {
        let mut before = piece.words[..at].iter().rev().filter(|w| !w.is_quotation_mark());
        let Some(last) = before.next() else { return piece.asked && piece.first };
        let c = &self.words.condition;
        let pronoun = c.selves.iter().any(|e| last.lower.ends_with(&**e));
        last.is_in(&c.questions) || pronoun && before.next().is_some_and(|w| w.is_in(&c.questions))
    }

    /// Whether a word stands at the head of a clause, as far as can be told from marks and capitals.
    fn heads_clause(&self, piece: &Piece<'_>, at: usize) -> bool {
        let capital = piece.text.slice(piece.words[at].span).starts_with(char::is_uppercase);
        match piece.words[..at].iter().rev().find(|w| !w.is_quotation_mark()) {
            None => piece.first || capital,
            Some(before) => before.is_mark() && capital,
        }
    }

    /// One past the noun phrase that begins at `from`: a second one does not belong to it.
    fn noun_end(&self, words: &[Word], from: usize) -> usize {
        let phrase = &self.words.phrase;
        let second = |i: usize| {
            i > from && words[i].stands_in(&phrase.begins) && !words[i - 1].stands_in(&phrase.links)
        };
        self.phrase_end(words, from, second)
    }

    /// Where the first half of `the more …, the more …` ends.
    fn compared(&self, words: &[Word], at: usize) -> Option<(usize, ConditionKind)> {
        let comparison = &self.words.comparison;
        let comparative = |at: usize| {
            let found = comparison.firsts.find_at(words, at)?;
            (!words[found[1]].is_in(&comparison.not_comparatives)).then_some(())
        };
        comparative(at)?;
        let end = self.clause_end(words, at);
        (end > at + 2 && comparative(end + 1).is_some()).then_some((end, ConditionKind::Comparison))
    }

    /// Subjects of `would` and its like that name an event.
    fn supposed(&self, words: &[Word], found: &mut Vec<Condition>) {
        let c = &self.words.condition;
        for at in (1..words.len()).filter(|&i| words[i].stands_in(&c.results)) {
            let begins = |w: &Word| w.stands_in(&c.subject_after) || w.is_mark() && !w.is_quotation_mark();
            let start = words[..at].iter().rposition(begins).map_or(0, |i| i + 1);
            let subject = trim(&words[start..at]);
            if subject.is_empty() || subject.len() > SUBJECT {
                continue;
            }
            // "The vote would be held" speaks of one that is settled; "the collapse of the fund" may.
            let settled = subject[0].is_in(&c.settled) && !subject.iter().any(|w| w.is_in(&c.unsettled));
            let event = !settled && subject.iter().any(|w| w.is_in(&c.events));
            let gerund = (0..subject.len()).any(|i| self.gerund(subject, i));
            let span = cover(subject);
            if (event || gerund) && !found.iter().any(|f| f.span.overlaps(span)) {
                found.push(Condition { span, kind: ConditionKind::Condition });
            }
        }
    }

    /// Whether a word of a subject is the verb of a gerund clause: first in it, or right after the clause's own subject.
    fn gerund(&self, subject: &[Word], at: usize) -> bool {
        let word = &subject[at];
        let phrase = &self.words.phrase;
        let after_noun = |w: &Word| !w.stands_in(&phrase.begins) && !w.is_in(&phrase.ends) && !w.is_mark();
        word.lower.chars().count() >= GERUND
            && self.words.condition.gerunds.iter().any(|e| word.lower.ends_with(&**e))
            && !word.stands_in(&self.words.condition.not_gerunds)
            && (at == 0 || after_noun(&subject[at - 1]))
    }

    /// The first mark at or after `from` that ends a clause, or the end. A mark inside a number or after an abbreviation
    /// is none.
    fn clause_end(&self, words: &[Word], from: usize) -> usize {
        let ends = |&i: &usize| {
            let glued = words.get(i + 1).is_some_and(|n| !n.is_mark() && n.span.start == words[i].span.end);
            CLAUSE_ENDS.contains(&&*words[i].lower) && !glued && !self.abbreviates(words, i)
        };
        (from..words.len()).find(ends).unwrap_or(words.len())
    }
}

/// Without marks at the ends; all of it where there is nothing else.
fn trim(words: &[Word]) -> &[Word] {
    let Some(start) = words.iter().position(|w| !w.is_mark()) else { return words };
    let end = words.iter().rposition(|w| !w.is_mark()).map_or(start, |i| i + 1);
    &words[start..end]
}
