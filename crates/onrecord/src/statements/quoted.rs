//! What quotation marks alone say: quotations that no cue claimed, and words that are only held with tongs.

use super::decode::Decoding;
use super::draft::{Draft, Words};
use super::patterns::is_saying;
use crate::document::Document;
use crate::labels::Deprel;
use crate::language::{Quotation, QuoteMark};
use crate::{Wording, WordingKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// A quotation of at most so many words is no quotation of a statement but a word held at a distance.
const SCARE: usize = 4;

/// Quotations that no statement holds: the rest of a statement that was interrupted or goes on in the next paragraph,
/// or a statement that names no speaker.
pub(super) fn adopt(document: &Document, drafts: &mut Vec<Draft>, rules: &Decoding) {
    let mut held = vec![false; document.input.words.len()];
    let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
    for (n, d) in drafts.iter().enumerate() {
        d.content.iter().chain(d.source.iter()).for_each(|w| held[w] = true);
        ends.extend(d.content.last().map(|last| (last, n)));
    }
    for q in document.input.quotations.iter().filter(|q| !q.single) {
        let run = q.first..q.end;
        let words = run.clone().filter(|&w| document.input.words[w].is_wordlike()).count();
        if held[run.clone()].contains(&true) {
            continue;
        }
        let title = is_title(document, q);
        if let Some((source, cue)) = led_in(document, q, words >= LED_IN && !title)
            && !held[source.start..q.first].contains(&true)
        {
            held[source.start..q.end].fill(true);
            ends.insert(q.end - 1, drafts.len());
            let (cue, source) = (Words::one(cue), Words::one(source));
            drafts.push(Draft {
                cue,
                source,
                content: Words::one(run),
                score: rules.marks.led_in,
                ..Draft::default()
            });
            continue;
        }
        if title || words < rules.orphan {
            continue;
        }
        held[run.clone()].fill(true);
        let before = ends.range(..q.first).next_back().map(|(_, &n)| n);
        let owner = before.filter(|&n| goes_on(document, &drafts[n], q)).unwrap_or_else(|| {
            drafts.push(Draft { score: rules.marks.alone, ..Draft::default() });
            drafts.len() - 1
        });
        drafts[owner].content.add(run);
        ends.extend(drafts[owner].content.last().map(|last| (last, owner)));
    }
}

/// Least words of a quotation that a colon leads in.
const LED_IN: usize = 3;
/// Most words between the subject and the colon.
const LEAD: usize = 6;

/// Source and cue of a quotation after a colon, where the words before it are a subject and what it does: `The coach shook his
/// head: “…”`, if it is `whole`. Behind a verb of saying it need not be, and the subject may stand anywhere: `Asked whether she
/// would, Roe replied: “Never.”`
fn led_in(document: &Document, q: &Quotation, whole: bool) -> Option<(Range<usize>, Range<usize>)> {
    let colon = q.first.checked_sub(1).filter(|&w| document.word(w) == ":")?;
    let start = document.sentence_words(colon).start;
    let saying = (colon > start).then(|| colon - 1).filter(|&w| is_saying(document, w));
    let mut subjects = (start..colon).filter(|&w| document.rel(w) == Deprel::Nsubj);
    let subject = match saying {
        Some(verb) => subjects.find(|&w| document.head(w) == verb)?,
        None => subjects.next()?,
    };
    let verb = document.head(subject);
    let below = |w: usize| document.path(w).any(|above| above == subject);
    let end = (subject..colon).take_while(|&w| below(w)).last()? + 1;
    let first = (start..subject).rev().take_while(|&w| below(w)).last().unwrap_or(subject);
    let leads = saying.is_some() || (first == start && whole);
    (leads && end < colon && colon - end <= LEAD && (end..colon).contains(&verb))
        .then_some((first..end, end..colon))
}

/// A title is written with capitals: "The Art of the Deal". Where every noun is, only what the model takes for a name is one.
fn is_title(document: &Document, q: &Quotation) -> bool {
    let words = &document.input.words;
    let long = |w: &usize| words[*w].is_wordlike() && document.word(*w).chars().count() > 3;
    let long: Vec<usize> = (q.first..q.end).filter(long).collect();
    let named = |w: &usize| match document.language.traits().capitals {
        true => words[*w].is_capital(),
        false => document.in_name(*w),
    };
    !long.is_empty() && long.iter().all(named)
}

/// Whether a quotation goes on with the statement before it: nothing but that statement's own cue and source stands
/// between, or the paragraph before ends in its quotation and this one opens with a quotation mark.
fn goes_on(document: &Document, before: &Draft, q: &Quotation) -> bool {
    let input = &document.input;
    let home = input.paragraph_of(q.first);
    let Some(last) = before.content.last() else { return false };
    if !input.marks[last].is_quoted() && input.marks[last] != QuoteMark::Close {
        return false;
    }
    let between = last + 1..q.first;
    let own = |w: usize| before.cue.contains(w) || before.source.contains(w) || !input.words[w].is_wordlike();
    if home == input.paragraph_of(last) {
        return between.filter(|&w| !own(w)).take(4).count() <= 3;
    }
    let opens = input.paragraphs[home].start == q.first;
    opens && home == input.paragraph_of(last) + 1 && between.clone().all(own)
}

/// Short quotations that are not a whole statement of their own.
pub(super) fn scare_quotes(document: &Document, drafts: &[Draft]) -> Vec<Wording> {
    let input = &document.input;
    // The shortest piece of a statement that holds a word: a quotation no longer than it is only a part of the statement.
    let mut shortest = vec![usize::MAX; input.words.len()];
    for d in drafts {
        let piece = d.content.0.iter().map(ExactSizeIterator::len).min().unwrap_or(usize::MAX);
        d.content.iter().for_each(|w| shortest[w] = shortest[w].min(piece));
    }
    input
        .quotations
        .iter()
        .filter(|q| q.closed)
        .filter(|q| {
            let run = q.first..q.end;
            let words = run.clone().filter(|&w| input.words[w].is_wordlike()).count();
            (1..=SCARE).contains(&words) && shortest[run.clone()].iter().all(|&piece| piece > run.len())
        })
        .map(|q| Wording { kind: WordingKind::ScareQuote, span: q.span(&input.words) })
        .collect()
}
