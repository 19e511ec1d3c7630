//! Files of many articles.

use crate::errors::Raise;
use crate::table::Table;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::sync::{Mutex, PoisonError};

/// An iterator over the articles of some files, as batches for the batch function.
#[pyclass(module = "onrecord._native", frozen)]
pub(crate) struct Pages(Mutex<onrecord_lake::Pages>);

#[pymethods]
impl Pages {
    /// Of these paths, one of so many parts.
    #[new]
    #[pyo3(signature = (paths, part=0, parts=1))]
    fn new(paths: Vec<String>, part: u32, parts: u32) -> PyResult<Pages> {
        if part >= parts {
            return Err(PyValueError::new_err(format!("part {part} is none of {parts}, which count from 0")));
        }
        Ok(Pages(Mutex::new(onrecord_lake::Pages::new(paths).part(part, parts))))
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Table>> {
        let next = py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).next());
        let batch = next.transpose().map_err(|error| error.raise())?;
        Ok(batch.map(|batch| Table::new(batch.schema(), vec![batch])))
    }
}

/// A table of pages without rows, for its schema.
#[pyfunction]
pub(crate) fn pages_schema() -> Table {
    Table::new(onrecord_lake::pages_schema(), Vec::new())
}
