//! What the stage gives: actors with their mentions, and who speaks in each statement.

use crate::{Hand, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody or something that acts, speaks or is spoken of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// `a1`, `a2`, … in the order of their first mentions.
    pub id: String,
    /// The name to show: the dictionary's, or the fullest that the article has. None for those without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    pub kind: ActorKind,
    /// Its Wikidata identifier, where the dictionary has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// Its state, as ISO 3166-1 alpha-3; a state's own code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its identifier in the dictionary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<String>,
    /// What it is on the article's day, by the dictionary: an office, or the code of another scheme (`USAGOV`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether its name is kept back or not given (`two officials`, `a source close to the talks`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub anonymous: bool,
    /// Where the article speaks of it, in text order.
    pub mentions: Vec<ActorMention>,
    /// Who said which actor this is, where somebody did: it is not only the reader's word then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coded: Option<Hand>,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// One human being.
    Person,
    /// A post whose holder is not known.
    Office,
    /// A body with members or staff.
    Organisation,
    /// A state, and its government where that acts.
    State,
    /// Several people, or people who belong together.
    Group,
    /// A place that does not act.
    Place,
}

impl ActorKind {
    /// Its name in the record.
    pub fn name(self) -> &'static str {
        match self {
            ActorKind::Person => "person",
            ActorKind::Office => "office",
            ActorKind::Organisation => "organisation",
            ActorKind::State => "state",
            ActorKind::Group => "group",
            ActorKind::Place => "place",
        }
    }
}

/// A place in the text that speaks of an actor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActorMention {
    /// The words: a name with its titles, a pronoun, a noun with what belongs to it.
    pub span: Span,
    /// How it was tied to the actor.
    pub how: Tie,
    /// The evidence: words of the article or the dictionary that the tie rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// How sure the tie is, 0 to 1.
    pub confidence: f32,
}

/// How a mention is tied to its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tie {
    /// By its name.
    Name,
    /// By another name, spelling or abbreviation that the dictionary or the article explains.
    Alias,
    /// By a part of a name that stands elsewhere in the article.
    Shortened,
    /// By a word that is all but a name of the article.
    Misprint,
    /// By an office that it holds.
    Office,
    /// By a place that stands for it.
    Metonym,
    /// By a word for its people or for what is its own.
    Nationality,
    /// By a noun that describes it.
    Nominal,
    /// By a pronoun.
    Pronoun,
}

impl Tie {
    /// Whether the mention's words are a name of some kind.
    pub fn is_name(self) -> bool {
        matches!(
            self,
            Tie::Name | Tie::Alias | Tie::Shortened | Tie::Misprint | Tie::Metonym | Tie::Nationality
        )
    }
}

/// Who speaks in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speaker {
    /// Number of the actor in [`super::Actors::list`].
    pub actor: usize,
    /// Whether the statement's own words name it.
    pub how: SpeakerHow,
}

/// How a statement's speaker was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerHow {
    /// The statement's source names it.
    Source,
    /// Carried over from the clause that the cue hangs on, or from the statement before.
    Carried,
    /// The label of a turn, or the person interviewed.
    Turn,
}
