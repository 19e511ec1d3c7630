//! What office programs and makers of books write: archives of XML, and RTF.

use super::{Document, Paragraphs, Trouble, epub, filled, odt};
use crate::budget::Budget;
use crate::container::Container;
use crate::loose::loose_date;
use crate::rich::Rich;
use crate::{charset, docx, rtf};

/// What is read here when it has a password and nothing shows what it is.
const WHAT: &str = "an office document";

/// Reads a document by what its archive holds.
pub(super) fn archive(origin: &str, bytes: &[u8], budget: &Budget) -> Result<Document, Trouble> {
    let mut container = Container::open(origin, WHAT, bytes)?;
    if docx::is_docx(&container) {
        return rich(docx::read(origin, bytes)?);
    }
    let kind = container.part("mimetype")?.unwrap_or_default();
    match String::from_utf8_lossy(&kind).trim() {
        "application/epub+zip" => epub::read(&mut container, budget),
        "application/vnd.oasis.opendocument.text" | "application/vnd.oasis.opendocument.text-template" => {
            odt::read(&mut container, budget)
        }
        kind if kind.starts_with("application/vnd.oasis.opendocument.") => {
            Err(Trouble::Foreign("an OpenDocument file that is no text"))
        }
        _ if container.has("META-INF/container.xml") => epub::read(&mut container, budget),
        _ if container.has("xl/workbook.xml") => Err(Trouble::Foreign("a spreadsheet")),
        _ if container.has("ppt/presentation.xml") => Err(Trouble::Foreign("slides")),
        _ => Err(Trouble::Foreign("a ZIP archive")),
    }
}

pub(super) fn rich_text(bytes: &[u8]) -> Result<Document, Trouble> {
    rich(rtf::read(bytes))
}

/// A file of an old Office program, or one with a password, which has the same outside.
pub(super) fn old(bytes: &[u8]) -> Trouble {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match bytes.windows(name.len()).any(|w| w == name) {
        true => Trouble::Locked,
        false => {
            Trouble::Foreign("a file of an old Office program (.doc, .xls, .ppt); save it anew as .docx")
        }
    }
}

/// One part of an archive as text.
pub(super) fn part(container: &mut Container, name: &str) -> Result<Option<String>, Trouble> {
    let Some(bytes) = container.part(name)? else { return Ok(None) };
    Ok(Some(charset::decode(name, &bytes, None)?.text))
}

fn rich(rich: Rich) -> Result<Document, Trouble> {
    let line = |name: &str| rich.property(name).and_then(filled);
    let mut document = Document {
        title: line("title"),
        authors: line("creator").into_iter().collect(),
        made: line("created").as_deref().and_then(loose_date),
        ..Document::default()
    };
    let mut out = Paragraphs::default();
    for paragraph in &rich.paragraphs {
        // Lines that are broken by hand may be lines of their own, or text that was wrapped: that is told as of plain text.
        for line in paragraph.text.lines() {
            out.push(line);
            out.end_line()?;
        }
        out.end()?;
    }
    document.text = out.text;
    document.notes = rich.notes;
    if document.text.is_empty() { Err(Trouble::Empty) } else { Ok(document) }
}
