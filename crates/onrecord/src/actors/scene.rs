//! The mentions of an article and the actors they are tied to so far.

use super::mentions::{Candidate, Descriptor, Form};
use super::reference::Reference;
use super::types::{ActorKind, Tie};
use crate::Statement;
use crate::dictionary::{Dictionary, Entry, Gender, Kind, Words};
use crate::document::Document;
use crate::labels::{Penn, Upos};
use jiff::civil::Date;
use std::collections::HashMap;
use std::ops::Range;

/// An actor in the making.
#[derive(Debug, Clone)]
pub(super) struct Member<'d> {
    pub kind: ActorKind,
    pub entry: Option<&'d Entry>,
    /// The fullest name of the article; none for the unnamed.
    pub name: Option<String>,
    pub tokens: Vec<String>,
    pub gender: Option<Gender>,
    pub plural: bool,
    pub anonymous: bool,
    pub country: Option<String>,
    pub descriptors: Vec<Descriptor>,
    /// Mentions, in text order once all are tied.
    pub mentions: Vec<usize>,
}

impl<'d> Member<'d> {
    pub fn new(kind: ActorKind) -> Self {
        Member {
            kind,
            entry: None,
            name: None,
            tokens: Vec::new(),
            gender: None,
            plural: false,
            anonymous: false,
            country: None,
            descriptors: Vec::new(),
            mentions: Vec::new(),
        }
    }

    pub fn of_entry(entry: &'d Entry) -> Self {
        let kind = match entry.kind {
            Kind::Person => ActorKind::Person,
            Kind::Office => ActorKind::Office,
            Kind::Organisation => ActorKind::Organisation,
            Kind::State => ActorKind::State,
            Kind::Group => ActorKind::Group,
        };
        Member {
            entry: Some(entry),
            name: Some(entry.name.clone()),
            gender: entry.gender,
            country: entry.country.clone(),
            ..Member::new(kind)
        }
    }
}

/// The tie of one mention.
#[derive(Debug, Clone)]
pub(super) struct Tied {
    pub member: usize,
    pub how: Tie,
    pub because: Option<String>,
    pub confidence: f32,
}

/// All that the steps of the stage share.
pub(super) struct Scene<'a, 'd> {
    pub document: &'a Document,
    pub dictionary: &'d Dictionary,
    pub lexicon: &'a Words,
    /// The words of the article's language.
    pub reference: &'static Reference,
    pub date: Option<Date>,
    pub statements: &'a [Statement],
    pub candidates: Vec<Candidate<'d>>,
    pub members: Vec<Member<'d>>,
    pub ties: Vec<Option<Tied>>,
    /// For each word the mention that it heads, else the smallest that holds it.
    at: Vec<u32>,
    by_entry: HashMap<String, usize>,
}

const NONE: u32 = u32::MAX;

impl<'a, 'd> Scene<'a, 'd> {
    pub fn new(
        document: &'a Document,
        dictionary: &'d Dictionary,
        lexicon: &'a Words,
        statements: &'a [Statement],
        candidates: Vec<Candidate<'d>>,
    ) -> Self {
        let mut at = vec![NONE; document.len()];
        // The longer come first, so that the smaller overwrite them; heads last.
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by_key(|&c| std::cmp::Reverse(candidates[c].words.len()));
        for &c in &order {
            at[candidates[c].words.clone()].fill(c as u32);
        }
        for &c in &order {
            if candidates[c].form != Form::Nationality {
                at[candidates[c].head] = c as u32;
            }
        }
        let ties = vec![None; candidates.len()];
        let date = document.article.published.as_deref().and_then(|p| p.get(..10)?.parse().ok());
        Scene {
            document,
            dictionary,
            lexicon,
            reference: Reference::of(document.language),
            date,
            statements,
            candidates,
            members: Vec::new(),
            ties,
            at,
            by_entry: HashMap::new(),
        }
    }

    /// The mention at a word.
    pub fn mention_at(&self, word: usize) -> Option<usize> {
        self.at.get(word).filter(|&&c| c != NONE).map(|&c| c as usize)
    }

    /// The mention that a word heads.
    pub fn headed_by(&self, word: usize) -> Option<usize> {
        self.mention_at(word).filter(|&c| self.candidates[c].head == word)
    }

    /// The actor of a mention.
    pub fn member_of(&self, candidate: usize) -> Option<usize> {
        self.ties[candidate].as_ref().map(|t| t.member)
    }

    pub fn add(&mut self, member: Member<'d>) -> usize {
        if let Some(entry) = member.entry {
            self.by_entry.insert(entry.id.clone(), self.members.len());
        }
        self.members.push(member);
        self.members.len() - 1
    }

    /// The actor of a dictionary entry, new if it is not there.
    pub fn of_entry(&mut self, entry: &'d Entry) -> usize {
        match self.by_entry.get(&entry.id) {
            Some(&m) => m,
            None => self.add(Member::of_entry(entry)),
        }
    }

    /// The actor of a dictionary entry, if it is there.
    pub fn find_entry(&self, id: &str) -> Option<usize> {
        self.by_entry.get(id).copied()
    }

    pub fn tie(
        &mut self,
        candidate: usize,
        member: usize,
        how: Tie,
        because: Option<String>,
        confidence: f32,
    ) {
        if self.ties[candidate].is_some() {
            return;
        }
        self.members[member].mentions.push(candidate);
        if self.members[member].gender.is_none() && confidence > 0.6 {
            self.members[member].gender = self.candidates[candidate].gender;
        }
        self.ties[candidate] = Some(Tied { member, how, because, confidence });
    }

    /// Says what an actor is, once for each way.
    pub fn describe(&mut self, member: usize, told: Vec<Descriptor>) {
        for descriptor in told {
            let owner = |d: &Descriptor| d.owner.map(|o| self.member_of(o).ok_or(o));
            let known = self.members[member].descriptors.iter().any(|d| {
                d.noun == descriptor.noun
                    && d.office == descriptor.office
                    && d.former == descriptor.former
                    && owner(d) == owner(&descriptor)
            });
            if !known {
                self.members[member].descriptors.push(descriptor);
            }
        }
    }

    /// Whether a word is a relative pronoun: by its tag, or by its form where the language tells.
    pub fn is_relative(&self, word: usize) -> bool {
        let t = self.document;
        let form = || self.reference.predicates.relative.contains(&t.lower(word));
        matches!(t.xpos(word), Penn::Wp | Penn::Wdt) || t.upos(word) == Upos::Pron && form()
    }

    /// The words of a mention.
    pub fn text(&self, candidate: usize) -> &'a str {
        self.document.words(self.candidates[candidate].words.clone())
    }

    /// The state a member is of, by code.
    pub fn country(&self, member: usize) -> Option<&str> {
        self.members[member].country.as_deref()
    }

    /// The words of a statement's content that stand between quotation marks.
    pub fn quoted_words(&self, statement: &'a Statement) -> impl Iterator<Item = usize> + 'a {
        let document = self.document;
        let words = statement.content.iter().flat_map(|&span| document.words_of(span));
        words.filter(|&w| document.input.marks[w].is_quoted())
    }

    /// The mention among whose words these are, if they are those of one.
    pub fn mention_of(&self, words: &Range<usize>) -> Option<usize> {
        if words.is_empty() {
            return None;
        }
        self.mention_at(self.document.top(words))
    }
}
