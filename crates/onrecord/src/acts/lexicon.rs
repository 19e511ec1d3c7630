//! The lexicon of acts: what is read from `lexicon/<code>/acts/*.toml`.

use super::context::{Context, ContextEntry, SubjectWords, contexts};
use super::negation::Negation;
use super::{Act, ActGroup};
use crate::language::{ByLanguage, Language};
use crate::phrase::{Classes, Forms, Pattern, PatternError, Patterns, WordSet};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Which words name which act, what negates it, and which contexts change it. Loading it takes a moment; keep it.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) forms: Forms,
    /// Cues by each form that their first word can have in the lexicon.
    pub(super) cues: HashMap<Box<str>, Vec<Cue>>,
    pub(super) distancing: Patterns,
    /// What makes a noun of the word after it.
    pub(super) determiners: WordSet,
    pub(super) negation: Negation,
    pub(super) contexts: Vec<Context>,
    pub(super) finite: Patterns,
    pub(super) subject: SubjectWords,
}

/// An act as the lexicon defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The act.
    pub act: Act,
    /// Its group.
    pub group: ActGroup,
    /// What it is, in a sentence.
    pub definition: String,
    /// A sentence that reports it.
    pub example: String,
    /// What the negated act amounts to, where that is more than its absence.
    pub negated: Option<String>,
}

/// Words that name an act.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    pub(super) act: Act,
    pub(super) pattern: Pattern,
    /// Whether a cue of the same length that says more goes before it.
    pub(super) general: bool,
    /// Whether it says that the act was not performed (`was unaware`).
    pub(super) negative: bool,
}

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A file is no TOML of the documented form.
    #[error("{file} is not of the documented form: {cause}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong, with the line.
        cause: String,
    },
    /// A pattern of words cannot be read.
    #[error("{file}: {cause}")]
    Pattern {
        /// The file.
        file: String,
        /// What is wrong with the pattern.
        cause: String,
    },
    /// Two acts have the same cue, so that it could not be told which is meant.
    #[error("{file}: the cue `{cue}` is listed twice")]
    Twice {
        /// The file where it was found the second time.
        file: String,
        /// The cue.
        cue: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    group: ActGroup,
    act: Vec<ActEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActEntry {
    name: Act,
    /// What it is stands in the English files alone, since the acts are the same in all languages.
    #[serde(default)]
    definition: String,
    #[serde(default)]
    example: String,
    negated: Option<String>,
    #[serde(default)]
    general: bool,
    #[serde(default)]
    cues: Vec<String>,
    #[serde(default)]
    negative: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CuesFile {
    distancing: Patterns,
    determiners: WordSet,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ContextFile {
    subject: SubjectWords,
    classes: Classes,
    context: Vec<ContextEntry>,
}

/// The files of the groups of acts.
const GROUPS: [&str; 6] = [
    "acts/assertive.toml",
    "acts/directive.toml",
    "acts/commissive.toml",
    "acts/expressive.toml",
    "acts/declarative.toml",
    "acts/mental.toml",
];

const CUES: &str = "acts/cues.toml";
const NEGATION: &str = "acts/negation.toml";
const CONTEXTS: &str = "acts/contexts.toml";
const FORMS: &str = "forms.toml";

/// The acts, which are the same in all languages, as the English files define them.
static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for text in GROUPS.iter().filter_map(|file| Language::english().file(file)) {
        let file: GroupFile = crate::language::from_toml(text).expect("a test reads every file of acts");
        let group = file.group;
        all.extend(file.act.into_iter().map(|entry| Definition {
            act: entry.name,
            group,
            definition: entry.definition,
            example: entry.example,
            negated: entry.negated,
        }));
    }
    all
});

static LEXICONS: ByLanguage<Result<Lexicon, LexiconError>> = ByLanguage::new(Lexicon::read);

impl Lexicon {
    /// The English lexicon.
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        Lexicon::read(Language::english())
    }

    /// The lexicon of a language, read when it is first asked for. Of one without files it is empty.
    ///
    /// # Errors
    /// When the embedded files are damaged; a test reads those of every language.
    pub fn of(language: Language) -> Result<&'static Lexicon, &'static LexiconError> {
        LEXICONS.of(language).as_ref()
    }

    fn read(language: Language) -> Result<Lexicon, LexiconError> {
        let named = |file: &str| format!("lexicon/{}/{file}", language.code());
        let form = |file: &'static str| move |e: toml::de::Error| form(&named(file), &e);
        let all = GROUPS.iter().chain(&[CUES, NEGATION, CONTEXTS]);
        let files: Vec<&str> = all.filter_map(|file| language.file(file)).collect();
        let forms = Forms::of_language(language).map_err(form(FORMS))?.listed_in(&files);
        let mut cues: HashMap<Box<str>, Vec<Cue>> = HashMap::new();
        for file in GROUPS {
            let Some(source) = language.file(file) else { continue };
            let group: GroupFile = crate::language::from_toml(source).map_err(form(file))?;
            for entry in group.act {
                add_cues(&mut cues, &entry, &named(file))?;
            }
        }
        let about: CuesFile = language.read(CUES).map_err(form(CUES))?;
        let negation: Negation = language.read(NEGATION).map_err(form(NEGATION))?;
        let file: ContextFile = language.read(CONTEXTS).map_err(form(CONTEXTS))?;
        let in_contexts = |e: PatternError| pattern(&named(CONTEXTS), &e);
        let finite: Vec<String> =
            file.classes.get("finite").map(|_| "$finite".to_owned()).into_iter().collect();
        Ok(Lexicon {
            forms,
            cues,
            distancing: about.distancing,
            determiners: about.determiners,
            negation,
            finite: Patterns::parse(&finite, &file.classes).map_err(in_contexts)?,
            contexts: contexts(file.context, &file.classes).map_err(in_contexts)?,
            subject: file.subject,
        })
    }

    /// Every act, in the lexicon's order.
    pub fn definitions(&self) -> &'static [Definition] {
        &DEFINITIONS
    }

    /// The definition of one act.
    pub fn definition(&self, act: Act) -> Option<&'static Definition> {
        DEFINITIONS.iter().find(|d| d.act == act)
    }

    /// The group of an act.
    pub fn group(&self, act: Act) -> Option<ActGroup> {
        self.definition(act).map(|d| d.group)
    }
}

