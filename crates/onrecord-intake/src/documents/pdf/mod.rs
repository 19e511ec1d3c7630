//! PDF: the words of its text layer, in the order in which people read them.
//!
//! `hayro` interprets the file and tells which letter stands where. Columns, lines, paragraphs, divided words and running heads
//! are made here of these places.

mod bomb;
mod columns;
mod flow;
mod glyphs;

use super::{Document, Found, Trouble, filled};
use crate::TEXT_LIMIT;
use crate::input::Input;
use crate::parts::split_names;
use glyphs::{Page, Stop};
use hayro_interpret::hayro_syntax::object::DateTime;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use onrecord::Note;
use onrecord::budget::{Budget, Over};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Letters on a page below which it counts as a picture.
const FEWEST_LETTERS: usize = 20;
/// How far before the end of a file its mark may stand.
const END: usize = 4 << 10;
/// Share of the letters that may be unknown before a note says so.
const UNKNOWN_SHARE: f64 = 0.02;

pub(super) fn read(input: &Input) -> Result<Found, Trouble> {
    let Input { bytes, budget, .. } = *input;
    bomb::check(bytes, budget)?;
    let read = || -> Result<Document, Trouble> {
        let pdf = Pdf::new(Arc::new(bytes.to_vec())).map_err(|error| match error {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Trouble::Locked,
            LoadPdfError::Decryption(other) => {
                Trouble::Damaged(format!("its encryption is not understood ({other:?})"))
            }
            LoadPdfError::Invalid => Trouble::Damaged("it has no pages that can be found".to_owned()),
        })?;
        bomb::check_objects(&pdf, budget)?;
        of_pages(&pdf, budget, !has_end(bytes))
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map(Found::Document),
        // What the page's own drawing instructions brought about.
        Err(payload) => Err(match payload.downcast_ref::<Stop>() {
            Some(Stop) if budget.over() == Some(Over::Stopped) => Trouble::Stopped,
            Some(Stop) => Trouble::TooCostly("its pages draw more than pages that people read".to_owned()),
            None => Trouble::Damaged("the reader of PDF files failed on it".to_owned()),
        }),
    }
}

fn of_pages(pdf: &Pdf, budget: &Budget, cut: bool) -> Result<Document, Trouble> {
    let pages = glyphs::pages(pdf, budget)?;
    if pages.is_empty() {
        return Err(Trouble::Damaged("it has no pages".to_owned()));
    }
    let bare = pages.iter().filter(|page| page.glyphs.len() < FEWEST_LETTERS).count();
    let pictures = pages.iter().any(|page| page.pictures > 0);
    let letters: usize = pages.iter().map(|page| page.glyphs.len()).sum();
    if letters < FEWEST_LETTERS {
        return Err(if pictures { Trouble::Scanned(pages.len()) } else { Trouble::Empty });
    }
    let read = flow::text(&pages);
    if read.text.len() as u64 > TEXT_LIMIT {
        return Err(Trouble::TooLong(read.text.len() as u64));
    }
    let metadata = pdf.metadata();
    let line = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(string).as_deref().and_then(filled);
    let mut document = Document {
        text: read.text,
        title: line(&metadata.title).filter(|title| is_title(title)),
        authors: line(&metadata.author).map(|words| authors(&words)).unwrap_or_default(),
        made: metadata.creation_date.as_ref().and_then(day),
        ..Document::default()
    };
    if cut {
        document.notes.push(
            Note::new("the file has no end: it was cut off, and pages or parts of them may be missing")
                .remedy("fetch it again if it should be whole"),
        );
    }
    if bare > 0 && !cut {
        let all = pages.len();
        document.notes.push(
            Note::new(format!(
                "{bare} of the {all} pages hold no text, or hardly any: they may be pictures of text"
            ))
            .remedy("have their text recognised, for instance with OCRmyPDF, if it matters"),
        );
    }
    document.notes.extend(doubts(&pages, letters));
    if read.heads > 0 {
        document
            .notes
            .push(Note::new(format!("{} running heads and page numbers were left out", read.heads)));
    }
    if document.text.is_empty() { Err(Trouble::Empty) } else { Ok(document) }
}

/// Whether a file ends as all do, if with some bytes behind it.
fn has_end(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(END)..];
    tail.windows(5).any(|w| w == b"%%EOF")
}

fn doubts(pages: &[Page], letters: usize) -> Option<Note> {
    let unknown: usize = pages.iter().map(|page| page.unknown).sum();
    (unknown as f64 > UNKNOWN_SHARE * letters as f64).then(|| {
        Note::new(format!(
            "of {} signs the file does not say which letter they are; they are missing from the text",
            unknown
        ))
        .remedy("copy the text out of a viewer and compare; a version of the file with another font may do better")
    })
}

/// A string of a PDF's metadata: UTF-16 or UTF-8 with a mark, else what is nearly Latin-1.
fn string(bytes: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned(),
        None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// Whether the title in the metadata is one: programs put the name of a file there.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let file = [".doc", ".docx", ".pdf", ".indd", ".qxd", ".odt", ".rtf", ".pages"]
        .iter()
        .any(|end| lower.ends_with(end));
    let words = title.split_whitespace().count();
    !file && words > 1 && !lower.starts_with("microsoft word") && !lower.starts_with("untitled")
}

/// Most words of a name.
const LONGEST_NAME: usize = 5;

/// The names in the metadata: programs put there who is signed in, or themselves.
fn authors(words: &str) -> Vec<String> {
    let is_name = |name: &String| {
        let count = name.split_whitespace().count();
        let program =
            ["microsoft", "adobe", "openoffice", "libreoffice", "acrobat", "unknown", "default user"];
        let lower = name.to_lowercase();
        (2..=LONGEST_NAME).contains(&count)
            && name.chars().all(|c| c.is_alphabetic() || " .'’-–".contains(c))
            && name.chars().any(char::is_uppercase)
            && !program.iter().any(|p| lower.contains(p))
    };
    let pieces = words.split(';').map(str::trim).filter(|piece| !piece.is_empty());
    let names = pieces.flat_map(|piece| match piece.split_once(", ") {
        // `Brandt, Ana` is one person.
        Some((last, first))
            if !last.contains(' ') && first.split(' ').count() <= 2 && !first.contains(',') =>
        {
            vec![format!("{first} {last}")]
        }
        _ => split_names(piece),
    });
    names.filter(is_name).collect()
}

fn day(date: &DateTime) -> Option<String> {
    crate::parse_published(&format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)).ok()
}

#[cfg(test)]
pub(super) mod tests;
