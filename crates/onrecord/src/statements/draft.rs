//! Statements in the making: sets of words, before they become spans.

use crate::acts::Act;
use crate::document::Document;
use crate::{Span, Statement, StatementKind};
use std::ops::Range;

/// Sorted runs of words without overlap, for one role of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Vec<Range<usize>>);

impl Words {
    /// One run.
    pub(crate) fn one(run: Range<usize>) -> Self {
        Words(vec![run])
    }

    /// The runs of words for which a test holds.
    pub(crate) fn collect(range: Range<usize>, test: impl Fn(usize) -> bool) -> Self {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for w in range.filter(|&w| test(w)) {
            match runs.last_mut() {
                Some(last) if last.end == w => last.end = w + 1,
                _ => runs.push(w..w + 1),
            }
        }
        Words(runs)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(ExactSizeIterator::len).sum()
    }

    pub(crate) fn contains(&self, word: usize) -> bool {
        self.0.iter().any(|r| r.contains(&word))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().cloned().flatten()
    }

    pub(crate) fn first(&self) -> Option<usize> {
        self.0.first().map(|r| r.start)
    }

    pub(crate) fn last(&self) -> Option<usize> {
        self.0.last().map(|r| r.end - 1)
    }

    /// How many of a run's words are in the set.
    pub(crate) fn shared(&self, run: &Range<usize>) -> usize {
        self.0.iter().map(|r| r.end.min(run.end).saturating_sub(r.start.max(run.start))).sum()
    }

    /// Adds a run and joins what touches.
    pub(crate) fn add(&mut self, run: Range<usize>) {
        self.0.push(run);
        self.0.sort_by_key(|r| r.start);
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(self.0.len());
        for r in self.0.drain(..) {
            match joined.last_mut() {
                Some(last) if r.start <= last.end => last.end = last.end.max(r.end),
                _ => joined.push(r),
            }
        }
        self.0 = joined;
    }

    /// Takes a run out.
    pub(crate) fn remove(&mut self, run: &Range<usize>) {
        let old = std::mem::take(&mut self.0);
        for r in old {
            for piece in [r.start..r.end.min(run.start), r.start.max(run.end)..r.end] {
                if piece.start < piece.end {
                    self.0.push(piece);
                }
            }
        }
    }

    /// The characters: runs that cross a paragraph break are cut there.
    pub(crate) fn spans(&self, document: &Document) -> Vec<Span> {
        let mut out = Vec::new();
        for run in &self.0 {
            let mut start = run.start;
            let input = &document.input;
            for p in
                input.paragraphs[input.paragraph_of(run.start) + 1..].iter().take_while(|p| p.start < run.end)
            {
                out.push(document.span(start..p.start));
                start = p.start;
            }
            out.push(document.span(start..run.end));
        }
        out
    }
}

/// What the model says of a statement beside its words. Nothing, where punctuation alone makes the statement.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    /// How likely each act is.
    pub(crate) acts: Vec<(Act, f32)>,
    /// Whom it is said to.
    pub(crate) addressee: Option<Range<usize>>,
    /// The words that tell when it was said.
    pub(crate) when: Vec<Range<usize>>,
    /// The words for the occasion or the medium.
    pub(crate) occasion: Option<Range<usize>>,
}

/// A statement as sets of words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    pub(crate) cue: Words,
    pub(crate) source: Words,
    pub(crate) content: Words,
    /// What the model says beside.
    pub(crate) told: Told,
    /// How sure the reader is, 0 to 1, before calibration.
    pub(crate) score: f32,
}

impl Draft {
    /// As it stands in a record, without a number.
    pub(crate) fn statement(&self, document: &Document) -> Statement {
        Statement {
            cue: self.cue.spans(document),
            source: self.source.spans(document),
            content: self.content.spans(document),
            confidence: self.score,
            ..Statement::new(self.kind(document))
        }
    }

    /// Direct, mixed or indirect, by which of the content's words stand in quotation marks.
    pub(crate) fn kind(&self, document: &Document) -> StatementKind {
        let input = &document.input;
        let (mut quoted, mut words) = (0, 0);
        for w in self.content.iter().filter(|&w| input.words[w].is_wordlike()) {
            words += 1;
            quoted += usize::from(input.marks[w].is_quoted());
        }
        match (quoted, words) {
            (0, _) => StatementKind::Indirect,
            (q, n) if q == n => StatementKind::Direct,
            _ => StatementKind::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_words_join_and_split() {
        let mut words = Words::one(3..6);
        words.add(6..8);
        words.add(10..11);
        assert_eq!(words, Words(vec![3..8, 10..11]));
        words.remove(&(4..5));
        assert_eq!(words, Words(vec![3..4, 5..8, 10..11]));
        assert_eq!((words.len(), words.shared(&(7..20)), words.last()), (5, 2, Some(10)));
    }
}
