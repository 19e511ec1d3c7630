//! What the commands that ask an archive have in common: the query, the archive, how that may go wrong, and how lists
//! and counts are written.

use super::find::{Nobody, csv_row};
use super::write_failed;
use crate::args::TableFormat;
use crate::exit::Exit;
use crate::message::{self, Hinted, Shown, escaped, printable};
use onrecord_archive::{Archive, ArchiveError, Query, Reason, Sought};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;

/// Where answers go.
pub type Out = BufWriter<Shown<StdoutLock<'static>>>;

/// What came of a question.
pub struct Asked {
    /// How writing the answer ended.
    pub written: io::Result<()>,
    /// Names in the query that lead to nobody.
    pub unknown: Vec<String>,
    /// Why nothing was found, where nothing was.
    pub why: Vec<Reason>,
}

/// One reason why nothing was found.
#[derive(Debug)]
struct Why<'r>(&'r Reason);

impl std::fmt::Display for Why<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.what)
    }
}

impl Hinted for Why<'_> {
    fn hint(&self) -> Option<String> {
        // As they are typed in a shell, where nothing in single quotation marks means anything but itself.
        let offers: Vec<String> =
            self.0.offers.iter().map(|query| format!("'{}'", query.replace('\'', "'\\''"))).collect();
        (!offers.is_empty()).then(|| format!("this finds something: {}", offers.join("  or  ")))
    }
}

/// Tells why nothing was found.
pub fn tell_why(reasons: &[Reason]) {
    for reason in reasons {
        message::reason(&Why(reason));
    }
}

/// Why a query that was typed finds nothing.
pub fn why(archive: &Archive, query: &[String], sought: Sought) -> Result<Vec<Reason>, ArchiveError> {
    archive.why_nothing(&query.join(" "), sought)
}

/// Something that cannot be counted by.
#[derive(Debug, thiserror::Error)]
#[error("{things} cannot be counted by `{by}`")]
struct CountByError {
    things: &'static str,
    by: String,
    known: String,
}

impl Hinted for CountByError {
    fn hint(&self) -> Option<String> {
        Some(format!("they can by {}", self.known))
    }
}

fn usage<T, E: Hinted>(given: Result<T, E>) -> Result<T, Exit> {
    given.map_err(|error| {
        message::usage(&error);
        Exit::Usage
    })
}

/// Reads a query. What is wrong with it has been told when this fails.
pub fn query_of(words: &[String]) -> Result<Query, Exit> {
    usage(Query::parse(&words.join(" ")))
}

/// Reads what to count things by, of all that they can be counted by. What is wrong has been told when this fails.
pub fn counted_by<T: Copy>(
    given: &[String],
    things: &'static str,
    all: &[(&str, T)],
) -> Result<Vec<T>, Exit> {
    let known = || all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let one = |name: &String| {
        let found = all.iter().find(|(n, _)| n == name).map(|(_, by)| *by);
        found.ok_or_else(|| CountByError { things, by: name.clone(), known: known() })
    };
    usage(given.iter().map(one).collect())
}

/// Opens the archive and lets the command ask and print.
pub fn answer(archive: &Path, ask: impl FnOnce(&Archive, &mut Out) -> Result<Asked, ArchiveError>) -> Exit {
    let terminal = io::stdout().is_terminal();
    let mut out = BufWriter::new(Shown::new(io::stdout().lock(), terminal));
    let asked = match Archive::open(archive).and_then(|archive| ask(&archive, &mut out)) {
        Ok(asked) => asked,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    let flushed = asked.written.and_then(|()| out.flush());
    // Where nothing was found, names that lead to nobody are among the reasons.
    if asked.why.is_empty() {
        asked.unknown.into_iter().for_each(|name| message::error(&Nobody(name)));
    }
    tell_why(&asked.why);
    match flushed {
        Ok(()) => Exit::AllRead,
        Err(error) => write_failed(error),
    }
}

/// What is across articles and is shown as a list.
pub trait Listed: Serialize {
    /// What one is called, and what is said of several behind their number.
    const NAME: (&'static str, &'static str);
    /// The columns of CSV.
    const COLUMNS: &'static [&'static str];

    /// Its rows of CSV.
    fn rows(&self) -> Vec<Vec<String>>;

    /// As people read it.
    fn for_reading(&self) -> String;
}

