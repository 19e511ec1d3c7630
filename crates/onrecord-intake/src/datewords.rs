//! The words that dates are written with, from the data file `lexicon/dates.toml`.

use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The words, read once.
pub(crate) static DATES: LazyLock<DateWords> = LazyLock::new(|| {
    let file = onrecord::language::from_toml(include_str!("../../../lexicon/dates.toml"));
    DateWords::new(file.unwrap_or_else(|e| panic!("lexicon/dates.toml: {e}")))
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    months: Vec<Vec<String>>,
    weekdays: HashSet<String>,
    between: HashSet<String>,
    zones: HashMap<String, i32>,
    shared: HashMap<String, i32>,
}

/// The words, ready to be looked up.
pub(crate) struct DateWords {
    months: HashMap<String, i8>,
    weekdays: HashSet<String>,
    between: HashSet<String>,
    zones: HashMap<String, i32>,
    shared: HashMap<String, i32>,
}

impl DateWords {
    fn new(file: File) -> DateWords {
        let File { months, weekdays, between, zones, shared } = file;
        let months = (1..).zip(months).flat_map(|(n, names)| names.into_iter().map(move |name| (name, n)));
        DateWords { months: months.collect(), weekdays, between, zones, shared }
    }

    /// The number of the month that a word names.
    pub fn month(&self, word: &str) -> Option<i8> {
        self.months.get(&word.to_lowercase()).copied()
    }

    /// Whether a word names a day of the week.
    pub fn is_weekday(&self, word: &str) -> bool {
        self.weekdays.contains(&word.to_lowercase())
    }

    /// Whether a word may stand between the pieces of a date.
    pub fn is_between(&self, word: &str) -> bool {
        self.between.contains(&word.to_lowercase())
    }

    /// Minutes by which a clock is ahead of Greenwich, where the zone's name means one offset alone.
    pub fn zone(&self, word: &str) -> Option<i32> {
        self.zones.get(&word.to_lowercase()).copied()
    }

    /// The same, where feeds and mails agree on what a shared name means.
    pub fn zone_of_mail(&self, word: &str) -> Option<i32> {
        self.zone(word).or_else(|| self.shared.get(&word.to_lowercase()).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_names_two_months() {
        let file: File = onrecord::language::from_toml(include_str!("../../../lexicon/dates.toml")).unwrap();
        let written: usize = file.months.iter().map(Vec::len).sum();
        assert_eq!(file.months.len(), 12);
        assert!(file.zones.keys().all(|zone| !file.shared.contains_key(zone)));
        let words = DateWords::new(file);
        assert_eq!(words.months.len(), written, "a form stands under two months");
        assert_eq!((words.month("Mai"), words.month("мая"), words.month("soon")), (Some(5), Some(5), None));
        assert_eq!((words.zone("CST"), words.zone_of_mail("CST")), (None, Some(-360)));
    }
}
