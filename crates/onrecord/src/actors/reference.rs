//! Data of `lexicon/<code>/reference.toml`: pronouns, and words that say how a name is used.

use crate::dictionary::Gender;
use crate::language::{ByLanguage, Language};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// What a pronoun can refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pronoun {
    /// First, second or third person.
    pub person: u8,
    #[serde(default)]
    pub plural: bool,
    #[serde(default)]
    pub thing: bool,
    #[serde(default)]
    pub gender: Option<Letter>,
    /// With a gender: it can be of several (`sie`), or of a body, which has a gender by its noun (`die Partei … sie`).
    #[serde(default)]
    pub also_plural: bool,
    #[serde(default)]
    pub also_thing: bool,
}

/// A gender as the file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Letter {
    M,
    F,
}

impl Pronoun {
    pub fn gender(&self) -> Option<Gender> {
        self.gender.map(|g| match g {
            Letter::M => Gender::Male,
            Letter::F => Gender::Female,
        })
    }
}

#[derive(Debug, Deserialize)]
struct Row {
    forms: Vec<String>,
    /// Forms for the subject's own self.
    #[serde(default)]
    reflexive: Vec<String>,
    person: u8,
    #[serde(default)]
    plural: bool,
    #[serde(default)]
    thing: bool,
    gender: Option<Letter>,
    #[serde(default)]
    also_plural: bool,
    #[serde(default)]
    also_thing: bool,
}

/// Words around the name of a capital.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Capitals {
    pub places: HashSet<String>,
    pub ways: HashSet<String>,
    pub dealings: HashSet<String>,
    pub visits: HashSet<String>,
    pub town_nouns: HashSet<String>,
    pub town_words: HashSet<String>,
    /// Of `ways`: the one that leaves it open, and the one that goes with a state alone.
    pub open_ways: HashSet<String>,
    pub state_ways: HashSet<String>,
    /// What a regular verb's forms add to it, and the endings that a few letters may stand before.
    pub verb_endings: Vec<String>,
    pub verb_tails: Vec<String>,
    /// A letter that a verb loses before its endings.
    pub verb_loses: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NameWords {
    pub joints: HashSet<String>,
    pub suffixes: HashSet<String>,
    pub papers: HashSet<String>,
    /// Before a newspaper's name: `the`.
    pub paper_articles: HashSet<String>,
    /// Capitals that stand for a party before the place somebody is elected for: `R-Texas`.
    pub parties: HashSet<String>,
    /// Joins of two names: `Ann Roe and Ben Roe`.
    pub and: HashSet<String>,
    /// Behind the noun of a body's name, what it is of: `Bank of Israel`.
    pub of: HashSet<String>,
    /// What a name ends in where it owns something, closed up to it: `Roe's`.
    pub possessives: Vec<String>,
    /// Words of their own between an owner and what is owned.
    pub owning: HashSet<String>,
    /// A letter that a plural ends in, so that a name with it more is no misprint.
    pub plural: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Nouns {
    pub organisation: HashSet<String>,
    pub seat: HashSet<String>,
    pub state: HashSet<String>,
    /// Those who govern a state from its capital: `the government in Oslo`.
    pub rule: HashSet<String>,
    pub place: HashSet<String>,
    pub town: HashSet<String>,
    pub region: HashSet<String>,
    pub body: HashSet<String>,
    pub trade: HashSet<String>,
    /// Nouns for what a state has one of: only a body that is named by the noun is meant.
    pub public: HashSet<String>,
    /// Nouns for those who fight for an armed group, and words that tell that a body is one.
    pub fighters: HashSet<String>,
    pub fighting: HashSet<String>,
    /// Articles of what is known already, and the preposition of `the city of Oslo`.
    pub definite: HashSet<String>,
    pub of: HashSet<String>,
    /// Whether what belongs to a noun may follow it without a preposition: `der Sprecher des Ministeriums`.
    pub genitive: bool,
}

/// Verbs by which a noun is said of somebody.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Predicates {
    pub becoming: HashSet<String>,
    pub naming: HashSet<String>,
    pub serving: HashSet<String>,
    pub called: HashSet<String>,
    pub negations: HashSet<String>,
    /// Of these, the ones that deny what a noun is said to be.
    pub denials: HashSet<String>,
    /// `served as mayor`
    pub r#as: HashSet<String>,
    /// Relative pronouns, where the grammar does not tell them.
    pub relative: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Interviews {
    pub verbs: HashSet<String>,
    pub nouns: HashSet<String>,
    /// Between a verb or noun and whom it is with.
    pub with: HashSet<String>,
    pub questions: HashSet<String>,
    pub answers: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GoingOn {
    pub verbs: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    indefinite: HashSet<String>,
    pronouns: Vec<Row>,
    capitals: Capitals,
    names: NameWords,
    nouns: Nouns,
    predicates: Predicates,
    interviews: Interviews,
    going_on: GoingOn,
}

/// The file, read once.
#[derive(Debug)]
pub(super) struct Reference {
    pronouns: HashMap<String, Pronoun>,
    reflexive: HashSet<String>,
    pub indefinite: HashSet<String>,
    pub capitals: Capitals,
    pub names: NameWords,
    pub nouns: Nouns,
    pub predicates: Predicates,
    pub interviews: Interviews,
    pub going_on: GoingOn,
}

static REFERENCES: ByLanguage<Reference> = ByLanguage::new(|language| {
    let file: File = language.parse("reference.toml");
    let mut pronouns = HashMap::new();
    let mut reflexive = HashSet::new();
    for row in file.pronouns {
        let pronoun = Pronoun {
            person: row.person,
            plural: row.plural,
            thing: row.thing,
            gender: row.gender,
            also_plural: row.also_plural,
            also_thing: row.also_thing,
        };
        pronouns.extend(row.forms.into_iter().chain(row.reflexive.clone()).map(|f| (f, pronoun)));
        reflexive.extend(row.reflexive);
    }
    Reference {
        pronouns,
        reflexive,
        indefinite: file.indefinite,
        capitals: file.capitals,
        names: file.names,
        nouns: file.nouns,
        predicates: file.predicates,
        interviews: file.interviews,
        going_on: file.going_on,
    }
});

impl Reference {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Reference {
        REFERENCES.of(language)
    }

    /// The pronoun of that form, in small letters.
    pub fn pronoun(&self, form: &str) -> Option<Pronoun> {
        self.pronouns.get(form).copied()
    }

    /// Whether a pronoun, in small letters, is of the subject's own self (`himself`).
    pub fn is_reflexive(&self, form: &str) -> bool {
        self.reflexive.contains(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_loads_and_says_what_a_pronoun_can_be() {
        let reference = Reference::of(Language::english());
        let she = reference.pronoun("she").expect("a pronoun");
        assert_eq!((she.person, she.plural, she.gender()), (3, false, Some(Gender::Female)));
        assert!(reference.pronoun("we").is_some_and(|p| p.plural && p.person == 1));
        assert!(reference.pronoun("table").is_none());
        let herself = reference.pronoun("herself");
        assert!(herself == Some(she) && reference.is_reflexive("herself") && !reference.is_reflexive("her"));
    }

    #[test]
    fn finer_lists_of_nouns_are_parts_of_the_wider() {
        let nouns = &Reference::of(Language::english()).nouns;
        assert!(nouns.town.is_subset(&nouns.place) && nouns.region.is_subset(&nouns.place));
        assert!(nouns.body.is_subset(&nouns.organisation) && nouns.trade.is_subset(&nouns.organisation));
        assert!(nouns.town.is_disjoint(&nouns.region) && nouns.body.is_disjoint(&nouns.trade));
    }
}
