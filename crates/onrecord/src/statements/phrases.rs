//! Repairs by the sentence's tree: the model marks words, and now and then cuts through a phrase.

use super::draft::Draft;
use crate::document::Document;
use crate::labels::{Deprel, Upos};
use crate::language::Shape;

/// Words that a phrase is completed by at most.
const LONGEST: usize = 12;
/// Relations of what stands before a noun in its phrase.
const BEFORE_NOUN: [Deprel; 6] =
    [Deprel::Det, Deprel::Amod, Deprel::Compound, Deprel::Nummod, Deprel::Nmod, Deprel::Flat];

/// Words between a verb and what stands apart from it, at most.
const APART: usize = 16;

/// Makes the source's noun phrase whole, gives the content's clause the subject it lacks, and the cue what stands apart from its verb.
pub(super) fn complete(document: &Document, draft: &mut Draft) {
    if let Some(word) = particle(document, draft) {
        draft.source.remove(&(word..word + 1));
        draft.content.remove(&(word..word + 1));
        draft.cue.add(word..word + 1);
    }
    let relation = |w: usize| document.rel(w).base();
    let sentence = |w: usize| document.sentence_words(w);
    if let Some(first) = draft.source.first() {
        let run = draft.source.0[0].clone();
        let from = sentence(first).start.max(first.saturating_sub(LONGEST));
        let (mut start, mut at) = (first, first);
        while at > from && !draft.cue.contains(at - 1) {
            at -= 1;
            match noun_phrase(document, at, start..run.end, relation) {
                Some(true) => start = at,
                // The mark inside `US-led` decides nothing.
                None => {}
                Some(false) => break,
            }
        }
        if start < first {
            draft.content.remove(&(start..first));
            draft.source.add(start..first);
        }
    }
    complete_end(document, draft);
    if let Some(word) = complementizer(document, draft) {
        draft.source.remove(&(word..word + 1));
        draft.content.add(word..word + 1);
    }
    if let Some(first) = draft.content.first() {
        let run = draft.content.0[0].clone();
        let own = sentence(first);
        let from = own.start.max(first.saturating_sub(LONGEST));
        let free = |w: usize| !draft.cue.contains(w) && !draft.source.contains(w);
        let subject = (from..first).find(|&w| {
            relation(w) == Deprel::Nsubj && run.contains(&document.head(w)) && (w..first).all(free)
        });
        if let Some(subject) = subject {
            let below = |w: usize| document.path(w).any(|p| p == subject);
            let start = (from..subject).rev().take_while(|&w| free(w) && below(w)).last().unwrap_or(subject);
            // Between subject and content stands nothing but what hangs on the one or the other.
            if (subject..first).all(|w| below(w) || run.contains(&document.head(w))) {
                draft.content.add(start..first);
            }
        }
    }
}

/// What stands apart from the verb of the cue (`kündigte am Dienstag [an], …`): the word at the end of its clause, where that is one that
/// verbs are parted from. Before a mark or a conjunction none of them is a preposition.
fn particle(document: &Document, draft: &Draft) -> Option<usize> {
    let particles = &document.language.traits().verb_particles;
    let verb = draft.cue.last()?;
    if particles.is_empty() {
        return None;
    }
    let sentence = document.sentence_words(verb);
    let words = &document.input.words;
    let ends = |w: usize| {
        w >= sentence.end || !words[w].is_wordlike() || matches!(document.upos(w), Upos::Cconj | Upos::Sconj)
    };
    let last = (verb + 1..sentence.end.min(verb + 1 + APART)).find(|&w| ends(w + 1))?;
    (words[last].is_wordlike() && particles.contains(&document.lower(last))).then_some(last)
}

/// What leads the content's clause and stands right before it, left out or taken for a word of the source.
fn complementizer(document: &Document, draft: &Draft) -> Option<usize> {
    let first = draft.content.first()?;
    let before = first.checked_sub(1).filter(|&w| document.sentence(w) == document.sentence(first))?;
    let leads = document.language.traits().complementizers.contains(&document.lower(before));
    (leads && !draft.cue.contains(before)).then_some(before)
}

/// Lets the source's last piece run on over what hangs on its words: `the head of` over `the port authority`.
fn complete_end(document: &Document, draft: &mut Draft) {
    let Some(run) = draft.source.0.last().cloned() else { return };
    let sentence = document.sentence_words(run.end - 1);
    let until = sentence.end.min(run.end + LONGEST);
    let mut end = run.end;
    for w in run.end..until {
        let free = !draft.cue.contains(w) && !draft.content.contains(w);
        if !free || !document.path(w).skip(1).any(|above| run.contains(&above)) {
            break;
        }
        if document.input.words[w].is_wordlike() {
            end = w + 1;
        }
    }
    if end > run.end {
        draft.source.add(run.end..end);
    }
}

/// Whether a word stands in the noun phrase of the words after it; nothing can be said of a mark between two words.
fn noun_phrase(
    document: &Document,
    word: usize,
    phrase: std::ops::Range<usize>,
    relation: impl Fn(usize) -> Deprel,
) -> Option<bool> {
    let words = &document.input.words;
    if words[word].shape == Shape::Punctuation {
        let glued = word > 0
            && words[word - 1].span.end == words[word].span.start
            && words.get(word + 1).is_some_and(|next| words[word].span.end == next.span.start);
        return if glued { None } else { Some(false) };
    }
    let mut at = word;
    for _ in 0..4 {
        let head = document.head(at);
        if head <= at
            || !BEFORE_NOUN.contains(&relation(at))
                && !matches!(relation(at), Deprel::Advmod | Deprel::Obl | Deprel::Punct)
        {
            return Some(false);
        }
        if phrase.contains(&head) {
            return Some(BEFORE_NOUN.contains(&relation(at)));
        }
        at = head;
    }
    Some(false)
}
