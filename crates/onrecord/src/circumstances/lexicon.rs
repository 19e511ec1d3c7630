//! The lexicon of circumstances: what is read from `lexicon/circumstances.toml`.

use crate::phrase::{Forms, Patterns, WordSet};
use serde::Deserialize;

/// The words by which circumstances are known. Loading it takes a moment; keep it.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) forms: Forms,
    pub(super) words: CircumstanceWords,
}

/// Why the lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file} is not of the documented form: {cause}")]
pub struct LexiconError {
    file: &'static str,
    cause: String,
}

/// The file; `lexicon/circumstances.toml` says what each list is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CircumstanceWords {
    pub(super) condition: ConditionWords,
    pub(super) comparison: ComparisonWords,
    pub(super) hedge: HedgeWords,
    pub(super) phrase: PhraseWords,
    pub(super) addressee: AddresseeWords,
    pub(super) occasion: OccasionWords,
    pub(super) medium: MediumWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionWords {
    pub(super) markers: Patterns,
    pub(super) short: Patterns,
    pub(super) concessions: Patterns,
    pub(super) with_noun: Patterns,
    pub(super) with_noun_beside: WordSet,
    pub(super) concessions_with_noun: Patterns,
    pub(super) inverted: WordSet,
    pub(super) questions: WordSet,
    pub(super) asking_cues: WordSet,
    pub(super) results: WordSet,
    pub(super) events: WordSet,
    pub(super) not_gerunds: WordSet,
    pub(super) subject_after: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComparisonWords {
    pub(super) firsts: Patterns,
    pub(super) not_comparatives: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HedgeWords {
    pub(super) modal: Patterns,
    pub(super) modal_if_conditional: Patterns,
    pub(super) none: Patterns,
    pub(super) evidential: Patterns,
    pub(super) likelihood: Patterns,
    pub(super) approximation: Patterns,
    pub(super) imminence: Patterns,
    pub(super) frequency: Patterns,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhraseWords {
    pub(super) ends: WordSet,
    pub(super) ends_unless_capital: WordSet,
    pub(super) begins: WordSet,
    pub(super) links: WordSet,
    pub(super) abbreviations: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddresseeWords {
    pub(super) direct: Patterns,
    pub(super) directive: Patterns,
    pub(super) prepositional: Patterns,
    pub(super) nobody: Patterns,
    pub(super) begins: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OccasionWords {
    pub(super) prepositions: Patterns,
    pub(super) heads: Patterns,
    pub(super) participants: WordSet,
    pub(super) places: WordSet,
    pub(super) continues: WordSet,
    pub(super) breaks: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MediumWords {
    pub(super) prepositions: Patterns,
    pub(super) heads: Patterns,
    pub(super) channels: WordSet,
    pub(super) cues: Patterns,
}

impl Lexicon {
    /// The lexicon that is built into this library.
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        let error = |file| move |e: toml::de::Error| LexiconError { file, cause: e.to_string() };
        let file = include_str!("../../../../lexicon/circumstances.toml");
        let forms = Forms::embedded().map_err(error("forms.toml"))?.listed_in(&[file]);
        let words = toml::from_str(file).map_err(error("circumstances.toml"))?;
        Ok(Lexicon { forms, words })
    }
}
