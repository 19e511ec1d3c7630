//! ALTO, as libraries keep what was recognised on the pages of old newspapers. A word that is divided at the end of a line is
//! read once and whole.

use super::{Document, Found, Paragraphs, Trouble};
use crate::input::Input;
use crate::parts::ends_sentence;
use crate::xml::{self, Piece, Tag, Xml, unescaped};
use crate::{IntakeError, charset};
use onrecord::Note;

/// Mean certainty of the recognition, 0 to 1, below which a note says so.
const DOUBTFUL: f64 = 0.8;

/// Whether a file begins as ALTO does.
pub(super) fn is_alto(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.starts_with(b"<") && xml::root(&String::from_utf8_lossy(head)) == Some("alto")
}

/// A block of text on a page, as lines of words.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub id: String,
    pub words: String,
}

/// What the pages of a file hold.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub blocks: Vec<Block>,
    /// How many words have a certainty, and the sum of these.
    sure: (usize, f64),
    /// A word whose first half ended the last block.
    open: bool,
    breaks_off: Option<String>,
}

pub(super) fn read(input: &Input) -> Result<Found, Trouble> {
    let mut pages = Pages::default();
    pages.add(input)?;
    let blocks: Vec<&Block> = pages.blocks.iter().collect();
    let document = Document {
        text: joined(&blocks).map_err(Trouble::TooLong)?,
        notes: pages.notes(),
        ..Document::default()
    };
    if document.text.is_empty() { Err(Trouble::Empty) } else { Ok(Found::Document(document)) }
}

impl Pages {
    /// Adds the pages of one file.
    ///
    /// # Errors
    /// When it is no text, or is no ALTO.
    pub fn of_file(&mut self, input: &Input) -> Result<(), IntakeError> {
        let origin = || input.origin.to_owned();
        let unreadable =
            |why: String| IntakeError::Unreadable { origin: origin(), what: "an ALTO file", why };
        if !is_alto(&input.bytes[..input.bytes.len().min(super::HEAD)]) {
            return Err(unreadable("it does not begin as ALTO does".to_owned()));
        }
        self.add(input).map_err(|trouble| match trouble {
            Trouble::Intake(error) => error,
            Trouble::Stopped => IntakeError::Stopped { origin: origin() },
            Trouble::TooCostly(why) => IntakeError::TooCostly { origin: origin(), why },
            other => unreadable(format!("{other:?}")),
        })
    }

    fn add(&mut self, input: &Input) -> Result<(), Trouble> {
        let decoded = charset::decode(&Input { content_type: None, ..*input })?;
        let mut block: Option<Block> = None;
        let mut line = String::new();
        let mut pieces = Xml::new(&decoded.text, input.budget);
        for piece in pieces.by_ref() {
            match piece? {
                Piece::Open(tag) => match tag.local() {
                    "TextBlock" => {
                        let id = tag.attribute("ID").unwrap_or_default().to_owned();
                        block = Some(Block { id, words: String::new() });
                    }
                    "TextLine" => line.clear(),
                    "String" => self.word(&tag, &mut line),
                    "HYP" => line.push('\u{ad}'),
                    _ => {}
                },
                Piece::Close(name) => match xml::local(&name) {
                    "TextLine" => {
                        if let Some(block) = &mut block {
                            add_line(&mut block.words, &line);
                        }
                        line.clear();
                    }
                    "TextBlock" => self.blocks.extend(block.take().filter(|b| !b.words.is_empty())),
                    _ => {}
                },
                Piece::Words(_) => {}
            }
        }
        self.breaks_off = self.breaks_off.take().or(pieces.breaks_off);
        Ok(())
    }

    fn word(&mut self, tag: &Tag, line: &mut String) {
        if let Some(sure) = tag.attribute("WC").and_then(|wc| wc.parse::<f64>().ok()) {
            self.sure = (self.sure.0 + 1, self.sure.1 + sure.clamp(0.0, 1.0));
        }
        let content = tag.attribute("CONTENT").unwrap_or_default();
        let whole = tag.attribute("SUBS_CONTENT").filter(|whole| !whole.is_empty());
        let words = match (tag.attribute("SUBS_TYPE"), whole) {
            (Some("HypPart1"), Some(whole)) => {
                self.open = true;
                whole
            }
            (Some("HypPart2"), Some(_)) if std::mem::take(&mut self.open) => return,
            _ => content,
        };
        if !line.is_empty() && !words.is_empty() {
            line.push(' ');
        }
        // Some programs escape the text twice.
        line.push_str(&unescaped(words));
        if words != content && tag.attribute("SUBS_TYPE") == Some("HypPart1") {
            // The hyphen that follows divides nothing any more.
            line.push('\u{2060}');
        }
    }

    /// What to tell of it.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let (words, sum) = self.sure;
        let mean = sum / words.max(1) as f64;
        if words > 0 && mean < DOUBTFUL {
            notes.push(
                Note::new(format!("the words were recognised with a certainty of {mean:.2} in the mean"))
                    .remedy("hold what matters against the picture of the page"),
            );
        }
        notes.extend(self.breaks_off.as_ref().map(|why| Note::new(format!("the file breaks off: {why}"))));
        notes
    }
}

/// Adds a line to the words of a block; a word that its end divides is joined.
fn add_line(words: &mut String, line: &str) {
    let line = line.trim();
    if line.is_empty() {
        return;
    }
    let lower = line.chars().next().is_some_and(char::is_lowercase);
    // Shortened where they stand: a block of a million lines would be copied a million times.
    if let Some(before) = words.strip_suffix("\u{2060}\u{ad}").map(str::len) {
        words.truncate(before);
    } else if let Some(before) = words.strip_suffix(['\u{ad}', '-', '¬']).filter(|_| lower)
        && before.ends_with(char::is_alphabetic)
    {
        words.truncate(before.len());
        words.push_str(line);
        return;
    }
    if words.ends_with('\u{ad}') {
        words.pop();
        words.push('-');
    }
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(line);
}

/// Blocks as paragraphs, or how many bytes they have, if it is more than an article may have; one that breaks off within a sentence goes on in the next, which stands in another column.
pub(crate) fn joined(blocks: &[&Block]) -> Result<String, u64> {
    let end = |out: &mut Paragraphs| out.end().map_err(|_| out.text.len() as u64);
    let mut out = Paragraphs::default();
    for (n, block) in blocks.iter().enumerate() {
        let clean = block.words.replace("\u{2060}\u{ad}", "").replace('\u{2060}', "");
        let next = blocks.get(n + 1).and_then(|next| next.words.chars().next());
        let goes_on = !ends_sentence(&clean) && next.is_some_and(char::is_lowercase);
        match clean.strip_suffix(['\u{ad}', '-', '¬']) {
            Some(half) if goes_on => out.push(half),
            _ => {
                out.push(&clean.replace('\u{ad}', "-"));
                out.push(" ");
            }
        }
        if !goes_on {
            end(&mut out)?;
        }
    }
    end(&mut out)?;
    Ok(out.text)
}