fn add_cues(
    cues: &mut HashMap<Box<str>, Vec<Cue>>,
    entry: &ActEntry,
    file: &str,
) -> Result<(), LexiconError> {
    let positive = entry.cues.iter().map(|c| (c, false));
    for (source, negative) in positive.chain(entry.negative.iter().map(|c| (c, true))) {
        for found in Pattern::parse(source, &Classes::new()).map_err(|e| pattern(file, &e))? {
            for first in found.first().unwrap_or_default() {
                let same = cues.entry(first.clone()).or_default();
                if same.iter().any(|c| c.pattern == found) {
                    return Err(LexiconError::Twice { file: file.to_owned(), cue: source.clone() });
                }
                let (act, general) = (entry.name, entry.general);
                same.push(Cue { act, pattern: found.clone(), general, negative });
            }
        }
    }
    Ok(())
}

fn form(file: &str, e: &toml::de::Error) -> LexiconError {
    LexiconError::Form { file: file.to_owned(), cause: e.to_string() }
}

fn pattern(file: &str, e: &PatternError) -> LexiconError {
    LexiconError::Pattern { file: file.to_owned(), cause: e.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_of_the_list_is_defined_once_and_has_cues() {
        let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
        let schema = schemars::schema_for!(Act).to_value();
        let listed = schema["oneOf"].as_array().expect("an enumeration with descriptions").len();
        assert_eq!(lexicon.definitions().len(), listed);
        let mut acts: Vec<Act> = lexicon.definitions().iter().map(|d| d.act).collect();
        acts.sort();
        acts.dedup();
        assert_eq!(acts.len(), listed);
        for act in acts {
            assert!(lexicon.cues.values().flatten().any(|c| c.act == act), "{act:?} has no cue");
        }
    }

    #[test]
    fn a_cue_listed_twice_is_refused() {
        let entry = |name: &str| -> ActEntry {
            let source =
                format!("name = \"{name}\"\ndefinition = \"d\"\nexample = \"e\"\ncues = [\"hem and haw\"]");
            crate::language::from_toml(&source).expect("well formed")
        };
        let mut cues = HashMap::new();
        add_cues(&mut cues, &entry("say"), "a.toml").expect("new");
        let twice = add_cues(&mut cues, &entry("warn"), "b.toml").expect_err("listed twice");
        assert_eq!(twice.to_string(), "b.toml: the cue `hem and haw` is listed twice");
    }
}
