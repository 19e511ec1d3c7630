//! The lexicon of stances: what is read from `lexicon/<code>/stands.toml`.

use crate::acts::Act;
use crate::events::EventType;
use crate::language::{ByLanguage, Language};
use crate::phrase::{Forms, Patterns, Word, WordSet};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

const FILE: &str = "stands.toml";

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
    file: String,
    cause: String,
}

/// The file, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
    pub(super) opens: WordSet,
    pub(super) of_another: WordSet,
    pub(super) to: WordSet,
    pub(super) be: WordSet,
    pub(super) adverbs: Vec<Box<str>>,
    pub(super) links: WordSet,
    pub(super) parts_attribute: WordSet,
}

impl Words {
    /// Whether a word is an adverb by its ending.
    pub(super) fn is_adverb(&self, word: &Word) -> bool {
        self.adverbs.iter().any(|e| word.lower.ends_with(&**e))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Events {
    pub(super) r#for: HashSet<EventType>,
    pub(super) against: HashSet<EventType>,
    pub(super) deeds: HashSet<EventType>,
}

static LEXICONS: ByLanguage<Result<Lexicon, LexiconError>> = ByLanguage::new(Lexicon::read);

impl Lexicon {
    /// The English lexicon.
    ///
    /// # Errors
    /// When the file it was built from is damaged.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        Lexicon::read(Language::english())
    }

    /// The lexicon of a language, read when it is first asked for. Of one without a file it is empty.
    ///
    /// # Errors
    /// When the file it was built from is damaged; a test reads those of every language.
    pub fn of(language: Language) -> Result<&'static Lexicon, &'static LexiconError> {
        LEXICONS.of(language).as_ref()
    }

    fn read(language: Language) -> Result<Lexicon, LexiconError> {
        let damaged =
            |file, cause: String| LexiconError { file: format!("lexicon/{}/{file}", language.code()), cause };
        let forms = Forms::of_language(language).map_err(|e| damaged("forms.toml", e.to_string()))?;
        let file: File = language.read(FILE).map_err(|e| damaged(FILE, e.to_string()))?;
        let mut seen = HashSet::new();
        for act in
            [&file.r#for, &file.against, &file.wanted, &file.unwanted, &file.none].into_iter().flatten()
        {
            if !seen.insert(*act) {
                return Err(damaged(FILE, format!("{act:?} stands in it twice")));
            }
        }
        Ok(Lexicon { forms: forms.listed_in(&[language.file(FILE).unwrap_or_default()]), file })
    }

    /// The types of events that some words are words for (`attack` for ASSAULT). The words are matched in any form.
    pub fn deeds(&self, words: &str) -> Vec<EventType> {
        let text = crate::Text::new(words);
        let words = crate::phrase::words(&text, text.span(), &self.forms);
        let named = |set: &WordSet| words.iter().any(|w| w.is_in(set));
        self.file.deeds.iter().filter(|(_, set)| named(set)).map(|(event, _)| *event).collect()
    }
}
