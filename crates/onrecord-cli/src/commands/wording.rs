//! `onrecord wording`: the words that outlets choose.

use super::find::csv_row;
use super::table::{Asked, answer, counted_by, json_line, query_of};
use crate::args::{NamesFlags, TableFormat, WordingCommand, WordingFlags};
use crate::exit::Exit;
use crate::message::{self, Hinted, printable};
use onrecord_archive::wording::{
    By, LetSpeak, Naming, Rows, ScareQuoted, Share, TermsError, Verbs, WordingWanted, terms,
};
use onrecord_archive::{Archive, ArchiveError};
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

/// A file of terms that is none.
#[derive(Debug, thiserror::Error)]
enum TermFileError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: {error}", path.display())]
    Terms { path: PathBuf, error: Box<TermsError> },
    #[error("{0}")]
    BuiltIn(TermsError),
}

impl Hinted for TermFileError {
    fn hint(&self) -> Option<String> {
        match self {
            TermFileError::File { .. } => Some("check the spelling, and that you may read it".to_owned()),
            TermFileError::Terms { .. } => Some("docs/wording.md shows a file of terms".to_owned()),
            TermFileError::BuiltIn(_) => None,
        }
    }
}

/// Asks and prints.
pub fn run(command: &WordingCommand) -> Exit {
    let asked = match command {
        WordingCommand::Names(flags) => names(flags),
        WordingCommand::Verbs(flags) => view(flags, &By::OF_STATEMENTS, Archive::verbs),
        WordingCommand::ScareQuotes(flags) => view(flags, &By::OF_ARTICLES, Archive::scare_quotes),
        WordingCommand::Voices(flags) => view(flags, &By::OF_ARTICLES, Archive::voices),
    };
    asked.unwrap_or_else(|exit| exit)
}

fn names(flags: &NamesFlags) -> Result<Exit, Exit> {
    if let Some(actor) = &flags.actor {
        return view(&flags.common, &By::OF_ARTICLES, |archive, wanted| archive.namings(actor, wanted));
    }
    let sets = match &flags.terms {
        None => terms(None).map_err(TermFileError::BuiltIn),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|source| TermFileError::File { path: path.clone(), source })
            .and_then(|text| {
                let failed = |error| TermFileError::Terms { path: path.clone(), error: Box::new(error) };
                terms(Some(&text)).map_err(failed)
            }),
    };
    let sets = sets.map_err(|error| {
        message::error(&error);
        Exit::NothingRead
    })?;
    view(&flags.common, &By::OF_ARTICLES, |archive, wanted| archive.terms(&sets, wanted))
}

/// A row of a view.
trait Shown: Serialize {
    /// What rows are called.
    const NAME: &'static str;
    /// The columns of CSV, behind those that are counted apart by.
    const COLUMNS: &'static [&'static str];
    /// What is counted apart.
    fn group(&self) -> &[Option<String>];
    /// Its columns.
    fn row(&self) -> Vec<String>;
    /// As people read it, below the line that says where.
    fn for_reading(&self) -> String;
}

fn view<T: Shown>(
    flags: &WordingFlags,
    all: &[(&str, By)],
    ask: impl FnOnce(&Archive, WordingWanted<'_>) -> Result<Rows<T>, ArchiveError>,
) -> Result<Exit, Exit> {
    let query = query_of(&flags.query)?;
    let given: Vec<String> = flags.by.iter().filter(|by| !by.is_empty()).cloned().collect();
    let by = counted_by(&given, T::NAME, all)?;
    let limit = if flags.limit == 0 { usize::MAX } else { flags.limit };
    Ok(answer(&flags.archive, |archive, out| {
        let found = ask(archive, WordingWanted { query: &query, by: &by, copies: flags.copies, limit })?;
        let written = show(out, flags.format, &by, &found);
        Ok(Asked { written, unknown: found.unknown, why: Vec::new() })
    }))
}

fn show<T: Shown>(out: &mut impl Write, format: TableFormat, by: &[By], found: &Rows<T>) -> io::Result<()> {
    let names: Vec<&str> = by.iter().map(|by| by.name()).collect();
    match format {
        TableFormat::Json => found.rows.iter().try_for_each(|row| {
            // The values under the names of what is counted apart by, in place of a list.
            let mut value = serde_json::to_value(row)?;
            if let Some(object) = value.as_object_mut() {
                object.remove("group");
                let group = names.iter().zip(row.group());
                object.extend(group.map(|(name, value)| ((*name).to_owned(), serde_json::json!(value))));
            }
            json_line(out, &value)
        }),
        TableFormat::Csv => {
            csv_row(out, &[&names[..], T::COLUMNS].concat())?;
            found.rows.iter().try_for_each(|row| {
                let group = row.group().iter().map(|v| v.clone().unwrap_or_default());
                csv_row(out, &group.chain(row.row()).collect::<Vec<_>>())
            })
        }
        TableFormat::Table => {
            let mut last: Option<&[Option<String>]> = None;
            for row in &found.rows {
                if last != Some(row.group()) && !by.is_empty() {
                    let group = row.group().iter().map(|v| v.as_deref().unwrap_or("(not known)"));
                    writeln!(out, "{}", printable(&group.collect::<Vec<_>>().join("  ")))?;
                }
                last = Some(row.group());
                out.write_all(printable(&row.for_reading()).as_bytes())?;
            }
            let more = if found.rows.len() < found.in_all {
                format!(", of which {} are shown: --limit", found.rows.len())
            } else {
                String::new()
            };
            let s = if found.in_all == 1 { "" } else { "s" };
            writeln!(out, "{} row{s} of {}{more}", found.in_all, T::NAME)
        }
    }
}

/// `12 of 40  30.0% (18.1–45.4%)`.
fn shown(share: &Share) -> String {
    let percent = |x: f64| format!("{:.1}", x * 100.0);
    format!(
        "{} of {}  {}% ({}–{}%)",
        share.count,
        share.of,
        percent(share.share),
        percent(share.low),
        percent(share.high)
    )
}

fn columns(share: &Share) -> [String; 5] {
    let number = |x: f64| format!("{x:.4}");
    [
        share.count.to_string(),
        share.of.to_string(),
        number(share.share),
        number(share.low),
        number(share.high),
    ]
}

impl Shown for Naming {
    const NAME: &'static str = "names";
    const COLUMNS: &'static [&'static str] =
        &["of", "words", "times", "articles", "of_articles", "share", "low", "high"];

    fn group(&self) -> &[Option<String>] {
        &self.group
    }

    fn row(&self) -> Vec<String> {
        let mut row = vec![self.of.clone(), self.words.clone(), self.times.to_string()];
        row.extend(columns(&self.articles));
        row
    }

    fn for_reading(&self) -> String {
        let what =
            if self.of == self.words { self.of.clone() } else { format!("{}: {}", self.of, self.words) };
        format!("  {what}\n      articles {}, {} in all\n", shown(&self.articles), times(self.times))
    }
}

