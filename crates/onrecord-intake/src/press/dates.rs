//! Dates as press databases write them, in the languages of `lexicon/dates.toml`, whatever the machine's own is.

use crate::datewords::DATES;
use jiff::civil::Date;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A date of publication, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// As [`Article::published`](onrecord::Article::published) keeps it: with the time where its zone is given.
    pub published: String,
    /// The words that name the day.
    pub range: Range<usize>,
}

/// Years a newspaper may be from.
const YEARS: Range<i16> = 1600..2200;

/// The first date in a text.
pub(super) fn date(text: &str) -> Option<Dated> {
    let words = words(text);
    let (day, range) = by_name(text, &words).or_else(|| by_number(text))?;
    let published = time(text, range.end, day).unwrap_or_else(|| day.to_string());
    Some(Dated { published, range })
}

/// The date that a line begins with, save for the name of a day.
pub(super) fn leading(text: &str) -> Option<Dated> {
    let found = date(text)?;
    let before = text[..found.range.start].split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let mut before = before.filter(|w| !DATES.is_weekday(w) && !DATES.is_between(w));
    before.next().is_none().then_some(found)
}

/// The runs of letters and of digits in a text.
fn words(text: &str) -> Vec<Range<usize>> {
    static RUNS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+|\p{L}+").expect("a valid pattern"));
    let text = &text[..text.floor_char_boundary(400)];
    RUNS.find_iter(text).map(|m| m.range()).collect()
}

/// A date with the name of its month.
fn by_name(text: &str, words: &[Range<usize>]) -> Option<(Date, Range<usize>)> {
    let word = |i: usize| words.get(i).map(|r| &text[r.clone()]);
    // Words that do not count: `5 de julio de 2019`, `1er mai`, `March 14th`.
    let passed = |w: &str| {
        DATES.is_between(w)
            || DATES.is_weekday(w)
            || matches!(w.to_lowercase().as_str(), "er" | "st" | "nd" | "rd" | "th" | "º")
    };
    let next = |from: usize| (from + 1..words.len().min(from + 4)).find(|i| !passed(word(*i).unwrap_or("")));
    let last = |from: usize| (from.saturating_sub(3)..from).rev().find(|i| !passed(word(*i).unwrap_or("")));
    let number = |i: usize, longest: usize| {
        let word = word(i)?;
        (word.len() <= longest).then(|| word.parse::<i16>().ok())?
    };
    for at in 0..words.len() {
        let Some(month) = word(at).and_then(|w| DATES.month(w)) else { continue };
        let made = |year: i16, day: i16| Date::new(year, month, i8::try_from(day).ok()?).ok();
        let after = next(at).and_then(|i| Some((i, number(i, 4)?)));
        let before = last(at).and_then(|i| Some((i, number(i, 4)?)));
        let ways = [
            // January 11, 2010
            after.filter(|(_, day)| *day < 32).and_then(|(i, day)| {
                let year_at = next(i)?;
                Some((made(number(year_at, 4)?, day)?, words[at].start..words[year_at].end))
            }),
            // 27. Februar 2012
            before.zip(after).and_then(|((from, day), (to, year))| {
                Some((made(year, day)?, words[from].start..words[to].end))
            }),
            // 2010 January 11
            before.zip(after).and_then(|((from, year), (to, day))| {
                Some((made(year, day)?, words[from].start..words[to].end))
            }),
        ];
        if let Some(found) = ways.into_iter().flatten().find(|(day, _)| YEARS.contains(&day.year())) {
            return Some(found);
        }
    }
    None
}

/// A date in numbers. `03/04/2010` is March here and April there, and so is none.
fn by_number(text: &str) -> Option<(Date, Range<usize>)> {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2}))|(?:\b(?P<a>\d{1,2})(?P<by>[-/.])\s?(?P<b>\d{1,2})[-/.]\s?(?P<z>\d{4})\b)")
            .expect("a valid pattern")
    });
    let found = NUMBERS.captures(&text[..text.floor_char_boundary(400)])?;
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
    let (year, month, day) = match number("y") {
        Some(year) => (year, number("m")?, number("d")?),
        None => {
            let (a, b, year) = (number("a")?, number("b")?, number("z")?);
            match (a, b) {
                (13.., _) => (year, b, a),
                (_, 13..) => (year, a, b),
                _ if &found["by"] == "." || a == b => (year, b, a),
                _ => return None,
            }
        }
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&year).then(|| (date, found.get(0).map_or(0..0, |m| m.range())))
}

