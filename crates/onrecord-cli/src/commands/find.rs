//! `onrecord find`: statements of an archive as a table, JSON Lines or CSV, or counted.

use super::table::{Asked, Out, Tally, answer, counted_by, json_line, query_of, show_counts, why};
use crate::args::{FindFlags, TableFormat};
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use onrecord_archive::{Archive, ArchiveError, CountBy, Found, Query, QueryError, Sought, Wanted};
use std::io::{self, Write};
use std::ops::ControlFlow;

impl Hinted for QueryError {
    fn hint(&self) -> Option<String> {
        self.hint().map(str::to_owned)
    }
}

/// A name that leads to nobody: no failure, but the likely reason of an empty answer.
#[derive(Debug, thiserror::Error)]
#[error("{}", told(.0))]
pub struct Nobody(pub String);

/// The field of the table of speakers, where it is none that is known.
fn field(name: &str) -> Option<&str> {
    name.strip_prefix("speaker.")
}

fn told(name: &str) -> String {
    match field(name) {
        Some(field) => format!("the table of speakers has no field `{field}`"),
        None => format!("nobody in this archive goes by `{name}`"),
    }
}

impl Hinted for Nobody {
    fn hint(&self) -> Option<String> {
        if field(&self.0).is_some() {
            return Some("`onrecord actors table` shows the table, and puts in another".to_owned());
        }
        Some("try a part of the name, or its beginning with a * after it".to_owned())
    }
}

/// Asks and prints.
pub fn run(flags: &FindFlags) -> Exit {
    try_run(flags).unwrap_or_else(|exit| exit)
}

fn try_run(flags: &FindFlags) -> Result<Exit, Exit> {
    let query = query_of(&flags.query)?;
    let by = counted(flags)?;
    Ok(answer(&flags.archive, |archive, out| ask(archive, &query, &by, flags, out)))
}

/// What to count by: something that all archives have, or a field of the table of speakers of this one.
fn counted(flags: &FindFlags) -> Result<Vec<CountBy>, Exit> {
    let own = |name: &String| name.strip_prefix("speaker.").is_some_and(|field| !field.is_empty());
    if !flags.count_by.iter().any(own) {
        return counted_by(&flags.count_by, "statements", &CountBy::ALL);
    }
    let failed = |error: ArchiveError| {
        message::error(&error);
        Exit::NothingRead
    };
    let archive = Archive::open(&flags.archive).map_err(failed)?;
    let mut all: Vec<(String, CountBy)> = CountBy::ALL.map(|(name, by)| (name.to_owned(), by)).to_vec();
    for field in archive.speaker_fields().map_err(failed)? {
        if let Some(number) = archive.speaker_field(&field).map_err(failed)? {
            all.push((format!("speaker.{field}").to_lowercase(), CountBy::Fact(number)));
        }
    }
    let all: Vec<(&str, CountBy)> = all.iter().map(|(name, by)| (name.as_str(), *by)).collect();
    let given: Vec<String> = flags.count_by.iter().map(|name| name.to_lowercase()).collect();
    counted_by(&given, "statements", &all)
}