impl Shown for Verbs {
    const NAME: &'static str = "verbs";
    const COLUMNS: &'static [&'static str] =
        &["distancing", "statements", "share", "low", "high", "cue", "cue_count", "cue_distancing"];

    fn group(&self) -> &[Option<String>] {
        &self.group
    }

    fn row(&self) -> Vec<String> {
        let mut row = columns(&self.distancing).to_vec();
        let list = |of: &dyn Fn(&onrecord_archive::wording::CueCount) -> String| {
            self.cues.iter().map(of).collect::<Vec<_>>().join(";")
        };
        row.push(list(&|c| c.cue.clone()));
        row.push(list(&|c| c.count.to_string()));
        row.push(list(&|c| c.distancing.to_string()));
        row
    }

    fn for_reading(&self) -> String {
        let star = |distancing: bool| if distancing { "*" } else { "" };
        let cues = self.cues.iter().map(|c| format!("{}{} {}", c.cue, star(c.distancing), c.count));
        format!(
            "  keep their distance: {}\n      {}\n",
            shown(&self.distancing),
            cues.collect::<Vec<_>>().join(", ")
        )
    }
}

impl Shown for ScareQuoted {
    const NAME: &'static str = "scare quotes";
    const COLUMNS: &'static [&'static str] =
        &["words", "times", "articles", "of_articles", "share", "low", "high", "example", "start"];

    fn group(&self) -> &[Option<String>] {
        &self.group
    }

    fn row(&self) -> Vec<String> {
        let mut row = vec![self.words.clone(), self.times.to_string()];
        row.extend(columns(&self.articles));
        row.extend([self.article.clone(), self.start.to_string()]);
        row
    }

    fn for_reading(&self) -> String {
        format!(
            "  “{}”\n      articles {}, {} in all; {}\n",
            self.words,
            shown(&self.articles),
            times(self.times),
            self.article
        )
    }
}

impl Shown for LetSpeak {
    const NAME: &'static str = "voices";
    const COLUMNS: &'static [&'static str] = &[
        "speaker",
        "speaker_id",
        "statements",
        "of_statements",
        "share",
        "low",
        "high",
        "direct",
        "mixed",
        "indirect",
        "words",
        "quoted_words",
    ];

    fn group(&self) -> &[Option<String>] {
        &self.group
    }

    fn row(&self) -> Vec<String> {
        let mut row = vec![self.speaker.clone().unwrap_or_default(), self.key.clone().unwrap_or_default()];
        row.extend(columns(&self.statements));
        let numbers = [self.direct.count, self.mixed, self.indirect, self.words, self.quoted];
        row.extend(numbers.map(|n| n.to_string()));
        row
    }

    fn for_reading(&self) -> String {
        let LetSpeak { mixed, indirect, words, quoted, .. } = self;
        format!(
            "  {}\n      statements {}; {} direct, {mixed} mixed, {indirect} indirect; {words} words, {quoted} of them quoted\n",
            self.speaker.as_deref().unwrap_or("(nobody is named)"),
            shown(&self.statements),
            self.direct.count,
        )
    }
}

fn times(n: u64) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}
