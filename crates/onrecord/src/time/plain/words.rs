//! The words of time of a language, from its `time.toml`, and what each can be.

use super::super::calendar::Unit;
use super::super::lexicon::{Holiday, Lexicon, LexiconError, holiday};
use super::super::when::Modifier;
use super::token::split;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, HashMap};

/// What a word, or several that are read as one, can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sense {
    Weekday(i8),
    Month(i8),
    Unit(Unit),
    /// Beside a unit: it is of several.
    Plural,
    Season(i8),
    /// A part of the day, by its number in [`PlainWords::names`].
    Part(usize),
    Number(i32),
    Ordinal(i32),
    /// So many that nobody knows: `einige`.
    Vague,
    /// `vergangene` (-1), `diese` (0), `kommende` (1).
    Direction(i32),
    /// Days from publication: `gestern`.
    Day(i32),
    Portion(Modifier),
    Reference(i32),
    Frequency(usize),
    Holiday(usize),
    /// So many units from the time named before.
    Told(Unit, i32),
    /// `damals`
    ThatTime,
    Outside(Modifier),
    Inside(Modifier),
    Small(Small),
    Past,
    Future,
    // Of numbers and marks.
    Year(i32),
    /// The number of a day in its month.
    MonthDay(i8),
    Date(jiff::civil::Date),
    /// Minutes from midnight.
    Clock(i32),
    Decade(i32),
    Dash,
    Mark,
}

/// Small words by what they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Small {
    /// May stand between the parts of an expression: articles and `of`.
    Between,
    /// The word for a year beside its number: `im Jahr 2015`, `в 2015 году`.
    Year,
    /// Before a number of four digits that is a year, or a month that is another word as well.
    BeforeYear,
    /// Before or behind a length that lies between then and now: `vor zwei Tagen`, `deux jours plus tôt`.
    AgoBefore,
    AgoAfter,
    AheadBefore,
    AheadAfter,
    /// Between the two ends of a range: `bis`; and `zwischen … und`.
    To,
    Both,
    And,
    /// Between a day and its time of day.
    At,
    /// Behind the number of an hour: `Uhr`.
    Hour,
    Every,
    /// Before the first year of a decade: `années 1990`.
    Decade,
    /// Holds a word of time and is none: `Black Friday`.
    Name,
    /// A verb beyond this word is of another clause.
    Clause,
}

/// How the language writes numbers and puts words together.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Shape {
    /// `3. März`: a full stop behind the number of a day.
    pub ordinal_stop: bool,
    /// `Mittwochabend`: a weekday and a part of the day in one word.
    pub compounds: bool,
    /// Years stand in the text without a word before them: `2015 wurde der Vertrag geschlossen`.
    pub bare_years: bool,
    /// A noun behind a number has a capital, and shows that it counts: `2000 Menschen`.
    pub capital_counts: bool,
    /// Endings closed up to a number: `1er`, `3-го`.
    pub number_endings: Vec<String>,
    /// Endings that make a decade of a year: `1990er`.
    pub decade_endings: Vec<String>,
    /// The letter between hours and minutes: `14h30`.
    pub hour_letter: String,
}

/// Words by which the tense of a clause is told.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TenseWords {
    past: Vec<String>,
    future: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    shape: Shape,
    weekday: BTreeMap<String, i8>,
    month: BTreeMap<String, i8>,
    unit: BTreeMap<String, String>,
    season: BTreeMap<String, i8>,
    part: BTreeMap<String, String>,
    number: BTreeMap<String, i32>,
    ordinal: BTreeMap<String, i32>,
    vague: Vec<String>,
    plural: Vec<String>,
    direction: BTreeMap<String, i32>,
    day: BTreeMap<String, i32>,
    portion: BTreeMap<String, String>,
    reference: BTreeMap<String, i32>,
    frequency: BTreeMap<String, String>,
    holiday: BTreeMap<String, String>,
    told: BTreeMap<String, String>,
    outside: BTreeMap<String, String>,
    inside: BTreeMap<String, String>,
    small: BTreeMap<Small, Vec<String>>,
    tense: TenseWords,
    shy: Vec<String>,
    /// Sentences with what must be found in them: a test reads those of every language.
    #[serde(rename = "example")]
    _example: IgnoredAny,
}

/// Words that are read as one, and what they can be.
#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    senses: Vec<Sense>,
}

/// The words of time of a language.
#[derive(Debug)]
pub(in crate::time) struct PlainWords {
    pub(super) shape: Shape,
    /// By first word; the longest first.
    phrases: HashMap<String, Vec<Phrase>>,
    /// Names of parts of the day and of frequencies.
    pub(super) names: Vec<String>,
    /// Months that are other words as well: only behind a preposition, or with a day or year.
    pub(super) shy: Vec<String>,
    /// What the placing needs of the language: its holidays.
    pub(super) calendar: Lexicon,
}

