//! What the time stage hands on: one [`When`] for each expression of time.

use crate::Span;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// An expression of time and the interval it stands for.
///
/// An expression that cannot be placed keeps its TIMEX3 value and has neither `earliest` nor `latest`; one that
/// is open at one side (`since 2014`, `before Friday`) lacks that end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct When {
    /// `t1`, `t2`, … in text order.
    pub id: String,
    /// Where it stands: determiners and words such as `early` inside, prepositions and `'s` outside.
    pub span: Span,
    /// The expression in TimeML's terms.
    pub timex: Timex,
    /// The first day or minute it can stand for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Moment>,
    /// The last day (inclusive) or minute it can stand for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Moment>,
    /// How finely the expression speaks; of a duration, its unit.
    pub precision: Precision,
    /// What it was resolved from; absent where it was not resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// What a word beside the date makes of it: TIMEX3 `mod`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modifier: Option<Modifier>,
}

/// Type and value of an expression as TIMEX3 (ISO 24617-1) has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Timex {
    /// What kind of time it is.
    #[serde(rename = "type")]
    pub kind: TimexType,
    /// ISO 8601 with TIMEX3's additions: `2023-11-10`, `2023-W45`, `2022-AU`, `2023-Q3`, `199X`, `P3D`, `PAST_REF`,
    /// `XXXX-WXX-5`. A range is an ISO 8601 interval: `2014/2018`.
    pub value: String,
}

/// TIMEX3's types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexType {
    /// A day or something longer on the calendar.
    Date,
    /// A time of day, or a part of one.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

/// How finely an expression speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Seconds (only of durations).
    Second,
    /// A minute.
    Minute,
    /// An hour (only of durations and `hours ago`).
    Hour,
    /// Morning, afternoon, evening or night.
    PartOfDay,
    /// A calendar day.
    Day,
    /// Saturday and Sunday.
    Weekend,
    /// An ISO week.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A season of three months.
    Season,
    /// Half a year.
    HalfYear,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// No telling: `recently`, `soon`.
    Vague,
}

/// TIMEX3's `mod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Modifier {
    /// Before it; of a running period (`earlier this week`), the part of it gone.
    Before,
    /// After it; of a running period (`later this week`), the part to come.
    After,
    /// Until it.
    OnOrBefore,
    /// Since it.
    OnOrAfter,
    /// `nearly`
    LessThan,
    /// `more than`
    MoreThan,
    /// `up to`
    EqualOrLess,
    /// `at least`
    EqualOrMore,
    /// `early`
    Start,
    /// `mid-`
    Mid,
    /// `late`
    End,
    /// `about`
    Approx,
}

impl Modifier {
    /// The modifier of a TIMEX3 name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "BEFORE" => Modifier::Before,
            "AFTER" => Modifier::After,
            "ON_OR_BEFORE" => Modifier::OnOrBefore,
            "ON_OR_AFTER" => Modifier::OnOrAfter,
            "LESS_THAN" => Modifier::LessThan,
            "MORE_THAN" => Modifier::MoreThan,
            "EQUAL_OR_LESS" => Modifier::EqualOrLess,
            "EQUAL_OR_MORE" => Modifier::EqualOrMore,
            "START" => Modifier::Start,
            "MID" => Modifier::Mid,
            "END" => Modifier::End,
            "APPROX" => Modifier::Approx,
            _ => return None,
        })
    }
}

/// What an expression was resolved from. In JSON: `"published"`, `"text"` or the id of another [`When`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The publication date.
    Published,
    /// Nothing: the expression is absolute.
    Text,
    /// Another expression, by its id.
    When(String),
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Anchor::Published => "published",
            Anchor::Text => "text",
            Anchor::When(id) => id,
        })
    }
}

impl Serialize for Anchor {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Anchor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(match String::deserialize(d)? {
            s if s == "published" => Anchor::Published,
            s if s == "text" => Anchor::Text,
            s => Anchor::When(s),
        })
    }
}

impl JsonSchema for Anchor {
    fn schema_name() -> Cow<'static, str> {
        "Anchor".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(published|text|t[0-9]+)$",
            "description": "What an expression was resolved from: `published`, `text` or the id of another time."
        })
    }
}

/// A day, or a minute of a day with the offset from UTC where the text or the article gives one.
///
/// In JSON: `2023-11-10`, `2023-11-10T17:00:00` or `2023-11-10T17:00:00-05:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of day; absent for a whole day.
    pub time: Option<Time>,
    /// The offset from UTC that the time of day is given in.
    pub offset: Option<Offset>,
}

impl Moment {
    /// A whole day.
    pub fn day(date: Date) -> Self {
        Moment { date, time: None, offset: None }
    }

    /// Where it begins, as a local date and time: a day begins at midnight.
    pub fn start(self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::midnight()))
    }

    /// Where it ends: a day ends with its last nanosecond.
    pub fn end(self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::MAX))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(t) = self.time {
            write!(f, "T{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())?;
        }
        match self.offset {
            Some(offset) if self.time.is_some() => write_offset(f, offset),
            _ => Ok(()),
        }
    }
}

/// `+hh:mm`, as RFC 3339 has it.
pub(super) fn write_offset(f: &mut impl fmt::Write, offset: Offset) -> fmt::Result {
    let s = offset.seconds();
    let sign = if s < 0 { '-' } else { '+' };
    write!(f, "{sign}{:02}:{:02}", s.abs() / 3600, s.abs() / 60 % 60)
}

/// A date that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no date: {why}")]
pub struct MomentError {
    /// What was given.
    pub given: String,
    /// What is wrong with it.
    pub why: String,
}

impl FromStr for Moment {
    type Err = MomentError;

    /// Reads `YYYY-MM-DD`, or RFC 3339 with or without an offset (`Z` counts as UTC).
    fn from_str(s: &str) -> Result<Self, MomentError> {
        let error = |why: String| MomentError { given: s.to_owned(), why };
        let pieces = jiff::fmt::temporal::Pieces::parse(s.trim()).map_err(|e| error(e.to_string()))?;
        if pieces.date().year() < 1 {
            return Err(error("years before 1 are not supported".to_owned()));
        }
        let offset = pieces.to_numeric_offset();
        Ok(Moment { date: pieces.date(), time: pieces.time(), offset })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?)?$",
            "description": "A day, or a minute of a day, with its offset from UTC where one is known."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_they_are_read() {
        for s in
            ["2023-11-10", "0001-01-01", "9999-12-31", "2023-11-10T17:00:00", "2023-11-10T17:00:00-05:00"]
        {
            assert_eq!(s.parse::<Moment>().unwrap().to_string(), s);
        }
        assert_eq!("2023-11-10T17:00Z".parse::<Moment>().unwrap().to_string(), "2023-11-10T17:00:00+00:00");
    }

    #[test]
    fn dates_that_cannot_be_are_refused_with_the_reason() {
        for s in ["2023-02-30", "10/11/2023", "", "yesterday", "-0001-01-01"] {
            let error = s.parse::<Moment>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{s}` is no date: ")), "{error}");
        }
    }
}
