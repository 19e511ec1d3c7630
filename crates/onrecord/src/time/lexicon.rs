//! The words of time, from `lexicon/en/time.toml`.

use super::when::Modifier;
use crate::language::Language;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use toml::Value;

/// A lexicon that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// It is no TOML.
    #[error("time lexicon: {0}")]
    Toml(#[from] toml::de::Error),
    /// An entry has a value of another kind than its table wants.
    #[error("time lexicon, [{table}], `{entry}`: {expected}")]
    Entry {
        /// The table.
        table: String,
        /// The entry's key.
        entry: String,
        /// What is expected.
        expected: &'static str,
    },
}

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What a token can be to a pattern. The name in patterns is the table's in capitals.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(super) enum Class { $($(#[$doc])* $variant,)* }
        impl Class {
            pub(super) const ALL: &[(Class, &str)] = &[$((Class::$variant, $name),)*];
        }
    };
}

classes! {
    Weekday = "weekday", WeekdayStop = "weekday_stop", Weekdays = "weekdays", Month = "month", Unit = "unit",
    Units = "units", Season = "season", Number = "number", Vague = "vague", Ordinal = "ordinal", Part = "part",
    Noon = "noon", Meridiem = "meridiem", Decade = "decade", Pick = "pick", Day = "day", Reference = "reference",
    Frequency = "frequency", Times = "times", Portion = "portion", Trigger = "trigger", Shy = "shy",
    NotYearAfter = "not_year_after", NotYearBefore = "not_year_before", NoPlural = "no_plural",
    Degrees = "degrees", Future = "future", FutureTo = "future_to", Promised = "promised", Past = "past", NotPast = "not_past",
    Clause = "clause", PutOff = "put_off", Said = "said",
    // Of numbers and merged phrases; no tables of single words.
    Year = "year", MonthDay = "month_day", Short = "short", Clock = "clock", HourMinute = "hour_minute",
    Iso = "iso", Slashed = "slashed", SlashDay = "slash_day", Dash = "dash", Holiday = "holiday_name",
    Zone = "zone_name", Name = "name_phrase", QuarterName = "quarter_name", Stop = "stop", Mark = "mark",
}

impl Class {
    pub(super) fn bit(self) -> u64 {
        1 << self as u8
    }

    fn named(name: &str) -> Option<Class> {
        Class::ALL.iter().find(|(_, n)| *n == name).map(|&(c, _)| c)
    }

    /// The class of a name in a pattern (`MONTH_DAY`).
    pub(super) fn in_pattern(name: &str) -> Option<Class> {
        Class::named(&name.to_ascii_lowercase())
    }
}

/// How a holiday's day is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holiday {
    Fixed { month: i8, day: i8 },
    Easter { days: i32 },
    Nth { nth: i8, weekday: i8, month: i8 },
}

/// A word's number in the lexicon; 0 is every word that it does not hold.
pub(super) type WordId = u16;

#[derive(Debug, Default, Clone)]
struct Entry {
    classes: u64,
    values: Vec<(Class, i32)>,
    /// Phrases that begin with this word.
    phrases: Vec<usize>,
}

/// Several words that are read as one.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The words, in the case the text must have.
    pub words: Vec<String>,
    pub class: Class,
    pub value: i32,
}

/// The words of time.
#[derive(Debug)]
pub(super) struct Lexicon {
    ids: HashMap<Box<str>, WordId>,
    entries: Vec<Entry>,
    pub phrases: Vec<Phrase>,
    /// Unit, part-of-day and frequency names that values point into.
    pub names: Vec<String>,
    pub inside: Vec<(Vec<WordId>, Modifier)>,
    pub outside: Vec<(Vec<WordId>, Modifier)>,
    pub holidays: Vec<Holiday>,
    pub national: Vec<bool>,
    pub owners: Vec<String>,
    pub known: Vec<(Date, Vec<WordId>)>,
    pub slash: HashMap<String, Option<Date>>,
    pub zones: Vec<TimeZone>,
    /// Words that the tense of a clause turns on.
    pub to: WordId,
    pub be: WordId,
    pub on: WordId,
    pub until: WordId,
    pub till: WordId,
    pub had: WordId,
    pub within: WordId,
    pub of: WordId,
}

impl Lexicon {
    /// The English lexicon in the crate.
    pub(super) fn shipped() -> Result<Self, LexiconError> {
        Lexicon::parse(Language::english().file("time.toml").unwrap_or_default())
    }

