//! Reading WebAnno TSV 3.

use super::TSV;
use crate::error::Why;
use crate::files::{Index, MARKS, TEXT_LIMIT, annotator, hold_text, read_each, text};
use crate::uima::{CUSTOM, Flat, gathered};
use crate::written::as_it_was;
use crate::{Document, ExchangeError, Read, Utf16};
use onrecord::Text;
use onrecord::budget::Budget;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a file, or a folder of them.
///
/// # Errors
/// When nothing of it can be read. What is wrong with one document of several is told in the notes.
pub fn read(path: &Path, budget: &Budget) -> Result<Read, ExchangeError> {
    read_each(path, "tsv", budget, |path, index, notes| document(path, index, notes, budget))
}

fn document(
    path: &Path,
    index: &Index,
    notes: &mut Vec<String>,
    budget: &Budget,
) -> Result<Document, ExchangeError> {
    let file = text(path, TSV, budget)?;
    let parsed = parse(&file, budget).map_err(|why| why.of(path, TSV))?;
    hold_text(path, TSV, &parsed.text)?;
    let mut document = index.document(path, Text::new(parsed.text));
    let units = Utf16::of(&document.text);
    let mut outside = parsed.passed;
    let mut flat = Vec::new();
    for ((layer, _), (begin, end, features)) in parsed.annotations {
        let layer = parsed.layers.get(layer).cloned().unwrap_or_default();
        budget.hold(layer.len()).map_err(ExchangeError::over(path))?;
        match units.span(begin, end) {
            Some(span) => flat.push(Flat { layer, span, features }),
            None => outside += 1,
        }
    }
    flat.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
    document.marks = gathered(&document.text, flat, budget).map_err(ExchangeError::over(path))?;
    if outside > 0 {
        notes.push(format!("{}: {outside} lines or annotations cannot be read", path.display()));
    }
    if let Some(annotator) = annotator(path) {
        document.marks.iter_mut().filter(|m| m.coder.is_empty()).for_each(|m| m.coder.clone_from(&annotator));
    }
    document.sort();
    Ok(document)
}

/// Begin and end in units, and features.
type Found = (u64, u64, Vec<(String, String)>);

#[derive(Debug, Default)]
struct Parsed {
    text: String,
    layers: Vec<String>,
    /// By layer and number.
    annotations: BTreeMap<(usize, Number), Found>,
    passed: usize,
}

/// By what an annotation is told from others of its layer: the number it has, or the place where it stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Number {
    Given(u64),
    At(u64, u64, usize),
}

/// What a column is: a feature of a span layer, or nothing that is read.
#[derive(Debug, Clone)]
enum Column {
    Feature(usize, String),
    Other,
}

fn parse(file: &str, budget: &Budget) -> Result<Parsed, Why> {
    let mut parsed = Parsed::default();
    let mut columns: Vec<Column> = Vec::new();
    let mut lines = file.trim_start_matches('\u{feff}').split('\n').map(|l| l.trim_end_matches('\r'));
    match lines.next() {
        Some(first) if first.starts_with("#FORMAT=WebAnno TSV 3") => {}
        Some(first) => {
            return Err(format!("its first line is {:?}", first.chars().take(40).collect::<String>()).into());
        }
        None => return Err("it is empty".to_owned().into()),
    }
    let mut so_far = SoFar::default();
    for line in lines {
        budget.node()?;
        if let Some(sentence) = line.strip_prefix("#Text=") {
            // Several such lines are the lines of one sentence.
            let whole = so_far.sentence.take().map(|before| before + "\n").unwrap_or_default();
            so_far.sentence = Some(whole + &as_it_was(sentence));
        } else if let Some(layer) = line.strip_prefix("#T_SP=") {
            span_layer(layer, &mut parsed.layers, &mut columns);
        } else if let Some(layer) = line.strip_prefix("#T_RL=") {
            // Its features, and the word that the relation comes from.
            columns.extend(layer.split('|').map(|_| Column::Other).take(MARKS));
        } else if let Some(layer) = line.strip_prefix("#T_CH=") {
            columns.extend(layer.split('|').skip(1).map(|_| Column::Other).take(MARKS));
        } else if !line.is_empty()
            && !line.starts_with('#')
            && word(line, &columns, &mut parsed, &mut so_far, budget)?.is_none()
        {
            parsed.passed += 1;
        }
    }
    Ok(parsed)
}

