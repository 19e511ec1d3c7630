//! What a correction says is right.

use onrecord::acts::Act;
use onrecord::{ActorKind, EventStatus, EventType, Span, StatementKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An actor as a correction names it, so that it can be told without the archive at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// Its key in the archive: `wikidata:`, `dictionary:`, `name:` or `words:` and an identifier.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
}

/// Somebody or something that takes part in an event, or a place: an actor, words of the text, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedParty {
    /// The actor, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Named>,
    /// The words that name it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Span>,
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// Who says it; none where the text does not let it be known.
    Speaker {
        /// The speaker.
        speaker: Option<Named>,
    },
    /// Whom it is said to: an actor, words of the text, or both; neither where the text names nobody.
    Addressee {
        /// The actor.
        addressee: Option<Named>,
        /// The words that name it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<Span>,
    },
    /// What is done in saying it; none where that cannot be told.
    Act {
        /// The act.
        act: Option<Act>,
        /// Whether the text says that it was not performed.
        negated: bool,
    },
    /// When it was said: the first and the last day on which it can have been. Neither where the text does not tell.
    Day {
        /// The first day, `YYYY-MM-DD`; none where only the last is told.
        from: Option<String>,
        /// The last day; none where only the first is told.
        to: Option<String>,
    },
    /// How its words are given.
    Kind {
        /// Directly, in part, or not.
        form: StatementKind,
    },
    /// What it is said to depend on; nothing where it is not.
    Conditions {
        /// The words for that.
        conditions: Vec<Span>,
    },
    /// Whether less is claimed by a hedge.
    Hedged {
        /// Whether it is.
        hedged: bool,
        /// The words that do it, where they are told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        words: Vec<Span>,
    },
    /// Which statement it stands in; none where it stands for itself.
    Inside {
        /// That statement's id in the record in which this was said.
        statement: Option<String>,
        /// Its content, by which it is found again. Filled in when the correction is made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        words: Vec<Span>,
    },
    /// Where its words stand; a role that is absent stays as it was read.
    Boundaries {
        /// What is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Vec<Span>>,
        /// The words that mark the saying.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cue: Option<Vec<Span>>,
        /// The words that name the speaker.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Vec<Span>>,
    },
    /// Whether it is a statement at all.
    Statement {
        /// No: it is struck out. Yes: somebody has looked, and it is one.
        is: bool,
    },
    /// A statement that the reading does not have.
    Missing {
        /// What is said.
        content: Vec<Span>,
        /// The words that mark the saying.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cue: Vec<Span>,
        /// The words that name the speaker.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        source: Vec<Span>,
        /// Who says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<Named>,
        /// What is done in saying it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        act: Option<Act>,
    },
    /// Whether it is an event at all.
    Event {
        /// No: it is struck out. Yes: somebody has looked, and it is one.
        is: bool,
    },
    /// What kind of event it is.
    EventType {
        /// PLOVER's type.
        #[serde(rename = "type")]
        event_type: EventType,
    },
    /// Who takes part in it; a side that is absent stays as it is.
    EventParties {
        /// Who does it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Vec<NamedParty>>,
        /// To whom, or with whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<Vec<NamedParty>>,
        /// Whether both sides do it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mutual: Option<bool>,
    },
    /// Whether it happened.
    EventStatus {
        /// What the text tells of that.
        status: EventStatus,
    },
    /// When it was, as [`Change::Day`] has it.
    EventDay {
        /// The first day.
        from: Option<String>,
        /// The last day.
        to: Option<String>,
    },
    /// Where it was; none where the text does not tell.
    EventPlace {
        /// The place.
        place: Option<NamedParty>,
    },
    /// It is the same event as another one of the article, which has its words and is shown in its place.
    SameEvent {
        /// The other one's id in the record in which this was said.
        event: String,
        /// Its words, by which it is found again. Filled in when the correction is made.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        words: Vec<Span>,
    },
    /// An event that the reading does not have.
    MissingEvent {
        /// The words that tell of it.
        anchor: Vec<Span>,
        /// PLOVER's type.
        #[serde(rename = "type")]
        event_type: EventType,
        /// Who does it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        source: Vec<NamedParty>,
        /// To whom, or with whom.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        target: Vec<NamedParty>,
        /// Whether it happened.
        status: EventStatus,
    },
    /// What is told of the article; what is absent stays as it is. An empty text means that it is not known.
    Article {
        /// The outlet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outlet: Option<String>,
        /// When it was published: `YYYY-MM-DD`, or RFC 3339.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        published: Option<String>,
        /// The headline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// The authors.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authors: Option<Vec<String>>,
    },
    /// Here an actor is another one: in a statement or an event, or where words of the article name it.
    Mention {
        /// The actor as it was.
        from: Named,
        /// The one it is here.
        into: Named,
        /// The words that name it; none where it is a statement or an event in which it is another one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        words: Vec<Span>,
        /// Whether it is in an event.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        event: bool,
    },
    /// Two actors are one.
    Merge {
        /// The one that is not shown any more.
        from: Named,
        /// The one that it is.
        into: Named,
    },
    /// In these articles an actor is another one.
    Split {
        /// The actor as it was.
        from: Named,
        /// The one it is in these articles.
        into: Named,
        /// Addresses of the articles.
        articles: Vec<String>,
    },
}