    /// One that knows some holidays and no word: what placing needs of a language that has a grammar of its own.
    pub(super) fn of_holidays(holidays: Vec<Holiday>) -> Self {
        Lexicon { national: vec![false; holidays.len()], holidays, ..Lexicon::empty() }
    }

    fn empty() -> Self {
        Lexicon {
            ids: HashMap::new(),
            entries: vec![Entry::default()],
            phrases: Vec::new(),
            names: Vec::new(),
            inside: Vec::new(),
            outside: Vec::new(),
            holidays: Vec::new(),
            national: Vec::new(),
            owners: Vec::new(),
            known: Vec::new(),
            slash: HashMap::new(),
            zones: Vec::new(),
            to: 0,
            be: 0,
            on: 0,
            until: 0,
            till: 0,
            had: 0,
            within: 0,
            of: 0,
        }
    }

    fn parse(toml: &str) -> Result<Self, LexiconError> {
        let root: toml::Table = toml.parse()?;
        let mut lexicon = Lexicon::empty();
        (lexicon.to, lexicon.be, lexicon.on) =
            (lexicon.intern("to"), lexicon.intern("be"), lexicon.intern("on"));
        (lexicon.until, lexicon.till, lexicon.had) =
            (lexicon.intern("until"), lexicon.intern("till"), lexicon.intern("had"));
        (lexicon.within, lexicon.of) = (lexicon.intern("within"), lexicon.intern("of"));
        for (table, value) in &root {
            let bad = |entry: &str, expected| LexiconError::Entry {
                table: table.clone(),
                entry: entry.to_owned(),
                expected,
            };
            match (table.as_str(), value) {
                ("national", _) => {}
                ("known", Value::Array(days)) => {
                    for day in days {
                        let date = text(day.get("date")).and_then(|d| d.parse().ok());
                        let date = date.ok_or_else(|| bad("date", "a date YYYY-MM-DD"))?;
                        let words =
                            list(day.get("before")).ok_or_else(|| bad("before", "a list of words"))?;
                        let words = words.iter().map(|w| lexicon.intern(w)).collect();
                        lexicon.known.push((date, words));
                    }
                }
                ("name", names) => {
                    let phrases = list(names.get("phrases"));
                    for name in phrases.ok_or_else(|| bad("phrases", "a list of names"))? {
                        lexicon.add_phrase(name, Class::Name, 0);
                    }
                }
                (_, Value::Table(entries)) => {
                    for (entry, value) in entries {
                        lexicon.add(table, entry, value).map_err(|expected| bad(entry, expected))?;
                    }
                }
                _ => return Err(bad("", "a table")),
            }
        }
        let national = root.get("national");
        let names = list(national.and_then(|n| n.get("names"))).unwrap_or_default();
        for phrase in lexicon.phrases.iter().filter(|p| p.class == Class::Holiday) {
            if names.iter().any(|n| split(n).eq(phrase.words.iter().map(String::as_str))) {
                lexicon.national[phrase.value as usize] = true;
            }
        }
        lexicon.owners = list(national.and_then(|n| n.get("owners")))
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        Ok(lexicon)
    }

