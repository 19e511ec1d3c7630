//! The record of one article: what every output format, the archive and other languages share.

use crate::{Article, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Name and version of the record's JSON form.
pub const SCHEMA: &str = "onrecord/1";

/// One article with everything that was read out of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The article.
    pub article: Article,
    /// Its sayings, in the order of their first content character.
    pub statements: Vec<Statement>,
    /// What the outlet's choice of words shows, apart from what is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wording: Vec<Wording>,
    /// What was skipped, repaired or doubted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// Something an actor is reported to have said, thought or felt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// `s1`, `s2`, … in the record's order.
    pub id: String,
    /// How the words are given.
    pub kind: StatementKind,
    /// The words that mark the saying (`said`, `according to`); none where only punctuation marks it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cue: Vec<Span>,
    /// The words that name the speaker; none where the text names nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Span>,
    /// What is said, in one or more pieces.
    pub content: Vec<Span>,
    /// The statement in whose content this one stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// Calibrated probability, 0 to 1, that this is a statement with this content and source.
    pub confidence: f32,
}

/// How a statement's words are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// Wholly inside quotation marks.
    Direct,
    /// Partly inside quotation marks.
    Mixed,
    /// Not quoted.
    Indirect,
}

/// A place where the outlet's own choice of words shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wording {
    /// What kind of choice.
    pub kind: WordingKind,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WordingKind {
    /// A word or two in quotation marks that make no whole quotation.
    ScareQuote,
}

/// Something skipped, repaired or doubted. Nothing is lost in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Where, if it concerns a place in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// What happened, in a sentence.
    pub reason: String,
    /// What the user can do about it, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Note {
    /// A note on the whole article.
    pub fn new(reason: impl Into<String>) -> Self {
        Note { span: None, reason: reason.into(), remedy: None }
    }

    /// Adds what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Adds where.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}
