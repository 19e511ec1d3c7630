//! The record of one article: what every output format, the archive and other languages share.

use crate::actors::{Actor, SpeakerHow};
use crate::acts::Act;
use crate::events::Event;
use crate::time::When;
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
    /// Who the article speaks of, in the order of their first mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<Actor>,
    /// Every expression of time in the parts that are read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<When>,
    /// What it reports as happening: in its own voice, or as somebody's claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// What the outlet's choice of words shows, apart from what is said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wording: Vec<Wording>,
    /// What was skipped, repaired or doubted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

impl Record {
    /// The record of an article of which nothing is said yet.
    pub fn new(article: Article) -> Self {
        Record {
            schema: SCHEMA.to_owned(),
            article,
            statements: Vec::new(),
            actors: Vec::new(),
            times: Vec::new(),
            events: Vec::new(),
            wording: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Every span that the record has, wherever in it.
    pub fn spans(&self) -> Vec<Span> {
        let party = |party: &Party| party.span;
        let mut all: Vec<Span> = self.article.parts.iter().map(|p| p.span).collect();
        for s in &self.statements {
            let roles = [&s.content, &s.cue, &s.source, &s.conditions, &s.concessions, &s.hedges];
            all.extend(roles.into_iter().flatten());
            all.extend(s.addressee.iter().map(party));
            if let Some(occasion) = &s.occasion {
                all.push(occasion.span);
                all.extend(occasion.with.iter().chain(&occasion.place).map(party));
            }
            all.extend(s.medium);
        }
        all.extend(self.actors.iter().flat_map(|a| &a.mentions).map(|m| m.span));
        for e in &self.events {
            all.extend(e.anchor.iter().chain(&e.mentions));
            all.extend(e.source.iter().chain(&e.target).chain(&e.place).map(party));
            all.extend(e.numbers.iter().map(|n| n.span));
        }
        all.extend(self.times.iter().map(|t| t.span));
        all.extend(self.wording.iter().map(|w| w.span));
        all.extend(self.notes.iter().filter_map(|n| n.span));
        all
    }

    /// A span that does not lie in the article's text, if there is one. No record that was read has any; one that a
    /// stranger wrote may, and is to be refused before the text is cut by it.
    pub fn span_outside(&self) -> Option<Span> {
        let length = self.article.text.len();
        self.spans().into_iter().find(|span| span.start > span.end || span.end > length)
    }
}

/// Something an actor is reported to have said, thought or felt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// `s1`, `s2`, … in the record's order.
    pub id: String,
    /// How the words are given.
    pub kind: StatementKind,
    /// Who says it: the id of one of the record's actors. None where the text does not let it be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// How the speaker was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_how: Option<SpeakerHow>,
    /// What is done in saying it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// Whether the text says that the act was *not* performed (`did not rule out`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub negated: bool,
    /// The words that mark the saying (`said`, `according to`); none where only punctuation marks it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cue: Vec<Span>,
    /// The words that name the speaker; none where the text names nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Span>,
    /// What is said, in one or more pieces.
    pub content: Vec<Span>,
    /// The words that name whom it was said to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<Party>,
    /// How the addressee was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee_how: Option<AddresseeHow>,
    /// The event at which it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<Occasion>,
    /// The words for what it was said through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Span>,
    /// When it was said: the id of one of the record's times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What the content is said to depend on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Span>,
    /// What the content is said to hold in spite of (`even without …`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concessions: Vec<Span>,
    /// Words by which less is claimed, or less often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hedges: Vec<Span>,
    /// The statement of which this one is the same saying, told again in a headline, summary or later paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<String>,
    /// The statement in whose content this one stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// Calibrated probability, 0 to 1, that this is a statement with this content and source; 1 where a person has put it
    /// right or confirmed it.
    pub confidence: f32,
    /// Who put something of it right, where somebody did: it is not only the reader's word then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coded: Option<Hand>,
}

/// Whose hand put something right last, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// The person's name, as they give it.
    pub coder: String,
    /// RFC 3339.
    pub at: String,
}

impl Statement {
    /// A statement of a kind, with nothing said of it yet.
    pub fn new(kind: StatementKind) -> Self {
        Statement {
            id: String::new(),
            kind,
            speaker: None,
            speaker_how: None,
            act: None,
            negated: false,
            cue: Vec::new(),
            source: Vec::new(),
            content: Vec::new(),
            addressee: None,
            addressee_how: None,
            occasion: None,
            medium: None,
            when: None,
            conditions: Vec::new(),
            concessions: Vec::new(),
            hedges: Vec::new(),
            repeats: None,
            inside: None,
            confidence: 0.0,
            coded: None,
        }
    }
}

/// How a statement's addressee was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AddresseeHow {
    /// The text names a hearer (`told reporters`).
    Told,
    /// The text names no hearer; this is who is to do what is demanded (`demanded that the ministry pay`).
    Demand,
}

/// Somebody who takes part in a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Party {
    /// The words that name them.
    pub span: Span,
    /// The id of one of the record's actors, where it could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
}

/// An event at which something was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Occasion {
    /// All its words, with the preposition.
    pub span: Span,
    /// Who else took part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Party>,
    /// Where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Party>,
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

impl StatementKind {
    /// Its name in the record.
    pub fn name(self) -> &'static str {
        match self {
            StatementKind::Direct => "direct",
            StatementKind::Mixed => "mixed",
            StatementKind::Indirect => "indirect",
        }
    }
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
    /// A verb or adverb by which the outlet keeps its distance from what somebody says (`claimed`).
    Distancing,
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