/// Date and time, where a text names both the hour and the zone: `March 14, 2013 Thursday 11:21 AM GMT+1`.
fn time(text: &str, from: usize, day: Date) -> Option<String> {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>\p{L}{3,4})\s?(?P<more>[+-]\d{1,2}(?::?\d{2})?)?(?:\W|$)")
            .expect("a valid pattern")
    });
    let rest = &text[from..];
    let found = CLOCK.captures(&rest[..rest.floor_char_boundary(60)])?;
    let number = |name: &str| found.name(name).map_or(Some(0), |m| m.as_str().parse::<i8>().ok());
    let (mut hour, minute, second) = (number("h")?, number("m")?, number("s")?);
    if let Some(half) = found.name("half") {
        let afternoon = half.as_str().to_lowercase().starts_with('p');
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let mut minutes = DATES.zone(&found["zone"])?;
    if let Some(more) = found.name("more") {
        let (sign, digits) = more.as_str().split_at(1);
        let digits = digits.replace(':', "");
        let (hours, rest) = digits.split_at(digits.len().min(2));
        let more = hours.parse::<i32>().ok()? * 60 + rest.parse::<i32>().unwrap_or(0);
        minutes += if sign == "-" { -more } else { more };
    }
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    let (sign, ahead) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    let zone = if ahead == 0 { "Z".to_owned() } else { format!("{sign}{:02}:{:02}", ahead / 60, ahead % 60) };
    let stamp = format!("{day}T{time}{zone}");
    stamp.parse::<jiff::Timestamp>().ok().map(|_| stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<String> {
        date(text).map(|d| d.published)
    }

    #[test]
    fn dates_in_eight_languages() {
        for (text, expected) in [
            ("January 11, 2010 Monday", "2010-01-11"),
            ("December 19, 1991, Sunday, An Edition", "1991-12-19"),
            ("5 July 2019", "2019-07-05"),
            ("Friday, 5. July 2019 09:31:00 CEST", "2019-07-05T09:31:00+02:00"),
            ("27. Februar 2012 Montag", "2012-02-27"),
            ("Mittwoch 3. März 2021", "2021-03-03"),
            ("jeudi 5 octobre 2013", "2013-10-05"),
            ("mercredi 1er août 2012", "2012-08-01"),
            ("29 décembre 2011", "2011-12-29"),
            ("viernes 5 de julio de 2019", "2019-07-05"),
            ("5 juli 2019 vrijdag", "2019-07-05"),
            ("fredag d. 5. maj 2019", "2019-05-05"),
            ("giovedì 3 marzo 2016", "2016-03-03"),
            ("segunda-feira, 7 de março de 2016", "2016-03-07"),
            ("Mar 12, 2010", "2010-03-12"),
            ("2010-03-12", "2010-03-12"),
            ("12.03.2010", "2010-03-12"),
            ("3/25/2010", "2010-03-25"),
            ("25/3/2010", "2010-03-25"),
            ("2017年4月1日", "2017-04-01"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_time_is_kept_with_its_zone_and_left_out_without() {
        assert_eq!(day("March 14, 2013 Thursday 11:21 AM GMT").as_deref(), Some("2013-03-14T11:21:00Z"));
        assert_eq!(
            day("27. Februar 2012 Montag 9:50 PM GMT+1").as_deref(),
            Some("2012-02-27T21:50:00+01:00")
        );
        assert_eq!(day("June 6, 2006 Tuesday 12:38 AM EST").as_deref(), Some("2006-06-06T00:38:00-05:00"));
        assert_eq!(
            day("February 13, 2006, Monday 17:00:00 - 18:00:00 Eastern Time").as_deref(),
            Some("2006-02-13")
        );
    }

    #[test]
    fn what_is_no_date_or_may_be_two_is_none() {
        for text in [
            "03/04/2010",
            "May we go on?",
            "Spring 2010",
            "December 2010",
            "February 30, 2010",
            "1 of 10 DOCUMENTS",
            "July 5, 19",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(
            leading("Monday, January 11, 2010").is_some()
                && leading("Since January 11, 2010 all is well").is_none()
        );
    }
}
