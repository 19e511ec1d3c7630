//! Tables: CSV and TSV row by row. Each row is an article, or an address of one. Workbooks are in [`workbook`](super::workbook).

use super::json;
use super::sniff::Stream;
use super::{Listed, Many, Mapping, Received, SourceError};
use crate::{Hints, IntakeError, charset};
use encoding_rs::{Encoding, WINDOWS_1252};
use onrecord::Note;
use onrecord::budget::Budget;
use serde_json::{Map, Value};
use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Longest name of a column.
const LONGEST_NAME: usize = 60;
/// Longest name of a column that is kept: each row writes it again.
const MOST_OF_NAME: usize = 1_000;
/// Most columns of a table.
pub(super) const MOST_COLUMNS: usize = 2_000;

/// Addresses that tables name in place of texts, collected as the run goes on.
pub type Addresses = Arc<Mutex<Vec<Listed>>>;

/// What parts the columns of a text; None if it is no table.
///
/// The name of a file alone makes none: prose that is called `.csv` has no two rows alike.
pub(super) fn delimiter(head: &str, name: &str) -> Option<u8> {
    let named = [".csv", ".tsv", ".tab"].iter().any(|ext| name.ends_with(ext));
    let head = head.trim_start_matches('\u{feff}');
    [b',', b';', b'\t', b'|']
        .into_iter()
        .filter_map(|by| Some((weight(head, by, named)?, by)))
        .max()
        .map(|(_, by)| by)
}

/// How many columns a text has, parted like this; None if that makes no table of it.
fn weight(head: &str, by: u8, named: bool) -> Option<usize> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(by)
        .has_headers(false)
        .flexible(true)
        .from_reader(head.as_bytes());
    let mut rows = reader.records();
    let names = rows.next()?.ok()?;
    let names: Vec<String> = names.iter().map(normal).collect();
    let unique: HashSet<&String> = names.iter().collect();
    let short = names.iter().skip(1).all(|n| !n.is_empty()) && names.iter().all(|n| n.len() <= LONGEST_NAME);
    if !short || unique.len() < names.len() || names.len() > MOST_COLUMNS {
        return None;
    }
    let known = names.iter().filter(|n| Mapping::knows(n)).count();
    let second = rows.next().and_then(Result::ok);
    let alike = second.as_ref().is_some_and(|r| r.len() == names.len());
    // The first bytes may end within the second row.
    let broken = head.len() >= 8_000 && rows.next().is_none();
    match names.len() {
        1 => {
            let address = |r: &csv::StringRecord| r.get(0).is_some_and(is_address);
            let only = known == 1 && by == b',' && (named || second.as_ref().is_some_and(address));
            only.then_some(0)
        }
        n if named => (alike || broken || known > 0).then_some(n),
        n => (known >= 2 && alike).then_some(n),
    }
}

fn is_address(cell: &str) -> bool {
    cell.trim().starts_with("http://") || cell.trim().starts_with("https://")
}

/// The name of a column as it is looked up: `Publication Date` is `publication_date`.
pub(super) fn normal(name: &str) -> String {
    let name = name.trim().trim_start_matches('\u{feff}').to_lowercase();
    name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '.' | '/'))
        .filter(|p| !p.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// The cells of a row, and what was repaired in it.
type Row = (Vec<String>, Vec<Note>);

/// What the columns of a table are.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    names: Vec<String>,
    normal: Vec<String>,
    /// Whether one of them has the texts, and one the addresses.
    text: bool,
    url: bool,
}

impl Columns {
    fn new(mut names: Vec<String>, mapping: &Mapping) -> Columns {
        names.truncate(MOST_COLUMNS);
        names.iter_mut().for_each(|name| name.truncate(name.floor_char_boundary(MOST_OF_NAME)));
        let normal: Vec<String> = names.iter().map(|n| normal(n)).collect();
        let has =
            |wanted: &[String]| wanted.iter().any(|w| names.contains(w) || normal.contains(&normal_of(w)));
        Columns { text: has(mapping.texts()), url: has(mapping.urls()), names, normal }
    }

    fn value(&self, row: &[String]) -> Value {
        let mut object = Map::new();
        for ((name, normal), cell) in self.names.iter().zip(&self.normal).zip(row) {
            let cell = cell.trim();
            if !cell.is_empty() && !matches!(cell, "NA" | "NaN" | "NULL" | "None") {
                object.insert(name.clone(), Value::String(cell.to_owned()));
                object.insert(normal.clone(), Value::String(cell.to_owned()));
            }
        }
        Value::Object(object)
    }
}

fn normal_of(name: &str) -> String {
    normal(name)
}

/// Where rows come from, and what becomes of them.
pub(super) struct Rows<'s> {
    pub origin: &'s str,
    pub place: Option<&'s str>,
    pub mapping: &'s Mapping,
    pub addresses: &'s Addresses,
}

