//! The lexicon of events: what is read from `lexicon/<code>/events/*.toml`.

use super::EventType;
use crate::language::{ByLanguage, Language};
use crate::phrase::Forms;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What words tell of an event that the model found: its mode, its field, its numbers, the weight of its parties.
#[derive(Debug)]
pub struct Lexicon {
    forms: Forms,
    modes: Vec<Mode>,
    parties: PartyWords,
    numbers: HashMap<Box<str>, f64>,
    contexts: HashMap<Box<str>, String>,
}

/// Words that tell what kind of its type an event is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mode {
    #[serde(rename = "type")]
    event_type: EventType,
    mode: String,
    words: HashSet<Box<str>>,
    /// A verb and the head noun of what hangs on it.
    #[serde(default)]
    phrases: HashSet<Box<str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PartyWords {
    media: HashSet<Box<str>>,
    powers: HashSet<Box<str>>,
    former: HashSet<Box<str>>,
    nature: HashSet<Box<str>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Modes {
    mode: Vec<Mode>,
}

static LEXICONS: ByLanguage<Lexicon> =
    ByLanguage::new(|language| Lexicon::read(language).unwrap_or_else(|e| panic!("{e}")));

impl Lexicon {
    /// The English lexicon.
    ///
    /// # Errors
    /// When a file is not of the documented form; the tests hold that it is.
    pub fn embedded() -> Result<Self, String> {
        Lexicon::read(Language::english())
    }

    /// The lexicon of a language, read when it is first asked for. Of one without files it is empty.
    ///
    /// # Panics
    /// Never: a test reads the files of every language.
    pub fn of(language: Language) -> &'static Self {
        LEXICONS.of(language)
    }

    fn read(language: Language) -> Result<Self, String> {
        let error = |name: &str| {
            let file = format!("lexicon/{}/{name}", language.code());
            move |e: toml::de::Error| format!("{file}: {e}")
        };
        let modes: Modes = language.read("events/modes.toml").map_err(error("events/modes.toml"))?;
        let parties = language.read("events/parties.toml").map_err(error("events/parties.toml"))?;
        let numbers = language.read("events/numbers.toml").map_err(error("events/numbers.toml"))?;
        let fields: BTreeMap<String, Vec<Box<str>>> =
            language.read("events/contexts.toml").map_err(error("events/contexts.toml"))?;
        let forms = Forms::of_language(language).map_err(error("forms.toml"))?;
        let mut contexts = HashMap::new();
        for (field, words) in fields {
            contexts.extend(words.into_iter().map(|w| (w, field.clone())));
        }
        Ok(Lexicon { forms, modes: modes.mode, parties, numbers, contexts })
    }

    /// What kind of its type an event is, by its word and the words that hang on it.
    pub(super) fn mode(&self, event_type: EventType, word: &str, companions: &[String]) -> Option<&str> {
        let forms = self.forms.of(word);
        let companions: Vec<Box<str>> = companions.iter().flat_map(|c| self.forms.of(c)).collect();
        let pair = |m: &Mode| {
            let both = |f: &str, c: &str| m.phrases.contains(format!("{f} {c}").as_str());
            forms.iter().any(|f| companions.iter().any(|c| both(f, c) || both(c, f)))
        };
        let of_type = || self.modes.iter().filter(|m| m.event_type == event_type);
        let found = of_type().find(|m| pair(m));
        found.or_else(|| of_type().find(|m| forms.iter().any(|f| m.words.contains(f)))).map(|m| &*m.mode)
    }

    /// The number that a word names.
    pub(super) fn number(&self, word: &str) -> Option<f64> {
        self.numbers.get(word).copied()
    }

    /// Whether a word of a name tells that it is a paper or station.
    pub(super) fn names_media(&self, word: &str) -> bool {
        self.parties.media.contains(word.to_lowercase().as_str())
    }

    /// Whether a noun is for those who hold public power, contend for it or stand up to it.
    pub(super) fn is_power(&self, noun: &str) -> bool {
        self.forms.of(noun).iter().any(|f| self.parties.powers.contains(f))
    }

    /// Whether a word says that something is no longer what it was.
    pub(super) fn is_former(&self, word: &str) -> bool {
        self.parties.former.contains(word)
    }

    /// Whether a noun is for weather and the like, which does nothing to anybody on purpose.
    pub(super) fn is_nature(&self, noun: &str) -> bool {
        self.forms.of(noun).iter().any(|f| self.parties.nature.contains(f))
    }

    /// The field that a word puts an event into.
    pub(super) fn context(&self, word: &str) -> Option<&str> {
        self.forms.of(word).iter().find_map(|f| self.contexts.get(f)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_companions_tell_the_mode() {
        let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
        assert!(lexicon.modes.iter().all(|m| !m.words.is_empty() || !m.phrases.is_empty()));
        assert_eq!(lexicon.mode(EventType::Consult, "sleep", &[]), None);
    }
}
