//! Dates of publication: strict for what a user writes, lenient for what pages carry.

use crate::PublishedError;
use jiff::civil::Date;
use jiff::fmt::{rfc2822, strtime};
use regex::Regex;
use std::sync::LazyLock;

/// The years an article may be from. Before them nothing was news as we know it; after them is a misprint.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2200;

/// Checks a date of publication as a user writes it: `YYYY-MM-DD`, or RFC 3339 with its offset. Returns it as
/// the record keeps it.
///
/// ```
/// use onrecord_intake::parse_published;
/// assert_eq!(parse_published(" 2023-11-10 ").unwrap(), "2023-11-10");
/// assert_eq!(parse_published("2023-11-10T14:30:00+01:00").unwrap(), "2023-11-10T14:30:00+01:00");
/// assert!(parse_published("2023-02-30").is_err());
/// ```
///
/// # Errors
/// When it has another form, names a day that does not exist or lies outside the years 1600 to 2200.
pub fn parse_published(given: &str) -> Result<String, PublishedError> {
    let given = given.trim();
    let refuse = |why: &str| PublishedError { given: given.to_owned(), why: why.to_owned() };
    let Some(c) = ISO.captures(given).filter(|c| c[0].len() == given.len()) else {
        return Err(refuse("it is not written as year-month-day"));
    };
    let Some(day) = day(&c["y"], &c["m"], &c["d"]) else {
        return Err(refuse("there is no such day"));
    };
    if !YEARS.contains(&day.year()) {
        return Err(refuse("the year lies outside 1600 to 2200"));
    }
    if c.name("time").is_none() {
        return Ok(day.to_string());
    }
    if c.name("offset").is_none() {
        return Err(refuse("a time of day needs its UTC offset, like +01:00 or Z"));
    }
    stamp(&c).ok_or_else(|| refuse("there is no such time of day"))
}

static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})
          (?P<time>[T\ t]\ ?(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d{1,9})?)?
            (?:\ ?(?P<offset>[Zz]|[+-]\d{2}:?\d{2}))?)?",
    )
    .expect("a valid pattern")
});

/// The day, where it exists.
fn day(y: &str, m: &str, d: &str) -> Option<Date> {
    Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok()
}

/// RFC 3339 of a match that has a time and an offset, with the offset as given.
fn stamp(c: &regex::Captures) -> Option<String> {
    let day = day(&c["y"], &c["m"], &c["d"])?;
    let number = |group: &str| c.name(group).map_or(Some(0), |m| m.as_str().parse::<i8>().ok());
    let time = jiff::civil::Time::new(number("H")?, number("M")?, number("S")?, 0).ok()?;
    let offset = match &c["offset"] {
        "Z" | "z" => "Z".to_owned(),
        o if o.contains(':') => o.to_owned(),
        o => format!("{}:{}", &o[..3], &o[3..]),
    };
    let stamp = format!("{day}T{time}{offset}");
    stamp.parse::<jiff::Timestamp>().ok().map(|_| stamp)
}

/// What a page's own date turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PageDate {
    /// As [`Article::published`](onrecord::Article::published) keeps it.
    Good(String),
    /// A date that cannot be one of publication.
    Impossible,
    /// No date at all.
    Unknown,
}

/// Reads a date as pages carry it: ISO 8601 in its many dialects, RFC 2822, or an English date in words.
pub(crate) fn page_date(given: &str) -> PageDate {
    let given = given.trim();
    if let Some(c) = ISO.captures(given) {
        return match day(&c["y"], &c["m"], &c["d"]) {
            Some(day) if plausible(day) => {
                let whole = c.name("offset").and_then(|_| stamp(&c));
                PageDate::Good(whole.unwrap_or_else(|| day.to_string()))
            }
            _ => PageDate::Impossible,
        };
    }
    if let Ok(zoned) = rfc2822::parse(given) {
        return judge(zoned.date());
    }
    let Some(c) = WORDS.captures(given) else { return PageDate::Unknown };
    // The parser knows months by three letters or whole; three always do.
    let month: String = c["month"].chars().take(3).collect();
    // A month alone is no day.
    let Some(day) = c.name("day_first").or(c.name("day")) else { return PageDate::Unknown };
    let plain = format!("{} {month} {}", day.as_str(), &c["year"]);
    let parsed = strtime::parse("%d %b %Y", &plain).and_then(|parsed| parsed.to_date());
    parsed.map_or(PageDate::Impossible, judge)
}

static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let month = "(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
    Regex::new(&format!(
        r"(?i)\b(?:(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?{month}\.?,? (?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? )?(?P<year>(?:1[6-9]|2[01])\d\d)\b"
    ))
    .expect("a valid pattern")
});

fn judge(day: Date) -> PageDate {
    if plausible(day) { PageDate::Good(day.to_string()) } else { PageDate::Impossible }
}

/// Whether a page can have been published on that day. The first of January 1970 is the computer's zero.
fn plausible(day: Date) -> bool {
    YEARS.contains(&day.year()) && day != Date::constant(1970, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_gets_a_reason_and_a_hint() {
        for bad in
            ["2023-02-30", "yesterday", "10.11.2023", "2023-11", "0001-01-01", "2023-11-10T25:00:00Z", ""]
        {
            let error = parse_published(bad).unwrap_err();
            assert!(error.hint().unwrap().contains("2023-11-10"), "{error}");
        }
        assert!(parse_published("2023-11-10T14:30").unwrap_err().to_string().contains("offset"));
        assert_eq!(parse_published("2024-02-29").unwrap(), "2024-02-29");
        assert_eq!(parse_published("2023-11-10 14:30Z").unwrap(), "2023-11-10T14:30:00Z");
    }

    #[test]
    fn pages_write_dates_in_many_ways() {
        let good = |s: &str| match page_date(s) {
            PageDate::Good(d) => d,
            other => panic!("{s}: {other:?}"),
        };
        assert_eq!(good("2019-11-18T10:26:03.000Z"), "2019-11-18T10:26:03Z");
        assert_eq!(good("2019-11-18T10:26:03-0500"), "2019-11-18T10:26:03-05:00");
        assert_eq!(good("2019-11-18 10:26"), "2019-11-18");
        assert_eq!(good("Mon, 18 Nov 2019 10:26:03 GMT"), "2019-11-18");
        assert_eq!(good("November 18, 2019 10:26 am"), "2019-11-18");
        assert_eq!(good("Published 18 Nov. 2019"), "2019-11-18");
        assert_eq!(good("18th of September, 2019"), "2019-09-18");
        assert_eq!(page_date("0001-01-01T00:00:00"), PageDate::Impossible);
        assert_eq!(page_date("1970-01-01"), PageDate::Impossible);
        assert_eq!(page_date("2019-02-30"), PageDate::Impossible);
        assert_eq!(page_date("soon"), PageDate::Unknown);
        assert_eq!(page_date("November 2019"), PageDate::Unknown, "a month is no day");
    }
}