impl Rows<'_> {
    fn wrong(&self, place: Option<String>, why: String) -> SourceError {
        SourceError::Table { origin: self.origin.to_owned(), place, why }
    }

    pub fn columns(&self, names: Vec<String>) -> Result<Columns, SourceError> {
        let columns = Columns::new(names, self.mapping);
        if columns.text || columns.url {
            return Ok(columns);
        }
        let names: Vec<&str> = columns.names.iter().map(|n| n.trim()).take(40).collect();
        Err(self.wrong(
            None,
            format!("no column is known to have the texts or their addresses; it has {}", names.join(", ")),
        ))
    }

    /// The article of a row; none of one that is empty, or has only an address: that is put on the list.
    pub fn article(
        &self,
        columns: &Columns,
        number: usize,
        row: &[String],
        notes: Vec<Note>,
    ) -> Option<Result<Received, SourceError>> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let place = format!("row {number}");
        if row.len() > columns.names.len() && row[columns.names.len()..].iter().any(|c| !c.trim().is_empty())
        {
            let why = format!("it has {} cells, and the table {} columns", row.len(), columns.names.len());
            return Some(Err(self.wrong(Some(place), why)));
        }
        let value = columns.value(row);
        let text = self.mapping.text(&value);
        if text.is_none()
            && let Some(url) = self.mapping.url(&value).filter(|u| is_address(u))
        {
            self.addresses.lock().unwrap_or_else(PoisonError::into_inner).push(self.listed(url, &value));
            return None;
        }
        if text.is_none() {
            let why = if columns.text { "its text is empty" } else { "its address is empty or none" };
            return Some(Err(self.wrong(Some(place), why.to_owned())));
        }
        let bytes = value.to_string();
        Some(json::article(self.origin, self.place, place, &value, bytes.as_bytes(), self.mapping).map(
            |mut received| {
                received.notes.splice(0..0, notes);
                received
            },
        ))
    }

    fn listed(&self, url: String, value: &Value) -> Listed {
        let mut notes = Vec::new();
        let published = self.mapping.published(value).and_then(|given| super::date(&given, &mut notes));
        let hints = Hints { published, outlet: self.mapping.outlet(value), ..Hints::default() };
        Listed { url: Some(url), hints, authors: self.mapping.authors(value), ..Listed::default() }
    }
}

