//! Tables, on their way from and to whatever library for Arrow the user has.

use crate::errors::{Raise, no_table};
use crate::reader::Entry;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::{DataType, Field, Fields, SchemaRef};
use onrecord_lake::Rows;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowError;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;
use std::borrow::Borrow;
use std::sync::Arc;

/// Rows are put together in batches of so many articles.
const ARTICLES: usize = 256;

/// Rows of one table. Any library that speaks Arrow takes it: `pyarrow.table(rows)`, `polars.DataFrame(rows)`.
#[pyclass(module = "onrecord._native", frozen)]
#[derive(Clone)]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Table {
        Table { schema, batches }
    }

    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    /// A batch of its columns without rows.
    pub fn empty(&self) -> RecordBatch {
        RecordBatch::new_empty(Arc::clone(&self.schema))
    }

    /// Does something to each batch.
    pub fn map<E: Raise + Send>(
        &self,
        py: Python<'_>,
        each: impl Fn(&RecordBatch) -> Result<RecordBatch, E> + Send + Sync,
    ) -> PyResult<Table> {
        let none = [self.empty()];
        let given = if self.batches.is_empty() { &none[..] } else { &self.batches };
        let all = py.detach(|| given.iter().map(each).collect::<Result<Vec<_>, E>>());
        let batches = all.map_err(|error| error.raise())?;
        Ok(Table { schema: batches[0].schema(), batches })
    }
}

impl<'py> FromPyObject<'_, 'py> for Table {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Table> {
        let given: AnyRecordBatch = object.extract()?;
        let reader = given.into_reader()?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(PyArrowError::from)?;
        Ok(Table { schema, batches })
    }
}

#[pymethods]
impl Table {
    /// The Arrow PyCapsule interface.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let metadata = self.schema.metadata().clone();
        let fields: Fields = self.schema.fields().clone();
        let field = Field::new("", DataType::Struct(fields), false).with_metadata(metadata);
        let arrays =
            self.batches.clone().into_iter().map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        let reader = Box::new(ArrayIterator::new(arrays, Arc::new(field)));
        Ok(to_stream_pycapsule(py, reader, requested_schema)?)
    }

    /// The Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of its columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }
}

/// The table of a name.
pub(crate) fn named(name: &str) -> PyResult<onrecord_lake::Table> {
    onrecord_lake::Table::named(name).ok_or_else(|| no_table(name))
}

/// Entries as rows of a table.
pub(crate) fn rows<E: Borrow<onrecord_lake::Entry>>(
    table: onrecord_lake::Table,
    entries: impl IntoIterator<Item = E>,
) -> PyResult<Table> {
    let (mut rows, mut batches, mut count) = (Rows::new(table), Vec::new(), 0);
    for entry in entries {
        rows.push(entry.borrow());
        count += 1;
        if count % ARTICLES == 0 {
            batches.push(rows.finish().map_err(|error| error.raise())?);
        }
    }
    if !rows.is_empty() || batches.is_empty() {
        batches.push(rows.finish().map_err(|error| error.raise())?);
    }
    Ok(Table::new(table.schema(), batches))
}

/// The rows that some entries have in a table.
#[pyfunction]
pub(crate) fn table_of(entries: Vec<Py<Entry>>, table: &str) -> PyResult<Table> {
    let entries = entries.iter().map(|entry| &entry.get().0);
    rows(named(table)?, entries)
}

/// Another table of rows of articles.
#[pyfunction]
pub(crate) fn retable(py: Python<'_>, articles: Table, table: &str) -> PyResult<Table> {
    let table = named(table)?;
    articles.map(py, |batch| onrecord_lake::retable(batch, table))
}

/// A table without rows, for its schema.
#[pyfunction]
pub(crate) fn schema(table: &str) -> PyResult<Table> {
    Ok(Table::new(named(table)?.schema(), Vec::new()))
}

/// Name, type as Spark's SQL writes it, whether it is always there, and meaning of each column of a table.
#[pyfunction]
pub(crate) fn columns(table: &str) -> PyResult<Vec<(&'static str, &'static str, bool, &'static str)>> {
    let all = named(table)?.columns().iter();
    Ok(all.map(|column| (column.name, column.type_name(), column.required, column.about)).collect())
}
