//! What follows the text: statements by speaker, wording, notes.

use super::facts::facts;
use super::ink::{Look, Pen, Run};
use super::speakers::by_speaker;
use super::wrap::{paragraph, shortened};
use crate::message::printable;
use onrecord::{Record, Span, Statement, StatementKind, WordingKind};
use unicode_width::UnicodeWidthStr;

/// Source and cue are shown up to this many columns.
const ROLE_WIDTH: usize = 32;
/// What is said is shown up to about this many lines; the whole stands in the text above.
const CONTENT_LINES: usize = 2;

const SOURCE: Look = Look { source: true, ..Look::PLAIN };
const CUE: Look = Look { cue: true, ..Look::PLAIN };

/// Every statement in a few lines of its own, under the name of its speaker.
pub fn statements(pen: &mut Pen, record: &Record, width: usize) {
    let all = &record.statements;
    if all.is_empty() {
        pen.line("No statements were found.", Look::BOLD);
        return;
    }
    let heading =
        [Run::words("Statements", Look::BOLD), Run::words(&format!(": {}", counts(all)), Look::PLAIN)];
    paragraph(pen, &heading, 0, 2, width);

    let ids = all.iter().map(|s| s.id.width()).max().unwrap_or(0);
    for group in by_speaker(record) {
        pen.gap();
        let name = [Run::words(&group.name, SOURCE), Run::words(&group.about, Look::DIM)];
        paragraph(pen, &name, 0, 2, width);
        for statement in group.statements {
            let indent = ids + 4;
            let id = format!("  {}{}  ", statement.id, " ".repeat(ids - statement.id.width()));
            pen.write(&id, Look::PLAIN);
            let said = words(record, &statement.content, CONTENT_LINES * (width - indent));
            paragraph(pen, &[Run::words(&said, Look::PLAIN)], indent, indent, width);
            pen.write(&" ".repeat(indent), Look::PLAIN);
            paragraph(pen, &details(record, statement, &group.name, pen.colour), indent, indent, width);
        }
    }
}

/// `direct · criticise · *she* _told_ · to: reporters · .99`: what is known of a statement besides who and what.
fn details(record: &Record, statement: &Statement, speaker: &str, colour: bool) -> Vec<Run> {
    let mut runs =
        vec![Run::words(statement.kind.name(), Look { content: Some(statement.kind), ..Look::PLAIN })];
    let between = || Run::words(" · ", Look::DIM);
    if let Some(act) = act(statement) {
        runs.extend([between(), Run::words(&act, Look::BOLD)]);
    }
    let (source_mark, cue_mark) = if colour { ("", "") } else { ("*", "_") };
    let said = [
        (words(record, &statement.source, ROLE_WIDTH), source_mark, SOURCE),
        (words(record, &statement.cue, ROLE_WIDTH), cue_mark, CUE),
    ];
    let mut mark = between();
    for (text, around, look) in said {
        // The words that the heading repeats need not stand here too.
        if !text.is_empty() && text != speaker {
            runs.extend([mark, Run::words(&format!("{around}{text}{around}"), look)]);
            mark = Run::words(" ", Look::PLAIN);
        }
    }
    for fact in facts(record, statement).into_iter().chain([probability(statement.confidence)]) {
        runs.extend([between(), Run::words(&fact, Look::DIM)]);
    }
    runs
}

