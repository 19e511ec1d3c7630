//! The article's own words with every statement marked.
//!
//! A statement's content stands in `⟦s3 …⟧`; a piece that goes on after an interruption or a paragraph's end
//! opens with `⟦…s3`. Where two cross, the closing marks name their own: `⟧s3`. Without colours, sources
//! are set in `*…*` and cues in `_…_`; with colours, looks show them.

use super::ink::{Look, Run};
use onrecord::{Record, Span, StatementKind};

/// All marks of a record, ready to be cut into paragraphs.
#[derive(Debug)]
pub struct Marks<'a> {
    record: &'a Record,
    pieces: Vec<Piece<'a>>,
    cues: Vec<Span>,
    sources: Vec<Span>,
    scares: Vec<Span>,
    colour: bool,
}

/// One stretch of a statement's content.
#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    id: &'a str,
    kind: StatementKind,
    span: Span,
    /// Not the first of its statement.
    goes_on: bool,
    /// One that was opened before it has been closed while it was open.
    crossed: bool,
}

impl<'a> Marks<'a> {
    /// Collects the marks.
    pub fn of(record: &'a Record, colour: bool) -> Self {
        let mut pieces = Vec::new();
        for statement in &record.statements {
            for (n, &span) in statement.content.iter().filter(|s| !s.is_empty()).enumerate() {
                pieces.push(Piece {
                    id: &statement.id,
                    kind: statement.kind,
                    span,
                    goes_on: n > 0,
                    crossed: false,
                });
            }
        }
        let all = |role: fn(&onrecord::Statement) -> &[Span]| {
            united(record.statements.iter().flat_map(|s| role(s).iter().copied()).collect())
        };
        Marks {
            record,
            pieces,
            cues: all(|s| &s.cue),
            sources: all(|s| &s.source),
            scares: united(
                record
                    .wording
                    .iter()
                    .filter(|w| w.kind == onrecord::WordingKind::ScareQuote)
                    .map(|w| w.span)
                    .collect(),
            ),
            colour,
        }
    }

    /// The words of a stretch of text, with what stands on them.
    pub fn runs(&self, place: Span, base: Look) -> Vec<Run> {
        let mut pieces: Vec<Piece> = self.pieces.iter().filter_map(|p| p.within(place)).collect();
        // Opened first is outermost: the longer one, where two begin together.
        pieces.sort_by_key(|p| (p.span.start, u32::MAX - p.span.end));
        let (cues, sources) = (within(&self.cues, place), within(&self.sources, place));
        let scares = within(&self.scares, place);

        let mut cuts: Vec<u32> = pieces.iter().flat_map(|p| [p.span.start, p.span.end]).collect();
        cuts.extend([&cues, &sources, &scares].into_iter().flatten().flat_map(|s| [s.start, s.end]));
        cuts.extend([place.start, place.end]);
        cuts.sort_unstable();
        cuts.dedup();

        let mut runs = Vec::new();
        let mut open: Vec<Piece> = Vec::new();
        let mut to_open = pieces.into_iter().peekable();
        for (n, &at) in cuts.iter().enumerate() {
            self.emphasis(&mut runs, at, &cues, &sources, |s| s.end);
            while let Some(last) = open.iter().rposition(|p| p.span.end == at) {
                // Properly nested ones pair up by themselves; those that cross have to be named.
                let crosses = last + 1 < open.len();
                let closed = open.remove(last);
                let named = if crosses || closed.crossed { closed.id } else { "" };
                runs.push(Run::mark(format!("⟧{named}")));
                open[last..].iter_mut().for_each(|p| p.crossed = true);
            }
            while let Some(piece) = to_open.next_if(|p| p.span.start == at) {
                let on = if piece.goes_on { "…" } else { "" };
                runs.push(Run::mark(format!("⟦{on}{} ", piece.id)));
                open.push(piece);
            }
            self.emphasis(&mut runs, at, &cues, &sources, |s| s.start);
            if let Some(&next) = cuts.get(n + 1) {
                let here = Span::new(at, next);
                let look = Look {
                    content: open.last().map(|p| p.kind),
                    cue: covered(&cues, here),
                    source: covered(&sources, here),
                    scare: covered(&scares, here),
                    ..base
                };
                runs.push(Run::words(self.record.article.text.slice(here), look));
            }
        }
        runs
    }

    /// Without colours, what shows where cues and sources begin and end.
    fn emphasis(
        &self,
        runs: &mut Vec<Run>,
        at: u32,
        cues: &[Span],
        sources: &[Span],
        edge: fn(&Span) -> u32,
    ) {
        if self.colour {
            return;
        }
        for (spans, mark) in [(sources, "*"), (cues, "_")] {
            if spans.iter().any(|s| edge(s) == at) {
                runs.push(Run::mark(mark));
            }
        }
    }
}

impl Piece<'_> {
    /// What of it stands in `place`.
    fn within(&self, place: Span) -> Option<Self> {
        let span = clipped(self.span, place)?;
        Some(Piece { span, goes_on: self.goes_on || span.start > self.span.start, ..*self })
    }
}

fn clipped(span: Span, place: Span) -> Option<Span> {
    span.overlaps(place).then(|| Span::new(span.start.max(place.start), span.end.min(place.end)))
}

fn within(spans: &[Span], place: Span) -> Vec<Span> {
    spans.iter().filter_map(|&span| clipped(span, place)).collect()
}

fn covered(spans: &[Span], here: Span) -> bool {
    spans.iter().any(|s| s.contains(here))
}

/// The stretches that any of the spans cover: one source may be that of several statements.
fn united(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| !s.is_empty());
    spans.sort_unstable();
    let mut united: Vec<Span> = Vec::new();
    for span in spans {
        match united.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => united.push(span),
        }
    }
    united
}
