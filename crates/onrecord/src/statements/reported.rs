//! Tellings that a statement takes up whole: `denied reports in two papers that …` is a denial, and inside it what the two
//! papers report.

use super::draft::{Draft, Words};
use crate::document::Document;
use crate::labels::Deprel;
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Tellings {
    nouns: HashSet<String>,
    by: HashSet<String>,
}

static TELLINGS: LazyLock<Tellings> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../lexicon/tellings.toml"))
        .expect("lexicon/tellings.toml is tested")
});

/// Words between the noun of a telling and its clause, at most.
const LONGEST: usize = 10;

/// Gives each content that is such a telling's clause the telling itself, and returns the tellings with the numbers of the
/// drafts that they stand inside.
pub(super) fn tellings(document: &Document, drafts: &mut [Draft]) -> Vec<(usize, Draft)> {
    let mut found = Vec::new();
    for (n, draft) in drafts.iter_mut().enumerate() {
        let Some(run) = draft.content.0.first().cloned() else { continue };
        let Some((noun, clause)) = telling(document, draft, run.clone()) else { continue };
        draft.cue.remove(&(noun..noun + 1));
        draft.source.remove(&(noun + 1..clause.start));
        let start = phrase_start(document, draft, noun);
        draft.content.add(start..clause.start);
        found.push((
            n,
            Draft {
                cue: Words::one(noun..noun + 1),
                source: teller(document, noun, start, clause.start),
                content: Words::one(clause),
                score: draft.score,
            },
        ));
    }
    found
}

/// The noun of a telling and its clause, where a content is that clause or begins with the telling.
fn telling(document: &Document, draft: &Draft, run: Range<usize>) -> Option<(usize, Range<usize>)> {
    let sentence = document.sentence_words(run.start);
    let from = sentence.start.max(run.start.saturating_sub(LONGEST));
    let is_telling = |w: &usize| TELLINGS.nouns.contains(&document.lower(*w));
    let noun = (from..(run.start + LONGEST).min(run.end)).find(is_telling)?;
    // The noun may have been taken into the cue (`denied claims`), but a cue that is the noun is a statement of its own.
    if draft.cue.first() == Some(noun) || draft.source.contains(noun) {
        return None;
    }
    let that = (noun + 1..(noun + 1 + LONGEST).min(sentence.end))
        .find(|&w| document.word(w).eq_ignore_ascii_case("that"))?;
    // The word opens a clause, as conjunction: whom the clause hangs on is often misread, that it is one seldom.
    let opens = document.head(that) > that && document.rel(that).base() == Deprel::Mark;
    let between = noun + 1..that;
    let fits = if noun < run.start { that == run.start } else { true };
    let free = between.clone().all(|w| !draft.cue.contains(w))
        && (draft.source.is_empty() || draft.source.shared(&between) < draft.source.len());
    // What is denied, not the place where it is said (`said in a statement that …`).
    let governed = document.rel(noun).base() == Deprel::Obj && draft.cue.contains(document.head(noun));
    (opens && fits && free && governed).then_some((noun, that..run.end))
}

/// Where the noun's phrase begins: with its articles, adjectives and owners.
fn phrase_start(document: &Document, draft: &Draft, noun: usize) -> usize {
    let before = |w: usize| {
        !draft.cue.contains(w)
            && document.path(w).skip(1).any(|above| above == noun)
            && !matches!(document.rel(w).base(), Deprel::Acl | Deprel::Punct | Deprel::Case)
    };
    let sentence = document.sentence_words(noun).start;
    (sentence..noun).rev().take_while(|&w| before(w)).last().unwrap_or(noun)
}

/// Who tells: `in some media outlets`, or the owner (`the ministry's claims`).
fn teller(document: &Document, noun: usize, start: usize, clause: usize) -> Words {
    let by = document.lower(noun + 1);
    if TELLINGS.by.contains(&by) {
        return Words::collect(noun + 2..clause, |w| document.input.words[w].is_wordlike());
    }
    let owner = (start..noun).find(|&w| document.head(w) == noun && document.rel(w).base() == Deprel::Nmod);
    owner.map_or_else(Words::default, |top| {
        Words::collect(start..noun, |w| document.path(w).any(|above| above == top))
    })
}