fn span_layer(layer: &str, layers: &mut Vec<String>, columns: &mut Vec<Column>) {
    let mut parts = layer.split('|');
    let name = parts.next().unwrap_or_default();
    let of = layers.len();
    layers.push(name.strip_prefix(CUSTOM).unwrap_or(name.rsplit('.').next().unwrap_or(name)).to_owned());
    let before = columns.len();
    columns.extend(parts.map(|feature| Column::Feature(of, feature.to_owned())).take(1000));
    if columns.len() == before {
        // A layer without features has a column all the same.
        columns.push(Column::Feature(of, String::new()));
    }
}

/// How far the text is.
#[derive(Debug, Default)]
struct SoFar {
    /// Units of the text.
    length: u64,
    /// Units up to the end of the last word.
    word: u64,
    /// The sentence whose words come next.
    sentence: Option<String>,
}

impl SoFar {
    /// Adds a word, or the whole sentence that begins with it; false if it cannot be where it is said to be.
    fn add(&mut self, text: &mut String, (begin, end): (u64, u64), form: &str) -> bool {
        let units = |s: &str| s.encode_utf16().count() as u64;
        if begin < self.word || end < begin || end - begin != units(form) {
            return false;
        }
        self.word = end;
        let sentence = self.sentence.take();
        if end <= self.length {
            return true;
        }
        if begin < self.length {
            return false;
        }
        // Between words stands a blank, between sentences a line end, as often as the offsets say: what stood there is
        // not kept in this format.
        let gap = if sentence.is_some() { "\n" } else { " " };
        text.extend(std::iter::repeat_n(gap, (begin - self.length) as usize));
        let whole = sentence.filter(|s| s.trim_start().starts_with(form));
        let added = whole.as_deref().map_or(form, str::trim_start);
        *text += added;
        self.length = begin + units(added);
        true
    }
}

/// Takes a line of a word; none of one that is no such line.
fn word(
    line: &str,
    columns: &[Column],
    parsed: &mut Parsed,
    so_far: &mut SoFar,
    budget: &Budget,
) -> Result<Option<()>, Why> {
    let mut cells = line.split('\t');
    let (Some(id), Some(place), Some(form)) = (cells.next(), cells.next(), cells.next()) else {
        return Ok(None);
    };
    let Some((begin, end)) = place.split_once('-') else { return Ok(None) };
    let (Ok(begin), Ok(end)) = (begin.parse::<u64>(), end.parse::<u64>()) else { return Ok(None) };
    if end > TEXT_LIMIT {
        return Err(format!(
            "a word is said to end at {end}, and no more than {TEXT_LIMIT} characters are read"
        )
        .into());
    }
    // A part of a word has stood there with the whole.
    let part = id.contains('.');
    if !part && !so_far.add(&mut parsed.text, (begin, end), &as_it_was(form)) {
        return Ok(None);
    }
    for (column, cell) in columns.iter().zip(cells) {
        let Column::Feature(layer, feature) = column else { continue };
        if cell == "_" || cell.is_empty() {
            continue;
        }
        for (place, value) in split(cell, '|').into_iter().enumerate() {
            let (value, number) = numbered(value);
            let number = number.map_or(Number::At(begin, end, place), Number::Given);
            if parsed.annotations.len() >= MARKS * 4 && !parsed.annotations.contains_key(&(*layer, number)) {
                parsed.passed += 1;
                continue;
            }
            let found = parsed.annotations.entry((*layer, number)).or_insert((begin, end, Vec::new()));
            // The name of a feature stands once in the file, and in each of its annotations.
            budget.steps(found.2.len());
            budget.hold(feature.len())?;
            found.1 = found.1.max(end);
            if value != "*" && !feature.is_empty() && !found.2.iter().any(|(name, _)| name == feature) {
                found.2.push((feature.clone(), as_it_was(value)));
            }
        }
    }
    Ok(Some(()))
}

/// The pieces between characters that no backslash stands before.
fn split(cell: &str, at: char) -> Vec<&str> {
    let (mut all, mut start, mut escaped) = (Vec::new(), 0, false);
    for (n, c) in cell.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == at {
            all.push(&cell[start..n]);
            start = n + 1;
        }
    }
    all.push(&cell[start..]);
    all
}

/// A value and the number behind it in brackets.
fn numbered(value: &str) -> (&str, Option<u64>) {
    let found = value.strip_suffix(']').and_then(|rest| {
        let open = rest.rfind('[')?;
        let escaped = rest[..open].len() - rest[..open].trim_end_matches('\\').len();
        (escaped % 2 == 0).then_some(())?;
        Some((&rest[..open], rest[open + 1..].parse().ok()?))
    });
    found.map_or((value, None), |(value, number)| (value, Some(number)))
}
