//! The fields of the language, what closed ones can be, and what may have been meant.

use onrecord::events::{EventStatus, EventType};

/// The names of all fields.
pub const FIELDS: [&str; 38] = [
    "about",
    "act",
    "against",
    "coder",
    "concept",
    "condition",
    "code",
    "confidence",
    "context",
    "country",
    "date",
    "duplicate",
    "event",
    "for",
    "from",
    "hedge",
    "inside",
    "kind",
    "language",
    "mode",
    "negated",
    "outlet",
    "party",
    "place",
    "quad",
    "refers",
    "repeat",
    "said",
    "saying",
    "source",
    "speaker",
    "status",
    "target",
    "title",
    "to",
    "voice",
    "when",
    "words",
];

/// What stands before the name of a field of the user's own table of speakers.
pub(super) const SPEAKER_FIELD: &str = "speaker.";
/// What stands before the name of a variable of the codebook.
pub(super) const CODE_FIELD: &str = "code.";

pub(super) fn types() -> Vec<String> {
    EventType::ALL.map(|t| t.name().to_owned()).to_vec()
}

/// The names of the quad classes, as the record writes them.
pub(super) fn quads() -> Vec<String> {
    let mut all: Vec<String> = EventType::ALL.into_iter().map(|t| t.quad().name().to_owned()).collect();
    all.dedup();
    all
}

pub(super) fn statuses() -> Vec<String> {
    EventStatus::ALL.map(|s| s.name().to_owned()).to_vec()
}

pub(super) fn example(name: &str) -> String {
    let value = match name {
        "speaker" | "to" => "Stoltenberg",
        "event" => "ASSAULT,COERCE",
        "from" | "target" | "party" => "Kenya",
        "status" => "happened",
        "mode" => "territory",
        "context" => "military",
        "place" => "Nairobi",
        "quad" => "material-conflict",
        "source" => "officials",
        "about" | "words" | "refers" => "weapons",
        "said" => "\"a red line\"",
        "act" => "promise,offer",
        "kind" => "direct",
        "outlet" => "\"The Guardian\"",
        "voice" => "Reuters",
        "code" => "concept",
        "concept" | "for" | "against" => "ferry",
        "coder" => "Ana",
        name if name.starts_with(SPEAKER_FIELD) => "Labour",
        name if name.starts_with(CODE_FIELD) => "angry",
        "country" => "NOR",
        "title" => "talks",
        "language" => "en",
        "date" | "when" => "2023-11..2023-12",
        "confidence" => ">0.8",
        _ => "yes",
    };
    format!("write for instance {name}:{value}")
}

/// The name that is nearly the same, if any.
pub(super) fn nearest<'n>(given: &str, names: &[&'n str]) -> Option<&'n str> {
    let far = |name: &str| strsim::levenshtein(given, name);
    let near = names.iter().min_by_key(|name| far(name))?;
    (far(near) <= 1 + given.len() / 4).then_some(*near)
}
