//! Positions: which side each actor takes on an issue, in the order of time, by its words and its deeds.
//!
//! The unit is the claim of claims analysis (Koopmans & Statham 1999, "Political Claims Analysis"): an actor, what it wants
//! of an issue, when, and in which medium; the side is the agreement of discourse network analysis (Leifeld 2017).
//! [`crate::Archive::positions`] gathers them; `docs/positions.md` tells people how.

mod gather;
mod issues;
mod marks;
mod stands;
mod target;

pub use issues::{Issue, IssuesError, issues};
pub use onrecord::stances::Side;

use schemars::JsonSchema;
use serde::Serialize;

/// How much is looked at and handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// No more than this many actors, those with most stands first.
    pub actors: usize,
    /// No more than this many stands of each, the latest; changes and contradictions are sought in all.
    pub stands: usize,
    /// No more than this many statements are looked at, the latest; of events a tenth as many happenings.
    pub statements: usize,
    /// Whether each article that has it counts as a stand of its own, copies of one report and sayings too.
    pub copies: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds { actors: 20, stands: 50, statements: 20_000, copies: false }
    }
}

/// Who stands where on an issue.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Positions {
    /// Those who speak on it or do something about it, those with most stands first.
    pub actors: Vec<Position>,
    /// How many actors there are in all.
    pub actors_in_all: usize,
    /// Statements that were looked at.
    pub statements: usize,
    /// Of these, statements left out because their speaker is not known.
    pub nobody: usize,
    /// Whether there are more statements than were to be looked at; the earlier ones were left out then.
    pub more_statements: bool,
    /// Whether events were left out because there are too many of them.
    pub events_left_out: bool,
    /// Names in the queries that lead to nobody.
    pub unknown: Vec<String>,
}

/// Where one actor stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Position {
    /// Its name.
    pub actor: String,
    /// The same actor in every article.
    pub key: String,
    /// What it is.
    pub kind: String,
    /// Its state, as ISO 3166-1 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Stands for the issue.
    pub pro: usize,
    /// Stands against it.
    pub con: usize,
    /// Stands of which the words do not tell the side.
    pub unclear: usize,
    /// Marks of change.
    pub changes: usize,
    /// Marks of contradiction.
    pub contradictions: usize,
    /// The stands in the order of time, the latest of them where there are many. Those without a day come last.
    pub stands: Vec<Stand>,
}

/// One stand: one evidence, however many articles carry it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Stand {
    /// Its number among those of its actor, from 1.
    pub number: usize,
    /// The side it takes.
    pub side: Side,
    /// Whether that does not stand in the words and only follows with some likelihood.
    pub inferred: bool,
    /// What the side follows from, or why it is not clear.
    pub because: String,
    /// The first day on which it can have been taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What the days are of.
    pub dated_by: Dating,
    /// What shows it.
    pub evidence: Evidence,
    /// The words that show it, in the fullest wording.
    pub words: String,
    /// On what the speaker makes it depend.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// Words by which less is claimed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hedges: Vec<String>,
    /// The actor by whom it is told, where the statement stands inside another's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_by: Option<String>,
    /// Where it stands, the first published first.
    pub carriers: Vec<Carrier>,
    /// How many outlets or agencies have it on their own: copies of one report are one voice.
    pub voices: usize,
    /// Which earlier stands it does not go together with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// What the days of a stand are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dating {
    /// When it was said, or done, as the text tells.
    Told,
    /// When it was published first.
    Published,
    /// Nothing is known.
    Unknown,
}

/// What shows a stand.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "by", rename_all = "lowercase")]
pub enum Evidence {
    /// Something that the actor is reported to have said.
    Statement {
        /// `direct`, `mixed` or `indirect`.
        kind: String,
        /// What is done in saying it.
        #[serde(skip_serializing_if = "Option::is_none")]
        act: Option<String>,
        /// Whether the text says that the act was not performed.
        negated: bool,
        /// How sure the reader is.
        confidence: f64,
    },
    /// Something that the actor is reported to do.
    Event {
        /// PLOVER's type.
        #[serde(rename = "type")]
        event: String,
        /// Whether it happened.
        status: String,
        /// To or with whom.
        targets: Vec<String>,
        /// Who claims it, where no outlet reports it in its own voice.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        claimed_by: Vec<String>,
    },
}

/// An article that has the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Carrier {
    /// The article's address.
    pub article: String,
    /// Which version of it.
    pub version: u32,
    /// The statement's or event's id in the record.
    pub id: String,
    /// The outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Whose report the article carries, where several articles do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// The day or moment of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// A stand that does not go together with an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// What it is.
    pub what: MarkKind,
    /// The number of the other stand.
    pub against: usize,
    /// Whether one of the two, or their being opposed, is inferred.
    pub inferred: bool,
    /// How that was told.
    pub because: String,
}

/// How two opposed stands of one actor stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MarkKind {
    /// The later one takes another side than the one before.
    Change,
    /// They are opposed without a change in between: on one day, back and forth, or a deed against a word.
    Contradiction,
}

impl MarkKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            MarkKind::Change => "change",
            MarkKind::Contradiction => "contradiction",
        }
    }
}
