//! An article as an export has it, and how it becomes text with its parts told apart.

use super::dates::{self, Dated};
use super::words::WORDS;
use super::wrap;
use super::{Database, PressError};
use crate::parts::split_names;
use crate::sources::{Given, Received};
use crate::{Capture, Hints};
use onrecord::{Note, PartKind};
use regex::Regex;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// An article of an export.
#[derive(Debug, Default, Clone)]
pub(super) struct Item {
    /// What the database calls it, if that stays the same.
    pub id: Option<String>,
    pub headline: String,
    /// What sums it up, apart from the text.
    pub summary: Vec<String>,
    pub outlet: String,
    /// The words of its date.
    pub date: String,
    pub section: String,
    pub page: Option<String>,
    pub byline: String,
    pub language: String,
    pub paragraphs: Vec<Paragraph>,
    /// Words to its pictures; kept where there are no others.
    pub captions: Vec<String>,
    pub notes: Vec<Note>,
}

/// A paragraph of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub text: String,
    /// Whether it heads those below it.
    pub heads: bool,
}

/// Most words of a heading between paragraphs.
const SUBHEAD_WORDS: usize = 12;

impl Item {
    /// Adds a paragraph, unless it is empty.
    pub fn push(&mut self, text: &str, bold: bool) {
        let text = one_line(text);
        // Stars and dots part paragraphs, and are none.
        if text.contains(char::is_alphanumeric) {
            let heads = bold && text.split(' ').count() <= SUBHEAD_WORDS && !text.ends_with(['.', ',', ';']);
            self.paragraphs.push(Paragraph { text, heads });
        }
    }

    /// Takes the page out of a section such as `News; Pg. A10; Column`.
    pub fn section(&mut self, words: &str) {
        let mut kept = Vec::new();
        for piece in words.split(';').map(one_line).filter(|p| !p.is_empty()) {
            match WORDS.page(&piece) {
                Some(page) if self.page.is_none() => self.page = Some(page),
                _ => kept.push(piece),
            }
        }
        self.section = kept.join("; ");
    }

    /// Makes what is read. `number` is its place in the file, from 1.
    pub fn received(
        mut self,
        origin: &str,
        database: Database,
        number: usize,
    ) -> Result<Received, PressError> {
        let wrong =
            |why: String| PressError { origin: origin.to_owned(), database, number: Some(number), why };
        self.headline = one_line(&self.headline);
        let all = self.paragraphs.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
        if WORDS.is_error(&all) || (all.is_empty() && WORDS.is_error(&self.headline)) {
            return Err(wrong(
                "in its place the database has a page that says it cannot be shown".to_owned(),
            ));
        }
        if all.is_empty() && self.summary.iter().chain(&self.captions).all(|s| s.trim().is_empty()) {
            if self.headline.is_empty() {
                return Err(wrong("it has neither headline nor text".to_owned()));
            }
            let note = Note::new("the export has no text of this article, only its headline");
            self.notes.push(note.remedy("export it again with its full text"));
        }
        self.paragraphs = wrap::joined(std::mem::take(&mut self.paragraphs));
        let mut notes = std::mem::take(&mut self.notes);
        let published = self.published(&mut notes);
        let outlet = one_line(&self.outlet);
        if outlet.is_empty() {
            notes.push(
                Note::new("the export does not name the outlet of this article")
                    .remedy("give it with --outlet"),
            );
        }
        let (text, parts) = self.text();
        let mut hash = Sha256::new();
        for piece in [&text, &outlet, &self.date, self.id.as_deref().unwrap_or("")] {
            hash.update((piece.len() as u64).to_le_bytes());
            hash.update(piece.as_bytes());
        }
        let capture = Capture {
            origin: format!("{origin}: document {number}"),
            bytes: text.into_bytes(),
            url: None,
            content_type: Some("text/plain; charset=utf-8".to_owned()),
        };
        let some = |words: &str| Some(one_line(words)).filter(|w| !w.is_empty());
        Ok(Received {
            hints: Hints { published, outlet: some(&outlet), ..Hints::default() },
            title: some(&self.headline),
            authors: authors(&self.byline, &outlet),
            place: self.id.as_ref().map(|id| format!("{}:{id}", database.name())),
            hash: hash.finalize().into(),
            notes,
            given: Some(Given {
                parts,
                section: some(&self.section),
                page: self.page.as_deref().and_then(some),
                language: WORDS.language(&self.language).map(str::to_owned),
            }),
            ..Received::new(capture)
        })
    }

    fn published(&self, notes: &mut Vec<Note>) -> Option<String> {
        let words = one_line(&self.date);
        let found = dates::date(&words).map(|Dated { published, .. }| published);
        if found.is_none() {
            notes.push(
                match words.as_str() {
                    "" => Note::new("the export gives no date for this article"),
                    words => Note::new(format!(
                        "the date of publication, “{}”, names no day that is understood; it was left out",
                        shortened(words)
                    )),
                }
                .remedy("give it with --published"),
            );
        }
        found
    }