/// What the marks mean, shown by themselves, and what the figure behind a statement is. Nothing where there are none.
pub fn legend(pen: &mut Pen, record: &Record, width: usize) {
    if record.statements.is_empty() {
        return;
    }
    let between = || Run::words(" · ", Look::DIM);
    let content = |kind| Look { content: Some(kind), ..Look::PLAIN };
    let mut runs = vec![Run::mark("⟦s1 ")];
    if pen.colour {
        // Without colours, the list alone tells the kinds apart.
        runs.extend([
            Run::words("said in quotation marks", content(StatementKind::Direct)),
            Run::words(", ", Look::DIM),
            Run::words("partly in them", content(StatementKind::Mixed)),
            Run::words(", ", Look::DIM),
            Run::words("in other words", content(StatementKind::Indirect)),
        ]);
    } else {
        runs.push(Run::words("what is said", Look::PLAIN));
    }
    let (source_mark, cue_mark) = if pen.colour { ("", "") } else { ("*", "_") };
    runs.extend([
        Run::mark("⟧"),
        between(),
        Run::words(&format!("{source_mark}who says it{source_mark}"), SOURCE),
        between(),
        Run::words(&format!("{cue_mark}how{cue_mark}"), CUE),
    ]);
    if pen.colour && record.wording.iter().any(|w| w.kind == WordingKind::ScareQuote) {
        runs.extend([
            between(),
            Run::words("the outlet’s “quotation marks”", Look { scare: true, ..Look::PLAIN }),
        ]);
    }
    runs.extend([
        between(),
        Run::words(".97 at the end: how sure the reader is of a statement, from 0 to 1", Look::DIM),
    ]);
    pen.gap();
    paragraph(pen, &runs, 0, 0, width);
}

/// `7 (3 direct, 1 mixed, 3 indirect)`.
fn counts(statements: &[Statement]) -> String {
    let kinds = [StatementKind::Direct, StatementKind::Mixed, StatementKind::Indirect].map(|k| {
        let count = statements.iter().filter(|s| s.kind == k).count();
        format!("{count} {}", k.name())
    });
    format!("{} ({})", statements.len(), kinds.join(", "))
}

/// The act by its name in the record; `not deny` where the text says that it was not performed.
fn act(statement: &Statement) -> Option<String> {
    let name = serde_json::to_value(statement.act?).ok()?;
    let not = if statement.negated { "not " } else { "" };
    Some(format!("{not}{}", name.as_str()?))
}

/// `.93`, and `1.0` for certainty.
fn probability(p: f32) -> String {
    let text = format!("{p:.2}");
    text.strip_prefix('0').map_or_else(|| "1.0".to_owned(), str::to_owned)
}

/// The words of several spans on one line, with … where something stands between them.
pub fn words(record: &Record, spans: &[Span], width: usize) -> String {
    let text = &record.article.text;
    let mut all = String::new();
    let mut last: Option<Span> = None;
    for &span in spans {
        if let Some(last) = last {
            let between = (last.end <= span.start).then(|| text.slice(Span::new(last.end, span.start)));
            all += if between.is_some_and(|b| b.trim().is_empty()) { " " } else { " … " };
        }
        all += text.slice(span);
        last = Some(span);
        if all.len() / 8 > width {
            break;
        }
    }
    shortened(&printable(&all), width)
}

/// Where the outlet's own choice of words shows.
pub fn wording(pen: &mut Pen, record: &Record, width: usize) {
    if record.wording.is_empty() {
        return;
    }
    pen.gap();
    pen.line("Wording", Look::BOLD);
    for (kind, what) in [
        (WordingKind::ScareQuote, "in quotation marks that make no whole quotation"),
        (WordingKind::Distancing, "the outlet keeps its distance"),
    ] {
        let its = record.wording.iter().filter(|w| w.kind == kind);
        let its: Vec<String> = its.map(|w| words(record, &[w.span], 40)).collect();
        if !its.is_empty() {
            pen.write("  ", Look::PLAIN);
            paragraph(pen, &[Run::words(&format!("{what}: {}", its.join(" · ")), Look::PLAIN)], 2, 4, width);
        }
    }
}

/// What was skipped, repaired or doubted.
pub fn notes(pen: &mut Pen, record: &Record, width: usize) {
    if record.notes.is_empty() {
        return;
    }
    pen.gap();
    pen.line("Notes", Look::BOLD);
    for note in &record.notes {
        let mut runs = vec![Run::words(&note.reason, Look::PLAIN)];
        if let Some(span) = note.span {
            let quoted = format!(" at “{}”", words(record, &[span], 32));
            runs.push(Run::words(&quoted, Look::PLAIN));
        }
        if let Some(remedy) = &note.remedy {
            runs.push(Run::words(&format!(" → {remedy}"), Look::DIM));
        }
        pen.write("  – ", Look::PLAIN);
        paragraph(pen, &runs, 4, 4, width);
    }
}
