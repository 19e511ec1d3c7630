//! Contexts that change the act the cue alone would give (`lexicon/<code>/acts/contexts.toml`).

use super::Act;
use crate::phrase::{Classes, PatternError, Patterns, Word, WordSet};
use serde::Deserialize;

/// A rule as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextEntry {
    name: String,
    acts: Vec<Act>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    opens: Vec<String>,
    #[serde(default)]
    has: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default)]
    predicate: Vec<String>,
    #[serde(default)]
    alone: bool,
    subject: Option<Subject>,
    becomes: Act,
}

/// What the content's subject must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Subject {
    /// The speaker's own side.
    Own,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) name: String,
    pub(super) becomes: Act,
    acts: Vec<Act>,
    words: Patterns,
    opens: Patterns,
    has: Patterns,
    lacks: Patterns,
    predicate: Patterns,
    alone: bool,
    subject: Option<Subject>,
}

/// Reads the rules.
pub(super) fn contexts(entries: Vec<ContextEntry>, classes: &Classes) -> Result<Vec<Context>, PatternError> {
    let rule = |e: ContextEntry| {
        Ok(Context {
            words: Patterns::parse(&e.words, classes)?,
            opens: Patterns::parse(&e.opens, classes)?,
            has: Patterns::parse(&e.has, classes)?,
            lacks: Patterns::parse(&e.lacks, classes)?,
            predicate: Patterns::parse(&e.predicate, classes)?,
            name: e.name,
            becomes: e.becomes,
            acts: e.acts,
            alone: e.alone,
            subject: e.subject,
        })
    };
    entries.into_iter().map(rule).collect()
}

/// How the subject of a content is told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SubjectWords {
    /// Opens a content without being a part of what is said.
    opens: WordSet,
    /// Where a subject cannot go on.
    ends: WordSet,
    /// What stands for the speaker's side in the speaker's own words.
    first_person: WordSet,
    /// What may stand for the speaker in reported words.
    third_person: WordSet,
}

/// What the rules look at.
pub(super) struct Scene<'a> {
    subject: &'a SubjectWords,
    pub(super) act: Act,
    pub(super) cue: &'a [Word],
    pub(super) source: &'a [Word],
    content: &'a [Word],
    /// Number of the content's first finite verb.
    predicate: Option<usize>,
    quoted: bool,
    /// Whether another sentence follows.
    more: bool,
}

/// Marks that end a sentence.
const SENTENCE_ENDS: [&str; 3] = [".", "!", "?"];
/// Most words of a subject.
const SUBJECT: usize = 9;
/// A word shared with the source is a sign of the same side from this length on.
const TELLING: usize = 4;

impl<'a> Scene<'a> {
    /// Looks at an act that the cue alone gives; `finite` tells finite verbs.
    pub(super) fn new(
        act: Act,
        cue: &'a [Word],
        source: &'a [Word],
        content: &'a [Word],
        finite: &Patterns,
        subject: &'a SubjectWords,
    ) -> Self {
        let quoted = content.first().is_some_and(Word::is_quotation_mark);
        let skipped = |w: &Word| w.is_quotation_mark() || w.is_in(&subject.opens);
        let start = content.iter().position(|w| !skipped(w)).unwrap_or(content.len());
        let content = &content[start..];
        let stop = |w: &Word| SENTENCE_ENDS.contains(&&*w.lower);
        let first = content.iter().position(stop).map_or(content.len(), |i| i + 1);
        let more = content[first..].iter().any(|w| !w.is_mark());
        let content = &content[..first];
        let verb = |&at: &usize| finite.find_at(content, at).is_some();
        let subject_ends = |w: &Word| w.is_in(&subject.ends);
        let end = content.iter().position(subject_ends).unwrap_or(content.len());
        let predicate = (1..end.min(SUBJECT + 1)).find(verb);
        Scene { subject, act, cue, source, content, predicate, quoted, more }
    }

    fn own_side(&self) -> bool {
        let Some(end) = self.predicate else { return false };
        let subject = &self.content[..end];
        let any = |list: &WordSet| subject.iter().any(|w| w.stands_in(list));
        let shared =
            |w: &Word| w.lower.chars().count() >= TELLING && self.source.iter().any(|s| s.lower == w.lower);
        let words = self.subject;
        any(&words.first_person) || (!self.quoted && any(&words.third_person)) || subject.iter().any(shared)
    }
}

impl Context {
    /// Whether the rule holds.
    pub(super) fn holds(&self, scene: &Scene) -> bool {
        let empty_or = |patterns: &Patterns, found: &dyn Fn() -> bool| patterns.is_empty() || found();
        self.acts.contains(&scene.act)
            && empty_or(&self.words, &|| self.words.find(scene.cue).is_some())
            && empty_or(&self.opens, &|| self.opens.find_at(scene.content, 0).is_some())
            && empty_or(&self.has, &|| self.has.find(scene.content).is_some())
            && (self.lacks.is_empty() || self.lacks.find(scene.content).is_none())
            && empty_or(&self.predicate, &|| {
                scene.predicate.is_some_and(|at| self.predicate.find_at(scene.content, at).is_some())
            })
            && !(self.alone && scene.more)
            && (self.subject != Some(Subject::Own) || scene.own_side())
    }
}
