//! The lexicon of events: what is read from `lexicon/events/*.toml`.

use super::{EventStatus, EventType};
use crate::phrase::Forms;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Which words may tell of an event, and what the words around them make of it.
#[derive(Debug)]
pub struct Lexicon {
    forms: Forms,
    anchors: Vec<Anchor>,
    /// Anchors by their verb or noun.
    verbs: HashMap<Box<str>, Vec<usize>>,
    nouns: HashMap<Box<str>, usize>,
    /// Anchors by verb, then by the second word.
    phrases: HashMap<(Box<str>, Box<str>), usize>,
    status: StatusWords,
    parties: PartyWords,
    numbers: HashMap<Box<str>, f64>,
    governors: HashMap<Box<str>, EventStatus>,
    contexts: HashMap<Box<str>, String>,
}

/// Words that may tell of an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Anchor {
    /// The type where the model is not sure.
    #[serde(rename = "type")]
    pub event_type: EventType,
    #[serde(default)]
    verbs: Vec<Box<str>>,
    #[serde(default)]
    phrases: Vec<Box<str>>,
    #[serde(default)]
    nouns: Vec<Box<str>>,
    /// Where the target stands, first first.
    pub target: Vec<Box<str>>,
    /// Whether the words leave no doubt.
    #[serde(default)]
    pub clear: bool,
    /// What kind of the type it is.
    #[serde(default)]
    pub mode: Option<String>,
    /// Whether, with a clause of somebody else's doing, the words only tell what is said (`warned that prices would rise`).
    #[serde(default)]
    pub says: bool,
    /// What it is where a territory does it (`the province joined`).
    #[serde(default)]
    pub of_territory: Option<Territory>,
}

