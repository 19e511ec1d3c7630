//! Dates as feeds, mails and corpora write them: with their offset where they have one, in any order that leaves no doubt.

use crate::datewords::DATES;
use crate::parse_published;
use crate::published::{PageDate, page_date};
use jiff::civil::{Date, Time};
use regex::Regex;
use std::sync::LazyLock;

/// A date of publication as other people's files write it, as the record keeps it: with time and offset where both are given, as
/// a day where they are not. None of one that may be two days (`05/06/2024`), or that is none.
pub(crate) fn loose_date(given: &str) -> Option<String> {
    let given = given.trim();
    if given.len() > 100 {
        return None;
    }
    if let Ok(date) = parse_published(given) {
        return Some(date);
    }
    if let Some(stamp) = compact(given) {
        return Some(stamp);
    }
    let found = digits(given).or_else(|| numbers(given)).or_else(|| words(given));
    let found = found.and_then(|(day, rest)| stamp(day, rest));
    found.or_else(|| match page_date(given) {
        PageDate::Good(date) => Some(date),
        _ => None,
    })
}

/// `20240514`, `202405141000`, `20240514100000`.
pub(crate) fn digits(given: &str) -> Option<(Date, &str)> {
    let whole = given.bytes().all(|b| b.is_ascii_digit()) && matches!(given.len(), 8 | 12 | 14);
    let day = whole.then(|| day(&given[..4], &given[4..6], &given[6..8]))??;
    // A clock that cannot be is no clock, and the digits then count something.
    let number = |at: usize| given.get(at..at + 2).map_or(Some(0), |n| n.parse::<i8>().ok());
    Time::new(number(8)?, number(10)?, number(12).unwrap_or(0), 0).ok()?;
    Some((day, ""))
}

/// `20240115T120000Z`, as lists of addresses have it; without its `Z` the day alone.
fn compact(given: &str) -> Option<String> {
    let (day, clock) = given.split_once('T').filter(|(day, _)| day.len() == 8)?;
    let clock_digits = clock.strip_suffix('Z').unwrap_or(clock);
    let all = format!("{day}{clock_digits}");
    let (day, _) = digits(&all).filter(|_| all.len() == 14)?;
    match clock.len() {
        6 => Some(day.to_string()),
        _ => {
            let clock = format!("{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..6]);
            parse_published(&format!("{day}T{clock}Z")).ok()
        }
    }
}

/// `2016/6/29 15:07`, `14.05.2024 10:00`, `05/14/2024`.
fn numbers(given: &str) -> Option<(Date, &str)> {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^(?:\p{Alphabetic}+\.?,?\s+)?
              (?:(?P<y>\d{4})\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?
                |(?P<a>\d{1,2})(?P<sign>[-/.])\s?(?P<b>\d{1,2})[-/.]\s?(?P<z>\d{4}))(?P<rest>\D.*|)$",
        )
        .expect("a valid pattern")
    });
    let c = NUMBERS.captures(given)?;
    let rest = c.name("rest").map_or("", |m| m.as_str());
    if let Some(year) = c.name("y") {
        return Some((day(year.as_str(), &c["m"], &c["d"])?, rest));
    }
    let (a, b): (u8, u8) = (c["a"].parse().ok()?, c["b"].parse().ok()?);
    let (d, m) = match &c["sign"] {
        "." => (a, b),
        _ if b > 12 => (b, a),
        _ if a > 12 || a == b => (a, b),
        _ => return None,
    };
    Some((day(&c["z"], &m.to_string(), &d.to_string())?, rest))
}

/// The two days that a date like `05/06/2024` may be, as Americans and as Europeans read it; None of all others.
pub(crate) fn either_day(given: &str) -> Option<(Date, Date)> {
    static SLASHES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\s*(?:\p{Alphabetic}+\.?,?\s+)?(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})(?:\D|$)",
        )
        .expect("a valid pattern")
    });
    let c = SLASHES.captures(given)?;
    Some((day(&c["y"], &c["a"], &c["b"])?, day(&c["y"], &c["b"], &c["a"])?))
}

