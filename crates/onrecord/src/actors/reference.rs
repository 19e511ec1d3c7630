//! Data of `lexicon/reference.toml`: pronouns, and words that say how a name is used.

use crate::dictionary::Gender;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

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
}

/// Words around the name of a capital.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Capitals {
    pub places: HashSet<String>,
    pub ways: HashSet<String>,
    pub dealings: HashSet<String>,
    pub visits: HashSet<String>,
    pub town_nouns: HashSet<String>,
    pub town_words: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameWords {
    pub joints: HashSet<String>,
    pub suffixes: HashSet<String>,
    pub papers: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nouns {
    pub organisation: HashSet<String>,
    pub seat: HashSet<String>,
    pub state: HashSet<String>,
    pub place: HashSet<String>,
    pub town: HashSet<String>,
    pub region: HashSet<String>,
    pub body: HashSet<String>,
    pub trade: HashSet<String>,
}

/// Verbs by which a noun is said of somebody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Predicates {
    pub becoming: HashSet<String>,
    pub naming: HashSet<String>,
    pub serving: HashSet<String>,
    pub called: HashSet<String>,
    pub negations: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Interviews {
    pub verbs: HashSet<String>,
    pub nouns: HashSet<String>,
    pub questions: HashSet<String>,
    pub answers: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoingOn {
    pub verbs: HashSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// The words of `lexicon/reference.toml`.
pub(super) static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../lexicon/reference.toml"))
        .expect("lexicon/reference.toml is tested");
    let mut pronouns = HashMap::new();
    let mut reflexive = HashSet::new();
    for row in file.pronouns {
        let pronoun =
            Pronoun { person: row.person, plural: row.plural, thing: row.thing, gender: row.gender };
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
        let she = REFERENCE.pronoun("she").expect("a pronoun");
        assert_eq!((she.person, she.plural, she.gender()), (3, false, Some(Gender::Female)));
        assert!(REFERENCE.pronoun("we").is_some_and(|p| p.plural && p.person == 1));
        assert!(REFERENCE.pronoun("table").is_none());
        let herself = REFERENCE.pronoun("herself");
        assert!(herself == Some(she) && REFERENCE.is_reflexive("herself") && !REFERENCE.is_reflexive("her"));
    }

    #[test]
    fn finer_lists_of_nouns_are_parts_of_the_wider() {
        let nouns = &REFERENCE.nouns;
        assert!(nouns.town.is_subset(&nouns.place) && nouns.region.is_subset(&nouns.place));
        assert!(nouns.body.is_subset(&nouns.organisation) && nouns.trade.is_subset(&nouns.organisation));
        assert!(nouns.town.is_disjoint(&nouns.region) && nouns.body.is_disjoint(&nouns.trade));
    }
}
