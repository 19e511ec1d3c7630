//! Workbooks of Excel, sheet by sheet: each row is an article, or an address of one.

use super::table::{MOST_COLUMNS, Rows};
use super::{Articles, Received, SourceError};
use crate::IntakeError;
use crate::container::{Container, is_container};
use crate::input::Input;
use calamine::{Data, DataRef, Reader as _, Xls, Xlsx};
use onrecord::budget::Over;
use std::io::Cursor;

/// Rows of words.
pub(super) type Sheet = Vec<Vec<String>>;

/// Whether bytes are a workbook of Excel; a document that carries one is none.
pub(super) fn is_workbook(input: &Input) -> bool {
    let bytes = input.bytes;
    if is_container(bytes) {
        return find(bytes, PART.as_bytes())
            && Container::open(input, "a container").map_or(true, |container| container.has(PART));
    }
    is_old(bytes) && find(bytes, &WORKBOOK) && !find(bytes, &WORD)
}

/// The part of a container by which it is a workbook.
const PART: &str = "xl/workbook.xml";
/// `WordDocument` as an old file lists its streams, in UTF-16: a letter may carry a workbook inside.
const WORD: [u8; 24] = *b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0";
/// `Workbook` as an old file lists its streams, in UTF-16.
const WORKBOOK: [u8; 16] = *b"W\0o\0r\0k\0b\0o\0o\0k\0";

fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

fn find(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|w| w == part)
}

/// The sheets of a workbook as rows of words.
///
/// # Errors
/// When it is damaged, has a password, or unpacks to more than allowed.
pub(super) fn sheets(input: &Input) -> Result<Vec<Sheet>, IntakeError> {
    const WHAT: &str = "an Excel workbook";
    let Input { origin, bytes, budget, .. } = *input;
    let wrong = |why: String| IntakeError::Unreadable { origin: origin.to_owned(), what: WHAT, why };
    let over = |over: Over| IntakeError::over(origin, over);
    let mut sheets = Vec::new();
    if is_old(bytes) {
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| wrong(e.to_string()))?;
        for name in book.sheet_names() {
            let range = book.worksheet_range(&name).map_err(|e| wrong(e.to_string()))?;
            budget.nodes(range.get_size().0.saturating_mul(range.get_size().1));
            budget.check().map_err(over)?;
            let mut rows = Vec::new();
            for row in range.rows() {
                let row: Vec<String> = row.iter().map(old_cell).collect();
                budget.hold(row.iter().map(String::len).sum()).map_err(over)?;
                rows.push(row);
            }
            sheets.push(rows);
        }
        return Ok(sheets);
    }
    // What it unpacks to is seen before anything is kept of it; macros are never looked at.
    let mut container = Container::open(input, WHAT)?;
    if container.is_cut() {
        return Err(wrong("its list of parts is missing; the file may be cut off".to_owned()));
    }
    for name in container.names().into_iter().filter(|n| n.starts_with("xl/") && n.ends_with(".xml")) {
        container.part(&name)?;
    }
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| wrong(e.to_string()))?;
    for name in book.sheet_names() {
        // A sheet of pictures or a chart has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let (mut rows, mut row, mut at): (Vec<Vec<String>>, Vec<String>, Option<u32>) =
            (Vec::new(), Vec::new(), None);
        while let Some(cell) = reader.next_cell().map_err(|e| wrong(e.to_string()))? {
            let (line, column) = cell.get_position();
            if at != Some(line) {
                if at.is_some() {
                    rows.push(std::mem::take(&mut row));
                }
                at = Some(line);
            }
            let column = column as usize;
            if column >= MOST_COLUMNS {
                continue;
            }
            // The empty ones before it are held as well, and what many cells share is held by each.
            budget.nodes((column + 1).saturating_sub(row.len()));
            if row.len() <= column {
                row.resize(column + 1, String::new());
            }
            let words = new_cell(cell.get_value());
            budget.node().and_then(|()| budget.hold(words.len())).map_err(over)?;
            row[column] = words;
        }
        rows.extend(at.map(|_| row));
        sheets.push(rows);
    }
    Ok(sheets)
}

fn new_cell(cell: &DataRef) -> String {
    match cell {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(words) | DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => words.clone(),
        DataRef::SharedString(words) => (*words).to_owned(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(when) => day(when),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn old_cell(cell: &Data) -> String {
    match cell {
        Data::Int(n) => n.to_string(),
        Data::Float(n) => n.to_string(),
        Data::String(words) | Data::DateTimeIso(words) | Data::DurationIso(words) => words.clone(),
        Data::Bool(is) => is.to_string(),
        Data::DateTime(when) => day(when),
        _ => String::new(),
    }
}

fn day(when: &calamine::ExcelDateTime) -> String {
    let (year, month, day, ..) = when.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// The articles of a workbook: of all sheets that have texts or addresses.
pub(super) fn articles(input: &Input, rows: &Rows) -> Vec<Result<Received, SourceError>> {
    let sheets = match sheets(input) {
        Ok(sheets) => sheets,
        Err(error) => return vec![Err(error.into())],
    };
    let mut articles = Articles::new(input);
    let (mut refused, mut any) = (None, false);
    for sheet in sheets {
        let mut lines = (1..).zip(sheet).filter(|(_, row)| row.iter().any(|c| !c.trim().is_empty()));
        let Some((_, names)) = lines.next() else { continue };
        match rows.columns(names) {
            Err(error) => refused = refused.or(Some(error)),
            Ok(columns) => {
                any = true;
                articles.take(lines.filter_map(|(n, row)| rows.article(&columns, n, &row, Vec::new())));
            }
        }
    }
    match refused {
        Some(error) if !any => vec![Err(error)],
        None if !any => vec![Err(IntakeError::Empty { origin: input.origin.to_owned() }.into())],
        _ => articles.end(),
    }
}