/// `Tue, 14 May 2024 10:00:00 +0200`, `Tuesday, May 14, 2024 - 10:00`, `Tue May 14 10:00:00 2024`.
fn words(given: &str) -> Option<(Date, &str)> {
    static WORD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\d{1,2}:\d{2}(?::\d{2})?|[+-]\d{2}:?\d{2}\b|\d+|\p{Alphabetic}+")
            .expect("a valid pattern")
    });
    let small = |m: &regex::Match| DATES.is_between(m.as_str());
    let tokens: Vec<regex::Match> = WORD.find_iter(given).filter(|m| !small(m)).take(20).collect();
    let number = |at: usize| tokens.get(at).and_then(|t| t.as_str().parse::<u16>().ok());
    // The last, because the name of a day may begin like one of a month: `mar. 14 mai 2024`.
    let (at, month) = tokens.iter().enumerate().rev().find_map(|(at, token)| {
        let beside = at.checked_sub(1).and_then(number).or_else(|| number(at + 1));
        beside.and(DATES.month(token.as_str())).map(|month| (at, month))
    })?;
    let is_day = |n: &u16| (1..=31).contains(n);
    let before = at.checked_sub(1).and_then(number).filter(is_day);
    let (day_number, day_at) = match before {
        Some(n) => (n, at - 1),
        None => (number(at + 1).filter(is_day)?, at + 1),
    };
    let clock = |t: &regex::Match| t.as_str().contains(':') || t.as_str().starts_with(['+', '-']);
    let after = at.max(day_at) + 1;
    let year = (after..tokens.len()).find(|&n| !clock(&tokens[n]) && number(n).is_some())?;
    let year = match (number(year)?, tokens[year].len()) {
        (year, 4) => year,
        // As RFC 2822 reads them.
        (year @ 0..=49, 2) => 2000 + year,
        (year @ 50..=99, 2) => 1900 + year,
        _ => return None,
    };
    Some((day(&year.to_string(), &month.to_string(), &day_number.to_string())?, &given[tokens[at].end()..]))
}

/// The day, where it exists and news may be from it.
fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let written = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    parse_published(&written).ok()?.parse().ok()
}

/// The day with the clock and the zone that stand behind it, where both do.
fn stamp(day: Date, rest: &str) -> Option<String> {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?:(?P<half>[AaPp])\.?[Mm]\b\.?)?
              (?:\s*(?P<year>(?:19|20)\d\d)\b)?\s*(?P<offset>[+-]\d{2}:?\d{2})?\s*\(?(?:(?P<zone>[A-Za-z]{1,5})(?P<more>[+-]\d{1,2}(?::?\d{2})?)?)?\)?",
        )
        .expect("a valid pattern")
    });
    let alone = Some(day.to_string());
    let Some(c) = CLOCK.captures(rest) else { return alone };
    let number = |name: &str| c.name(name).map_or(Some(0), |m| m.as_str().parse::<i8>().ok());
    let (Some(hour), Some(minute), Some(second)) = (number("h"), number("m"), number("s")) else {
        return alone;
    };
    let hour = match c.name("half").map(|m| m.as_str().to_ascii_lowercase()).as_deref() {
        Some("p") if hour < 12 => hour + 12,
        Some("a") if hour == 12 => 0,
        _ => hour,
    };
    // Midnight at the end of a day names that day.
    let Ok(time) = Time::new(hour, minute, second.min(59), 0) else { return alone };
    let zone = |m: regex::Match| DATES.zone_of_mail(m.as_str());
    let offset = match (c.name("offset"), c.name("zone").and_then(zone)) {
        (Some(m), _) => {
            let digits: String = m.as_str().chars().filter(|c| *c != ':').collect();
            format!("{}:{}", &digits[..3], &digits[3..])
        }
        (None, Some(0)) if c.name("more").is_none() => "Z".to_owned(),
        (None, Some(minutes)) => {
            let minutes = minutes + c.name("more").map_or(0, |m| ahead(m.as_str()));
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
        (None, None) => return alone,
    };
    parse_published(&format!("{day}T{time}{offset}")).ok().or(alone)
}

