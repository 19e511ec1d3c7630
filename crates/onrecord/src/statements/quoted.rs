//! What quotation marks alone say: quotations that no cue claimed, and words that are only held with tongs.

use super::decode::Decoding;
use super::draft::{Draft, Words};
use crate::language::Quotation;
use crate::reading::Reading;
use crate::{Text, Wording, WordingKind};

/// A quotation of at most so many words is no quotation of a statement but a word held at a distance.
const SCARE: usize = 4;

/// Quotations that no statement holds: the rest of a statement that was interrupted or goes on in the next paragraph,
/// or a statement that names no speaker.
pub(super) fn adopt(text: &Text, reading: &Reading, drafts: &mut Vec<Draft>, rules: &Decoding) {
    for q in reading.input.quotations.iter().filter(|q| !q.single) {
        let run = q.first..q.end;
        let words = run.clone().filter(|&w| reading.input.words[w].is_wordlike()).count();
        let held = drafts.iter().any(|d| d.content.shared(&run) > 0 || d.source.shared(&run) > 0);
        if words < rules.orphan || held || is_title(text, reading, q) {
            continue;
        }
        match owner(reading, drafts, q) {
            Some(d) => drafts[d].content.add(run),
            None => drafts.push(Draft {
                cue: Words::default(),
                source: Words::default(),
                content: Words::one(run),
                score: 0.3,
            }),
        }
    }
}

/// A title is written with capitals: "The Art of the Deal".
fn is_title(text: &Text, reading: &Reading, q: &Quotation) -> bool {
    let long: Vec<_> = (q.first..q.end)
        .map(|w| &reading.input.words[w])
        .filter(|w| w.is_wordlike() && text.slice(w.span).chars().count() > 3)
        .collect();
    !long.is_empty() && long.iter().all(|w| w.is_capital())
}

/// The statement that a quotation goes on with: nothing but that statement's own cue and source stands between, or the
/// paragraph before ends in its quotation and this one opens with a quotation mark.
fn owner(reading: &Reading, drafts: &[Draft], q: &Quotation) -> Option<usize> {
    let input = &reading.input;
    let paragraph = |w: usize| input.paragraphs.partition_point(|p| p.end <= w);
    let home = paragraph(q.first);
    let (at, before) = drafts
        .iter()
        .enumerate()
        .filter(|(_, d)| d.content.last().is_some_and(|l| l < q.first))
        .max_by_key(|(_, d)| d.content.last())?;
    let last = before.content.last()?;
    if !input.marks[last].is_quoted() && input.marks[last] != crate::language::QuoteMark::Close {
        return None;
    }
    let between = last + 1..q.first;
    let own = |w: usize| before.cue.contains(w) || before.source.contains(w) || !input.words[w].is_wordlike();
    if home == paragraph(last) {
        let foreign = between.filter(|&w| !own(w)).count();
        return (foreign <= 3).then_some(at);
    }
    let opens = input.paragraphs[home].start == q.first;
    (opens && home == paragraph(last) + 1 && between.clone().all(own)).then_some(at)
}

/// Short quotations that are not a whole statement of their own.
pub(super) fn scare_quotes(reading: &Reading, drafts: &[Draft]) -> Vec<Wording> {
    let input = &reading.input;
    input
        .quotations
        .iter()
        .filter(|q| q.closed)
        .filter(|q| {
            let run = q.first..q.end;
            let words = run.clone().filter(|&w| input.words[w].is_wordlike()).count();
            let whole = drafts
                .iter()
                .any(|d| d.content.0.iter().any(|r| r.len() <= run.len() && d.content.shared(&run) > 0));
            (1..=SCARE).contains(&words) && !whole
        })
        .map(|q| Wording { kind: WordingKind::ScareQuote, span: q.span(&input.words) })
        .collect()
}