impl PlainWords {
    pub(in crate::time) fn parse(toml: &str) -> Result<Self, LexiconError> {
        let file: File = crate::language::from_toml(toml)?;
        let mut make = Maker::default();
        file.weekday.iter().for_each(|(w, n)| make.add(w, Sense::Weekday(*n)));
        file.month.iter().for_each(|(w, n)| make.add(w, Sense::Month(*n)));
        file.season.iter().for_each(|(w, n)| make.add(w, Sense::Season(*n)));
        file.number.iter().for_each(|(w, n)| make.add(w, Sense::Number(*n)));
        file.ordinal.iter().for_each(|(w, n)| make.add(w, Sense::Ordinal(*n)));
        file.plural.iter().for_each(|w| make.add(w, Sense::Plural));
        file.vague.iter().for_each(|w| make.add(w, Sense::Vague));
        file.direction.iter().for_each(|(w, n)| make.add(w, Sense::Direction(*n)));
        file.day.iter().for_each(|(w, n)| make.add(w, Sense::Day(*n)));
        file.reference.iter().for_each(|(w, n)| make.add(w, Sense::Reference(*n)));
        file.tense.past.iter().for_each(|w| make.add(w, Sense::Past));
        file.tense.future.iter().for_each(|w| make.add(w, Sense::Future));
        for (small, words) in &file.small {
            words.iter().for_each(|w| make.add(w, Sense::Small(*small)));
        }
        make.all("unit", &file.unit, |name, _| Unit::named(name).map(Sense::Unit), "a unit")?;
        make.all("part", &file.part, |name, names| Some(Sense::Part(number(names, name))), "a part")?;
        let often = |name: &str, names: &mut Vec<String>| Some(Sense::Frequency(number(names, name)));
        make.all("frequency", &file.frequency, often, "a TIMEX3 value")?;
        let modifier =
            |of: fn(Modifier) -> Sense| move |name: &str, _: &mut Vec<String>| Modifier::named(name).map(of);
        make.all("portion", &file.portion, modifier(Sense::Portion), "a TIMEX3 mod")?;
        make.all("outside", &file.outside, modifier(Sense::Outside), "a TIMEX3 mod")?;
        make.all("inside", &file.inside, modifier(Sense::Inside), "a TIMEX3 mod")?;
        make.all("told", &file.told, |name, _| told(name), "a unit and a number, or `time`")?;
        let mut holidays: Vec<Holiday> = Vec::new();
        let day = |rule: &str, _: &mut Vec<String>| {
            holidays.push(holiday(rule)?);
            Some(Sense::Holiday(holidays.len() - 1))
        };
        make.all("holiday", &file.holiday, day, "MM-DD, easter±days or `nth weekday month`")?;
        for phrases in make.phrases.values_mut() {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        Ok(PlainWords {
            shape: file.shape,
            phrases: make.phrases,
            names: make.names,
            shy: file.shy,
            calendar: Lexicon::of_holidays(holidays),
        })
    }

    /// The longest words that begin the list and are in the lexicon: how many, and what they can be.
    pub(super) fn longest(&self, words: &[&str]) -> Option<(usize, &[Sense])> {
        let phrases = self.phrases.get(*words.first()?)?;
        let fits =
            |p: &&Phrase| words.len() >= p.words.len() && p.words.iter().zip(words).all(|(a, b)| a == b);
        phrases.iter().find(fits).map(|p| (p.words.len(), &p.senses[..]))
    }

    /// What a single word can be.
    pub(super) fn word(&self, word: &str) -> &[Sense] {
        self.longest(&[word]).map_or(&[], |(_, senses)| senses)
    }
}

#[derive(Default)]
struct Maker {
    phrases: HashMap<String, Vec<Phrase>>,
    names: Vec<String>,
}

impl Maker {
    fn add(&mut self, text: &str, sense: Sense) {
        let words = split(text);
        let Some(first) = words.first() else { return };
        let same = self.phrases.entry(first.clone()).or_default();
        match same.iter_mut().find(|p| p.words == words) {
            Some(phrase) => phrase.senses.push(sense),
            None => same.push(Phrase { words, senses: vec![sense] }),
        }
    }

    fn all(
        &mut self,
        table: &str,
        entries: &BTreeMap<String, String>,
        mut sense: impl FnMut(&str, &mut Vec<String>) -> Option<Sense>,
        expected: &'static str,
    ) -> Result<(), LexiconError> {
        for (words, value) in entries {
            let found = sense(value, &mut self.names).ok_or_else(|| LexiconError::Entry {
                table: table.to_owned(),
                entry: words.clone(),
                expected,
            })?;
            self.add(words, found);
        }
        Ok(())
    }
}

fn number(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|n| n == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// `day 1`, `week -1`, `time`.
fn told(rule: &str) -> Option<Sense> {
    if rule == "time" {
        return Some(Sense::ThatTime);
    }
    let (unit, n) = rule.split_once(' ')?;
    Some(Sense::Told(Unit::named(unit)?, n.parse().ok()?))
}