/// The minutes of `+1`, `+0530` and `-05:00`.
fn ahead(more: &str) -> i32 {
    let digits: String = more.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at(digits.len().min(2));
    let minutes = hours.parse().unwrap_or(0) * 60 + minutes.parse().unwrap_or(0);
    if more.starts_with('-') { -minutes } else { minutes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_day_and_their_offset() {
        for (given, expected) in [
            ("Tue, 14 May 2024 21:30:00 -0500", "2024-05-14T21:30:00-05:00"),
            ("Tue, 14 May 2024 10:00:00 +0000 GMT", "2024-05-14T10:00:00+00:00"),
            ("Tue, 14 May 2024 10:00:00 CEST", "2024-05-14T10:00:00+02:00"),
            ("Sun, 31 Dec 1999 11:59:59 PST", "1999-12-31T11:59:59-08:00"),
            ("Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"),
            ("Thu, 01 Jan 2004 24:00:00 GMT", "2004-01-01"),
            ("Mon, 26 January 2004 16:31:00 ET", "2004-01-26"),
            ("Mo, 25 Jun 2018 11:41:36", "2018-06-25"),
            ("Tue May 14 10:00:00 2024", "2024-05-14"),
            ("Tue May 14 10:00:00 UTC 2024", "2024-05-14T10:00:00Z"),
            ("Tuesday, May 14, 2024 - 10:00", "2024-05-14"),
            ("May 14, 2024 10:05 PM EDT", "2024-05-14T22:05:00-04:00"),
            ("March 14, 2013 Thursday 11:21 PM GMT+1", "2013-03-14T23:21:00+01:00"),
            ("Tue May 14 2024 10:00:00 GMT-0500 (CDT)", "2024-05-14T10:00:00-05:00"),
            ("Jan 5, 2016", "2016-01-05"),
            ("Di, 14 Mai 2024 10:00:00 +0200", "2024-05-14T10:00:00+02:00"),
            ("mar. 14 mai 2024", "2024-05-14"),
            ("wt., 14 maja 2024 10:00:00 +0200", "2024-05-14T10:00:00+02:00"),
            ("14 мая 2024", "2024-05-14"),
            ("fredag d. 5. maj 2019", "2019-05-05"),
            ("2024年5月14日", "2024-05-14"),
            ("14 de mayo de 2024", "2024-05-14"),
            ("May 14th, 2024", "2024-05-14"),
            ("14th of May 2024", "2024-05-14"),
            ("1er mai 2024", "2024-05-01"),
            ("2016/6/29 15:07:41", "2016-06-29"),
            ("2003-12-31 10:14:55", "2003-12-31"),
            ("2024-05-14T10:00:00.000+0200", "2024-05-14T10:00:00+02:00"),
            ("05/14/2024 10:00", "2024-05-14"),
            ("14.05.2024 10:00", "2024-05-14"),
            ("20240514100000", "2024-05-14"),
            ("20240514", "2024-05-14"),
            ("20240514T100000Z", "2024-05-14T10:00:00Z"),
            ("20240514T100000", "2024-05-14"),
        ] {
            assert_eq!(loose_date(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn what_may_be_two_days_or_none_is_none() {
        for given in [
            "05/06/2024",
            "soon",
            "",
            "May 2024",
            "30 February 2024",
            "99999999999999",
            "1715680800",
            "12:00",
        ] {
            assert_eq!(loose_date(given), None, "{given}");
        }
    }
}