    fn add(&mut self, table: &str, entry: &str, value: &Value) -> Result<(), &'static str> {
        match table {
            "inside" | "outside" => {
                let modifier = text(Some(value)).and_then(Modifier::named).ok_or("a TIMEX3 mod")?;
                let words = split(entry).map(|w| self.intern(w)).collect();
                let phrases = if table == "inside" { &mut self.inside } else { &mut self.outside };
                phrases.push((words, modifier));
            }
            "holiday" => {
                let rule =
                    text(Some(value)).and_then(holiday).ok_or("MM-DD, easter±days or `nth weekday month`")?;
                self.add_phrase(entry, Class::Holiday, self.holidays.len() as i32);
                self.holidays.push(rule);
                self.national.push(false);
            }
            "slash" => {
                let day = text(Some(value)).ok_or("a date or -")?;
                let date = if day == "-" { None } else { Some(day.parse().map_err(|_| "a date or -")?) };
                self.slash.insert(entry.to_owned(), date);
            }
            "zone" => {
                let zone =
                    text(Some(value)).and_then(|z| TimeZone::posix(z).ok()).ok_or("a POSIX time zone")?;
                self.add_phrase(entry, Class::Zone, self.zones.len() as i32);
                self.zones.push(zone);
            }
            _ => {
                let class = Class::named(table).ok_or("a known table")?;
                let value = match value {
                    Value::Integer(n) => i32::try_from(*n).map_err(|_| "a smaller number")?,
                    Value::String(name) => self.name(name),
                    _ => return Err("a number or a name"),
                };
                if entry.chars().any(char::is_uppercase) {
                    return Err("a word in lower case");
                }
                let id = self.intern(entry);
                let entry = &mut self.entries[id as usize];
                entry.classes |= class.bit();
                entry.values.push((class, value));
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str) -> i32 {
        let at = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        at as i32
    }

    fn add_phrase(&mut self, phrase: &str, class: Class, value: i32) {
        let words: Vec<String> = split(phrase).map(str::to_owned).collect();
        let id = self.intern(words[0].to_lowercase().trim_end_matches('.'));
        self.entries[id as usize].phrases.push(self.phrases.len());
        self.phrases.push(Phrase { words, class, value });
        // The longest phrase is tried first, whatever the order of the file.
        let phrases = &self.phrases;
        self.entries[id as usize].phrases.sort_by_key(|&p| std::cmp::Reverse(phrases[p].words.len()));
    }

    /// The id of a word, given one if it is new.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.entries.len() as WordId;
        self.entries.push(Entry::default());
        self.ids.insert(word.into(), id);
        id
    }

    /// The id of a word in lower case; 0 if the lexicon lacks it.
    pub(super) fn id(&self, word: &str) -> WordId {
        self.ids.get(word).copied().unwrap_or(0)
    }

    pub(super) fn classes(&self, id: WordId) -> u64 {
        self.entries[id as usize].classes
    }

    pub(super) fn phrases_from(&self, id: WordId) -> &[usize] {
        &self.entries[id as usize].phrases
    }

    /// The value that a class gives a word.
    pub(super) fn value(&self, id: WordId, class: Class) -> Option<i32> {
        self.entries[id as usize].values.iter().find(|(c, _)| *c == class).map(|&(_, v)| v)
    }
}

/// The tokens of a phrase: as the tokeniser cuts it, a possessive `'s`, a bare apostrophe and a colon are their own.
fn split(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.split_ascii_whitespace().flat_map(|word| {
        let cut = word.find('\'').or_else(|| word.find(':')).unwrap_or(word.len());
        [&word[..cut], &word[cut..]].into_iter().filter(|w| !w.is_empty())
    })
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

fn list(value: Option<&Value>) -> Option<Vec<&str>> {
    value?.as_array()?.iter().map(Value::as_str).collect()
}

pub(super) fn holiday(rule: &str) -> Option<Holiday> {
    if let Some(days) = rule.strip_prefix("easter") {
        return Some(Holiday::Easter { days: days.parse().ok()? });
    }
    if let Some((month, day)) = rule.split_once('-').filter(|(m, _)| !m.is_empty()) {
        return Some(Holiday::Fixed { month: month.parse().ok()?, day: day.parse().ok()? });
    }
    let parts: Option<Vec<i8>> = rule.split(' ').map(|p| p.parse().ok()).collect();
    match parts?[..] {
        [nth, weekday, month] => Some(Holiday::Nth { nth, weekday, month }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lexicon_is_sound() {
        let lexicon = Lexicon::shipped().unwrap();
        assert!(lexicon.holidays.len() > 30 && lexicon.zones.len() > 20);
        assert!(lexicon.national.iter().any(|&n| n));
        for (class, name) in Class::ALL {
            assert!((*class as u8) < 64, "{name} does not fit the set");
        }
    }

    #[test]
    fn a_bad_entry_is_named_with_what_is_expected() {
        for (toml, message) in [
            ("[month]\nMay = 5", "time lexicon, [month], `May`: a word in lower case"),
            ("[monht]\nmay = 5", "time lexicon, [monht], `may`: a known table"),
            ("[zone]\nXYZ = 'nonsense'", "time lexicon, [zone], `XYZ`: a POSIX time zone"),
            ("[outside]\nsince = 'THEN'", "time lexicon, [outside], `since`: a TIMEX3 mod"),
        ] {
            assert_eq!(Lexicon::parse(toml).unwrap_err().to_string(), message);
        }
    }
}
