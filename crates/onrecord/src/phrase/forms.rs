//! From the form in the text to the forms that a lexicon lists (`lexicon/<code>/forms.toml`).

use crate::language::Language;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// Irregular forms, and rules for regular ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Forms {
    /// What may follow an apostrophe as a word of its own: `s`, `ll`.
    pub(super) clitics: Vec<Box<str>>,
    /// Contractions whose second word begins before the apostrophe: `n't`.
    pub(super) contractions: Vec<Box<str>>,
    endings: Vec<(Box<str>, Box<str>)>,
    undouble: Vec<Box<str>>,
    spellings: Vec<(Box<str>, Box<str>)>,
    irregular: HashMap<Box<str>, Box<str>>,
    /// What the lexicon that uses these forms lists; forms that it does not list are left out.
    #[serde(skip)]
    listed: Option<HashSet<Box<str>>>,
}

/// A stem shorter than this is not one: `us` is no form of `u`.
const SHORTEST_STEM: usize = 2;

impl Forms {
    /// The forms of a language; none but the word itself where it has no file of them.
    ///
    /// # Errors
    /// When the file is not of its form.
    pub(crate) fn of_language(language: Language) -> Result<Forms, toml::de::Error> {
        language.read("forms.toml")
    }

    /// These forms, but only those that stand in one of a lexicon's files: looking others up would be idle.
    pub(crate) fn listed_in(mut self, files: &[&str]) -> Forms {
        let words = files.iter().flat_map(|f| f.split(|c: char| !(c.is_alphanumeric() || c == '-')));
        self.listed = Some(words.filter(|w| !w.is_empty()).map(Into::into).collect());
        self
    }

    /// Every form that a lexicon may list for this lower-case word, itself first. A few are no words at all; they
    /// are listed nowhere and match nothing.
    pub(crate) fn of(&self, word: &str) -> Vec<Box<str>> {
        let mut all: Vec<Box<str>> = vec![word.into()];
        if let Some(base) = self.irregular.get(word) {
            all.push(base.clone());
        }
        for (ending, instead) in &self.endings {
            if let Some(stem) = stem(word, ending) {
                all.push(format!("{stem}{instead}").into());
            }
        }
        for stem in self.undouble.iter().filter_map(|ending| stem(word, ending)) {
            let mut ends = stem.chars().rev();
            if let (Some(last), Some(before)) = (ends.next(), ends.next())
                && last == before
                && last.is_alphabetic()
            {
                all.push(stem[..stem.len() - last.len_utf8()].into());
            }
        }
        for at in 0..all.len() {
            for (ending, instead) in &self.spellings {
                if let Some(stem) = stem(&all[at], ending) {
                    let other = format!("{stem}{instead}");
                    all.push(other.into());
                }
            }
        }
        if let Some(listed) = &self.listed {
            all.retain(|form| listed.contains(form));
        }
        all
    }
}

fn stem<'a>(word: &'a str, ending: &str) -> Option<&'a str> {
    word.strip_suffix(ending).filter(|stem| stem.chars().count() >= SHORTEST_STEM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_to_what_is_listed() {
        let forms = Forms::of_language(Language::english()).expect("the embedded forms are well formed");
        let pairs = [
            ("said", "say"),
            ("denies", "deny"),
            ("denied", "deny"),
            ("denying", "deny"),
            ("urging", "urge"),
            ("banned", "ban"),
            ("criticized", "criticise"),
            ("favored", "favour"),
            ("was", "be"),
            ("vowed", "vow"),
            ("reaches", "reach"),
            ("apologizing", "apologise"),
        ];
        for (form, base) in pairs {
            assert!(forms.of(form).iter().any(|f| &**f == base), "{form} is not led to {base}");
        }
        assert_eq!(forms.of("us"), ["us".into()]);
    }
}
