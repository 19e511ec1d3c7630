//! The spans of an event as they lie beside it, and the hash that ties them to their words.

use crate::spans::hash;
use onrecord::events::Event;
use onrecord::{Span, Text};
use serde::{Deserialize, Serialize};

/// Where an event's words stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSpans {
    /// The words that tell of it.
    pub anchor: Vec<Span>,
    /// Further places that do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Span>,
    /// The words for who does it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Span>,
    /// The words for whom it is done to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Span>,
}

impl EventSpans {
    /// Those of an event.
    pub fn of(event: &Event) -> EventSpans {
        EventSpans {
            anchor: event.anchor.clone(),
            mentions: event.mentions.clone(),
            source: event.source.iter().map(|p| p.span).collect(),
            target: event.target.iter().map(|p| p.span).collect(),
        }
    }

    /// The hash of all spans with their words; none when one lies outside the text.
    pub fn hash(&self, text: &Text) -> Option<[u8; 16]> {
        hash(text, [(b"a", &self.anchor), (b"m", &self.mentions), (b"s", &self.source), (b"t", &self.target)])
    }
}
