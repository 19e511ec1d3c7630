//! What the encoder sees of an article: pieces, letter shapes, quotation marks, paragraph breaks.

use super::pieces::Pieces;
use crate::language::{Language, Quotation, QuoteMark, Word, quotations, words};
use crate::{Span, Text};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// The words of an article's read paragraphs with the features the encoder gets of them.
#[derive(Debug)]
pub struct Input {
    /// Words of all read paragraphs.
    pub words: Vec<Word>,
    /// Quotation state of each word.
    pub marks: Vec<QuoteMark>,
    /// Quotations, by first word.
    pub quotations: Vec<Quotation>,
    /// Paragraphs as ranges of word indexes.
    pub paragraphs: Vec<Range<usize>>,
    /// Pieces of all words, one after another.
    pub pieces: Vec<u32>,
    /// Where each word's pieces start, and at the end where the last ones end.
    pub offsets: Vec<u32>,
}

impl Input {
    /// The paragraph that a word stands in.
    pub fn paragraph_of(&self, word: usize) -> usize {
        self.paragraphs.partition_point(|p| p.end <= word)
    }

    /// Cuts the paragraphs of an English text into words and pieces.
    pub(crate) fn new(text: &Text, spans: &[Span], pieces: &Pieces) -> Self {
        Self::in_language(text, spans, pieces, Language::english())
    }

    /// Cuts the paragraphs of a text into words and pieces.
    pub(crate) fn in_language(text: &Text, spans: &[Span], pieces: &Pieces, language: Language) -> Self {
        let (mut list, mut paragraphs) = (Vec::new(), Vec::new());
        for &span in spans {
            let first = list.len();
            words(text, span, language, &mut list);
            if list.len() > first {
                paragraphs.push(first..list.len());
            }
        }
        let (quotations, marks) = quotations(text, &list, &paragraphs);
        let (mut ids, mut offsets) = (Vec::with_capacity(list.len() * 2), Vec::with_capacity(list.len() + 1));
        // Most words of an article stand in it more than once, and to cut one up is not cheap.
        let mut known: HashMap<(&str, bool), Range<usize>> = HashMap::new();
        let mut end = None;
        for word in &list {
            let start = ids.len();
            offsets.push(start as u32);
            let spaced = end.replace(word.span.end) != Some(word.span.start);
            match known.entry((text.slice(word.span), spaced)) {
                Entry::Occupied(before) => ids.extend_from_within(before.get().clone()),
                Entry::Vacant(new) => {
                    ids.extend(pieces.encode(new.key().0, spaced));
                    new.insert(start..ids.len());
                }
            }
        }
        offsets.push(ids.len() as u32);
        Input { words: list, marks, quotations, paragraphs, pieces: ids, offsets }
    }

    /// The words that share a character with a span.
    pub fn words_over(&self, span: Span) -> Range<usize> {
        let start = self.words.partition_point(|w| w.span.end <= span.start);
        let end = self.words.partition_point(|w| w.span.start < span.end);
        start..end.max(start)
    }

    /// The pieces of one word.
    pub fn pieces_of(&self, word: usize) -> &[u32] {
        &self.pieces[self.offsets[word] as usize..self.offsets[word + 1] as usize]
    }
}