    /// Headline, summary and text, an empty line between paragraphs, and what each is.
    fn text(&self) -> (String, Vec<(PartKind, std::ops::Range<usize>)>) {
        let (mut text, mut parts) = (String::new(), Vec::new());
        let mut add = |piece: &str, kind| {
            if !piece.is_empty() {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                parts.push((kind, text.len()..text.len() + piece.len()));
                text.push_str(piece);
            }
        };
        add(&self.headline, PartKind::Headline);
        for summary in &self.summary {
            add(&one_line(summary), PartKind::Summary);
        }
        for paragraph in &self.paragraphs {
            add(&paragraph.text, if paragraph.heads { PartKind::Subhead } else { PartKind::Body });
        }
        if self.paragraphs.is_empty() {
            for caption in &self.captions {
                add(&one_line(caption), PartKind::Caption);
            }
        }
        (text, parts)
    }
}

/// Words with single spaces, and without what no reader sees.
pub(super) fn one_line(text: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\0');
    let text: String = text.chars().filter(seen).map(|c| if c == '\u{a0}' { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str) -> String {
    let cut: String = text.chars().take(80).collect();
    if cut.len() < text.len() { format!("{}…", cut.trim_end()) } else { cut }
}

/// The names of a byline. `Böll, Sven; Müller, Peter` has two of them, and `Lambie, Chris` one. The outlet is none.
fn authors(byline: &str, outlet: &str) -> Vec<String> {
    static MORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)[,;.]?\s*\b(?:special to|with (?:files|a report|reports|additional reporting) (?:from|by)|mit material von)\b.*$")
            .expect("a valid pattern")
    });
    static CLOSE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r",(\p{Lu})").expect("a valid pattern"));
    let byline = one_line(byline);
    let byline = MORE.replace(&byline, "");
    let byline = CLOSE.replace_all(&byline, ", $1");
    let names = WORDS.names(&byline);
    let pieces: Vec<&str> = names.split(';').map(str::trim).filter(|p| !p.is_empty()).collect();
    let turned = |name: &str| {
        let (last, first) = name.split_once(", ")?;
        let short = |s: &str, most: usize| (1..=most).contains(&s.split(' ').count());
        let listed = pieces.len() > 1 && short(last, 3) && short(first, 2) && !first.contains(',');
        (listed || short(last, 1) && short(first, 1)).then(|| format!("{first} {last}"))
    };
    let mut authors: Vec<String> = Vec::new();
    for piece in &pieces {
        match turned(piece) {
            Some(name) => authors.push(name),
            None => authors.extend(split_names(piece)),
        }
    }
    let outlet = outlet.to_lowercase();
    let paper = |name: &str| name.contains(' ') && outlet.contains(&name.to_lowercase());
    if authors.len() > 1 {
        authors.retain(|name| !paper(name) && !name.contains('@'));
    }
    authors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_bylines() {
        for (byline, expected) in [
            ("BY JASON SMALL", vec!["JASON SMALL"]),
            ("Lambie, Chris", vec!["Chris Lambie"]),
            ("Böll, Sven; Müller, Peter", vec!["Sven Böll", "Peter Müller"]),
            ("Wesley Lowery;Kimberly Kindy", vec!["Wesley Lowery", "Kimberly Kindy"]),
            ("Andrew Sparrow and Kevin Rawlinson", vec!["Andrew Sparrow", "Kevin Rawlinson"]),
            ("Barbara Yaffe, Vancouver Sun", vec!["Barbara Yaffe"]),
            ("J. M. SULLIVAN, Special to The Globe and Mail", vec!["J. M. SULLIVAN"]),
            ("Hans Monath,Robert Birnbaum", vec!["Hans Monath", "Robert Birnbaum"]),
            ("", vec![]),
        ] {
            assert_eq!(authors(byline, "Vancouver Sun (British Columbia)"), expected, "{byline}");
        }
    }

    #[test]
    fn a_section_gives_its_page_away() {
        let mut item = Item::default();
        item.section("News; Briefs; Pg. A10; Column");
        assert_eq!((item.section.as_str(), item.page.as_deref()), ("News; Briefs; Column", Some("A10")));
    }

    #[test]
    fn what_is_no_article_is_refused_and_what_lacks_is_noted() {
        let mut item =
            Item { headline: "Bridge shut".to_owned(), date: "Spring 2010".to_owned(), ..Item::default() };
        let alone = item.clone().received("x", Database::Nexis, 3).unwrap();
        assert!(alone.notes.iter().any(|n| n.reason.contains("only its headline")), "{:?}", alone.notes);
        let error = Item::default().received("x", Database::Nexis, 3).unwrap_err();
        assert!(error.to_string().contains("document 3") && error.to_string().contains("neither"), "{error}");
        item.push("“Nobody asked us,” the mayor said.", false);
        let received = item.clone().received("x", Database::Nexis, 3).unwrap();
        assert_eq!(received.capture.bytes, "Bridge shut\n\n“Nobody asked us,” the mayor said.".as_bytes());
        assert_eq!(received.notes.len(), 2);
        item.paragraphs.clear();
        item.push(
            "We are sorry but there is an error in this document and it is not possible to display it.",
            false,
        );
        assert!(item.received("x", Database::Nexis, 3).unwrap_err().to_string().contains("cannot be shown"));
    }
}
