//! The lexicon of circumstances: what is read from `lexicon/<code>/circumstances.toml`.

use crate::language::{ByLanguage, Language};
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
    file: String,
    cause: String,
}

/// The file; `lexicon/<code>/circumstances.toml` says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CircumstanceWords {
    pub(super) condition: ConditionWords,
    pub(super) comparison: ComparisonWords,
    pub(super) hedge: HedgeWords,
    pub(super) phrase: PhraseWords,
    pub(super) addressee: AddresseeWords,
    pub(super) occasion: OccasionWords,
    pub(super) medium: MediumWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConditionWords {
    pub(super) markers: Patterns,
    pub(super) short: Patterns,
    pub(super) concessions: Patterns,
    pub(super) with_noun: Patterns,
    pub(super) with_noun_beside: WordSet,
    pub(super) concessions_with_noun: Patterns,
    pub(super) inverted: WordSet,
    pub(super) asking: WordSet,
    pub(super) selves: Vec<Box<str>>,
    pub(super) questions: WordSet,
    pub(super) asking_cues: WordSet,
    pub(super) results: WordSet,
    pub(super) events: WordSet,
    pub(super) settled: WordSet,
    pub(super) unsettled: WordSet,
    pub(super) gerunds: Vec<Box<str>>,
    pub(super) not_gerunds: WordSet,
    pub(super) subject_after: WordSet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ComparisonWords {
    pub(super) firsts: Patterns,
    pub(super) not_comparatives: WordSet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HedgeWords {
    pub(super) modal: Patterns,
    /// Whether a modal with a capital inside a content is another word: `May`.
    pub(super) modal_capital_is_none: bool,
    pub(super) modal_if_conditional: Patterns,
    pub(super) none: Patterns,
    pub(super) evidential: Patterns,
    pub(super) likelihood: Patterns,
    pub(super) approximation: Patterns,
    pub(super) imminence: Patterns,
    pub(super) frequency: Patterns,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PhraseWords {
    pub(super) ends: WordSet,
    pub(super) ends_unless_capital: WordSet,
    pub(super) begins: WordSet,
    pub(super) links: WordSet,
    pub(super) of: WordSet,
    pub(super) to: WordSet,
    pub(super) not: WordSet,
    pub(super) possessive: WordSet,
    pub(super) plurals: Vec<Box<str>>,
    pub(super) abbreviations: WordSet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AddresseeWords {
    pub(super) direct: Patterns,
    pub(super) directive: Patterns,
    pub(super) prepositional: Patterns,
    pub(super) nobody: Patterns,
    pub(super) begins: WordSet,
    pub(super) beside: WordSet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OccasionWords {
    pub(super) prepositions: Patterns,
    pub(super) heads: Patterns,
    /// Nouns that count where the model points at them, and beginnings of such nouns.
    pub(super) pointed_at: Patterns,
    pub(super) stems: Vec<Box<str>>,
    pub(super) participants: WordSet,
    pub(super) places: WordSet,
    pub(super) continues: WordSet,
    pub(super) breaks: WordSet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MediumWords {
    pub(super) prepositions: Patterns,
    pub(super) heads: Patterns,
    pub(super) channels: WordSet,
    pub(super) cues: Patterns,
}

static LEXICONS: ByLanguage<Result<Lexicon, LexiconError>> = ByLanguage::new(Lexicon::load);

const FILE: &str = "circumstances.toml";

impl Lexicon {
    /// The English lexicon.
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        Lexicon::load(Language::english())
    }

    /// The lexicon of a language, read when it is first asked for. Of one without a file it is empty.
    ///
    /// # Errors
    /// When the embedded files are damaged; a test reads those of every language.
    pub fn of(language: Language) -> Result<&'static Lexicon, &'static LexiconError> {
        LEXICONS.of(language).as_ref()
    }

    fn load(language: Language) -> Result<Lexicon, LexiconError> {
        let error = |file: &str| {
            let file = format!("lexicon/{}/{file}", language.code());
            move |e: toml::de::Error| LexiconError { file, cause: e.to_string() }
        };
        let text = language.file(FILE).unwrap_or_default();
        let forms = Forms::of_language(language).map_err(error("forms.toml"))?.listed_in(&[text]);
        Ok(Lexicon { forms, words: language.read(FILE).map_err(error(FILE))? })
    }
}
