//! An archive.

use crate::ask::{self, Asked, Right};
use crate::errors::{Raise, no_count};
use crate::process::{LOOK, Process, Signals};
use crate::reader::{Entry, Reader};
use crate::table::{Table, named};
use onrecord_archive::corrections::By;
use onrecord_archive::{Added, ArchiveError, Batch, CountBy, Query, Versions};
use onrecord_lake::{Rows, Table as LakeTable};
use pyo3::prelude::*;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, TryLockError};

/// Rows are put together in batches of so many bytes of text.
const BYTES: usize = 4 << 20;

/// The records of many articles in one file.
#[pyclass(module = "onrecord._native", frozen)]
pub(crate) struct Archive {
    /// There until it is dropped.
    inner: Mutex<Option<onrecord_archive::Archive>>,
    process: Process,
    signals: Arc<Signals>,
}

/// Content, cue and source.
type Spans = (Option<Vec<(u32, u32)>>, Option<Vec<(u32, u32)>>, Option<Vec<(u32, u32)>>);

type Counted = Vec<(Vec<Option<String>>, u64)>;

impl Archive {
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&mut onrecord_archive::Archive) -> PyResult<T> + Send,
    ) -> PyResult<T> {
        self.process.check("an archive")?;
        let mut ask = Some(ask);
        loop {
            let asked = py.detach(|| {
                let mut held = match self.inner.try_lock() {
                    Ok(held) => held,
                    Err(TryLockError::Poisoned(held)) => held.into_inner(),
                    // Another thread asks.
                    Err(TryLockError::WouldBlock) => {
                        std::thread::sleep(LOOK / 10);
                        return None;
                    }
                };
                let asked = held.as_mut().zip(ask.take()).map(|(archive, ask)| ask(archive));
                // Whatever came of a question that the user stopped, it is the user's wish that is told.
                self.signals.take().map(Err).or(asked)
            });
            match asked {
                Some(asked) => return asked,
                None => py.check_signals()?,
            }
        }
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        if !self.process.is_this() {
            // It is the other process that closes it.
            let held = self.inner.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
            std::mem::forget(held.take());
        }
    }
}

impl Archive {
    /// Takes a version in, unless the user wishes to stop: the store itself looks only while it searches.
    fn pushed(&self, gathered: &mut Gathered, stored: onrecord_archive::Stored) -> ControlFlow<()> {
        if self.signals.stop() { ControlFlow::Break(()) } else { gathered.push(stored.into()) }
    }
}

fn parse(query: &str) -> PyResult<Query> {
    Query::parse(query).map_err(|error| error.raise())
}

/// Rows that are gathered, in batches.
struct Gathered {
    rows: Rows,
    table: LakeTable,
    batches: Vec<arrow_array::RecordBatch>,
    left: usize,
    failed: Option<PyErr>,
}

impl Gathered {
    /// With the columns of the user's own table of speakers, where the archive has one.
    fn new(
        archive: &onrecord_archive::Archive,
        table: LakeTable,
        limit: Option<usize>,
    ) -> PyResult<Gathered> {
        let facts = Arc::new(archive.speakers().map_err(|error| error.raise())?);
        let left = limit.unwrap_or(usize::MAX);
        Ok(Gathered { rows: Rows::with(table, &facts), table, batches: Vec::new(), left, failed: None })
    }

    fn push(&mut self, mut entry: onrecord_lake::Entry) -> ControlFlow<()> {
        if self.table == LakeTable::Statements
            && let Some(wanted) = &mut entry.wanted
        {
            wanted.truncate(self.left);
        }
        let before = self.rows.len();
        self.rows.push(&entry);
        self.left = self.left.saturating_sub(self.rows.len() - before);
        if self.rows.bytes() >= BYTES {
            self.close();
        }
        if self.left == 0 || self.failed.is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn close(&mut self) {
        match self.rows.finish() {
            Ok(batch) => self.batches.push(batch),
            Err(error) => self.failed = Some(error.raise()),
        }
    }

    fn done(mut self) -> PyResult<Table> {
        if !self.rows.is_empty() || self.batches.is_empty() {
            self.close();
        }
        let schema = self.rows.schema();
        self.failed.map_or(Ok(Table::new(schema, self.batches)), Err)
    }
}

#[pymethods]
impl Archive {
    /// Opens one, for looking only, or with a reader for adding.
    #[new]
    #[pyo3(signature = (path, reader=None))]
    fn new(py: Python<'_>, path: PathBuf, reader: Option<Bound<'_, Reader>>) -> PyResult<Archive> {
        let reader = reader.map(|reader| std::sync::Arc::clone(&reader.get().inner));
        let opened = py.detach(|| match reader {
            Some(reader) => onrecord_archive::Archive::open_for_adding(&path, reader.dictionary().clone()),
            None => onrecord_archive::Archive::open(&path),
        });
        let mut opened = opened.map_err(|error| error.raise())?;
        let signals = Arc::new(Signals::new());
        let watched = Arc::clone(&signals);
        opened.stop_when(move || watched.stop()).map_err(|error| error.raise())?;
        Ok(Archive { inner: Mutex::new(Some(opened)), process: Process::this(), signals })
    }

