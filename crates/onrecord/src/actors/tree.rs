//! The grammar of a reading, asked in the words of Universal Dependencies.

use crate::model::Labels;
use crate::reading::Reading;
use crate::{Article, Span, Text};
use std::ops::Range;

/// A reading with its labels by name and the children of each word.
#[derive(Debug)]
pub(crate) struct Tree<'r> {
    pub text: &'r Text,
    pub reading: &'r Reading,
    labels: &'r Labels,
    first_child: Vec<u32>,
    children: Vec<u32>,
    paragraph_of: Vec<u32>,
}

impl<'r> Tree<'r> {
    pub fn new(article: &'r Article, reading: &'r Reading, labels: &'r Labels) -> Self {
        let n = reading.grammar.len();
        let mut first_child = vec![0; n + 1];
        let edges = || reading.grammar.iter().enumerate().filter(|(w, g)| g.head as usize != *w);
        for (_, g) in edges() {
            first_child[g.head as usize + 1] += 1;
        }
        for w in 0..n {
            first_child[w + 1] += first_child[w];
        }
        let mut next = first_child.clone();
        let mut children = vec![0; edges().count()];
        for (w, g) in edges() {
            children[next[g.head as usize] as usize] = w as u32;
            next[g.head as usize] += 1;
        }
        let mut paragraph_of = vec![0; n];
        for (p, range) in reading.input.paragraphs.iter().enumerate() {
            paragraph_of[range.clone()].fill(p as u32);
        }
        Tree { text: &article.text, reading, labels, first_child, children, paragraph_of }
    }

    pub fn len(&self) -> usize {
        self.reading.grammar.len()
    }

    pub fn word(&self, w: usize) -> &'r str {
        self.text.slice(self.reading.input.words[w].span)
    }

    pub fn lower(&self, w: usize) -> String {
        self.word(w).to_lowercase()
    }

    /// The text from the first to the last of some words.
    pub fn words(&self, range: Range<usize>) -> &'r str {
        if range.is_empty() { "" } else { self.text.slice(self.reading.span(range)) }
    }

    pub fn head(&self, w: usize) -> usize {
        self.reading.grammar[w].head as usize
    }

    pub fn rel(&self, w: usize) -> &'r str {
        self.labels.rel.get(self.reading.grammar[w].rel as usize).map_or("", String::as_str)
    }

    pub fn upos(&self, w: usize) -> &'r str {
        self.reading.upos(self.labels, w)
    }

    pub fn xpos(&self, w: usize) -> &'r str {
        self.labels.xpos.get(self.reading.grammar[w].xpos as usize).map_or("", String::as_str)
    }

    /// The kind of what a word speaks of, by the model; empty where it heads no mention.
    pub fn kind_at(&self, w: usize) -> &'r str {
        let mentions = &self.reading.mentions;
        let found = mentions.binary_search_by_key(&w, |m| m.word);
        found.map_or("", |m| self.mention_kind(mentions[m].kind))
    }

    /// Whether a word is a participle that opens a clause of its own (`Asked whether she would, Roe said no`): what it tells of is
    /// done to the subject of the clause over it.
    pub fn is_participle_clause(&self, w: usize) -> bool {
        matches!(self.xpos(w), "VBN" | "VBD")
            && self.rel(w) == "advcl"
            && self.child(w, &["aux", "mark", "nsubj", "nsubj:pass"]).is_none()
    }

    pub fn mention_kind(&self, kind: u8) -> &'r str {
        self.labels.mentions.get(kind as usize).map_or("", String::as_str)
    }

    /// The kind of a name, without the sign for its beginning.
    pub fn name_kind(&self, label: u8) -> &'r str {
        self.labels.names.get(label as usize).and_then(|n| n.split_once('-')).map_or("", |(_, kind)| kind)
    }

    pub fn children(&self, w: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let range = self.first_child[w] as usize..self.first_child[w + 1] as usize;
        self.children[range].iter().map(|&c| c as usize)
    }

    /// The first child by one of these relations.
    pub fn child(&self, w: usize, rels: &[&str]) -> Option<usize> {
        self.children(w).find(|&c| rels.contains(&self.rel(c)))
    }

    pub fn sentence(&self, w: usize) -> usize {
        self.reading.sentence_of[w] as usize
    }

    pub fn sentence_words(&self, w: usize) -> Range<usize> {
        self.reading.sentences[self.sentence(w)].clone()
    }

    pub fn paragraph(&self, w: usize) -> usize {
        self.paragraph_of[w] as usize
    }

    /// Whether going up from a word, in a few steps, leads into a range.
    pub fn leads_into(&self, w: usize, range: &Range<usize>) -> bool {
        let mut at = w;
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
    pub fn top(&self, range: &Range<usize>) -> usize {
        let out = |&w: &usize| {
            let head = self.head(w);
            (head == w || !range.contains(&head)) && self.reading.input.words[w].is_wordlike()
        };
        let tops: Vec<usize> = range.clone().filter(out).collect();
        // Of several, one that is no mere joint.
        let noun = |w: &&usize| matches!(self.upos(**w), "NOUN" | "PROPN" | "PRON" | "NUM");
        tops.iter().find(noun).or(tops.first()).copied().unwrap_or(range.start)
    }

    /// The words that share a character with a span.
    pub fn words_of(&self, span: Span) -> Range<usize> {
        self.reading.words_of(span)
    }
}
