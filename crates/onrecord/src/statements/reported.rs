//! Tellings that a statement takes up whole: `denied reports in two papers that …` is a denial, and inside it what the two
//! papers report.

use super::draft::{Draft, Words};
use crate::Text;
use crate::model::Labels;
use crate::reading::Reading;
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
pub(super) fn tellings(
    text: &Text,
    reading: &Reading,
    labels: &Labels,
    drafts: &mut [Draft],
) -> Vec<(usize, Draft)> {
    let mut found = Vec::new();
    for (n, draft) in drafts.iter_mut().enumerate() {
        let Some(run) = draft.content.0.first().cloned() else { continue };
        let Some((noun, clause)) = telling(text, reading, labels, draft, run.clone()) else { continue };
        draft.cue.remove(&(noun..noun + 1));
        draft.source.remove(&(noun + 1..clause.start));
        let start = phrase_start(reading, labels, draft, noun);
        draft.content.add(start..clause.start);
        found.push((
            n,
            Draft {
                cue: Words::one(noun..noun + 1),
                source: teller(text, reading, labels, noun, start, clause.start),
                content: Words::one(clause),
                score: draft.score,
            },
        ));
    }
    found
}

/// The noun of a telling and its clause, where a content is that clause or begins with the telling.
fn telling(
    text: &Text,
    reading: &Reading,
    labels: &Labels,
    draft: &Draft,
    run: Range<usize>,
) -> Option<(usize, Range<usize>)> {
    let sentence = reading.sentences[reading.sentence_of[run.start] as usize].clone();
    let from = sentence.start.max(run.start.saturating_sub(LONGEST));
    let is_telling =
        |w: &usize| TELLINGS.nouns.contains(&text.slice(reading.input.words[*w].span).to_lowercase());
    let noun = (from..(run.start + LONGEST).min(run.end)).find(is_telling)?;
    // The noun may have been taken into the cue (`denied claims`), but a cue that is the noun is a statement of its own.
    if draft.cue.first() == Some(noun) || draft.source.contains(noun) {
        return None;
    }
    let that = (noun + 1..(noun + 1 + LONGEST).min(sentence.end))
        .find(|&w| text.slice(reading.input.words[w].span).eq_ignore_ascii_case("that"))?;
    // The word opens a clause, as conjunction: whom the clause hangs on is often misread, that it is one seldom.
    let opens = reading.grammar[that].head as usize > that && reading.relation(labels, that) == "mark";
    let between = noun + 1..that;
    let fits = if noun < run.start { that == run.start } else { true };
    let free = between.clone().all(|w| !draft.cue.contains(w))
        && (draft.source.is_empty() || draft.source.shared(&between) < draft.source.len());
    // What is denied, not the place where it is said (`said in a statement that …`).
    let governed =
        reading.relation(labels, noun) == "obj" && draft.cue.contains(reading.grammar[noun].head as usize);
    (opens && fits && free && governed).then_some((noun, that..run.end))
}

/// Where the noun's phrase begins: with its articles, adjectives and owners.
fn phrase_start(reading: &Reading, labels: &Labels, draft: &Draft, noun: usize) -> usize {
    let before = |w: usize| {
        !draft.cue.contains(w)
            && reading.path(w).skip(1).any(|above| above == noun)
            && !matches!(reading.relation(labels, w), "acl" | "punct" | "case")
    };
    let sentence = reading.sentences[reading.sentence_of[noun] as usize].start;
    (sentence..noun).rev().take_while(|&w| before(w)).last().unwrap_or(noun)
}

/// Who tells: `in some media outlets`, or the owner (`the ministry's claims`).
fn teller(
    text: &Text,
    reading: &Reading,
    labels: &Labels,
    noun: usize,
    start: usize,
    clause: usize,
) -> Words {
    let by = text.slice(reading.input.words[noun + 1].span).to_lowercase();
    if TELLINGS.by.contains(&by) {
        return Words::collect(noun + 2..clause, |w| reading.input.words[w].is_wordlike());
    }
    let owner = (start..noun)
        .find(|&w| reading.grammar[w].head as usize == noun && reading.relation(labels, w) == "nmod");
    owner.map_or_else(Words::default, |top| {
        Words::collect(start..noun, |w| reading.path(w).any(|above| above == top))
    })
}
