//! What office programs and makers of books write: archives of XML, and RTF.

use super::{Document, Found, Paragraphs, Trouble, epub, filled, odt};
use crate::container::Container;
use crate::input::Input;
use crate::loose::loose_date;
use crate::rich::Rich;
use crate::{charset, docx, rtf};
use onrecord::budget::Budget;

/// What is read here when it has a password and nothing shows what it is.
const WHAT: &str = "an office document";

/// Reads a document by what its archive holds.
pub(super) fn archive(input: &Input) -> Result<Found, Trouble> {
    let budget = input.budget;
    let mut container = Container::open(input, WHAT)?;
    let cut = || Trouble::Damaged("it was cut off before its text begins".to_owned());
    if docx::is_docx(&container) {
        return rich(docx::read(input)?).map_err(|trouble| match trouble {
            Trouble::Empty if container.is_cut() => cut(),
            other => other,
        });
    }
    let kind = container.part("mimetype")?.unwrap_or_default();
    let read = match String::from_utf8_lossy(&kind).trim() {
        "application/epub+zip" => epub::read(&mut container, budget),
        "application/vnd.oasis.opendocument.text" | "application/vnd.oasis.opendocument.text-template" => {
            odt::read(&mut container, budget)
        }
        kind if kind.starts_with("application/vnd.oasis.opendocument.") => {
            Err(Trouble::Foreign("an OpenDocument file that is no text"))
        }
        _ if container.has("META-INF/container.xml") => epub::read(&mut container, budget),
        _ if container.is_cut() => Err(cut()),
        _ if container.has("xl/workbook.xml") => Err(Trouble::Foreign("a spreadsheet")),
        _ if container.has("ppt/presentation.xml") => Err(Trouble::Foreign("slides")),
        _ => Err(Trouble::Foreign("a ZIP archive")),
    };
    let mut document = read?;
    document.notes.splice(0..0, container.notes());
    Ok(Found::Document(document))
}

pub(super) fn rich_text(input: &Input) -> Result<Found, Trouble> {
    rich(rtf::read(input.bytes, input.budget)?)
}

/// A file of an old Office program, or one with a password, which has the same outside.
pub(super) fn old(input: &Input) -> Result<Found, Trouble> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    Err(match input.bytes.windows(name.len()).any(|w| w == name) {
        true => Trouble::Locked,
        false => {
            Trouble::Foreign("a file of an old Office program (.doc, .xls, .ppt); save it anew as .docx")
        }
    })
}

/// One part of an archive as text.
pub(super) fn part(
    container: &mut Container,
    name: &str,
    budget: &Budget,
) -> Result<Option<String>, Trouble> {
    let Some(bytes) = container.part(name)? else { return Ok(None) };
    let place = format!("{}, {name}", container.origin());
    let input = Input { origin: &place, bytes: &bytes, content_type: None, budget };
    Ok(Some(charset::decode(&input)?.text))
}

fn rich(rich: Rich) -> Result<Found, Trouble> {
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
    if document.text.is_empty() { Err(Trouble::Empty) } else { Ok(Found::Document(document)) }
}