    /// The rows of what a query wants, and the names in it that lead to nobody.
    #[pyo3(signature = (query, table, limit=None))]
    fn find(
        &self,
        py: Python<'_>,
        query: &str,
        table: &str,
        limit: Option<usize>,
    ) -> PyResult<(Table, Vec<String>)> {
        let (query, table) = (parse(query)?, named(table)?);
        self.with(py, |archive| {
            let mut gathered = Gathered::new(archive, table, limit)?;
            let unknown = match limit {
                Some(0) => Ok(Vec::new()),
                _ => archive.each_with(&query, |stored| self.pushed(&mut gathered, stored)),
            };
            let unknown = unknown.map_err(|error| error.raise())?;
            Ok((gathered.done()?, unknown))
        })
    }

    /// A whole table, of the latest version of each article or of all versions.
    #[pyo3(signature = (table, all_versions=false))]
    fn table(&self, py: Python<'_>, table: &str, all_versions: bool) -> PyResult<Table> {
        let table = named(table)?;
        let versions = if all_versions { Versions::All } else { Versions::Latest };
        self.with(py, |archive| {
            let mut gathered = Gathered::new(archive, table, None)?;
            let gone = archive.each(versions, |stored| self.pushed(&mut gathered, stored));
            gone.map_err(|error| error.raise())?;
            gathered.done()
        })
    }

    /// How many statements a query wants, by what they are counted by, and the names in it that lead to nobody.
    #[pyo3(signature = (query, by=Vec::new(), limit=None))]
    fn count(
        &self,
        py: Python<'_>,
        query: &str,
        by: Vec<String>,
        limit: Option<usize>,
    ) -> PyResult<(Counted, Vec<String>)> {
        let query = parse(query)?;
        self.with(py, |archive| {
            let known = |name: &String| {
                if let Some(field) = name.strip_prefix("speaker.") {
                    let found = archive.speaker_field(field).map_err(|error| error.raise())?;
                    return found.map(CountBy::Fact).ok_or_else(|| no_count(name));
                }
                let found = CountBy::ALL.iter().find(|(known, _)| known == name);
                found.map(|(_, by)| *by).ok_or_else(|| no_count(name))
            };
            let by: Vec<CountBy> = by.iter().map(known).collect::<PyResult<_>>()?;
            let (counts, unknown) = archive.count(&query, &by, limit).map_err(|error| error.raise())?;
            Ok((counts.into_iter().map(|count| (count.values, count.statements)).collect(), unknown))
        })
    }

    /// Adds entries in one batch, which is there for good when this returns. Gives how many were new, new versions and
    /// known already.
    fn add(&self, py: Python<'_>, entries: Vec<Py<Entry>>, added: &str) -> PyResult<(usize, usize, usize)> {
        let read = entries.iter().filter_map(|entry| entry.get().0.clone().into_incoming(added));
        let read: Vec<_> = read.collect();
        self.with(py, |archive| {
            let mut put = || -> Result<(usize, usize, usize), ArchiveError> {
                let batch = archive.batch()?;
                let mut sum = (0, 0, 0);
                for incoming in &read {
                    match batch.add(incoming)? {
                        Added::New => sum.0 += 1,
                        Added::Version(_) => sum.1 += 1,
                        Added::Already => sum.2 += 1,
                    }
                }
                Batch::commit(batch)?;
                Ok(sum)
            };
            put().map_err(|error| error.raise())
        })
    }

    /// Who stands where on an issue, as JSON, and the names that lead to nobody.
    #[pyo3(signature = (query, pro, con, actors, stands))]
    fn positions(
        &self,
        py: Python<'_>,
        query: &str,
        pro: Option<&str>,
        con: Option<&str>,
        actors: usize,
        stands: usize,
    ) -> PyResult<Asked> {
        self.with(py, |archive| ask::positions(archive, query, (pro, con), (actors, stands)))
    }

    /// What several articles have one and the same person say, as JSON, and the names that lead to nobody.
    #[pyo3(signature = (query, limit=None))]
    fn sayings(&self, py: Python<'_>, query: &str, limit: Option<usize>) -> PyResult<Asked> {
        self.with(py, |archive| ask::sayings(archive, query, limit))
    }

    /// What is reported to happen, as JSON, and the names that lead to nobody.
    #[pyo3(signature = (query, limit=None))]
    fn events(&self, py: Python<'_>, query: &str, limit: Option<usize>) -> PyResult<Asked> {
        self.with(py, |archive| ask::events(archive, query, limit))
    }