/// What a kind of correction is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Statement,
    Event,
    Article,
    Actors,
}

impl Change {
    /// The name of its kind, as in the JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Change::Speaker { .. } => "speaker",
            Change::Addressee { .. } => "addressee",
            Change::Act { .. } => "act",
            Change::Day { .. } => "day",
            Change::Kind { .. } => "kind",
            Change::Conditions { .. } => "conditions",
            Change::Hedged { .. } => "hedged",
            Change::Inside { .. } => "inside",
            Change::Boundaries { .. } => "boundaries",
            Change::Statement { .. } => "statement",
            Change::Missing { .. } => "missing",
            Change::Event { .. } => "event",
            Change::EventType { .. } => "event-type",
            Change::EventParties { .. } => "event-parties",
            Change::EventStatus { .. } => "event-status",
            Change::EventDay { .. } => "event-day",
            Change::EventPlace { .. } => "event-place",
            Change::SameEvent { .. } => "same-event",
            Change::MissingEvent { .. } => "missing-event",
            Change::Article { .. } => "article",
            Change::Mention { .. } => "mention",
            Change::Merge { .. } => "merge",
            Change::Split { .. } => "split",
        }
    }

    /// What it belongs to once it is made.
    pub(crate) fn of(&self) -> Of {
        match self {
            Change::Speaker { .. }
            | Change::Addressee { .. }
            | Change::Act { .. }
            | Change::Day { .. }
            | Change::Kind { .. }
            | Change::Conditions { .. }
            | Change::Hedged { .. }
            | Change::Inside { .. }
            | Change::Boundaries { .. }
            | Change::Statement { .. }
            | Change::Missing { .. } => Of::Statement,
            Change::Event { .. }
            | Change::EventType { .. }
            | Change::EventParties { .. }
            | Change::EventStatus { .. }
            | Change::EventDay { .. }
            | Change::EventPlace { .. }
            | Change::SameEvent { .. }
            | Change::MissingEvent { .. } => Of::Event,
            Change::Article { .. } => Of::Article,
            Change::Mention { event: true, .. } => Of::Event,
            Change::Mention { words, .. } if words.is_empty() => Of::Statement,
            Change::Mention { .. } => Of::Article,
            Change::Merge { .. } | Change::Split { .. } => Of::Actors,
        }
    }

    /// Every actor that it names.
    pub fn names(&self) -> Vec<&Named> {
        match self {
            Change::Speaker { speaker: who } | Change::Addressee { addressee: who, .. } => {
                who.iter().collect()
            }
            Change::Missing { speaker, .. } => speaker.iter().collect(),
            Change::EventParties { source, target, .. } => {
                source.iter().chain(target).flatten().filter_map(|p| p.actor.as_ref()).collect()
            }
            Change::MissingEvent { source, target, .. } => {
                source.iter().chain(target).filter_map(|p| p.actor.as_ref()).collect()
            }
            Change::EventPlace { place } => place.iter().filter_map(|p| p.actor.as_ref()).collect(),
            Change::Mention { from, into, .. }
            | Change::Merge { from, into }
            | Change::Split { from, into, .. } => vec![from, into],
            _ => Vec::new(),
        }
    }

    /// Every span that it has, with what the words at it are.
    pub(crate) fn spans(&self) -> Vec<(Vec<Span>, &'static str)> {
        let parties = |all: &[NamedParty]| all.iter().filter_map(|p| p.words).collect::<Vec<Span>>();
        match self {
            Change::Addressee { words, .. } => vec![(words.iter().copied().collect(), "addressee")],
            Change::Conditions { conditions } => vec![(conditions.clone(), "conditions")],
            Change::Hedged { words, .. } => vec![(words.clone(), "hedge")],
            Change::Inside { words, .. } => vec![(words.clone(), "other statement")],
            Change::Boundaries { content, cue, source } => {
                [(content, "content"), (cue, "cue"), (source, "source")]
                    .into_iter()
                    .filter_map(|(spans, role)| Some((spans.clone()?, role)))
                    .collect()
            }
            Change::Missing { content, cue, source, .. } => {
                vec![(content.clone(), "content"), (cue.clone(), "cue"), (source.clone(), "source")]
            }
            // Parties may be named in any order.
            Change::EventParties { source, target, .. } => source
                .iter()
                .chain(target)
                .flat_map(|all| parties(all))
                .map(|span| (vec![span], "party"))
                .collect(),
            Change::EventPlace { place } => {
                vec![(place.iter().filter_map(|p| p.words).collect(), "place")]
            }
            Change::SameEvent { words, .. } => vec![(words.clone(), "other event")],
            Change::MissingEvent { anchor, source, target, .. } => {
                let sides = parties(source).into_iter().chain(parties(target));
                let mut all = vec![(anchor.clone(), "event")];
                all.extend(sides.map(|span| (vec![span], "party")));
                all
            }
            Change::Mention { words, .. } => vec![(words.clone(), "mention")],
            _ => Vec::new(),
        }
    }
}
