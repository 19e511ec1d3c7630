//! What the model points at beside a statement's words, held against the grammar. It judges word by word, and now and then marks a piece
//! of a phrase (`the`), a word of what is said, or a noun that names no event, no medium and no hearer.

use crate::circumstances::Lexicon;
use crate::document::Document;
use crate::labels::{Deprel, EntityKind, Penn, Upos};
use crate::time::When;
use crate::{Span, Statement};
use std::ops::Range;

/// Whether words that tell a time can date a statement: outside its content, or where they hang on its cue (`pleaded [not guilty on
/// Tuesday to …]`) or follow it.
pub(crate) fn can_date(document: &Document, words: &Range<usize>, s: &Statement) -> bool {
    let span = document.span(words.clone());
    let inside = s.content.iter().any(|c| c.overlaps(span));
    let head = document.head(document.top(words));
    // `reporting in [2004 the owner …]`: a preposition and its time right behind the cue are no part of the clause after them.
    let behind = |cue: &Range<usize>| {
        let adposition = |w: usize| w < document.len() && document.upos(w) == Upos::Adp;
        adposition(cue.end) && (words.start..words.start + 2).contains(&(cue.end + 1))
    };
    let own = |cue: Range<usize>| cue.contains(&head) || behind(&cue);
    !inside || s.cue.iter().any(|&c| own(document.words_of(c)))
}

/// The occasion or medium that some words name: a whole noun phrase of the cue's sentence and outside the content, whose noun is one for
/// events or media, or a name that something stands `on` or `in`.
pub(crate) fn occasion(
    document: &Document,
    lexicon: &Lexicon,
    (times, s): (&[When], &Statement),
    words: &Range<usize>,
) -> Option<Span> {
    let (phrase, head) = noun_phrase(document, words)?;
    let span = document.span(phrase.clone());
    let cue = s.cue.first().map(|&c| document.words_of(c)).filter(|c| !c.is_empty());
    let beyond = cue.is_some_and(|c| document.sentence(c.start) != document.sentence(head));
    let kind = document.kind_at(head);
    if beyond
        || tells_time(document, times, head)
        || s.content.iter().any(|c| c.overlaps(span))
        || kind == Some(EntityKind::Person)
    {
        return None;
    }
    let case = case_of(document, &phrase, head);
    let channel = || {
        let own = document.upos(head) == Upos::Propn && kind != Some(EntityKind::Place);
        own && case.is_some_and(|c| lexicon.leads_to_channel(&c))
    };
    let named = lexicon.names_setting(document.text(), document.span(phrase.start..head + 1));
    (named || channel()).then_some(span)
}

/// Whom some words name as spoken to: a whole noun phrase, or a pronoun, that tells no time and names no medium. What is spoken of
/// (`said of Martha`) is not spoken to.
pub(crate) fn addressee(
    document: &Document,
    lexicon: &Lexicon,
    (times, s): (&[When], &Statement),
    words: &Range<usize>,
) -> Option<Span> {
    let top = document.top(words);
    if document.upos(top) == Upos::Pron {
        return Some(document.span(words.clone()));
    }
    let (phrase, head) = noun_phrase(document, words)?;
    let span = document.span(phrase.clone());
    let case = case_of(document, &phrase, head);
    let medium = lexicon.names_medium(document.text(), document.span(phrase.start..head + 1));
    let somebody = matches!(document.kind_at(head), Some(EntityKind::Person | EntityKind::Organization));
    let told_through = medium && (!somebody || case.as_deref().is_some_and(|c| lexicon.leads_to_channel(c)));
    let beside = case.is_some_and(|c| lexicon.is_beside_hearers(&c));
    // What is said as a whole is no hearer.
    let whole = s.content.iter().any(|&c| span.contains(c));
    (!whole && !tells_time(document, times, head) && !told_through && !beside).then_some(span)
}

/// Whether a word stands in an expression of time.
fn tells_time(document: &Document, times: &[When], word: usize) -> bool {
    let span = document.span(word..word + 1);
    let next = times.partition_point(|t| t.span.end <= span.start);
    times.get(next).is_some_and(|t| t.span.overlaps(span))
}

/// The preposition of a noun phrase: by the grammar, or right before it.
fn case_of(document: &Document, phrase: &Range<usize>, head: usize) -> Option<String> {
    let before = || {
        let before = phrase.start.checked_sub(1)?;
        let leads =
            document.sentence(before) == document.sentence(head) && document.upos(before) == Upos::Adp;
        leads.then_some(before)
    };
    document.child(head, &[Deprel::Case]).or_else(before).map(|w| document.lower(w))
}

/// Words between a piece of a phrase and its noun at most.
const REACH: usize = 3;

/// The noun phrase that some words are of, with its noun: `the` leads to that, and `statement` takes in its article. None where the words
/// are of no noun.
fn noun_phrase(document: &Document, words: &Range<usize>) -> Option<(Range<usize>, usize)> {
    let possessive = |w: usize| document.xpos(w) == Penn::Pos;
    let before = |w: usize| {
        let rel = document.rel(w);
        matches!(
            rel,
            Deprel::Det
                | Deprel::Amod
                | Deprel::Compound
                | Deprel::Nummod
                | Deprel::NmodPoss
                | Deprel::Flat
                | Deprel::Punct
        ) || possessive(w)
    };
    let sentence = document.sentence_words(words.start);
    let noun = |w: usize| matches!(document.upos(w), Upos::Noun | Upos::Propn);
    // What stands between a piece and its noun stands in the phrase too, so that no preposition or verb does.
    let inner =
        |w: usize| !matches!(document.upos(w), Upos::Adp | Upos::Verb | Upos::Aux | Upos::Pron | Upos::Sconj);
    let mut head = document.top(words);
    for _ in 0..REACH {
        let above = document.head(head);
        let piece = matches!(
            document.rel(head),
            Deprel::Det | Deprel::Amod | Deprel::Compound | Deprel::Nummod | Deprel::NmodPoss
        ) && above > head
            && (head + 1..above).all(inner);
        if !(piece || possessive(head)) || !sentence.contains(&above) {
            break;
        }
        head = above;
    }
    if !noun(head) {
        return None;
    }
    let mut start = head;
    while start > sentence.start && before(start - 1) && document.leads_into(start - 1, &(start..head + 1)) {
        start -= 1;
    }
    // Titles that the grammar hangs elsewhere are in the phrase where the model has them there (`[president] Ada Roe`).
    let leads = |w: usize| {
        matches!(document.upos(w), Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Part)
            || !document.input.words[w].is_wordlike()
    };
    let first = words.clone().find(|&w| !leads(w)).unwrap_or(start);
    start = start.min(first);
    // Up to here the words may have gone beyond their noun (`a poll published by`): what leads on is no end.
    let mut end = words.end.min(sentence.end).max(head + 1);
    while end > head + 1 && (leads(end - 1) || document.upos(end - 1) == Upos::Det) {
        end -= 1;
    }
    while start < head && !document.input.words[start].is_wordlike() {
        start += 1;
    }
    Some((start..end, head))
}
