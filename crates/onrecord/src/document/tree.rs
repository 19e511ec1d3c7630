//! The grammar of a document, asked in the words of Universal Dependencies.

use super::{Document, Grammar};
use crate::Span;
use crate::labels::{Deprel, Penn, Upos};
use std::ops::Range;

/// The words that hang on each word, in text order.
#[derive(Debug, Default)]
pub(super) struct Children {
    first: Vec<u32>,
    all: Vec<u32>,
}

impl Children {
    pub(super) fn new(grammar: &[Grammar]) -> Self {
        let n = grammar.len();
        let mut first = vec![0; n + 1];
        let edges = || grammar.iter().enumerate().filter(|(w, g)| g.head as usize != *w);
        for (_, g) in edges() {
            first[g.head as usize + 1] += 1;
        }
        for w in 0..n {
            first[w + 1] += first[w];
        }
        let mut next = first.clone();
        let mut all = vec![0; edges().count()];
        for (w, g) in edges() {
            all[next[g.head as usize] as usize] = w as u32;
            next[g.head as usize] += 1;
        }
        Children { first, all }
    }

    fn of(&self, word: usize) -> &[u32] {
        &self.all[self.first[word] as usize..self.first[word + 1] as usize]
    }
}

impl Document {
    /// The word that a word depends on; itself for a sentence's root.
    pub fn head(&self, word: usize) -> usize {
        self.grammar[word].head as usize
    }

    /// A word's relation to its head.
    pub fn rel(&self, word: usize) -> Deprel {
        self.grammar[word].rel
    }

    /// A word's universal part of speech.
    pub fn upos(&self, word: usize) -> Upos {
        self.grammar[word].upos
    }

    /// A word's Penn Treebank tag.
    pub fn xpos(&self, word: usize) -> Penn {
        self.grammar[word].xpos
    }

    /// The words that hang on a word, in text order.
    pub fn children(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children.of(word).iter().map(|&c| c as usize)
    }

    /// The first child by one of these relations.
    pub fn child(&self, word: usize, rels: &[Deprel]) -> Option<usize> {
        self.children(word).find(|&c| rels.contains(&self.rel(c)))
    }

    /// A word and all it hangs on, up to the root of its sentence.
    pub(crate) fn path(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        let up = |&w: &usize| {
            let head = self.head(w);
            (head != w).then_some(head)
        };
        std::iter::successors(Some(word), up)
    }

    /// Whether going up from a word, in a few steps, leads into a range.
    pub(crate) fn leads_into(&self, word: usize, range: &Range<usize>) -> bool {
        let mut at = word;
        for _ in 0..5 {
            let next = self.head(at);
            if next == at {
                return false;
            }
            if range.contains(&next) {
                return true;
            }
            at = next;
        }
        false
    }

    /// The word of a range that depends on none of the others.
    pub(crate) fn top(&self, range: &Range<usize>) -> usize {
        let out = |&w: &usize| {
            let head = self.head(w);
            (head == w || !range.contains(&head)) && self.input.words[w].is_wordlike()
        };
        let tops: Vec<usize> = range.clone().filter(out).collect();
        // Of several, one that is no mere joint.
        let noun = |w: &&usize| matches!(self.upos(**w), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
        tops.iter().find(noun).or(tops.first()).copied().unwrap_or(range.start)
    }

    /// Whether a word is a participle that opens a clause of its own (`Asked whether she would, Roe said no`): what it tells of is
    /// done to the subject of the clause over it.
    pub(crate) fn is_participle_clause(&self, word: usize) -> bool {
        matches!(self.xpos(word), Penn::Vbn | Penn::Vbd)
            && self.rel(word) == Deprel::Advcl
            && self.child(word, &[Deprel::Aux, Deprel::Mark, Deprel::Nsubj, Deprel::NsubjPass]).is_none()
    }

    /// Whether one span hangs, by the sentence's tree, in a relative or adverbial clause that the other stands outside of.
    pub(crate) fn is_subordinate(&self, span: Span, other: &[Span]) -> bool {
        let others: Vec<Range<usize>> = other.iter().map(|&s| self.words_of(s)).collect();
        // The other's words and everything that they hang on: what stands there stands beside it, not below it.
        let mut above: Vec<usize> = others.iter().cloned().flatten().flat_map(|w| self.path(w)).collect();
        above.sort_unstable();
        let range = self.words_of(span);
        let top = range.clone().find(|&w| !range.contains(&self.head(w)));
        let Some(start) = top.or(range.clone().next()) else { return false };
        for w in self.path(start) {
            if above.binary_search(&w).is_ok() {
                return false;
            }
            if matches!(self.rel(w).base(), Deprel::Acl | Deprel::Advcl | Deprel::Csubj) {
                return true;
            }
        }
        false
    }
}
