//! `onrecord export`: an archive, or what a query wants of it, for other programs.

mod exchange;
mod network;

use crate::args::{ExportFlags, ExportFormat, TableName};
use crate::commands::find::Nobody;
use crate::commands::issues::{self, IssueFlagsError};
use crate::commands::write_failed;
use crate::exit::Exit;
use crate::formats::annotations;
use crate::message::{self, Hinted};
use crate::output::{Out, Unwritable};
use onrecord::Record;
use onrecord_archive::{Archive, ArchiveError, Facts, Query, QueryError, Stored, Versions};
use onrecord_lake::{CsvRows, Entry, JsonRows, Lake, LakeError, ParquetFile, Rows, Table};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Lake(#[from] LakeError),
    #[error("the output could not be written: {0}")]
    Write(#[from] io::Error),
    #[error(transparent)]
    File(#[from] Unwritable),
    #[error("{}: has Parquet files in it already", .0.display())]
    NotEmpty(PathBuf),
    #[error(transparent)]
    Network(#[from] network::NetworkError),
    #[error(transparent)]
    Exchange(#[from] onrecord_exchange::ExchangeError),
}

impl Hinted for ExportError {
    fn hint(&self) -> Option<String> {
        match self {
            ExportError::Archive(error) => error.hint().map(str::to_owned),
            ExportError::Lake(error) => error.hint().map(str::to_owned),
            ExportError::Write(_) => Some("see whether the disk is full, or write somewhere else".to_owned()),
            ExportError::File(error) => error.hint(),
            ExportError::NotEmpty(_) => {
                Some("give a new folder: its files would count twice beside these".to_owned())
            }
            ExportError::Network(error) => error.hint(),
            ExportError::Exchange(error) => error.hint().map(str::to_owned),
        }
    }
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
enum UsageError {
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("Parquet cannot go to standard output")]
    NoOutput,
    #[error("this format cannot go to standard output")]
    NoPlace(ExportFormat),
    #[error("whole records are written as JSON Lines only")]
    Records,
    #[error("a network needs issues")]
    NoIssues,
    #[error(transparent)]
    Issues(#[from] IssueFlagsError),
}

impl Hinted for UsageError {
    fn hint(&self) -> Option<String> {
        Some(
            match self {
                UsageError::Query(error) => return error.hint().map(str::to_owned),
                UsageError::Issues(error) => return error.hint(),
                UsageError::NoOutput => {
                    "say where with -o: a folder for all tables, or a .parquet file for one"
                }
                UsageError::NoPlace(ExportFormat::Dna) => "say where with -o, such as -o news.dna",
                UsageError::NoPlace(ExportFormat::Qdpx) => "say where with -o, such as -o news.qdpx",
                UsageError::NoPlace(_) => "say where with -o: a new folder",
                UsageError::Records => {
                    "use `export jsonl`, or `--table articles`, which has them in a column"
                }
                UsageError::NoIssues => "give them with --issue 'NAME=QUERY', or a file with --issues",
            }
            .to_owned(),
        )
    }
}

/// Exports what the flags name.
pub fn run(flags: &ExportFlags) -> Exit {
    let query = match check(flags) {
        Ok(query) => query,
        Err(error) => {
            message::usage(&error);
            return Exit::Usage;
        }
    };
    match Archive::open(&flags.archive).map_err(ExportError::from).and_then(|a| export(&a, flags, &query)) {
        Ok(()) => Exit::AllRead,
        Err(ExportError::Write(error) | ExportError::Lake(LakeError::Write(error))) => match &flags.output {
            Some(path) if error.kind() != io::ErrorKind::BrokenPipe => {
                failed(&Unwritable::of(path, error).into())
            }
            _ => write_failed(error),
        },
        Err(error) => failed(&error),
    }
}

fn failed(error: &ExportError) -> Exit {
    message::error(error);
    Exit::NothingRead
}

/// The query; none for all that there is.
fn check(flags: &ExportFlags) -> Result<Option<Query>, UsageError> {
    let query = issues::narrowed(Query::parse(&flags.query.join(" "))?, &flags.on)?;
    match flags.format {
        ExportFormat::Parquet if flags.output.is_none() => Err(UsageError::NoOutput),
        ExportFormat::Parquet | ExportFormat::Csv if flags.table == TableName::Records => {
            Err(UsageError::Records)
        }
        format if exchange::format(format).is_some() && flags.output.is_none() => {
            Err(UsageError::NoPlace(format))
        }
        ExportFormat::Graphml | ExportFormat::Gexf
            if flags.on.issues.is_empty() && flags.on.issue.is_empty() =>
        {
            Err(UsageError::NoIssues)
        }
        _ => Ok(query),
    }
}

fn export(archive: &Archive, flags: &ExportFlags, query: &Option<Query>) -> Result<(), ExportError> {
    let table = table(flags.table);
    if let (Some(format), Some(path)) = (exchange::format(flags.format), &flags.output) {
        return exchange::write(archive, flags, query.as_ref(), format, path);
    }
    if matches!(flags.format, ExportFormat::Graphml | ExportFormat::Gexf) {
        // Before the long work: whatever cannot be written is told at once.
        let mut out = opened(flags)?;
        let network = network::gather(archive, flags, query.as_ref())?;
        network::write(&network, flags, &mut out)?;
        return done(out, flags);
    }
    let go = |push: &mut dyn FnMut(&Entry) -> Result<(), ExportError>| {
        through(archive, query.as_ref(), flags.all_versions, &mut |stored| push(&Entry::from(stored)))
    };
    if flags.format == ExportFormat::Parquet
        && let Some(path) = &flags.output
        && path.extension().is_none_or(|e| e != "parquet")
    {
        if let Ok(Some(_)) = onrecord_lake::is_lake(path) {
            return Err(ExportError::NotEmpty(path.clone()));
        }
        let mut lake = Lake::open(path, "export")?.with_facts(&Arc::new(archive.speakers()?));
        go(&mut |entry| Ok(lake.push(entry)?))?;
        return Ok(lake.close()?);
    }
    let mut out = opened(flags)?;
    let facts = Arc::new(archive.speakers()?);
    match rows(flags.format, table, &facts, &go, &mut out) {
        // Whoever reads along (`| head`) had what they wanted.
        Err(_) if out.gone => Ok(()),
        Err(error) => Err(error),
        Ok(()) => done(out, flags),
    }
}

fn opened(flags: &ExportFlags) -> Result<Out, ExportError> {
    Out::new(flags.output.as_deref()).map_err(|source| not_made(flags, source))
}

fn done(out: Out, flags: &ExportFlags) -> Result<(), ExportError> {
    out.done().map_err(|source| not_made(flags, source))
}

fn not_made(flags: &ExportFlags, source: io::Error) -> ExportError {
    match &flags.output {
        Some(path) => Unwritable::of(path, source).into(),
        None => ExportError::Write(source),
    }
}

/// Goes through the articles with what is done to each.
type Go<'g> = dyn Fn(&mut dyn FnMut(&Entry) -> Result<(), ExportError>) -> Result<(), ExportError> + 'g;

fn rows(
    format: ExportFormat,
    table: Option<Table>,
    facts: &Arc<Facts>,
    go: &Go,
    mut out: &mut Out,
) -> Result<(), ExportError> {
    match (format, table) {
        (ExportFormat::Parquet, Some(table)) => {
            let mut file = ParquetFile::of(Rows::with(table, facts), &mut out)?;
            go(&mut |entry| Ok(file.push(entry)?))?;
            file.finish()?;
        }
        (ExportFormat::Csv, Some(table)) => {
            let mut rows = CsvRows::of(Rows::with(table, facts), &mut out);
            go(&mut |entry| Ok(rows.push(entry)?))?;
            rows.finish()?;
        }
        (ExportFormat::Annotations, _) => go(&mut |entry| {
            let Some(record) = entry.record() else { return Ok(()) };
            line(out, &annotations::collection(&wanted(record, entry)))
        })?,
        (_, Some(table)) => {
            let mut rows = JsonRows::of(Rows::with(table, facts), &mut out);
            go(&mut |entry| Ok(rows.push(entry)?))?;
            rows.finish()?;
        }
        (_, None) => go(&mut |entry| entry.record().map_or(Ok(()), |record| line(out, record)))?,
    }
    Ok(())
}

/// None for whole records.
fn table(name: TableName) -> Option<Table> {
    Some(match name {
        TableName::Statements => Table::Statements,
        TableName::Articles => Table::Articles,
        TableName::Actors => Table::Actors,
        TableName::Events => Table::Events,
        TableName::Notes => Table::Notes,
        TableName::Records => return None,
    })
}

/// Hands on every article with what is wanted of it, one at a time.
fn through(
    archive: &Archive,
    query: Option<&Query>,
    all_versions: bool,
    push: &mut dyn FnMut(Stored) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut failed = None;
    let mut each = |stored: Stored| match push(stored) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    };
    let versions = if all_versions { Versions::All } else { Versions::Latest };
    let unknown = match query {
        Some(query) => archive.each_with(query, &mut each)?,
        None => {
            archive.each(versions, &mut each)?;
            Vec::new()
        }
    };
    for name in unknown {
        message::error(&Nobody(name));
    }
    failed.map_or(Ok(()), Err)
}

/// The record with the statements that are wanted alone; of the outlet's wording nothing if the query left any out.
fn wanted(record: &Record, entry: &Entry) -> Record {
    let mut record = record.clone();
    if entry.wanted.is_some() {
        let mut place = 0;
        record.statements.retain(|_| {
            place += 1;
            entry.wants(place - 1)
        });
        record.wording.clear();
    }
    record
}

fn line(out: &mut Out, value: &impl serde::Serialize) -> Result<(), ExportError> {
    let json = serde_json::to_string(value).map_err(io::Error::from)?;
    Ok(writeln!(out, "{}", message::escaped(&json))?)
}
