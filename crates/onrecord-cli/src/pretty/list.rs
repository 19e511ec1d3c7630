//! What follows the text: statements by speaker, wording, notes.

use super::ink::{Look, Pen, Run};
use super::wrap::{padded, paragraph, shortened};
use crate::message::printable;
use onrecord::{Record, Span, Statement, StatementKind, WordingKind};
use std::collections::HashMap;
use unicode_width::UnicodeWidthStr;

/// A cue is shown up to this many columns, and less where lines are short.
const CUE_WIDTH: usize = 16;

/// Every statement in a line of its own, under the words that name its speaker.
pub fn statements(pen: &mut Pen, record: &Record, width: usize) {
    let all = &record.statements;
    if all.is_empty() {
        pen.line("No statements were found.", Look::BOLD);
        return;
    }
    let heading =
        [Run::words("Statements", Look::BOLD), Run::words(&format!(": {}", counts(all)), Look::PLAIN)];
    paragraph(pen, &heading, 0, 2, width);
    legend(pen, width);

    let cue_width = CUE_WIDTH.min(width / 5);
    let ids = widest(all.iter().map(|s| s.id.width()));
    let cues = widest(all.iter().map(|s| words(record, &s.cue, cue_width).width()));
    for (speaker, its) in by_speaker(record) {
        pen.gap();
        let name = if speaker.is_empty() { "(nobody is named)" } else { &speaker };
        pen.line(&shortened(name, width), Look { source: true, ..Look::PLAIN });
        for statement in its {
            let columns = [
                (padded(&statement.id, ids), Look::PLAIN),
                (padded(kind(statement.kind), 8), Look { content: Some(statement.kind), ..Look::PLAIN }),
                (padded(&words(record, &statement.cue, cue_width), cues), Look { cue: true, ..Look::PLAIN }),
            ];
            pen.write(" ", Look::PLAIN);
            let mut column = 1;
            for (text, look) in columns.iter().filter(|(text, _)| !text.is_empty()) {
                pen.write(" ", Look::PLAIN);
                // Blanks after a word keep no look, or they would be underlined.
                let end = text.trim_end().len();
                pen.write(&text[..end], *look);
                pen.write(&text[end..], Look::PLAIN);
                pen.write(" ", Look::PLAIN);
                column += 2 + text.width();
            }
            let confidence = format!("  {}", probability(statement.confidence));
            let room = width.saturating_sub(column + 1 + confidence.width()).max(8);
            pen.write(&format!(" {}", words(record, &statement.content, room)), Look::PLAIN);
            pen.line(&confidence, Look::DIM);
        }
    }
}

/// What the marks mean, shown by themselves.
fn legend(pen: &mut Pen, width: usize) {
    let content = Look { content: Some(StatementKind::Direct), ..Look::PLAIN };
    let source = Look { source: true, ..Look::PLAIN };
    let cue = Look { cue: true, ..Look::PLAIN };
    let (source_mark, cue_mark) = if pen.colour { ("", "") } else { ("*", "_") };
    let runs = [
        Run::mark("⟦s1 "),
        Run::words("what is said", content),
        Run::mark("⟧"),
        Run::words(" · ", Look::DIM),
        Run::words(&format!("{source_mark}who says it{source_mark}"), source),
        Run::words(" · ", Look::DIM),
        Run::words(&format!("{cue_mark}how{cue_mark}"), cue),
    ];
    paragraph(pen, &runs, 0, 0, width);
}

/// `7 (3 direct, 1 mixed, 3 indirect)`.
fn counts(statements: &[Statement]) -> String {
    let kinds = [StatementKind::Direct, StatementKind::Mixed, StatementKind::Indirect].map(|k| {
        let count = statements.iter().filter(|s| s.kind == k).count();
        format!("{count} {}", kind(k))
    });
    format!("{} ({})", statements.len(), kinds.join(", "))
}

/// The statements grouped by who makes them, in the order in which each first speaks.
fn by_speaker(record: &Record) -> Vec<(String, Vec<&Statement>)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(String, Vec<&Statement>)> = Vec::new();
    for statement in &record.statements {
        let name = speaker(record, statement);
        let place = *places.entry(name.to_lowercase()).or_insert_with(|| {
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(statement);
    }
    groups
}

/// Who makes a statement, by the article's own words; empty where it names nobody.
fn speaker(record: &Record, statement: &Statement) -> String {
    words(record, &statement.source, usize::MAX / 16)
}

fn kind(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Direct => "direct",
        StatementKind::Mixed => "mixed",
        StatementKind::Indirect => "indirect",
    }
}

/// `.93`, and `1.0` for certainty.
fn probability(p: f32) -> String {
    let text = format!("{p:.2}");
    text.strip_prefix('0').map_or_else(|| "1.0".to_owned(), str::to_owned)
}

/// The words of several spans on one line, with … where something stands between them.
fn words(record: &Record, spans: &[Span], width: usize) -> String {
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
    let quotes = record.wording.iter().filter(|w| w.kind == WordingKind::ScareQuote);
    let quotes: Vec<String> = quotes.map(|w| words(record, &[w.span], 40)).collect();
    if quotes.is_empty() {
        return;
    }
    pen.gap();
    pen.line("Wording", Look::BOLD);
    pen.write("  ", Look::PLAIN);
    let text = format!("in quotation marks, but not said by anybody: {}", quotes.join(" · "));
    paragraph(pen, &[Run::words(&text, Look::PLAIN)], 2, 4, width);
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

fn widest(widths: impl Iterator<Item = usize>) -> usize {
    widths.max().unwrap_or(0)
}