fn ask(
    archive: &Archive,
    query: &Query,
    by: &[CountBy],
    flags: &FindFlags,
    out: &mut Out,
) -> Result<Asked, ArchiveError> {
    let limit = (flags.limit > 0).then_some(flags.limit);
    if !by.is_empty() {
        let (counts, unknown) = archive.count(query, by, limit)?;
        let names: Vec<&str> = flags.count_by.iter().map(String::as_str).collect();
        let none = counts.iter().all(|count| count.statements == 0);
        let why = if none { why(archive, &flags.query, Sought::Statements)? } else { Vec::new() };
        let tallies = counts.iter().map(|c| Tally { values: &c.values, numbers: vec![c.statements] });
        return Ok(Asked {
            written: show_counts(out, flags.format, (&names, &["statements"]), tallies),
            unknown,
            why,
        });
    }
    // One more than is shown tells whether there are more.
    let wanted = Wanted { limit: limit.map(|n| n + 1), context: flags.context };
    let mut shown = 0;
    let mut written = Ok(());
    let mut table = Table { out, format: flags.format, count: 0 };
    let unknown = archive.find(query, wanted, |found| {
        if limit == Some(shown) {
            shown += 1;
            return ControlFlow::Break(());
        }
        shown += 1;
        written = table.statement(&found);
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    let more = limit.is_some_and(|limit| shown > limit);
    let why = if shown == 0 { why(archive, &flags.query, Sought::Statements)? } else { Vec::new() };
    Ok(Asked { written: written.and_then(|()| table.end(more)), unknown, why })
}

/// Statements as they are found.
struct Table<'w, W: Write> {
    out: &'w mut W,
    format: TableFormat,
    count: usize,
}

const COLUMNS: [&str; 23] = [
    "article",
    "version",
    "statement",
    "published",
    "outlet",
    "title",
    "speaker",
    "speaker_key",
    "kind",
    "act",
    "negated",
    "conditional",
    "confidence",
    "source",
    "cue",
    "content",
    "context",
    "to",
    "to_key",
    "said_from",
    "said_to",
    "coder",
    "coded_at",
];

impl<W: Write> Table<'_, W> {
    fn statement(&mut self, found: &Found) -> io::Result<()> {
        self.count += 1;
        match self.format {
            TableFormat::Json => json_line(self.out, found),
            TableFormat::Csv => {
                if self.count == 1 {
                    csv_row(self.out, &COLUMNS)?;
                }
                let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
                csv_row(
                    self.out,
                    &[
                        found.article.clone(),
                        found.version.to_string(),
                        found.statement.clone(),
                        or_empty(&found.published),
                        or_empty(&found.outlet),
                        or_empty(&found.title),
                        or_empty(&found.speaker),
                        or_empty(&found.speaker_key),
                        found.kind.clone(),
                        or_empty(&found.act),
                        found.negated.to_string(),
                        found.conditional.to_string(),
                        match found.coder {
                            Some(_) => String::new(),
                            None => format!("{:.3}", found.confidence),
                        },
                        found.source.clone(),
                        found.cue.clone(),
                        found.content.clone(),
                        found.context.as_ref().map(|c| c.text.clone()).unwrap_or_default(),
                        or_empty(&found.to),
                        or_empty(&found.to_key),
                        or_empty(&found.said_from),
                        or_empty(&found.said_to),
                        or_empty(&found.coder),
                        or_empty(&found.coded_at),
                    ],
                )
            }
            TableFormat::Table => self.out.write_all(printable(&for_reading(found)).as_bytes()),
        }
    }

    fn end(&mut self, more: bool) -> io::Result<()> {
        match self.format {
            TableFormat::Csv if self.count == 0 => csv_row(self.out, &COLUMNS),
            TableFormat::Table => {
                let s = if self.count == 1 { "" } else { "s" };
                let and_more = if more { ", and there are more: --limit shows them" } else { "" };
                writeln!(self.out, "{} statement{s}{and_more}", self.count)
            }
            _ => Ok(()),
        }
    }
}

/// A head line, what was said, and where that stands.
fn for_reading(found: &Found) -> String {
    let day = found.published.as_deref().and_then(|p| p.get(..10)).unwrap_or("no date");
    let outlet = found.outlet.as_deref().unwrap_or("no outlet");
    let who = found.speaker.as_deref().or(Some(found.source.as_str()).filter(|s| !s.is_empty()));
    let mut facts = vec![found.kind.clone()];
    if let Some(act) = &found.act {
        facts.push(if found.negated { format!("not {act}") } else { act.clone() });
    }
    facts.extend(found.to.as_ref().map(|to| format!("to {to}")));
    facts.extend(said(found));
    facts.extend(found.conditional.then(|| "on a condition".to_owned()));
    facts.extend(found.inside.then(|| "inside another".to_owned()));
    facts.push(match &found.coder {
        Some(coder) => format!("by {coder}"),
        None => format!("{:.2}", found.confidence).trim_start_matches('0').to_owned(),
    });
    let words = match &found.context {
        None => found.content.clone(),
        Some(context) => marked(&context.text, context.start, found),
    };
    format!(
        "{day}  {outlet}  {}\n    {}\n    {} · {}#{}\n\n",
        who.unwrap_or("(nobody is named)"),
        words.split_whitespace().collect::<Vec<_>>().join(" "),
        facts.join(" · "),
        found.article,
        found.statement
    )
}

/// When it was said, where the article tells.
fn said(found: &Found) -> Option<String> {
    match (&found.said_from, &found.said_to) {
        (Some(from), Some(to)) if from == to => Some(format!("said on {from}")),
        (Some(from), Some(to)) => Some(format!("said from {from} to {to}")),
        (Some(from), None) => Some(format!("said on {from} or later")),
        (None, Some(to)) => Some(format!("said by {to}")),
        (None, None) => None,
    }
}

/// A paragraph with the pieces of what is said between ⟦ and ⟧.
fn marked(text: &str, start: u32, found: &Found) -> String {
    let mut out = String::new();
    for (n, c) in (start..).zip(text.chars()) {
        for span in &found.spans.content {
            out += if span.start == n { "⟦" } else { "" };
            if span.end == n {
                out += "⟧";
            }
        }
        out.push(c);
    }
    let end = start + text.chars().count() as u32;
    if found.spans.content.iter().any(|span| span.end == end) {
        out += "⟧";
    }
    out
}

/// Writes one row.
pub fn csv_row<T: AsRef<[u8]>>(out: &mut impl Write, row: &[T]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(row)?;
    writer.flush()
}
