//! What quotation marks alone say: quotations that no cue claimed, and words that are only held with tongs.

use super::decode::Decoding;
use super::draft::{Draft, Words};
use super::patterns::{is_gesture, is_saying};
use crate::document::Document;
use crate::labels::{Deprel, EntityKind, Upos};
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
        if let Some((source, cue)) = followed(document, q)
            && !held[q.end..source.end.max(cue.end)].contains(&true)
        {
            held[q.first..source.end.max(cue.end)].fill(true);
            ends.insert(q.end - 1, drafts.len());
            let (cue, source, content) = (Words::one(cue), Words::one(source), Words::one(run));
            drafts.push(Draft { cue, source, content, score: rules.marks.led_in, ..Draft::default() });
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
    if let Some(source) = named_before(document, start..colon).filter(|_| whole) {
        return Some((source, colon..colon + 1));
    }
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

/// Who is named right before a colon in words without a verb: `And from Chairwoman Marit Holm:`.
fn named_before(document: &Document, words: Range<usize>) -> Option<Range<usize>> {
    let verb = |w: usize| matches!(document.upos(w), Upos::Verb | Upos::Aux);
    if words.len() > LEAD + 2 || words.clone().any(verb) {
        return None;
    }
    let speaks = |kind| matches!(kind, EntityKind::Person | EntityKind::Organization);
    let name = document.names.iter().find(|n| n.words.end == words.end && words.contains(&n.words.start))?;
    // With what stands before the name: a title, an article.
    let title = |w: &usize| {
        matches!(document.upos(*w), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det)
            && document.leads_into(*w, &(*w + 1..words.end))
    };
    let first = (words.start..name.words.start).rev().take_while(title).last().unwrap_or(name.words.start);
    speaks(name.kind).then_some(first..words.end)
}

/// Most words between a quotation and the verb of saying behind it.
const FOLLOWS: usize = 12;

/// Source and cue of a quotation that a mark leaves open (`“No,” Dale said.`): a verb of saying with its subject, and nothing else before
/// the two.
fn followed(document: &Document, q: &Quotation) -> Option<(Range<usize>, Range<usize>)> {
    q.end
        .checked_sub(2)
        .filter(|&w| q.closed && w > q.first && matches!(document.word(w), "," | "?" | "!"))?;
    let input = &document.input;
    if q.end >= document.len() || input.paragraph_of(q.end) != input.paragraph_of(q.first) {
        return None;
    }
    let sentence = document.sentence_words(q.end);
    let verb = (q.end..sentence.end.min(q.end + FOLLOWS)).find(|&w| is_saying(document, w))?;
    let subject = document.child(verb, &[Deprel::Nsubj]).filter(|&w| w >= q.end)?;
    let below = |w: &usize| document.path(*w).any(|above| above == subject);
    let first = (q.end..subject).rev().take_while(below).last().unwrap_or(subject);
    let end = (subject..sentence.end).take_while(below).last()? + 1;
    let joined =
        if subject < verb { first == q.end && end == verb } else { verb == q.end && first == verb + 1 };
    joined.then_some((first..end, verb..verb + 1))
}

/// Whether what the model takes for a cue only tells what somebody does when a quotation is over: `“The harbour will close.” Bob nodded.`
pub(super) fn is_only_a_gesture(document: &Document, draft: &Draft) -> bool {
    let (Some(last), Some(cue)) = (draft.content.last(), draft.cue.first()) else { return false };
    let input = &document.input;
    let quoted =
        draft.content.iter().filter(|&w| input.words[w].is_wordlike()).all(|w| input.marks[w].is_quoted());
    // The full stop stands within the marks, whether the content takes in those or not.
    let over = (last.saturating_sub(1)..(last + 3).min(cue)).any(|w| document.word(w) == ".");
    last < cue && quoted && over && draft.cue.iter().any(|w| is_gesture(document, w))
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
