//! Everything in a document that may speak of an actor: names, words of the dictionary, pronouns, nouns.

mod named;
mod stretches;
mod unnamed;

use super::reference::{Pronoun, Reference};
use super::types::ActorKind;
use crate::Statement;
use crate::dictionary::{Dictionary, Entry, Gender, Match, Words};
use crate::document::Document;
use std::ops::Range;

/// What a mention is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Name,
    /// A word for a state's own (`German`).
    Nationality,
    Pronoun(Pronoun),
    Nominal,
}

/// A noun that says what somebody is, and of whom or what.
#[derive(Debug, Clone)]
pub(super) struct Descriptor {
    /// In small letters.
    pub noun: String,
    /// The sort of office it names.
    pub office: Option<String>,
    /// Mention that owns it: the state, the body.
    pub owner: Option<usize>,
    /// Held once (`former president`).
    pub former: bool,
}

/// A mention in the making.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'d> {
    /// All its words.
    pub words: Range<usize>,
    /// Of a name, the name alone; of another, its head.
    pub core: Range<usize>,
    /// The word the others depend on.
    pub head: usize,
    pub form: Form,
    pub kind: Option<ActorKind>,
    /// Of a name, what the model takes it for, whatever the dictionary says.
    pub believed: Option<ActorKind>,
    /// What the dictionary knows under these words.
    pub matches: Vec<Match<'d>>,
    pub gender: Option<Gender>,
    pub plural: bool,
    pub descriptors: Vec<Descriptor>,
    /// Of a name, its words as compared.
    pub tokens: Vec<String>,
}

impl<'d> Candidate<'d> {
    pub fn entry(&self) -> Option<&'d Entry> {
        self.matches.first().map(|m| m.entry)
    }

    pub fn is_name(&self) -> bool {
        self.form == Form::Name
    }
}

/// A stretch that is a name by the model or the dictionary.
#[derive(Debug, Clone)]
struct Stretch<'d> {
    words: Range<usize>,
    kind: Option<ActorKind>,
    matches: Vec<Match<'d>>,
}

/// What a gathering needs.
pub(super) struct Gathering<'a, 'd> {
    pub document: &'a Document,
    pub dictionary: &'d Dictionary,
    pub lexicon: &'a Words,
    pub reference: &'static Reference,
    /// The article's statements: what is a source of one is somebody, whatever it is called.
    pub statements: &'a [Statement],
}

impl<'d> Gathering<'_, 'd> {
    /// All mentions, by their first word; of several, the longer first.
    pub fn gather(&self) -> Vec<Candidate<'d>> {
        let mut taken = vec![false; self.document.len()];
        let mut out = Vec::new();
        for stretch in self.stretches() {
            if self.is_title(&stretch) || self.ends_in_title(&stretch) {
                continue;
            }
            taken[stretch.words.clone()].fill(true);
            self.name(stretch, &mut out);
        }
        for tag in self.party_tags() {
            taken[tag].fill(true);
        }
        let mut headed = vec![false; self.document.len()];
        for c in &out {
            headed[c.head] = true;
            // The nouns before a name and the words inside it speak of nobody else.
            taken[c.words.clone()].fill(true);
        }
        self.pronouns(&mut out);
        self.nominals(&taken, &mut out);
        out.sort_by_key(|c| (c.words.start, std::cmp::Reverse(c.words.end)));
        self.owners(&mut out);
        out
    }

    /// Whose the offices and nouns are: a name inside the mention, before its noun or after `of`.
    fn owners(&self, candidates: &mut [Candidate<'d>]) {
        for i in 0..candidates.len() {
            if candidates[i].descriptors.is_empty() {
                continue;
            }
            let words = candidates[i].words.clone();
            let core = candidates[i].core.clone();
            let owner = candidates
                .iter()
                .enumerate()
                .skip(i + 1)
                .take_while(|(_, c)| c.words.start < words.end)
                .filter(|(_, c)| c.words.end <= words.end && c.head != candidates[i].head)
                .filter(|(_, c)| !core.contains(&c.head))
                .find(|(_, c)| {
                    matches!(c.form, Form::Name | Form::Nationality) && c.kind != Some(ActorKind::Person)
                        || matches!(c.form, Form::Pronoun(_))
                })
                .map(|(j, _)| j);
            for d in &mut candidates[i].descriptors {
                d.owner = owner;
            }
        }
    }
}
