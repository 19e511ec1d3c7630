//! Who the article speaks of: names, offices, nouns and pronouns joined into actors, and the speaker of each statement.
//!
//! Names come first, over the whole article, because a headline names by surname whom the text introduces later. Then
//! offices and nouns are tied to what they describe, then pronouns from left to right, then those of the first person
//! by who speaks. What cannot be told stays unknown.

mod apart;
mod cast;
mod finish;
mod mentions;
mod names;
mod nouns;
mod offices;
mod place;
mod predicates;
mod pronouns;
mod reference;
mod scene;
mod speakers;
mod trail;
mod turns;
mod types;

pub use types::{Actor, ActorKind, ActorMention, Speaker, SpeakerHow, Tie};

use crate::dictionary::{Dictionary, Words};
use crate::document::Document;
use crate::labels::EntityKind;
use crate::{Span, Statement};
use reference::Reference;
use scene::Scene;
use std::ops::Range;

/// What actors are made from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The document.
    pub document: &'a Document,
    /// Who is known.
    pub dictionary: &'a Dictionary,
    /// Titles, nouns for people, given names.
    pub words: &'a Words,
    /// The article's statements.
    pub statements: &'a [Statement],
}

/// The actors of an article.
#[derive(Debug, Clone, Default)]
pub struct Actors {
    /// In the order of their first mentions.
    pub list: Vec<Actor>,
    /// The speaker of each statement, where known.
    pub speakers: Vec<Option<Speaker>>,
    /// For each word of the document, the number of an actor in `list` and of the mention in it.
    at: Vec<Option<(u32, u32)>>,
    /// For each word, the word its mention depends on by grammar; for finding the actor of a span.
    tops: Vec<u32>,
}

/// The actors of an article and the speakers of its statements.
pub fn actors(given: &Given) -> Actors {
    let gathering = mentions::Gathering {
        document: given.document,
        dictionary: given.dictionary,
        lexicon: given.words,
        reference: Reference::of(given.document.language),
        statements: given.statements,
    };
    let candidates = gathering.gather();
    let mut scene = Scene::new(given.document, given.dictionary, given.words, given.statements, candidates);
    cast::name_actors(&mut scene);
    offices::describe(&mut scene);
    let turns = turns::turns(&scene);
    pronouns::third_person(&mut scene);
    let mut speakers = speakers::speakers(&mut scene, &turns);
    pronouns::first_person(&mut scene, &speakers, &turns);
    speakers::in_the_first_person(&scene, &mut speakers);
    finish::finish(scene, speakers)
}

impl Actors {
    /// The actor at a word of the document: that of the mention it heads, else of the smallest mention around it.
    pub fn at_word(&self, word: usize) -> Option<&Actor> {
        self.at.get(word).copied().flatten().map(|(a, _)| &self.list[a as usize])
    }

    /// The mention at a word of the document, with its actor.
    pub fn mention_at(&self, word: usize) -> Option<(&Actor, &ActorMention)> {
        let (a, m) = self.at.get(word).copied().flatten()?;
        let actor = &self.list[a as usize];
        Some((actor, &actor.mentions[m as usize]))
    }

    /// The actor that a span speaks of as a whole: an addressee, a participant of an occasion.
    pub fn of_span(&self, document: &Document, span: Span) -> Option<&Actor> {
        let Range { start, end } = document.words_of(span);
        let outside = |w: &usize| {
            let head = self.tops.get(*w).map_or(*w, |&h| h as usize);
            head == *w || !(start..end).contains(&head)
        };
        (start..end).filter(outside).find_map(|w| self.at_word(w))
    }

    /// Every actor with a mention inside a span, in the order of those mentions: the participants of an occasion.
    pub fn within(&self, span: Span) -> Vec<&Actor> {
        let mut found: Vec<(Span, &Actor)> = self
            .list
            .iter()
            .filter_map(|a| Some((a.mentions.iter().map(|m| m.span).find(|s| span.contains(*s))?, a)))
            .collect();
        found.sort_by_key(|(s, _)| *s);
        found.into_iter().map(|(_, a)| a).collect()
    }

    /// The speaker of a statement, by its number in the article, and how it was found.
    pub fn speaker(&self, statement: usize) -> Option<(&Actor, SpeakerHow)> {
        let speaker = self.speakers.get(statement).copied().flatten()?;
        Some((&self.list[speaker.actor], speaker.how))
    }
}

/// The kind of actor that a kind of mention or name of the model can be; none for times, events and things.
fn nameable(kind: EntityKind) -> Option<ActorKind> {
    match kind {
        EntityKind::Person => Some(ActorKind::Person),
        EntityKind::Organization => Some(ActorKind::Organisation),
        EntityKind::Place => Some(ActorKind::Place),
        _ => None,
    }
}
