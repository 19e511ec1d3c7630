//! The spans of a statement as they lie beside it, and the hash that ties them to their words.

use onrecord::{Span, Statement, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Where a statement's words stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spans {
    /// What is said.
    pub content: Vec<Span>,
    /// The words that mark the saying.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cue: Vec<Span>,
    /// The words that name the speaker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Span>,
}

impl Spans {
    /// Those of a statement.
    pub fn of(statement: &Statement) -> Spans {
        Spans {
            content: statement.content.clone(),
            cue: statement.cue.clone(),
            source: statement.source.clone(),
        }
    }

    /// The hash of all spans with their words; none when one lies outside the text.
    pub fn hash(&self, text: &Text) -> Option<[u8; 16]> {
        hash(text, [(b"c", &self.content), (b"m", &self.cue), (b"s", &self.source)])
    }
}

/// The hash of the spans of some roles, each role with a letter of its own, with their words; none when one lies outside
/// the text.
pub(crate) fn hash<'s>(
    text: &Text,
    roles: impl IntoIterator<Item = (&'s [u8; 1], &'s Vec<Span>)>,
) -> Option<[u8; 16]> {
    let mut hash = Sha256::new();
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

/// The words of a span that may have been harmed; none when it does not lie in the text.
pub fn words_at(text: &Text, span: Span) -> Option<&str> {
    (span.start <= span.end && span.end <= text.len()).then(|| text.slice(span))
}

/// The words of a role, its pieces joined as in print.
pub fn joined(text: &Text, spans: &[Span]) -> String {
    spans.iter().filter_map(|&s| words_at(text, s)).collect::<Vec<_>>().join(" … ")
}
