//! Which of an article's times the words that the model points at speak of.

use super::when::{TimexType, When};
use crate::Span;

/// The time that some words tell: of the days and hours that they cover, the one that they cover most of, the first of
/// equals. Lengths and sets (`for three years`, `every Friday`) place nothing. `times` is in text order, as
/// [`super::times`] gives it.
pub fn told<'a>(times: &'a [When], words: &[Span]) -> Option<&'a When> {
    let shared = |t: &When, w: &Span| t.span.end.min(w.end).saturating_sub(t.span.start.max(w.start));
    let mut best: Option<(u32, &When)> = None;
    for w in words {
        let from = times.partition_point(|t| t.span.end <= w.start);
        for t in times[from..].iter().take_while(|t| t.span.start < w.end) {
            let covered = shared(t, w);
            if matches!(t.timex.kind, TimexType::Date | TimexType::Time)
                && best.is_none_or(|(most, _)| covered > most)
            {
                best = Some((covered, t));
            }
        }
    }
    best.map(|(_, t)| t)
}

/// The time at which a statement was made where the model points at none: of the times in its sentence that stand outside
/// its content, the one nearest its cue.
///
/// A time inside the content belongs to what is said (`he said the talks would resume on Monday`) and is never the
/// statement's own. Lengths and sets (`for three years`, `every Friday`) place nothing. Of two times equally near,
/// the earlier in the text is taken, and without a cue the first in the sentence. `times` is in text order, as
/// [`super::times`] gives it. `may` says of a time whether its place in the sentence allows it to be the statement's:
/// in `he called the votes, held in 2014, a sham` it does not.
pub fn nearest<'a>(
    times: &'a [When],
    cue: &[Span],
    content: &[Span],
    sentence: Span,
    may: impl Fn(Span) -> bool,
) -> Option<&'a When> {
    let from = times.partition_point(|t| t.span.end <= sentence.start);
    let inside = times[from..].iter().take_while(|t| t.span.start < sentence.end);
    let own = inside.filter(|t| {
        matches!(t.timex.kind, TimexType::Date | TimexType::Time)
            && sentence.contains(t.span)
            && !content.iter().any(|c| c.overlaps(t.span))
            && may(t.span)
    });
    own.min_by_key(|t| cue.iter().map(|c| distance(*c, t.span)).min().unwrap_or(0))
}

/// Code points between two spans.
fn distance(a: Span, b: Span) -> u32 {
    if a.overlaps(b) { 0 } else { a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end)) }
}
