//! Titles, nouns for people, given names, and how unnamed sources are told.

use super::embedded;
use super::entry::Gender;
use super::phrases::Phrases;
use super::problem::Problem;
use crate::language::{ByLanguage, Language};
use serde::Deserialize;
use std::collections::HashMap;
use std::ops::Range;

/// An office or a title as a word before or instead of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The word, or its forms parted by bars: `prime minister`, `Gen.`, `Mr`.
    pub title: String,
    /// Its plural.
    pub plural: Option<String>,
    /// `head_of_state`, `minister`, `legislator`, `spokesperson`, `military`, `honorific`, …
    pub kind: String,
    /// Whether it is normally used before a name.
    pub before: bool,
    /// The sort of the offices that it names.
    pub office: Option<String>,
    /// The only state in which it has this meaning.
    pub country: Option<String>,
    /// The gender of whoever bears it.
    pub gender: Option<Gender>,
}

/// A noun for a person, or for people without names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNoun {
    /// In the singular.
    pub noun: String,
    /// In the plural.
    pub plural: Option<String>,
    /// The gender it says.
    pub gender: Option<Gender>,
    /// `official`, `source`, `expert`, `witness`, `public`, `family`, …
    pub class: String,
}

/// The gender that bearers of a given name usually have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameGender {
    /// One of the two.
    Usually(Gender),
    /// Both are common.
    Either,
}

/// How a source that is not named is told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Anonymous {
    /// Head nouns: `source`, `officials`.
    pub heads: Vec<String>,
    /// Words that make a group: `some`, `two`.
    pub quantifiers: Vec<String>,
    /// Words that say that the name is kept back: `unnamed`.
    pub unnamed: Vec<String>,
    /// What says how a source knows: `familiar with`.
    pub familiar: Vec<String>,
    /// Clauses that say on what terms: `on condition of anonymity`.
    pub conditions: Vec<String>,
}

/// The words about people that go with the dictionary of actors.
#[derive(Debug, Clone, Default)]
pub struct Words {
    titles: Vec<Title>,
    title_phrases: Phrases,
    nouns: Vec<PersonNoun>,
    noun_phrases: Phrases,
    given: HashMap<String, NameGender>,
    anonymous: Anonymous,
    conditions: Phrases,
}

/// A title found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTitle<'w> {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it can be, by state.
    pub titles: Vec<&'w Title>,
    /// Whether it stands in the plural.
    pub plural: bool,
}

