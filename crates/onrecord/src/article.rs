//! What intake hands to the reading: one article with one immutable text.

use crate::{Hand, Span, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An article as intake found it. Absent metadata is `None`, never an empty string.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Article {
    /// `sha256:` and the hash, in hex, of the bytes received.
    pub id: String,
    /// Path or URL as the user gave it; `-` for standard input.
    pub origin: String,
    /// Canonical address, where the page names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Headline as the metadata gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Bylined authors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// When it was published: `YYYY-MM-DD`, or RFC 3339 with the offset the page gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// ISO 639-1 code of the text's language, where it could be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For pages: how right the text is expected to be, as F1 over words, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extraction_confidence: Option<f32>,
    /// The section of the paper it stood in, where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The page or pages of the paper it stood on, as the source writes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Who put right what is told of it (outlet, date, title, authors), where somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coded: Option<Hand>,
    /// The text that every span of the record refers to. Never changed after intake.
    pub text: Text,
    /// What each stretch of the text is. In text order, without overlap; white space between parts belongs to none.
    pub parts: Vec<Part>,
}

impl Article {
    /// A text of which nothing else is known, as one part.
    pub fn plain(id: impl Into<String>, text: Text) -> Self {
        let id = id.into();
        Article {
            origin: id.clone(),
            id,
            url: None,
            outlet: None,
            title: None,
            authors: Vec::new(),
            published: None,
            language: None,
            extraction_confidence: None,
            section: None,
            page: None,
            coded: None,
            parts: vec![Part { kind: PartKind::Body, span: text.span() }],
            text,
        }
    }
}

/// A stretch of an article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it stands. One paragraph (or headline, caption …) each.
    pub span: Span,
}

/// What a stretch of an article's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// The main heading.
    Headline,
    /// The lead or standfirst that sums the article up, told apart from the body.
    Summary,
    /// A heading inside or under the main one.
    Subhead,
    /// Place (and date) at the start of a report: `BERLIN (Reuters) –`.
    Dateline,
    /// The authors' line.
    Byline,
    /// A paragraph of running text.
    Body,
    /// Text that belongs to a picture or film.
    Caption,
    /// Navigation, promotion and the like: never read, but kept so that offsets hold.
    Litter,
}

impl PartKind {
    /// Whether the reader reads it for statements.
    pub fn is_read(self) -> bool {
        !matches!(self, PartKind::Litter | PartKind::Byline | PartKind::Dateline)
    }
}
