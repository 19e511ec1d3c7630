//! Which formats there are, and telling them apart.

use crate::{Document, ExchangeError, Read, brat, dna, qda, tsv, uima};
use onrecord::budget::Budget;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// A format of another tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Discourse Network Analyzer, `.dna`.
    Dna,
    /// REFI-QDA, `.qdpx`: MAXQDA, NVivo, ATLAS.ti, QualCoder.
    Qda,
    /// brat standoff, a folder of `.txt` and `.ann`.
    Brat,
    /// UIMA CAS as XMI with its type system: INCEpTION.
    Uima,
    /// WebAnno TSV 3.3: INCEpTION, WebAnno.
    Tsv,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 5] = [Format::Dna, Format::Qda, Format::Brat, Format::Uima, Format::Tsv];

    /// Its name, which is also that of the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Dna => "dna",
            Format::Qda => "qdpx",
            Format::Brat => "brat",
            Format::Uima => "xmi",
            Format::Tsv => "webanno",
        }
    }
}

/// What a writer needs to know beside the documents.
#[derive(Debug, Clone)]
pub struct About {
    /// What the whole is called.
    pub name: String,
    /// When it is written, RFC 3339.
    pub made: String,
}

/// Takes documents, one after the other.
pub trait Writer {
    /// Adds a document.
    ///
    /// # Errors
    /// When it cannot be written.
    fn push(&mut self, document: &Document) -> Result<(), ExchangeError>;

    /// Ends the whole; only then is it there. Returns what was cut short.
    ///
    /// # Errors
    /// When it cannot be written.
    fn finish(self: Box<Self>) -> Result<Vec<String>, ExchangeError>;
}

/// A writer to a file, or of formats that have a file an article, to a new folder.
///
/// # Errors
/// When it cannot be made.
pub fn writer(format: Format, path: &Path, about: About) -> Result<Box<dyn Writer>, ExchangeError> {
    Ok(match format {
        Format::Dna => Box::new(dna::DnaWriter::create(path, about)?),
        Format::Qda => Box::new(qda::QdaWriter::create(path, about)?),
        Format::Brat => Box::new(brat::BratWriter::create(path)?),
        Format::Uima => Box::new(uima::UimaWriter::create(path)?),
        Format::Tsv => Box::new(tsv::TsvWriter::create(path)?),
    })
}

/// Bytes by which a file is told.
const HEAD: u64 = 4 << 10;

/// What a file is, by its first bytes, or a folder by what is in it; none of anything else.
pub fn recognise(path: &Path) -> Option<Format> {
    if path.is_dir() {
        return in_folder(path);
    }
    let mut head = Vec::new();
    File::open(path)
        .ok()
        .filter(|f| f.metadata().is_ok_and(|m| m.is_file()))?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let ends = |end: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(end));
    if head.starts_with(b"SQLite format 3\0") {
        return (ends("dna") || dna::is_dna(path)).then_some(Format::Dna);
    }
    if head.starts_with(b"PK\x03\x04") {
        return ends("qdpx").then_some(Format::Qda);
    }
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with("#FORMAT=WebAnno TSV") {
        return Some(Format::Tsv);
    }
    if text.starts_with('<') && text.contains("http://www.omg.org/XMI") && text.contains("http:///uima/") {
        return Some(Format::Uima);
    }
    let beside = || path.with_extension("txt").is_file();
    (ends("ann") && beside()).then_some(Format::Brat)
}

/// What a folder is all about: every file in it of note is of one such format.
fn in_folder(path: &Path) -> Option<Format> {
    // A folder of one of ours has no more than a handful of other files; who knows how many one of pages has.
    const LOOKED_AT: usize = 64;
    let files = std::fs::read_dir(path).ok()?.filter_map(Result::ok).map(|e| e.path()).take(LOOKED_AT);
    files.filter(|p| p.is_file()).find_map(|p| {
        let found = recognise(&p)?;
        matches!(found, Format::Brat | Format::Uima | Format::Tsv).then_some(found)
    })
}

/// How files of a format are read: within a budget, and not without one.
type Reader = fn(&Path, &Budget) -> Result<Read, ExchangeError>;

/// Reads a file, or a folder of them. `coder` is who made what the file names nobody for. It is read as a whole, and may cost
/// what a file may ([`Budget::of_file`]).
///
/// # Errors
/// When it cannot be read, or is more than it may be. What is wrong with one document of several is told in the notes.
pub fn read(format: Format, path: &Path, coder: &str, budget: &Budget) -> Result<Read, ExchangeError> {
    let reader: Reader = match format {
        Format::Dna => dna::read,
        Format::Qda => qda::read,
        Format::Brat => brat::read,
        Format::Uima => uima::read,
        Format::Tsv => tsv::read,
    };
    let mut read = reader(path, budget)?;
    for mark in read.documents.iter_mut().flat_map(|d| &mut d.marks) {
        if mark.coder.is_empty() {
            budget.hold(coder.len()).map_err(ExchangeError::over(path))?;
            coder.clone_into(&mut mark.coder);
        }
    }
    Ok(read)
}
