//! The lexicon of stances: what is read from `lexicon/stands.toml`.

use crate::acts::Act;
use crate::events::EventType;
use crate::phrase::{Forms, Patterns, WordSet};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

const FILE: &str = include_str!("../../../../lexicon/stands.toml");

/// The acts and words by which sides are taken. Loading it takes a moment; keep it.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) forms: Forms,
    pub(super) file: File,
}

/// Why the lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file} is not of the documented form: {cause}")]
pub struct LexiconError {
    file: &'static str,
    cause: String,
}

/// The file, which says what each list is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) r#for: HashSet<Act>,
    pub(super) against: HashSet<Act>,
    pub(super) wanted: HashSet<Act>,
    pub(super) unwanted: HashSet<Act>,
    pub(super) inferred: HashSet<Act>,
    pub(super) turned: HashSet<Act>,
    pub(super) none: HashSet<Act>,
    pub(super) words: Words,
    pub(super) events: Events,
    pub(super) deeds: BTreeMap<EventType, WordSet>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) plain: WordSet,
    pub(super) hinder: Patterns,
    pub(super) attitudes_for: Patterns,
    pub(super) attitudes_against: Patterns,
    pub(super) good: Patterns,
    pub(super) bad: Patterns,
    pub(super) wish: Patterns,
    pub(super) negations: Patterns,
    pub(super) harmless: Patterns,
    pub(super) left_open: Patterns,
    pub(super) clauses: Patterns,
    pub(super) conditions: Patterns,
    pub(super) apart: WordSet,
    pub(super) light: WordSet,
    pub(super) follows: WordSet,
    pub(super) aside: Patterns,
    pub(super) own: WordSet,
    pub(super) auxiliaries: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Events {
    pub(super) r#for: HashSet<EventType>,
    pub(super) against: HashSet<EventType>,
    pub(super) deeds: HashSet<EventType>,
}

impl Lexicon {
    /// The lexicon that is built in.
    ///
    /// # Errors
    /// When the file it was built from is damaged.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        let damaged = |file, cause: String| LexiconError { file, cause };
        let forms = Forms::embedded().map_err(|e| damaged("lexicon/forms.toml", e.to_string()))?;
        let file: File = toml::from_str(FILE).map_err(|e| damaged("lexicon/stands.toml", e.to_string()))?;
        let mut seen = HashSet::new();
        for act in
            [&file.r#for, &file.against, &file.wanted, &file.unwanted, &file.none].into_iter().flatten()
        {
            if !seen.insert(*act) {
                return Err(damaged("lexicon/stands.toml", format!("{act:?} stands in it twice")));
            }
        }
        Ok(Lexicon { forms: forms.listed_in(&[FILE]), file })
    }

    /// The types of events that some words are words for (`attack` for ASSAULT). The words are matched in any form.
    pub fn deeds(&self, words: &str) -> Vec<EventType> {
        let text = crate::Text::new(words);
        let words = crate::phrase::words(&text, text.span(), &self.forms);
        let named = |set: &WordSet| words.iter().any(|w| w.is_in(set));
        self.file.deeds.iter().filter(|(_, set)| named(set)).map(|(event, _)| *event).collect()
    }
}
