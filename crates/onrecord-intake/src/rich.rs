//! What documents of word processors have in common: paragraphs, of which some is bold, linked or marked.
//!
//! [`docx`](crate::docx) and [`rtf`](crate::rtf) make one, and those who split exports or take plain documents in read it.

use onrecord::Note;
use std::ops::Range;
use std::rc::Rc;

/// A document as its paragraphs, in the order in which they are read.
#[derive(Debug, Default)]
pub(crate) struct Rich {
    /// Headers, footers, footnotes and comments are none of them.
    pub paragraphs: Vec<Paragraph>,
    /// What the file says of itself: `title`, `creator`, `created`, and what a program put there by its own name.
    pub properties: Vec<(String, String)>,
    /// What was skipped or repaired.
    pub notes: Vec<Note>,
}

/// A paragraph, a heading, or what stands in a cell of a table.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Its words. A line break within is `\n`, a tabulator `\t`.
    pub text: String,
    /// The name of its style, as the program that made it has it.
    pub style: Option<Rc<str>>,
    /// Its level, from 1, if it is a heading.
    pub heading: Option<u8>,
    /// What of it is bold, in bytes.
    pub bold: Vec<Range<usize>>,
    /// Where parts of it lead to.
    pub links: Vec<Link>,
    /// The names of the marks in it.
    pub bookmarks: Vec<String>,
    /// Whether it stands in a table.
    pub cell: bool,
    /// Whether it stands in the middle of the page.
    pub centred: bool,
}

/// A stretch of a paragraph that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// In bytes of the paragraph's text.
    pub range: Range<usize>,
    /// The address.
    pub target: Rc<str>,
}

/// Longest name of a style; word processors bear less.
const LONGEST_NAME: usize = 300;

/// A name that many paragraphs share, held once.
pub(crate) fn shared(name: &str) -> Rc<str> {
    name[..name.floor_char_boundary(LONGEST_NAME)].into()
}

impl Rich {
    /// What the file says of itself under a name.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl Paragraph {
    /// Whether all of it that can be seen is bold.
    pub fn is_bold(&self) -> bool {
        // What lies between the bold stretches, which are in order.
        let starts = self.bold.iter().map(|r| r.start).chain([self.text.len()]);
        let ends = std::iter::once(0).chain(self.bold.iter().map(|r| r.end));
        let blank = |(from, to): (usize, usize)| {
            self.text.get(from..to).is_none_or(|between| between.trim_start().is_empty())
        };
        !self.text.trim().is_empty() && ends.zip(starts).all(blank)
    }

    /// Adds words, bold or not.
    pub fn push(&mut self, words: &str, bold: bool) {
        let from = self.text.len();
        self.text.push_str(words);
        if bold && !words.is_empty() {
            match self.bold.last_mut() {
                Some(last) if last.end == from => last.end = self.text.len(),
                _ => self.bold.push(from..self.text.len()),
            }
        }
    }

    /// Says that what was added since `from` leads somewhere.
    pub fn link(&mut self, from: usize, target: &Rc<str>) {
        if from < self.text.len() && !target.is_empty() {
            self.links.push(Link { range: from..self.text.len(), target: Rc::clone(target) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_need_not_be_bold() {
        let mut paragraph = Paragraph::default();
        paragraph.push("Harbour", true);
        paragraph.push(" ", false);
        paragraph.push("bridge", true);
        assert!(paragraph.is_bold());
        assert_eq!(paragraph.bold, [0..7, 8..14]);
        paragraph.push(" shut", false);
        assert!(!paragraph.is_bold());
        assert!(!Paragraph::default().is_bold());
    }
}
