//! The reader, and what it gives of one article.

use crate::READER;
use crate::errors::{self, Raise};
use crate::input::Given;
use crate::many::Many;
use crate::table::{Table, named};
use onrecord::BuiltIn;
use onrecord::dictionary::Policy;
use onrecord_archive::duplicates::Agencies;
use onrecord_lake::{Rows, Stamp};
use pyo3::prelude::*;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

/// What is put down with everything that is read here. No time: the same article gives the same rows on any day.
pub(crate) static STAMP: LazyLock<Stamp> = LazyLock::new(|| Stamp { reader: READER.to_owned(), added: None });

/// Reads articles. Loading it is the expensive part; threads may share one.
#[pyclass(module = "onrecord._native", frozen)]
pub(crate) struct Reader {
    pub inner: Arc<onrecord::Reader>,
    agencies: OnceLock<Agencies>,
}

impl Reader {
    /// The news agencies that its dictionary knows.
    pub fn agencies(&self) -> &Agencies {
        self.agencies.get_or_init(|| Agencies::of(self.inner.dictionary()))
    }
}

#[pymethods]
impl Reader {
    /// With the model that is built in or another one's folder, and with dictionaries of actors.
    #[new]
    #[pyo3(signature = (model=None, actors=Vec::new()))]
    fn new(py: Python<'_>, model: Option<PathBuf>, actors: Vec<PathBuf>) -> PyResult<Reader> {
        py.detach(|| load(model.as_deref(), &actors))
    }

    /// Reads one article.
    fn read(&self, py: Python<'_>, given: Given) -> PyResult<Entry> {
        let read = py.detach(|| onrecord_lake::try_read(&self.inner, &given.row(), &STAMP));
        Ok(Entry(read.map_err(|failure| failure.raise())?))
    }

    /// Reads what an iterator gives, on so many threads; all cores if none are given.
    #[pyo3(signature = (items, threads=None))]
    fn read_many(&self, items: Bound<'_, PyAny>, threads: Option<NonZeroUsize>) -> PyResult<Many> {
        Many::new(&self.inner, &items, threads)
    }

    /// The batch function: a batch of articles to rows of a table.
    fn read_batch(&self, py: Python<'_>, batch: Table, table: &str) -> PyResult<Table> {
        let table = named(table)?;
        let mut rows = Vec::new();
        for batch in batch.batches() {
            // Between the small batches somebody may wish to stop.
            py.check_signals()?;
            for start in (0..batch.num_rows()).step_by(onrecord_lake::MAX_ROWS) {
                let some = batch.slice(start, onrecord_lake::MAX_ROWS.min(batch.num_rows() - start));
                let read = py.detach(|| onrecord_lake::read_batch(&self.inner, &some, table, &STAMP));
                rows.push(read.map_err(|error| error.raise())?);
            }
        }
        if rows.is_empty() {
            // No rows are no reason to accept columns that make no sense.
            let none = batch.empty();
            let read = onrecord_lake::read_batch(&self.inner, &none, table, &STAMP);
            rows.push(read.map_err(|error| error.raise())?);
        }
        Ok(Table::new(table.schema(), rows))
    }
}

fn load(model: Option<&Path>, actors: &[PathBuf]) -> PyResult<Reader> {
    let loaded = match model.map(|model| (model, model.to_str().and_then(BuiltIn::named))) {
        None => onrecord::Reader::embedded(),
        Some((_, Some(built_in))) => onrecord::Reader::built_in(built_in),
        Some((folder, None)) => onrecord_intake::reader_in(folder),
    };
    let mut reader = loaded.map_err(|error| errors::model(&error))?;
    for file in actors {
        let name = file.display().to_string();
        let text =
            std::fs::read_to_string(file).map_err(|error| errors::unreadable(&format!("{name}: {error}")))?;
        reader.add_actors(&name, &text, Policy::Strict).map_err(|error| errors::actors(&error))?;
    }
    Ok(Reader { inner: Arc::new(reader), agencies: OnceLock::new() })
}

/// One article as it was read, or as it could not be.
#[pyclass(module = "onrecord._native", frozen)]
pub(crate) struct Entry(pub onrecord_lake::Entry);

#[pymethods]
impl Entry {
    /// What the article is known by in tables.
    #[getter]
    fn article(&self) -> &str {
        &self.0.article
    }

    /// The record as JSON; none of an article that could not be read.
    fn json(&self, py: Python<'_>) -> Option<String> {
        py.detach(|| serde_json::to_string(self.0.record()?).ok())
    }

    /// The text in which spans count.
    #[getter]
    fn text(&self) -> Option<&str> {
        self.0.record().map(|record| record.article.text.as_str())
    }

    /// Its rows of a table.
    fn table(&self, table: &str) -> PyResult<Table> {
        let table = named(table)?;
        let mut rows = Rows::new(table);
        rows.push(&self.0);
        Ok(Table::new(table.schema(), vec![rows.finish().map_err(|error| error.raise())?]))
    }
}