/// Lists what an archive finds for a query, no more than `limit` (0 for all).
pub fn list<T: Listed>(
    words: &[String],
    archive: &Path,
    (format, limit): (TableFormat, usize),
    find: impl FnOnce(&Archive, &Query, Option<usize>) -> Result<(Vec<T>, Vec<String>), ArchiveError>,
) -> Exit {
    let query = match query_of(words) {
        Ok(query) => query,
        Err(exit) => return exit,
    };
    answer(archive, |archive, out| {
        // One more than is shown tells whether there are more.
        let limit = (limit > 0).then_some(limit);
        let (mut found, unknown) = find(archive, &query, limit.map(|n| n + 1))?;
        let more = limit.is_some_and(|limit| found.len() > limit);
        found.truncate(limit.unwrap_or(usize::MAX));
        let written = show(out, format, &found, more);
        let why = if found.is_empty() { why(archive, words, Sought::Statements)? } else { Vec::new() };
        Ok(Asked { written, unknown, why })
    })
}

fn show<T: Listed>(out: &mut impl Write, format: TableFormat, found: &[T], more: bool) -> io::Result<()> {
    match format {
        TableFormat::Json => found.iter().try_for_each(|one| json_line(out, one)),
        TableFormat::Csv => {
            csv_row(out, T::COLUMNS)?;
            found.iter().flat_map(T::rows).try_for_each(|row| csv_row(out, &row))
        }
        TableFormat::Table => {
            for one in found {
                out.write_all(printable(&one.for_reading()).as_bytes())?;
            }
            let (name, which) = T::NAME;
            let s = if found.len() == 1 { "" } else { "s" };
            let and_more = if more { ", and there are more: --limit shows them" } else { "" };
            writeln!(out, "{} {name}{s} {which}{and_more}", found.len())
        }
    }
}

/// Writes a line of JSON Lines.
pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", escaped(&serde_json::to_string(value)?))
}

/// How often some values are there together.
pub struct Tally<'c> {
    /// One for each that was counted by; none where it is not known.
    pub values: &'c [Option<String>],
    /// How often, by every way of counting; the first is shown to people.
    pub numbers: Vec<u64>,
}

/// Writes counts. `by` are the names of what was counted by, `of` those of the numbers.
pub fn show_counts<'c>(
    out: &mut impl Write,
    format: TableFormat,
    (by, of): (&[&str], &[&str]),
    counts: impl IntoIterator<Item = Tally<'c>>,
) -> io::Result<()> {
    if format == TableFormat::Csv {
        csv_row(out, &[by, of].concat())?;
    }
    for Tally { values, numbers } in counts {
        match format {
            TableFormat::Json => {
                let values = by.iter().zip(values).map(|(name, value)| (*name, json!(value)));
                let numbers = of.iter().zip(&numbers).map(|(name, number)| (*name, json!(number)));
                let object: Map<String, Value> =
                    values.chain(numbers).map(|(name, value)| (name.to_owned(), value)).collect();
                json_line(out, &object)?;
            }
            TableFormat::Csv => {
                let values = values.iter().map(|v| v.clone().unwrap_or_default());
                let row: Vec<String> = values.chain(numbers.iter().map(u64::to_string)).collect();
                csv_row(out, &row)?;
            }
            TableFormat::Table => {
                let values: Vec<String> =
                    values.iter().map(|v| printable(v.as_deref().unwrap_or("(not known)"))).collect();
                writeln!(out, "{:>9}  {}", numbers.first().copied().unwrap_or_default(), values.join("  "))?;
            }
        }
    }
    Ok(())
}