/// A table of text, row by row: however long it is, no more than a row is held.
pub(super) struct Text {
    origin: String,
    place: Option<String>,
    mapping: Mapping,
    addresses: Addresses,
    reader: csv::Reader<Bounded>,
    /// Bytes read of the row at hand.
    spent: Arc<AtomicU64>,
    end: Arc<End>,
    columns: Option<Columns>,
    number: usize,
    ended: bool,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Text")
            .field("origin", &self.origin)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl Text {
    #[expect(clippy::too_many_arguments, reason = "each is one of the things that a table needs")]
    pub fn new(
        origin: String,
        place: Option<String>,
        stream: Stream,
        head: &[u8],
        by: u8,
        mapping: Mapping,
        addresses: Addresses,
        limit: u64,
    ) -> Text {
        let stream: Stream = match charset::sixteen_bits(head) {
            Some((encoding, _)) => Box::new(Transcoded::new(stream, encoding)),
            None => stream,
        };
        let spent = Arc::new(AtomicU64::new(0));
        let end = Arc::new(End::default());
        let bounded = Bounded { stream, spent: Arc::clone(&spent), limit, end: Arc::clone(&end) };
        let reader =
            csv::ReaderBuilder::new().delimiter(by).has_headers(false).flexible(true).from_reader(bounded);
        Text { origin, place, mapping, addresses, reader, spent, end, columns: None, number: 0, ended: false }
    }

    /// The next row, and what was repaired in it.
    fn row(&mut self, budget: &Budget) -> Option<Result<Row, SourceError>> {
        let mut record = csv::ByteRecord::new();
        self.spent.store(0, Ordering::Relaxed);
        let read = self.reader.read_byte_record(&mut record);
        self.number += 1;
        match read {
            Ok(false) => None,
            Ok(true) => {
                budget.nodes(record.len());
                if let Err(over) = budget.hold(record.as_slice().len()) {
                    return Some(Err(IntakeError::over(
                        &format!("{}: row {}", self.origin, self.number),
                        over,
                    )
                    .into()));
                }
                let mut notes = Vec::new();
                let cells = record.iter().map(|cell| decoded(cell, &mut notes)).collect();
                notes.truncate(1);
                let short = self.columns.as_ref().is_some_and(|columns| record.len() < columns.names.len());
                notes.extend(self.end.note(short));
                Some(Ok((cells, notes)))
            }
            Err(error) => {
                self.ended = true;
                let (origin, place) = (self.origin.clone(), Some(format!("row {}", self.number)));
                Some(Err(SourceError::Table { origin, place, why: error.to_string() }))
            }
        }
    }

    /// The rows as a table has them, with the names of its columns; for tables that are no articles.
    pub fn cells(mut self, budget: &Budget) -> impl Iterator<Item = Result<Vec<String>, SourceError>> {
        std::iter::from_fn(move || match self.ended {
            true => None,
            false => self.row(budget).map(|r| r.map(|(cells, _)| cells)),
        })
    }
}

impl Many for Text {
    fn next(&mut self, budget: &Budget) -> Option<Result<Received, SourceError>> {
        while !self.ended {
            let (row, notes) = match self.row(budget)? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            let rows = Rows {
                origin: &self.origin,
                place: self.place.as_deref(),
                mapping: &self.mapping,
                addresses: &self.addresses,
            };
            let Some(columns) = &self.columns else {
                match rows.columns(row) {
                    Ok(columns) => self.columns = Some(columns),
                    Err(error) => {
                        self.ended = true;
                        return Some(Err(error));
                    }
                }
                continue;
            };
            if let Some(article) = rows.article(columns, self.number, &row, notes) {
                return Some(article);
            }
            // Whoever fetches takes them before there are too many to be held.
            if self.addresses.lock().unwrap_or_else(PoisonError::into_inner).len() >= super::ADDRESSES {
                return None;
            }
        }
        None
    }
}

/// A cell in UTF-8, or else in the charset that programs for tables write where they do not write that.
fn decoded(cell: &[u8], notes: &mut Vec<Note>) -> String {
    match std::str::from_utf8(cell) {
        Ok(cell) => cell.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => {
            notes.push(
                Note::new("not valid UTF-8; read as windows-1252, which is a guess")
                    .remedy("if letters with accents look wrong, save the table as UTF-8"),
            );
            WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned()
        }
    }
}

/// A stream that ends with an error when one row takes too much of it: a quotation that never ends takes all the rest.
struct Bounded {
    stream: Stream,
    spent: Arc<AtomicU64>,
    limit: u64,
    end: Arc<End>,
}

/// How a stream ends.
#[derive(Default)]
struct End {
    reached: AtomicBool,
    /// Within a line.
    in_line: AtomicBool,
    /// With a quotation mark that lacks its other half.
    in_quotes: AtomicBool,
}

impl End {
    fn passes(&self, bytes: &[u8]) {
        match bytes.last() {
            None => self.reached.store(true, Ordering::Relaxed),
            Some(last) => {
                self.in_line.store(!matches!(last, b'\n' | b'\r'), Ordering::Relaxed);
                let odd = bytes.iter().filter(|b| **b == b'"').count() % 2 == 1;
                self.in_quotes.fetch_xor(odd, Ordering::Relaxed);
            }
        }
    }

    /// What to tell of the last row: `short` says that it has fewer cells than there are columns.
    fn note(&self, short: bool) -> Option<Note> {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        let cut = is(&self.reached) && is(&self.in_line) && (is(&self.in_quotes) || short);
        cut.then(|| {
            Note::new("the table breaks off within this row; the file may be cut off")
                .remedy("export or fetch it again if it should be whole")
        })
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let spent = self.spent.load(Ordering::Relaxed);
        if spent > self.limit {
            let why = format!(
                "it is longer than the {} MB one article may have; a quotation mark may lack its other half",
                self.limit >> 20
            );
            return Err(io::Error::other(why));
        }
        let n = self.stream.read(buffer)?;
        self.spent.store(spent + n as u64, Ordering::Relaxed);
        if !buffer.is_empty() {
            self.end.passes(&buffer[..n]);
        }
        Ok(n)
    }
}

/// A stream in UTF-16 as one in UTF-8.
struct Transcoded {
    stream: Stream,
    decoder: encoding_rs::Decoder,
    ready: Vec<u8>,
    at: usize,
    ended: Cell<bool>,
}

impl Transcoded {
    fn new(stream: Stream, encoding: &'static Encoding) -> Self {
        Transcoded {
            stream,
            decoder: encoding.new_decoder_with_bom_removal(),
            ready: Vec::new(),
            at: 0,
            ended: Cell::new(false),
        }
    }
}

impl Read for Transcoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended.get() {
            let mut raw = [0; 8 << 10];
            let n = self.stream.read(&mut raw)?;
            self.ended.set(n == 0);
            let mut text = String::with_capacity(n * 3 + 16);
            let (result, ..) = self.decoder.decode_to_string(&raw[..n], &mut text, n == 0);
            debug_assert_eq!(
                result,
                encoding_rs::CoderResult::InputEmpty,
                "there is room for three bytes a letter"
            );
            (self.ready, self.at) = (text.into_bytes(), 0);
        }
        let n = buffer.len().min(self.ready.len() - self.at);
        buffer[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
