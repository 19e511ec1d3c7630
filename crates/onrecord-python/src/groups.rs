//! What grouping of near-duplicates and sayings needs, from batch to batch.

use crate::reader::Reader;
use crate::table::Table;
use onrecord_archive::{duplicates, sayings};
use onrecord_lake::groups;
use pyo3::prelude::*;
use std::collections::HashMap;

/// What near-duplicates of these articles are found and compared by.
#[pyfunction]
pub(crate) fn report_signatures(
    py: Python<'_>,
    reader: Bound<'_, Reader>,
    articles: Table,
) -> PyResult<Table> {
    let agencies = reader.get().agencies();
    articles.map(py, |batch| groups::report_signatures(batch, agencies))
}

/// Those pairs that are the same report.
#[pyfunction]
pub(crate) fn same_reports(py: Python<'_>, pairs: Table) -> PyResult<Table> {
    pairs.map(py, groups::same_reports)
}

/// Whose the reports are that these articles carry.
#[pyfunction]
pub(crate) fn origins(py: Python<'_>, carriers: Table) -> PyResult<Table> {
    carriers.map(py, groups::origins)
}

/// What sayings of these articles are found and compared by.
#[pyfunction]
pub(crate) fn saying_signatures(py: Python<'_>, articles: Table) -> PyResult<Table> {
    articles.map(py, groups::saying_signatures)
}

/// Those pairs that are the same saying.
#[pyfunction]
pub(crate) fn same_sayings(py: Python<'_>, pairs: Table) -> PyResult<Table> {
    pairs.map(py, groups::same_sayings)
}

/// How much is compared: the archive's bounds.
#[pyfunction]
pub(crate) fn bounds() -> HashMap<&'static str, usize> {
    HashMap::from([
        ("articles_of_one_shingle", duplicates::OF_ONE_SHINGLE as usize),
        ("articles_compared", duplicates::COMPARED),
        // Of a sketch without end; a smaller one asks for one shingle less.
        ("shingles_shared", duplicates::least_shared(usize::MAX)),
        ("statements_of_one_key", sayings::OF_ONE_KEY as usize),
        ("statements_compared", sayings::COMPARED),
    ])
}
