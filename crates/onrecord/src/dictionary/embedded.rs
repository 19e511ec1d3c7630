//! The files of `lexicon/actors/`, built into the library. What is words of a language stands in `lexicon/<code>/actors/`.

use super::entry::Entry;
use super::table;
use std::sync::LazyLock;

macro_rules! lexicon {
    ($name:literal) => {
        include_str!(concat!("../../../../lexicon/actors/", $name))
    };
}

/// The states alone, for the imports, which want their codes.
pub(super) static STATES: LazyLock<Vec<Entry>> = LazyLock::new(|| table::parse(ACTORS[0].0, ACTORS[0].1).0);

/// The tables of actors, in the order in which they load.
pub(super) const ACTORS: [(&str, &str); 8] = [
    ("states.tsv", lexicon!("states.tsv")),
    ("bodies.tsv", lexicon!("bodies.tsv")),
    ("organisations.tsv", lexicon!("organisations.tsv")),
    ("parties.tsv", lexicon!("parties.tsv")),
    ("media.tsv", lexicon!("media.tsv")),
    ("groups.tsv", lexicon!("groups.tsv")),
    ("offices.tsv", lexicon!("offices.tsv")),
    ("people.tsv", lexicon!("people.tsv")),
];

/// Words that lead to several actors, or to none.
pub(super) const AMBIGUOUS: &str = lexicon!("ambiguous.tsv");
/// Codes of the CAMEO scheme.
pub(super) const CAMEO: &str = lexicon!("cameo.tsv");
/// Wikidata classes and the kinds of actor they make.
pub(super) const WIKIDATA: &str = lexicon!("wikidata.tsv");

/// In a language's folder: nouns for the bodies of any state.
pub(super) const BODY_NOUNS: &str = "actors/body_nouns.tsv";
/// Offices and titles.
pub(super) const TITLES: &str = "actors/titles.tsv";
/// Nouns for people.
pub(super) const PERSON_NOUNS: &str = "actors/person_nouns.tsv";
/// Given names with their usual gender.
pub(super) const GIVEN_NAMES: &str = "actors/given_names.tsv";
/// How unnamed sources are told.
pub(super) const ANONYMOUS: &str = "actors/anonymous.toml";
/// Phrases that hold an actor's words and are no actor.
pub(super) const NOT_ACTORS: &str = "actors/not_actors.tsv";
/// Words of the language that lead to several actors, or to none.
pub(super) const AMBIGUOUS_NAMES: &str = "ambiguous.tsv";
/// What known actors are called in the language.
pub(super) const NAMES: &str = "names.tsv";
