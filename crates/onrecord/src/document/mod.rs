//! One analysed document: all that the stages see of an article's text.
//!
//! It is made once an article, of the article's words and what the model says of them, and does not change.

mod analysis;
mod tree;

use crate::acts::Act;
use crate::events::{EventStatus, EventType};
use crate::labels::{Deprel, EntityKind, Penn, Upos};
use crate::language::Language;
use crate::model::{Input, Linked};
use crate::{Article, PartKind, Span, Text};
use std::ops::Range;
use tree::Children;

/// An article with the words and sentences of its read parts, and what the model says of them.
#[derive(Debug)]
pub struct Document {
    /// The article.
    pub article: Article,
    /// Its language: which words the stages go by.
    pub language: Language,
    /// Words, quotations and paragraphs, as the model gets them.
    pub input: Input,
    /// What kind of part each paragraph is.
    pub kinds: Vec<PartKind>,
    /// Sentences as ranges of words; none crosses a paragraph.
    pub sentences: Vec<Range<usize>>,
    /// The sentence of each word.
    pub sentence_of: Vec<u32>,
    /// Mentions of people, places and so on, by head word.
    pub mentions: Vec<Mention>,
    /// Names, in text order.
    pub names: Vec<Name>,
    /// What may be the cue of a statement, in text order.
    pub cues: Vec<Cue>,
    /// What may be the anchor of an event, in text order.
    pub anchors: Vec<Anchor>,
    grammar: Vec<Grammar>,
    children: Children,
    paragraph_of: Vec<u32>,
}

/// Part of speech and place in the sentence's tree.
#[derive(Debug, Clone, Copy)]
struct Grammar {
    xpos: Penn,
    upos: Upos,
    /// The word this one depends on; itself for a sentence's root.
    head: u32,
    rel: Deprel,
}

/// A mention of somebody or something, known by its head word.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Head word.
    pub word: usize,
    /// What it speaks of.
    pub kind: EntityKind,
    /// Earlier mentions (by head word) it may refer back to, with probabilities, best first. The rest to 1 is the
    /// probability that it is the first of its chain.
    pub antecedents: Vec<(usize, f32)>,
}

/// A proper name.
#[derive(Debug, Clone)]
pub struct Name {
    /// Its words.
    pub words: Range<usize>,
    /// What bears it.
    pub kind: EntityKind,
}

/// A possible cue with what the model links to it.
#[derive(Debug)]
pub struct Cue {
    /// Its words.
    pub words: Range<usize>,
    /// Probability that a cue starts here.
    pub probability: f32,
    /// Roles of the words near it.
    pub linked: Linked,
    /// How likely each act is that may be done by what is said.
    pub acts: Vec<(Act, f32)>,
}

/// A word that may tell of an event, with what the model links to it.
#[derive(Debug)]
pub struct Anchor {
    /// The word.
    pub word: usize,
    /// How likely it tells of an event of each type.
    pub types: Vec<(EventType, f32)>,
    /// How likely the event has each status, in the order of [`EventStatus::ALL`].
    pub status: [f32; EventStatus::ALL.len()],
    /// How likely its parties do it to one another.
    pub mutual: f32,
    /// Roles of the words near it.
    pub linked: Linked,
}

impl Anchor {
    /// The likeliest type.
    pub fn event_type(&self) -> Option<(EventType, f32)> {
        self.types.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// How likely it tells of an event at all.
    pub fn probability(&self) -> f32 {
        self.types.iter().map(|(_, p)| p).sum()
    }
}

impl Document {
    /// The article's text.
    pub fn text(&self) -> &Text {
        &self.article.text
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.input.words.len()
    }

    /// Whether it has no word.
    pub fn is_empty(&self) -> bool {
        self.input.words.is_empty()
    }

    /// A word as it is written.
    pub fn word(&self, word: usize) -> &str {
        self.text().slice(self.input.words[word].span)
    }

    /// A word in small letters.
    pub fn lower(&self, word: usize) -> String {
        self.word(word).to_lowercase()
    }

    /// The text from the first to the last of some words.
    pub fn words(&self, range: Range<usize>) -> &str {
        if range.is_empty() { "" } else { self.text().slice(self.span(range)) }
    }

    /// The characters of a run of words.
    pub fn span(&self, words: Range<usize>) -> Span {
        self.input.words[words.start].span.cover(self.input.words[words.end - 1].span)
    }

    /// The words that share a character with a span.
    pub fn words_of(&self, span: Span) -> Range<usize> {
        self.input.words_over(span)
    }

    /// The number of a word's sentence.
    pub fn sentence(&self, word: usize) -> usize {
        self.sentence_of[word] as usize
    }

    /// The words of a word's sentence.
    pub fn sentence_words(&self, word: usize) -> Range<usize> {
        self.sentences[self.sentence(word)].clone()
    }

    /// The sentence that a span starts in. A place that was not read is a sentence of its own.
    pub fn sentence_at(&self, span: Span) -> Span {
        let word = self.input.words.partition_point(|w| w.span.end <= span.start);
        match self.sentence_of.get(word) {
            Some(&s) => self.span(self.sentences[s as usize].clone()),
            None => span,
        }
    }

    /// The number of a word's paragraph.
    pub fn paragraph(&self, word: usize) -> usize {
        self.paragraph_of[word] as usize
    }

    /// Whether a word is of a name as far as its looks tell: by its capital, or by the model's labels where capitals mark no
    /// names in the language.
    pub fn looks_named(&self, word: usize) -> bool {
        if self.language.traits().capitals {
            return self.input.words[word].is_capital();
        }
        self.upos(word) == Upos::Propn || self.in_name(word)
    }

    /// Whether a word stands in a name, by the model.
    pub fn in_name(&self, word: usize) -> bool {
        let next = self.names.partition_point(|n| n.words.end <= word);
        self.names.get(next).is_some_and(|n| n.words.contains(&word))
    }

    /// The kind of what a word speaks of, by the model; none where it heads no mention.
    pub fn kind_at(&self, word: usize) -> Option<EntityKind> {
        let found = self.mentions.binary_search_by_key(&word, |m| m.word);
        found.ok().map(|m| self.mentions[m].kind)
    }
}