/// Type and mode of what a territory does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Territory {
    #[serde(rename = "type")]
    pub event_type: EventType,
    pub mode: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartyWords {
    held_by_object: HashSet<Box<str>>,
    held_by_doer: HashSet<Box<str>>,
    media: HashSet<Box<str>>,
    powers: HashSet<Box<str>>,
    former: HashSet<Box<str>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Anchors {
    anchor: Vec<Anchor>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusWords {
    negation: HashSet<Box<str>>,
    planned: HashSet<Box<str>>,
    hypothetical: HashSet<Box<str>>,
    conditional: HashSet<Box<str>>,
    directives: HashSet<Box<str>>,
    perfect: HashSet<Box<str>>,
    light: HashSet<Box<str>>,
    prohibitions: HashSet<Box<str>>,
    reasons: HashSet<Box<str>>,
    governors: BTreeMap<String, Vec<Box<str>>>,
}

impl Lexicon {
    /// The lexicon that is built into this library.
    ///
    /// # Errors
    /// When a file is not of the documented form; the tests hold that it is.
    pub fn embedded() -> Result<Self, String> {
        let file = |name: &str, e: toml::de::Error| format!("lexicon/events/{name}: {e}");
        let anchors: Anchors = toml::from_str(include_str!("../../../../lexicon/events/anchors.toml"))
            .map_err(|e| file("anchors.toml", e))?;
        let status: StatusWords = toml::from_str(include_str!("../../../../lexicon/events/status.toml"))
            .map_err(|e| file("status.toml", e))?;
        let parties: PartyWords = toml::from_str(include_str!("../../../../lexicon/events/parties.toml"))
            .map_err(|e| file("parties.toml", e))?;
        let numbers = toml::from_str(include_str!("../../../../lexicon/events/numbers.toml"))
            .map_err(|e| file("numbers.toml", e))?;
        let fields: BTreeMap<String, Vec<Box<str>>> =
            toml::from_str(include_str!("../../../../lexicon/events/contexts.toml"))
                .map_err(|e| file("contexts.toml", e))?;
        let forms = Forms::embedded().map_err(|e| e.to_string())?;
        let anchors = anchors.anchor;
        let (mut verbs, mut nouns, mut phrases) =
            (HashMap::<_, Vec<usize>>::new(), HashMap::new(), HashMap::new());
        for (n, anchor) in anchors.iter().enumerate() {
            for verb in &anchor.verbs {
                verbs.entry(verb.clone()).or_default().push(n);
            }
            for noun in &anchor.nouns {
                nouns.insert(noun.clone(), n);
            }
            for phrase in &anchor.phrases {
                match phrase.split_once(' ') {
                    Some((verb, noun)) => _ = phrases.insert((verb.into(), noun.into()), n),
                    None => verbs.entry(phrase.clone()).or_default().push(n),
                }
            }
        }
        let mut governors = HashMap::new();
        for (name, words) in &status.governors {
            let status: EventStatus = serde_json::from_value(name.as_str().into())
                .map_err(|e| format!("lexicon/events/status.toml: {e}"))?;
            governors.extend(words.iter().map(|w| (w.clone(), status)));
        }
        let mut contexts = HashMap::new();
        for (field, words) in fields {
            contexts.extend(words.into_iter().map(|w| (w, field.clone())));
        }
        Ok(Lexicon { forms, anchors, verbs, nouns, phrases, status, parties, numbers, governors, contexts })
    }

    /// The anchor of a verb, with those of its companions (object, subject, nouns after prepositions, particles).
    pub(super) fn verb(&self, verb: &str, companions: &[String]) -> Option<&Anchor> {
        let forms = self.forms.of(verb);
        let companions: Vec<Box<str>> = companions.iter().flat_map(|c| self.forms.of(c)).collect();
        let phrase = forms.iter().find_map(|v| {
            companions.iter().find_map(|c| {
                let pair = |a: &str, b: &str| self.phrases.get(&(a.into(), b.into()));
                pair(v, c).or_else(|| pair(c, v))
            })
        });
        let alone = || forms.iter().find_map(|v| self.verbs.get(v)).and_then(|list| list.first());
        phrase.or_else(alone).map(|&n| &self.anchors[n])
    }

    /// Whether a verb and a noun make an anchor only together.
    pub(super) fn is_phrase(&self, verb: &str, noun: &str) -> bool {
        let nouns = self.forms.of(noun);
        self.forms.of(verb).iter().any(|v| {
            nouns.iter().any(|n| {
                let pair = |a: &str, b: &str| self.phrases.contains_key(&(a.into(), b.into()));
                pair(v, n) || pair(n, v)
            })
        })
    }

    /// Whether a verb tells what somebody wants of another.
    pub(super) fn is_directive(&self, verb: &str) -> bool {
        self.forms.of(verb).iter().any(|f| self.status.directives.contains(f))
    }

    /// The number that a word names.
    pub(super) fn number(&self, word: &str) -> Option<f64> {
        self.numbers.get(word).copied()
    }

    /// Whether a helping verb makes a perfect.
    pub(super) fn is_perfect(&self, word: &str) -> bool {
        self.status.perfect.contains(word)
    }

    /// Whether a verb only says that what its object names is done (`launch airstrikes`).
    pub(super) fn is_light(&self, verb: &str) -> bool {
        self.forms.of(verb).iter().any(|f| self.status.light.contains(f))
    }

    /// Whether a verb tells what may not be done.
    pub(super) fn forbids(&self, verb: &str) -> bool {
        self.forms.of(verb).iter().any(|f| self.status.prohibitions.contains(f))
    }

    /// Whether a word opens a clause that says why or when.
    pub(super) fn gives_reason(&self, word: &str) -> bool {
        self.status.reasons.contains(word)
    }

    /// Whether a verb's object is who holds the territory that is its subject (`the island joined Fiji`).
    pub(super) fn is_held_by_object(&self, verb: &str) -> bool {
        self.forms.of(verb).iter().any(|f| self.parties.held_by_object.contains(f))
    }

    /// Whether who does what a verb tells of holds the territory that it is done to (`the island, annexed by Fiji`).
    pub(super) fn is_held_by_doer(&self, verb: &str) -> bool {
        self.forms.of(verb).iter().any(|f| self.parties.held_by_doer.contains(f))
    }

    /// Whether a word of a name tells that it is a paper or station.
    pub(super) fn names_media(&self, word: &str) -> bool {
        self.parties.media.contains(word.to_lowercase().as_str())
    }

    /// Whether a noun is for those who hold public power, contend for it or stand up to it.
    pub(super) fn is_power(&self, noun: &str) -> bool {
        self.forms.of(noun).iter().any(|f| self.parties.powers.contains(f))
    }

    /// Whether a word says that something is no longer what it was.
    pub(super) fn is_former(&self, word: &str) -> bool {
        self.parties.former.contains(word)
    }

    /// The anchor of a noun that names an event by itself.
    pub(super) fn noun(&self, noun: &str) -> Option<&Anchor> {
        self.forms.of(noun).iter().find_map(|f| self.nouns.get(f)).map(|&n| &self.anchors[n])
    }

    pub(super) fn negates(&self, word: &str) -> bool {
        self.status.negation.contains(word)
    }

    /// What a helping verb makes of an event.
    pub(super) fn helper(&self, word: &str) -> Option<EventStatus> {
        match word {
            w if self.status.planned.contains(w) => Some(EventStatus::Planned),
            w if self.status.hypothetical.contains(w) => Some(EventStatus::Hypothetical),
            _ => None,
        }
    }

    pub(super) fn is_conditional(&self, word: &str) -> bool {
        self.status.conditional.contains(word)
    }

    /// What a verb over the anchor makes of the event.
    pub(super) fn governor(&self, word: &str) -> Option<EventStatus> {
        self.forms.of(word).iter().find_map(|f| self.governors.get(f)).copied()
    }

    /// The field that a word puts an event into.
    pub(super) fn context(&self, word: &str) -> Option<&str> {
        self.forms.of(word).iter().find_map(|f| self.contexts.get(f)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_words_and_every_anchor_a_target() {
        let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
        for t in EventType::ALL {
            assert!(lexicon.anchors.iter().any(|a| a.event_type == t), "{t:?} has no anchor");
        }
        assert!(lexicon.anchors.iter().all(|a| !a.target.is_empty()));
    }

    #[test]
    fn forms_and_companions_lead_to_anchors() {
        let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
        let of = |verb: &str, companions: &[&str]| {
            let companions: Vec<String> = companions.iter().map(|c| (*c).to_owned()).collect();
            lexicon.verb(verb, &companions).map(|a| a.event_type)
        };
        assert_eq!(of("imposed", &["sanctions"]), Some(EventType::Coerce));
        assert_eq!(of("lifting", &["sanctions"]), Some(EventType::Yield));
        assert_eq!(of("called", &["on"]), Some(EventType::Request));
        assert_eq!(of("arrive", &["peacekeepers"]), Some(EventType::Aid));
        assert_eq!(of("sleep", &["sanctions"]), None);
        assert_eq!(lexicon.governor("threatened"), Some(EventStatus::Threatened));
    }
}
