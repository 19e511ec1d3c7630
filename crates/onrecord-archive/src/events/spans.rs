//! The spans of an event as they lie beside it, and the hash that ties them to their words.

use crate::spans::words_at;
use onrecord::events::Event;
use onrecord::{Span, Text};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
        let mut hash = Sha256::new();
        let roles =
            [(b"a", &self.anchor), (b"m", &self.mentions), (b"s", &self.source), (b"t", &self.target)];
        for (role, spans) in roles {
            for &span in spans {
                let words = words_at(text, span)?;
                hash.update(role);
                hash.update(span.start.to_le_bytes());
                hash.update(span.end.to_le_bytes());
                hash.update(words.as_bytes());
            }
        }
        hash.finalize()[..16].try_into().ok()
    }
}
