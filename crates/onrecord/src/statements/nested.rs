//! Statements within statements: a content is read again on its own.
//!
//! The corpora that the model learned from give each word to one statement, so that a saying inside another's content
//! is invisible to the first reading. Read as a text of its own, the same content shows it.

use super::decode::{Decoding, decode};
use super::draft::Draft;
use crate::document::Document;
use crate::model::Model;
use crate::{Article, Part, PartKind, Statement};
use std::ops::Range;

/// Contents shorter than this hold no statement of their own.
const SHORTEST: usize = 6;
/// A cue in a content must be this much surer than one in running text: the reading sees less around it.
const SURER: f32 = 1.2;

/// Statements that stand inside the given ones, with `inside` set; ids are left to the caller.
pub(super) fn nested(
    document: &Document,
    drafts: &[Draft],
    statements: &[Statement],
    model: &Model,
    rules: &Decoding,
) -> Vec<Statement> {
    // Hints stand in the order of the text.
    let hints_in = |run: &Range<usize>| {
        let (from, end) = (document.hints.partition_point(|&w| w < run.start), run.end);
        document.hints[from..].iter().copied().take_while(move |&w| w < end)
    };
    let hinted = |d: &Draft| d.content.0.iter().flat_map(hints_in).any(|w| !d.cue.contains(w));
    let mut parts: Vec<(Part, &Statement)> = Vec::new();
    for (draft, statement) in drafts.iter().zip(statements) {
        if draft.content.len() < SHORTEST || !hinted(draft) {
            continue;
        }
        // Pieces of an interrupted content are read as paragraphs of their own.
        parts.extend(statement.content.iter().map(|&span| (Part { kind: PartKind::Body, span }, statement)));
    }
    parts.sort_by_key(|(p, _)| p.span);
    // Contents do not overlap, but what a user's corrections leave behind may: what starts inside another waits.
    parts.dedup_by(|b, a| a.0.span.overlaps(b.0.span));
    if parts.is_empty() {
        return Vec::new();
    }
    let only: Vec<Part> = parts.iter().map(|(p, _)| *p).collect();
    let again = Document::new(Article { parts: only, ..document.article.clone() }, model);
    let stricter = Decoding { cue: (rules.cue * SURER).min(0.9), orphan: usize::MAX, ..rules.clone() };
    let mut out = Vec::new();
    for d in decode(&again, &stricter) {
        let Some(cue) = d.cue.spans(&again).first().copied() else { continue };
        let at = parts.partition_point(|(p, _)| p.span.end <= cue.start);
        let Some((part, parent)) = parts.get(at).filter(|(p, _)| p.span.contains(cue)) else { continue };
        let content = d.content.spans(&again);
        let own = content.iter().all(|s| part.span.contains(*s));
        let words: usize = d.content.len();
        let before = |end: u32| again.input.words.partition_point(|w| w.span.start < end);
        let whole = before(part.span.end) - before(part.span.start);
        // The whole content again would be the same statement twice.
        if own && words >= 2 && words * 10 < whole * 9 {
            out.push(Statement { inside: Some(parent.id.clone()), ..d.statement(&again) });
        }
    }
    out
}
