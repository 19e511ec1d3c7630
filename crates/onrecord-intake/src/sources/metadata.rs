//! A table beside plain files that says of each, by its name, what outlet it is from and when it was published.

use super::mapping::Mapping;
use super::places::Places;
use super::table::{Text, normal};
use super::{Received, SourceError, sniff, workbook};
use crate::input::Input;
use crate::{Hints, IntakeError, SIZE_LIMIT, read_up_to};
use onrecord::Note;
use onrecord::budget::Budget;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Most files that a table may speak of.
const MOST: usize = 2_000_000;
/// Names of the column that names the file.
const FILES: &[&str] = &[
    "file",
    "filename",
    "file_name",
    "path",
    "filepath",
    "file_path",
    "document",
    "doc",
    "doc_id",
    "text_id",
    "name",
    "id",
];

/// What is known of files by their names.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    files: Arc<HashMap<String, Known>>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    hints: Hints,
    title: Option<String>,
    authors: Vec<String>,
    url: Option<String>,
    notes: Vec<Note>,
}

impl Metadata {
    /// Of a table, CSV, TSV or a workbook. Its columns have the names that `mapping` knows, and one names the file. It is read as a
    /// whole, and may cost what a file may ([`Budget::of_file`]).
    ///
    /// # Errors
    /// When it cannot be read, is no table, or has no column for the file's name.
    pub fn open(path: &Path, mapping: &Mapping, budget: &Budget) -> Result<Metadata, SourceError> {
        let wanted = super::Wanted::Path(path.to_owned());
        let opened = sniff::open(&wanted, SIZE_LIMIT, &Arc::new(AtomicU64::new(0)), &Places::default())?;
        let origin = opened.origin.clone();
        let wrong =
            |why: &str| SourceError::Table { origin: origin.clone(), place: None, why: why.to_owned() };
        let mut files = HashMap::new();
        let mut take =
            |rows: &mut dyn Iterator<Item = Result<Vec<String>, SourceError>>| -> Result<(), SourceError> {
                let names = rows.next().transpose()?.ok_or_else(|| wrong("it has no rows"))?;
                let names: Vec<String> = names.iter().map(|n| normal(n)).collect();
                let file = FILES.iter().find_map(|f| names.iter().position(|n| n == f));
                let file = file.ok_or_else(|| wrong("no column is called file, filename or path"))?;
                for row in rows {
                    let row = row?;
                    let Some(name) = row.get(file).map(|n| n.trim()).filter(|n| !n.is_empty()) else {
                        continue;
                    };
                    if files.len() >= MOST {
                        return Err(wrong("it speaks of more than 2,000,000 files"));
                    }
                    files.insert(name.replace('\\', "/"), known(&names, &row, file, mapping));
                }
                Ok(())
            };
        match opened.kind {
            sniff::Kind::Table(by) => {
                let text = Text::new(
                    origin.clone(),
                    None,
                    opened.stream,
                    &opened.head,
                    by,
                    Mapping::usual(),
                    Default::default(),
                    SIZE_LIMIT,
                );
                take(&mut text.cells(budget))?;
            }
            _ if opened.head.starts_with(b"PK") || opened.head.starts_with(b"\xd0\xcf") => {
                let capture = read_up_to(&origin, opened.stream, SIZE_LIMIT)?;
                let input = Input::of(&capture, budget);
                if !workbook::is_workbook(&input) {
                    return Err(
                        IntakeError::Binary { origin: origin.clone(), what: "no table".to_owned() }.into()
                    );
                }
                for sheet in workbook::sheets(&input)?.into_iter().filter(|s| !s.is_empty()).take(1) {
                    take(&mut sheet.into_iter().map(Ok))?;
                }
            }
            _ => return Err(wrong("it is no table: its first line does not name columns")),
        }
        Ok(Metadata { files: Arc::new(files) })
    }

    /// How many files it speaks of.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it speaks of none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds what is known of a file. What a file says of itself gives way; a file that is not named is as it was, with a note.
    pub fn apply(&self, received: &mut Received) {
        if self.is_empty() {
            return;
        }
        let Some(known) = self.find(&received.capture.origin) else {
            let note = Note::new("the table of --metadata does not name this file");
            received.notes.push(note.remedy(
                "its column for the file needs the file's name, with or without its folder and ending",
            ));
            return;
        };
        let first = |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone());
        received.hints = Hints {
            published: first(&known.hints.published, &received.hints.published),
            outlet: first(&known.hints.outlet, &received.hints.outlet),
            language: first(&known.hints.language, &received.hints.language),
            today: None,
        };
        received.title = first(&known.title, &received.title);
        received.capture.url = first(&known.url, &received.capture.url);
        if !known.authors.is_empty() {
            received.authors.clone_from(&known.authors);
        }
        received.notes.extend(known.notes.iter().cloned());
    }

    /// By the whole path, its last parts, the file's name, or that without its ending.
    fn find(&self, origin: &str) -> Option<&Known> {
        let path = origin.replace('\\', "/");
        let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
        let mut names = starts.map(|at| &path[at..]);
        names.find_map(|name| {
            let stem = || name.rsplit_once('.').and_then(|(stem, _)| self.files.get(stem));
            self.files.get(name).or_else(stem)
        })
    }
}

fn known(names: &[String], row: &[String], file: usize, mapping: &Mapping) -> Known {
    let cells =
        names.iter().zip(row).enumerate().filter(|(at, (_, cell))| *at != file && !cell.trim().is_empty());
    let object: Map<String, Value> =
        cells.map(|(_, (name, cell))| (name.clone(), Value::String(cell.trim().to_owned()))).collect();
    let value = Value::Object(object);
    let mut notes = Vec::new();
    let published = mapping.published(&value).and_then(|given| super::date(&given, &mut notes));
    let language = mapping.language(&value).map(|l| l.chars().take(2).collect());
    Known {
        hints: Hints { published, outlet: mapping.outlet(&value), language, today: None },
        title: mapping.title(&value),
        authors: mapping.authors(&value),
        url: mapping.url(&value),
        notes,
    }
}
