//! Writing WebAnno TSV.

use super::RESERVED;
use crate::files::{Folder, write};
use crate::uima::{CUSTOM, Flat, LAYERS, flat};
use crate::{Document, ExchangeError, Utf16, Writer};
use onrecord::{Span, Text};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use unicode_segmentation::UnicodeSegmentation;

/// Writes a folder of WebAnno TSV files.
#[derive(Debug)]
pub struct TsvWriter {
    folder: Folder,
}

impl TsvWriter {
    /// Makes the folder.
    ///
    /// # Errors
    /// When it cannot be made, or has files in it.
    pub fn create(path: &Path) -> Result<TsvWriter, ExchangeError> {
        Ok(TsvWriter { folder: Folder::create(path)? })
    }
}

impl Writer for TsvWriter {
    fn push(&mut self, document: &Document) -> Result<(), ExchangeError> {
        let name = self.folder.next(document)?;
        write(&self.folder.path.join(format!("{name}.tsv")), tsv(document).as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExchangeError> {
        self.folder.close().map(|()| Vec::new())
    }
}

/// A value of a cell.
fn cell(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c => {
                if RESERVED.contains(&c) {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}

/// The words of a line, cut where an annotation begins or ends.
fn words(text: &Text, line: Span, cuts: &BTreeSet<u32>) -> Vec<Span> {
    let mut all = Vec::new();
    let mut at = line.start;
    for word in text.slice(line).split_word_bounds() {
        let end = at + word.chars().count() as u32;
        let bounds: Vec<u32> =
            std::iter::once(at).chain(cuts.range(at + 1..end).copied()).chain([end]).collect();
        for pair in bounds.windows(2) {
            let piece = Span::new(pair[0], pair[1]);
            if !text.slice(piece).trim().is_empty() {
                all.push(piece);
            }
        }
        at = end;
    }
    all
}

/// Lines of the text, without what ends them.
fn lines(text: &Text) -> Vec<Span> {
    crate::written::lines(text, &[text.span()])
}

/// The whole file of a document.
pub(super) fn tsv(document: &Document) -> String {
    let text = &document.text;
    let units = Utf16::of(text);
    let flat = flat(document);
    let cuts: BTreeSet<u32> = flat.iter().flat_map(|f| [f.span.start, f.span.end]).collect();
    let mut out = String::from("#FORMAT=WebAnno TSV 3.3\n");
    for (layer, features) in LAYERS {
        let _ = writeln!(out, "#T_SP={CUSTOM}{layer}|{}", features.join("|"));
    }
    out += "\n";
    let mut sentence = 0;
    let mut first = 0;
    for line in lines(text) {
        let words = words(text, line, &cuts);
        let Some((begin, end)) = words.first().zip(words.last()).map(|(a, b)| (a.start, b.end)) else {
            continue;
        };
        sentence += 1;
        let _ = write!(out, "\n#Text={}\n", one_line(text.slice(Span::new(begin, end))));
        // Annotations that ended before this line are done with.
        while flat.get(first).is_some_and(|f| f.span.end <= begin) {
            first += 1;
        }
        for (n, word) in words.iter().enumerate() {
            let (from, to) = units.units(*word);
            let _ = write!(out, "{sentence}-{}\t{from}-{to}\t{}", n + 1, one_line(text.slice(*word)));
            let here: Vec<(usize, &Flat)> = (first..)
                .zip(&flat[first..])
                .take_while(|(_, f)| f.span.start < word.end)
                .filter(|(_, f)| f.span.contains(*word))
                .collect();
            for (layer, features) in LAYERS {
                let of_layer: Vec<&(usize, &Flat)> = here.iter().filter(|(_, f)| f.layer == layer).collect();
                for feature in features {
                    let _ = write!(out, "\t{}", column(&of_layer, feature));
                }
            }
            out += "\t\n";
        }
    }
    out
}

/// What stands in one column of one word: every annotation's value with the annotation's number.
fn column(annotations: &[&(usize, &Flat)], feature: &str) -> String {
    if annotations.is_empty() {
        return "_".to_owned();
    }
    let values = annotations.iter().map(|(number, one)| {
        let value =
            one.features.iter().find(|(name, _)| name == feature).map_or("*".to_owned(), |(_, v)| cell(v));
        format!("{value}[{}]", number + 1)
    });
    values.collect::<Vec<_>>().join("|")
}

/// Words on a line: tabs and line ends, which words and lines do not have unless they are odd, written out.
fn one_line(words: &str) -> String {
    words.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}