    /// The words that outlets choose, as JSON, and the names that lead to nobody.
    #[pyo3(signature = (what, of, query, by, copies, limit))]
    #[expect(clippy::too_many_arguments, reason = "they are what Python's keywords become")]
    fn wording(
        &self,
        py: Python<'_>,
        what: &str,
        of: Option<&str>,
        query: &str,
        by: Vec<String>,
        copies: bool,
        limit: usize,
    ) -> PyResult<Asked> {
        self.with(py, |archive| ask::wording(archive, what, of, query, &by, (copies, limit)))
    }

    /// Makes corrections, and gives their numbers. Of speaker and act, a list of one or of nothing says what is right,
    /// and none that nothing is said of it.
    #[pyo3(signature = (article, statement, person, at, speaker, act, negated, spans, is_statement))]
    #[expect(clippy::too_many_arguments, reason = "they are what Python's keywords become")]
    fn correct(
        &self,
        py: Python<'_>,
        article: &str,
        statement: Option<&str>,
        person: &str,
        at: &str,
        speaker: Option<Vec<String>>,
        act: Option<Vec<String>>,
        negated: bool,
        spans: Spans,
        is_statement: Option<bool>,
    ) -> PyResult<Vec<i64>> {
        let first = |given: Option<Vec<String>>| given.map(|all| all.into_iter().next());
        let (content, cue, source) = spans;
        let (speaker, act) = (first(speaker), first(act));
        let right = Right { speaker, act, negated, content, cue, source, is_statement };
        self.with(py, |archive| ask::correct(archive, article, statement, right, By { person, at }))
    }

    /// Takes a correction back.
    fn undo(&self, py: Python<'_>, number: i64, person: &str, at: &str) -> PyResult<()> {
        self.with(py, |archive| ask::undo(archive, number, By { person, at }))
    }

    /// The codebook in force, or another version, as it was given.
    #[pyo3(signature = (version=None))]
    fn codebook(&self, py: Python<'_>, version: Option<u32>) -> PyResult<Option<String>> {
        self.with(py, |archive| ask::codebook(archive, version))
    }

    /// All codebooks, as JSON.
    fn codebooks(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |archive| ask::codebooks(archive))
    }

    /// Writes a codebook as a `.qdc` file.
    #[pyo3(signature = (path, version=None))]
    fn export_codebook(&self, py: Python<'_>, path: PathBuf, version: Option<u32>) -> PyResult<()> {
        self.with(py, |archive| ask::export_codebook(archive, &path, version))
    }

    /// Puts a codebook in force, and gives its number.
    fn set_codebook(
        &self,
        py: Python<'_>,
        source: &str,
        drop: bool,
        person: &str,
        at: &str,
    ) -> PyResult<u32> {
        self.with(py, |archive| ask::set_codebook(archive, source, drop, By { person, at }))
    }

    /// Gives a statement, an event, an article or an actor a code, and gives its number.
    #[pyo3(signature = (article, of, code, person, at))]
    fn code(
        &self,
        py: Python<'_>,
        article: Option<&str>,
        of: Option<&str>,
        code: (String, String, Option<bool>, Option<String>, bool),
        person: &str,
        at: &str,
    ) -> PyResult<i64> {
        self.with(py, |archive| ask::code(archive, ask::Unit { article, of }, code, By { person, at }))
    }

    /// Takes a code back.
    fn take_back(&self, py: Python<'_>, number: i64, person: &str, at: &str) -> PyResult<()> {
        self.with(py, |archive| ask::take_back(archive, number, By { person, at }))
    }

    /// All codes in force, or a person's, as JSON.
    #[pyo3(signature = (person=None))]
    fn codes(&self, py: Python<'_>, person: Option<&str>) -> PyResult<String> {
        self.with(py, |archive| ask::codes(archive, person))
    }

    /// How far coders agree, as JSON.
    fn agreement(&self, py: Python<'_>, coders: Vec<String>, query: &str) -> PyResult<String> {
        self.with(py, |archive| ask::agreement(archive, &coders, query))
    }

    /// What coders differ in, as JSON.
    fn differences(&self, py: Python<'_>, coders: Vec<String>, query: &str) -> PyResult<String> {
        self.with(py, |archive| ask::differences(archive, &coders, query))
    }

    /// Takes over what others coded in another archive; what that came to, as JSON.
    fn merge(&self, py: Python<'_>, other: PathBuf, person: &str, at: &str) -> PyResult<String> {
        self.with(py, |archive| ask::merge(archive, &other, By { person, at }))
    }

    /// Writes a file of another tool for coding. Gives how many articles, and what was cut short.
    fn export(
        &self,
        py: Python<'_>,
        format: &str,
        path: PathBuf,
        query: &str,
        issues: Vec<(String, String)>,
        made: String,
    ) -> PyResult<(usize, Vec<String>)> {
        self.with(py, |archive| ask::export(archive, (format, &path), query, issues, made))
    }

    /// Brings what the store knows of itself up to date. For the end of a run.
    fn tidy(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |archive| archive.tidy().map_err(|error| error.raise()))
    }
}
