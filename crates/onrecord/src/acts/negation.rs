//! What turns an act into one that was not performed (`lexicon/<code>/acts/negation.toml`).

use crate::phrase::{Patterns, Word, WordSet};
use serde::Deserialize;

/// What negates.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Negation {
    words: Patterns,
    governing: Patterns,
    leading: Patterns,
    harmless: Patterns,
    sources: Patterns,
    between: WordSet,
    between_endings: Vec<Box<str>>,
}

/// Most words that are looked at before the cue.
const REACH: usize = 8;
/// Most words that may stand between a governing word and the cue it governs.
const GOVERNED_WITHIN: usize = 2;

impl Negation {
    /// The first word of the stretch before `cue` that a negation of it may stand in: over helping verbs, adverbs,
    /// negations and the words of the source, which stand there in inversions.
    pub(super) fn reach(&self, words: &[Word], cue: usize, is_source: impl Fn(usize) -> bool) -> usize {
        let mut start = cue;
        while start > 0 && cue - start < REACH {
            let word = &words[start - 1];
            let negates = || self.words.find_at(words, start - 1).is_some();
            if !self.stands_between(word) && !is_source(start - 1) && !negates() {
                break;
            }
            start -= 1;
        }
        start
    }

    fn stands_between(&self, word: &Word) -> bool {
        let adverb = |e: &str| word.lower.len() > e.len() + 1 && word.lower.ends_with(e);
        !word.is_mark() && (word.is_in(&self.between) || self.between_endings.iter().any(|e| adverb(e)))
    }

    /// The matches of governing words in a stretch, longest first where they overlap.
    pub(super) fn governing(&self, words: &[Word], from: usize, to: usize) -> Vec<Vec<usize>> {
        self.all(&self.governing, words, from, to, &[])
    }

    /// Whether one of the `governing` matches governs the word `at`.
    pub(super) fn governs(governing: &[usize], at: usize) -> bool {
        governing.last().is_some_and(|&last| last < at && at <= last + 1 + GOVERNED_WITHIN)
    }

    /// The matches of plain negating words before `to`, but for what only looks like one, for the words `taken`, and
    /// for those after `head`, the word that names the act, that negate only what follows them.
    pub(super) fn plain(&self, words: &[Word], to: usize, head: usize, taken: &[usize]) -> Vec<Vec<usize>> {
        let harmless = self.all(&self.harmless, words, 0, to, &[]).concat();
        let mut all = self.all(&self.words, words, 0, to, taken);
        all.retain(|m| !m.iter().any(|w| harmless.contains(w)));
        all.retain(|m| m[0] < head || self.leading.find_at(words, m[0]).is_none());
        all
    }

    fn all(
        &self,
        patterns: &Patterns,
        words: &[Word],
        from: usize,
        to: usize,
        taken: &[usize],
    ) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = Vec::new();
        for at in from..to {
            if taken.contains(&at) || all.iter().flatten().any(|&w| w == at) {
                continue;
            }
            if let Some(found) = patterns.find_at(words, at).filter(|m| m.iter().all(|w| !taken.contains(w)))
            {
                all.push(found);
            }
        }
        all
    }

    /// Whether a source that consists of these words says that nobody performed the act.
    pub(super) fn empty_source(&self, source: &[Word]) -> Option<Vec<usize>> {
        self.sources.find_at(source, 0)
    }
}
