//! The engine for Python, as the module `onrecord._native`: what `python/onrecord` shows its users stands on this.
//!
//! Nothing is read, kept or compared here: values of Python become those of `onrecord-lake` and `onrecord-archive`, and
//! back. Tables cross as Arrow by the PyCapsule interface, without a copy, into whatever library the user has.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::exit)]

mod archive;
mod ask;
mod errors;
mod groups;
mod input;
mod many;
mod pages;
mod process;
mod reader;
mod table;

use pyo3::prelude::*;

/// The compiled part of onrecord.
#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::archive::Archive;
    #[pymodule_export]
    use crate::ask::codebook_of;
    #[pymodule_export]
    use crate::groups::{bounds, origins, report_signatures, same_reports, same_sayings, saying_signatures};
    #[pymodule_export]
    use crate::many::Many;
    #[pymodule_export]
    use crate::pages::{Pages, pages_schema};
    #[pymodule_export]
    use crate::reader::{Entry, Reader};
    #[pymodule_export]
    use crate::table::{Table, columns, retable, schema, table_of};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("TABLES", onrecord_lake::Table::ALL.map(onrecord_lake::Table::name))?;
        module.add("MAX_ROWS", onrecord_lake::MAX_ROWS)
    }
}

/// Name and version of what reads, as the archive and the tables keep it.
pub(crate) const READER: &str = concat!("onrecord ", env!("CARGO_PKG_VERSION"));