impl Words {
    /// The words of a language, read when they are first asked for. Of one without files there are none.
    pub fn of(language: Language) -> &'static Self {
        static WORDS: ByLanguage<Words> = ByLanguage::new(|language| Words::read(language, &mut Vec::new()));
        WORDS.of(language)
    }

    /// The English words.
    pub fn embedded() -> Self {
        Words::of(Language::english()).clone()
    }

    /// Reads a language's four files, with whatever is wrong with them.
    pub(super) fn read(language: Language, problems: &mut Vec<Problem>) -> Self {
        let file = |name: &str| language.file(name).unwrap_or_default();
        let mut words = Words::default();
        for title in read_titles(file(embedded::TITLES), problems) {
            let n = words.titles.len() as u32;
            forms(&title.title).for_each(|form| words.title_phrases.add(form, 2 * n));
            let plurals = title.plural.as_deref().unwrap_or_default();
            forms(plurals).for_each(|form| words.title_phrases.add(form, 2 * n + 1));
            words.titles.push(title);
        }
        for (_, [noun, plural, gender, class]) in
            rows("person_nouns.tsv", file(embedded::PERSON_NOUNS), problems)
        {
            let n = words.nouns.len() as u32;
            forms(noun).for_each(|form| words.noun_phrases.add(form, 2 * n));
            forms(plural).for_each(|form| words.noun_phrases.add(form, 2 * n + 1));
            words.nouns.push(PersonNoun {
                noun: forms(noun).next().unwrap_or_default().to_owned(),
                plural: some(plural),
                gender: Gender::parse(gender),
                class: class.to_owned(),
            });
        }
        let given = file(embedded::GIVEN_NAMES);
        for (line, [name, gender]) in rows("given_names.tsv", given, problems) {
            let gender = match (gender, Gender::parse(gender)) {
                (_, Some(gender)) => NameGender::Usually(gender),
                ("u", None) => NameGender::Either,
                _ => {
                    problems.push(Problem::new("given_names.tsv", line, gender, "m, f or u"));
                    continue;
                }
            };
            words.given.insert(name.to_owned(), gender);
        }
        match crate::language::from_toml::<Anonymous>(file(embedded::ANONYMOUS)) {
            Ok(read) => words.anonymous = read,
            Err(error) => {
                problems.push(Problem::new("anonymous.toml", 1, error.message(), "five lists of words"))
            }
        }
        for (n, condition) in words.anonymous.conditions.iter().enumerate() {
            words.conditions.add(condition, n as u32);
        }
        words
    }

    /// All titles.
    pub fn titles(&self) -> &[Title] {
        &self.titles
    }

    /// All nouns for people.
    pub fn person_nouns(&self) -> &[PersonNoun] {
        &self.nouns
    }

    /// Number of given names.
    pub fn given_names(&self) -> usize {
        self.given.len()
    }

    /// The titles in a text, from left to right, each as long as can be.
    pub fn titles_in(&self, text: &str) -> Vec<FoundTitle<'_>> {
        let found = self.title_phrases.scan(text);
        found.into_iter().map(|(range, hit)| self.found_title(range, &hit.phrases)).collect()
    }

    /// The title that these words are, if they are one.
    pub fn title(&self, text: &str) -> Option<FoundTitle<'_>> {
        let phrases = self.title_phrases.exactly(text);
        (!phrases.is_empty()).then(|| self.found_title(0..text.len(), &phrases))
    }

    fn found_title(&self, range: Range<usize>, phrases: &[(&str, u32)]) -> FoundTitle<'_> {
        // A word whose plural is another's singular is read in the singular.
        let plural = phrases.iter().all(|(_, n)| n % 2 == 1);
        let kept = phrases.iter().filter(|(_, n)| (n % 2 == 1) == plural);
        FoundTitle { range, titles: kept.map(|(_, n)| &self.titles[*n as usize / 2]).collect(), plural }
    }

    /// The noun for a person that these words are, and whether they are its plural.
    pub fn person_noun(&self, text: &str) -> Option<(&PersonNoun, bool)> {
        let phrases = self.noun_phrases.exactly(text);
        phrases
            .iter()
            .map(|(_, n)| (&self.nouns[*n as usize / 2], n % 2 == 1))
            .min_by_key(|(_, plural)| *plural)
    }

    /// The gender of a given name, where it is known.
    pub fn given_name(&self, name: &str) -> Option<NameGender> {
        self.given.get(name).copied()
    }

    /// How unnamed sources are told.
    pub fn anonymous(&self) -> &Anonymous {
        &self.anonymous
    }

    /// The clauses of a text that say on what terms its source stays unnamed.
    pub fn anonymity_in(&self, text: &str) -> Vec<Range<usize>> {
        self.conditions.scan(text).into_iter().map(|(range, _)| range).collect()
    }
}

/// Reads `titles.tsv`.
pub(super) fn read_titles(text: &str, problems: &mut Vec<Problem>) -> Vec<Title> {
    let mut out = Vec::new();
    for (line, [title, plural, kind, position, office, country, gender]) in rows("titles.tsv", text, problems)
    {
        if !matches!(position, "before" | "") {
            problems.push(Problem::new("titles.tsv", line, position, "before or nothing"));
            continue;
        }
        out.push(Title {
            title: title.to_owned(),
            plural: some(plural),
            kind: kind.to_owned(),
            before: position == "before",
            office: some(office),
            country: some(country),
            gender: Gender::parse(gender),
        });
    }
    out
}

/// The rows of a table of N columns with their lines; the last columns may be missing, the first may not.
pub(super) fn rows<'t, const N: usize>(
    file: &str,
    text: &'t str,
    problems: &mut Vec<Problem>,
) -> Vec<(usize, [&'t str; N])> {
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut columns = line.split('\t').map(str::trim);
        let row: [&str; N] = std::array::from_fn(|_| columns.next().unwrap_or_default());
        if row[0].is_empty() || columns.next().is_some() {
            problems.push(Problem::new(
                file,
                n + 1,
                line,
                format!("at most {N} columns, the first not empty"),
            ));
        } else {
            out.push((n + 1, row));
        }
    }
    out
}

/// The forms of a word in a column, parted by bars: the first is the one to show.
pub(super) fn forms(column: &str) -> impl Iterator<Item = &str> {
    column.split('|').map(str::trim).filter(|form| !form.is_empty())
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
