//! OpenDocument text (`.odt`), as LibreOffice writes it.

use super::office::part;
use super::{Document, Paragraphs, Trouble, filled};
use crate::container::Container;
use crate::language;
use crate::loose::loose_date;
use crate::xml::{Piece, Xml};
use onrecord::Note;
use onrecord::budget::{Budget, Over};

/// Elements whose words are none of the text: remarks of those who worked on it, what was deleted, marks of notes, forms.
const SILENT: [&str; 8] = [
    "office:annotation",
    "text:tracked-changes",
    "text:note-citation",
    "text:ruby-text",
    "office:forms",
    "text:bibliography-mark",
    "text:sequence-decls",
    "svg:desc",
];
/// What the elements of the book itself stand in: a table of contents repeats the headings.
const LISTS: [&str; 3] = ["text:table-of-content", "text:alphabetical-index", "text:illustration-index"];
/// Spaces that one element may stand for.
const MOST_SPACES: usize = 100;

pub(super) fn read(container: &mut Container, budget: &Budget) -> Result<Document, Trouble> {
    if part(container, "META-INF/manifest.xml", budget)
        .ok()
        .flatten()
        .is_some_and(|m| m.contains("manifest:encryption-data"))
    {
        return Err(Trouble::Locked);
    }
    let content = part(container, "content.xml", budget)?
        .ok_or_else(|| Trouble::Damaged("it has no content.xml".to_owned()))?;
    let mut document = match part(container, "meta.xml", budget).ok().flatten() {
        Some(meta) => metadata(&meta, budget)?,
        None => Document::default(),
    };
    let (text, breaks_off) = body(&content, budget)?;
    document.text = text;
    document.notes.extend(breaks_off.map(|why| Note::new(format!("the document breaks off: {why}"))));
    if document.text.is_empty() { Err(Trouble::Empty) } else { Ok(document) }
}

fn body(content: &str, budget: &Budget) -> Result<(String, Option<String>), Trouble> {
    let mut out = Paragraphs::default();
    // Footnotes stand inside the sentence they belong to; they are read behind its paragraph.
    let mut notes: Vec<String> = Vec::new();
    let mut note: Option<String> = None;
    let (mut silent, mut inside) = (0_usize, 0_usize);
    let mut xml = Xml::new(content, budget);
    for piece in xml.by_ref() {
        match piece? {
            Piece::Open(tag)
                if silent > 0
                    || SILENT.contains(&tag.name.as_str())
                    || LISTS.contains(&tag.name.as_str()) =>
            {
                silent += 1;
            }
            Piece::Close(_) if silent > 0 => silent -= 1,
            Piece::Words(_) if silent > 0 => {}
            Piece::Open(tag) => {
                let into = note.as_mut().unwrap_or(&mut out.line);
                match tag.name.as_str() {
                    "text:p" | "text:h" => inside += 1,
                    "text:note-body" => note = Some(String::new()),
                    "text:s" => {
                        let spaces = tag.attribute("text:c").and_then(|n| n.parse().ok()).unwrap_or(1);
                        into.push_str(&" ".repeat(usize::min(spaces, MOST_SPACES)));
                    }
                    "text:tab" | "text:line-break" => into.push(' '),
                    _ => {}
                }
            }
            Piece::Close(name) => match name.as_str() {
                "text:note-body" => notes.extend(note.take()),
                "text:p" | "text:h" if note.is_some() => {
                    inside = inside.saturating_sub(1);
                    note.as_mut().unwrap_or(&mut out.line).push(' ');
                }
                "text:p" | "text:h" => {
                    inside = inside.saturating_sub(1);
                    out.end()?;
                    for note in notes.drain(..) {
                        out.push(&note);
                        out.end()?;
                    }
                }
                _ => {}
            },
            Piece::Words(words) if inside > 0 => note.as_mut().unwrap_or(&mut out.line).push_str(&words),
            Piece::Words(_) => {}
        }
    }
    out.end()?;
    Ok((out.text, xml.breaks_off))
}

fn metadata(meta: &str, budget: &Budget) -> Result<Document, Over> {
    let mut document = Document::default();
    let mut words = String::new();
    let mut made = None;
    for piece in Xml::new(meta, budget) {
        match piece? {
            Piece::Open(_) => words.clear(),
            Piece::Words(more) => words += &more,
            Piece::Close(name) => {
                let line = filled(&words);
                match name.as_str() {
                    "dc:title" => document.title = line,
                    "meta:initial-creator" => document.authors = line.into_iter().collect(),
                    "dc:creator" if document.authors.is_empty() => {
                        document.authors = line.into_iter().collect()
                    }
                    "dc:language" => document.language = line.as_deref().and_then(language::code),
                    "meta:creation-date" => made = line.or(made),
                    "dc:date" => made = made.or(line),
                    _ => {}
                }
                words.clear();
            }
        }
    }
    document.made = made.and_then(|day| loose_date(&day));
    Ok(document)
}
