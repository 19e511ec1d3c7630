//! What a dictionary says of one actor.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an actor is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One human being.
    Person,
    /// A post that one person holds at a time.
    Office,
    /// A body with members or staff: an agency, a company, a party, an alliance.
    Organisation,
    /// A state.
    State,
    /// People who belong together without being a body.
    Group,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [Kind::Person, Kind::Office, Kind::Organisation, Kind::State, Kind::Group];

    /// Its word in files and in the record.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Office => "office",
            Kind::Organisation => "organisation",
            Kind::State => "state",
            Kind::Group => "group",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How words lead to an actor.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// A name that it bears or bore.
    Name,
    /// A name that it goes by.
    Alias,
    /// Its initials or another short form.
    Abbreviation,
    /// Another way to write its name.
    Spelling,
    /// A word for what belongs to it or for its people (`French`, `a Democrat`).
    Nationality,
    /// The place where a state's government sits: the state when it acts, a place otherwise.
    Capital,
    /// A building, street or town that stands for it (`the Kremlin`).
    Metonym,
    /// A phrase that describes it and nothing else in the news (`the US-led bloc`).
    Description,
    /// Put together from the words for one actor and for what belongs to it (`Russian Foreign Ministry`).
    Composed,
}

impl How {
    /// The ones that stand as facts in a file; [`How::Composed`] is found, never written.
    pub const WRITTEN: [How; 8] = [
        How::Name,
        How::Alias,
        How::Abbreviation,
        How::Spelling,
        How::Nationality,
        How::Capital,
        How::Metonym,
        How::Description,
    ];

    /// Its word in files and in the record.
    pub fn word(self) -> &'static str {
        match self {
            How::Name => "name",
            How::Alias => "alias",
            How::Abbreviation => "abbreviation",
            How::Spelling => "spelling",
            How::Nationality => "nationality",
            How::Capital => "capital",
            How::Metonym => "metonym",
            How::Description => "description",
            How::Composed => "composed",
        }
    }

    /// The way that the word of a file names.
    pub fn parse(word: &str) -> Option<How> {
        How::WRITTEN.into_iter().find(|h| h.word() == word)
    }
}

/// Words that lead to an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The words. Their capitals are what a text must have at least: see [`super::Dictionary::find`].
    pub text: String,
    /// How they lead to it.
    pub how: How,
}

/// An office or a code that someone has for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// The identifier of an office (`office/usa-president`), or the code of another scheme (`USAGOV`).
    pub what: String,
    /// First day, if known.
    pub from: Option<Date>,
    /// Last day, if it is over.
    pub to: Option<Date>,
}

impl Role {
    /// Whether it was held on that day. A role without dates is always held.
    pub fn covers(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

/// The gender that a name or a noun gives to the pronouns that refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// he, him, his
    Male,
    /// she, her, hers
    Female,
}

impl Gender {
    /// `m` or `f`, as files have it.
    pub fn word(self) -> &'static str {
        match self {
            Gender::Male => "m",
            Gender::Female => "f",
        }
    }

    /// The gender of `m` or `f`.
    pub fn parse(word: &str) -> Option<Gender> {
        match word {
            "m" => Some(Gender::Male),
            "f" => Some(Gender::Female),
            _ => None,
        }
    }
}

/// One actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A stable identifier: `state/rus`, `org/nato`, `body/usa-defense`, `person/vladimir-putin`.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// A finer kind (`foreign-ministry`, `news-agency`, `president`), which composition goes by.
    pub sort: Option<String>,
    /// ISO 3166-1 alpha-3 code of its state; of a state its own.
    pub country: Option<String>,
    /// ISO 3166-1 alpha-2 code, of states only.
    pub iso2: Option<String>,
    /// Wikidata identifier.
    pub wikidata: Option<String>,
    /// Identifier of what it belongs to.
    pub parent: Option<String>,
    /// Gender, of people.
    pub gender: Option<Gender>,
    /// Words that lead to it, apart from its name.
    pub aliases: Vec<Alias>,
    /// Offices and codes over time.
    pub roles: Vec<Role>,
}

impl Entry {
    /// An actor of which nothing but its name is known.
    pub fn new(id: impl Into<String>, kind: Kind, name: impl Into<String>) -> Self {
        Entry {
            id: id.into(),
            name: name.into(),
            kind,
            sort: None,
            country: None,
            iso2: None,
            wikidata: None,
            parent: None,
            gender: None,
            aliases: Vec::new(),
            roles: Vec::new(),
        }
    }

    /// Its name, and then every alias.
    pub fn words(&self) -> impl Iterator<Item = (&str, How)> {
        let name = std::iter::once((self.name.as_str(), How::Name));
        name.chain(self.aliases.iter().map(|a| (a.text.as_str(), a.how)))
    }

    /// The aliases of one way.
    pub fn aliases_by(&self, how: How) -> impl Iterator<Item = &str> {
        self.aliases.iter().filter(move |a| a.how == how).map(|a| a.text.as_str())
    }

    /// The role that counts on that day: of several the one that began last, a role without dates only when
    /// no dated one is held.
    pub fn role_on(&self, date: Date) -> Option<&Role> {
        self.roles_on(date).max_by_key(|r| (r.from.is_some() || r.to.is_some(), r.from))
    }

    /// Every role held on that day.
    pub fn roles_on(&self, date: Date) -> impl Iterator<Item = &Role> {
        self.roles.iter().filter(move |r| r.covers(date))
    }

    /// Takes in what another account of the same actor adds. What is known already stays.
    pub(super) fn merge(&mut self, other: Entry) {
        let Entry { id: _, name, kind: _, sort, country, iso2, wikidata, parent, gender, aliases, roles } =
            other;
        let also_name = (name != self.name).then_some(Alias { text: name, how: How::Name });
        for alias in also_name.into_iter().chain(aliases) {
            if alias.text != self.name && !self.aliases.iter().any(|a| a.text == alias.text) {
                self.aliases.push(alias);
            }
        }
        for role in roles {
            if !self.roles.contains(&role) {
                self.roles.push(role);
            }
        }
        let fill = |mine: &mut Option<String>, theirs| *mine = mine.take().or(theirs);
        fill(&mut self.sort, sort);
        fill(&mut self.country, country);
        fill(&mut self.iso2, iso2);
        fill(&mut self.wikidata, wikidata);
        fill(&mut self.parent, parent);
        self.gender = self.gender.or(gender);
    }
}
