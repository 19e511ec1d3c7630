//! What the stage gives: events with their type, parties, time, place and status.

use crate::{Hand, Party, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that is reported to happen between parties of public weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// `e1`, `e2`, … in the order of their first anchors.
    pub id: String,
    /// PLOVER's root type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// PLOVER's quad class of the type.
    pub quad: QuadClass,
    /// The root code of the older CAMEO scheme for the type.
    pub cameo: String,
    /// What kind of the type it is, where the words are clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Fields it belongs to, where the words are clear: `military`, `diplomatic`, `economic`, `legal`, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<String>,
    /// The words that tell of it.
    pub anchor: Vec<Span>,
    /// Who does it. Several act together.
    pub source: Vec<Party>,
    /// To whom, or with whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Party>,
    /// Whether it holds the other way round as well: both parties do it, as in a meeting.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mutual: bool,
    /// When: the id of one of the record's times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Party>,
    /// Whether it happened.
    pub status: EventStatus,
    /// The statement in whose content it stands: then it is that speaker's claim. None: the outlet's own report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// The statement that is the event: its speaker demands, accuses, refuses, threatens by saying it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The numbers that are told of it, by which tellings of one event can be held against each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Quantity>,
    /// Further places of the article that tell of the same event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Span>,
    /// Probability, 0 to 1, that type, parties and status are right; 1 where a person has put it right or confirmed it.
    pub confidence: f32,
    /// Who put something of it right, where somebody did: it is not only the reader's word then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coded: Option<Hand>,
}

/// How many of what an event is told to concern (`killed 12 people`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// The number and what is counted.
    pub span: Span,
    /// The number.
    pub value: f64,
    /// The noun for what is counted, in lower case.
    pub of: String,
}

/// Whether an event happened, by the words of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EventStatus {
    /// It is told as done.
    Happened,
    /// It is going on.
    Ongoing,
    /// It is to come.
    Planned,
    /// Somebody says they will do it as a harm.
    Threatened,
    /// It is said not to be so.
    Denied,
    /// It may be, or would be under a condition.
    Hypothetical,
}

/// The four classes that PLOVER's types fall into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuadClass {
    /// Words of cooperation.
    VerbalCooperation,
    /// Deeds of cooperation.
    MaterialCooperation,
    /// Words of conflict.
    VerbalConflict,
    /// Deeds of conflict.
    MaterialConflict,
}

impl EventStatus {
    /// All of them.
    pub const ALL: [EventStatus; 6] = [
        EventStatus::Happened,
        EventStatus::Ongoing,
        EventStatus::Planned,
        EventStatus::Threatened,
        EventStatus::Denied,
        EventStatus::Hypothetical,
    ];

    /// Its name in the record.
    pub fn name(self) -> &'static str {
        match self {
            EventStatus::Happened => "happened",
            EventStatus::Ongoing => "ongoing",
            EventStatus::Planned => "planned",
            EventStatus::Threatened => "threatened",
            EventStatus::Denied => "denied",
            EventStatus::Hypothetical => "hypothetical",
        }
    }

    /// Whether it is told of something that is so, or is said not to be; else of something that may come.
    pub fn is_of_deeds(self) -> bool {
        matches!(self, EventStatus::Happened | EventStatus::Ongoing | EventStatus::Denied)
    }
}

impl QuadClass {
    /// Its name in the record.
    pub fn name(self) -> &'static str {
        match self {
            QuadClass::VerbalCooperation => "verbal-cooperation",
            QuadClass::MaterialCooperation => "material-cooperation",
            QuadClass::VerbalConflict => "verbal-conflict",
            QuadClass::MaterialConflict => "material-conflict",
        }
    }

    /// Whether it is one of conflict.
    pub fn is_conflict(self) -> bool {
        matches!(self, QuadClass::VerbalConflict | QuadClass::MaterialConflict)
    }

    /// 1 to 4, as event data number them.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// PLOVER's root types of political events (Open Event Data Alliance; Halterman et al. 2023, "PLOVER and POLECAT: A
/// New Political Event Ontology and Dataset"). `docs/events.md` says what belongs where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum EventType {
    /// Commits to cooperate later.
    Agree,
    /// Meets, talks, visits, mediates.
    Consult,
    /// Takes a side in words, or enters into relations or an accord.
    Support,
    /// Works together in deeds: exercises, shared evidence, training.
    Cooperate,
    /// Gives goods, money, protection, asylum.
    Aid,
    /// Gives way: releases, withdraws, lifts, resigns, stops firing.
    Yield,
    /// Asks or demands.
    Request,
    /// Blames, condemns, sues, investigates, convicts.
    Accuse,
    /// Refuses, denies, turns down.
    Reject,
    /// Says it will do harm or withdraw favours.
    Threaten,
    /// Shows dissent together: marches, strikes, boycotts.
    Protest,
    /// Cuts back relations: expels envoys, stops aid.
    Sanction,
    /// Readies force without using it.
    Mobilize,
    /// Uses power short of violence: arrests, bans, sanctions, curfews.
    Coerce,
    /// Uses violence.
    Assault,
}

impl EventType {
    /// All types, in PLOVER's order.
    pub const ALL: [EventType; 15] = [
        EventType::Agree,
        EventType::Consult,
        EventType::Support,
        EventType::Cooperate,
        EventType::Aid,
        EventType::Yield,
        EventType::Request,
        EventType::Accuse,
        EventType::Reject,
        EventType::Threaten,
        EventType::Protest,
        EventType::Sanction,
        EventType::Mobilize,
        EventType::Coerce,
        EventType::Assault,
    ];

    /// Name, quad class and CAMEO root.
    fn row(self) -> (&'static str, QuadClass, &'static str) {
        use QuadClass::{MaterialConflict, MaterialCooperation, VerbalConflict, VerbalCooperation};
        match self {
            EventType::Agree => ("AGREE", VerbalCooperation, "03"),
            EventType::Consult => ("CONSULT", VerbalCooperation, "04"),
            EventType::Support => ("SUPPORT", VerbalCooperation, "05"),
            EventType::Cooperate => ("COOPERATE", MaterialCooperation, "06"),
            EventType::Aid => ("AID", MaterialCooperation, "07"),
            EventType::Yield => ("YIELD", MaterialCooperation, "08"),
            EventType::Request => ("REQUEST", VerbalConflict, "10"),
            EventType::Accuse => ("ACCUSE", VerbalConflict, "11"),
            EventType::Reject => ("REJECT", VerbalConflict, "12"),
            EventType::Threaten => ("THREATEN", VerbalConflict, "13"),
            EventType::Protest => ("PROTEST", MaterialConflict, "14"),
            EventType::Mobilize => ("MOBILIZE", MaterialConflict, "15"),
            EventType::Sanction => ("SANCTION", MaterialConflict, "16"),
            EventType::Coerce => ("COERCE", MaterialConflict, "17"),
            EventType::Assault => ("ASSAULT", MaterialConflict, "18"),
        }
    }

    /// PLOVER's name for it.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The quad class it belongs to.
    pub fn quad(self) -> QuadClass {
        self.row().1
    }

    /// The root code of CAMEO that comes nearest. ASSAULT takes in CAMEO's 18, 19 and 20.
    pub fn cameo(self) -> &'static str {
        self.row().2
    }

    /// The type of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// Whether what is done is done by both parties alike.
    pub(crate) fn is_shared(self) -> bool {
        matches!(self, EventType::Consult | EventType::Cooperate)
    }
}
