//! When a page was published: what its metadata say, what it shows near its headline, what its address says, and last a guess.

use super::visible::Visible;
use crate::loose::{either_day, loose_date};
use crate::published::{PageDate, page_date};
use dom_query::Document;
use htmldate_rs::DateOptions;
use jiff::Timestamp;
use jiff::civil::Date;
use onrecord::Note;
use regex::Regex;
use std::sync::LazyLock;

/// What there is to choose from.
pub(super) struct Dates<'d> {
    /// What the metadata give, the most trustworthy first.
    pub given: &'d [String],
    pub visible: &'d Visible,
    pub urls: &'d [String],
    pub languages: &'d [String],
}

/// Dates of a page that are told one by one to be none.
const MOST_NOTES: usize = 20;

/// Reads a date as pages write it, in metadata and to the eye.
fn read(given: &str) -> PageDate {
    if let Some(stamp) = counted(given) {
        return stamp;
    }
    match loose_date(given) {
        Some(date) if date.starts_with("1970-01-01") => PageDate::Impossible,
        Some(date) => PageDate::Good(date),
        None => page_date(given),
    }
}

/// Seconds or milliseconds since 1970.
fn counted(given: &str) -> Option<PageDate> {
    let digits = given.trim();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = match digits.len() {
        9 | 10 => digits.parse::<i64>().ok()?,
        // Of twelve, they would be from before 2001, or a day and a clock.
        13 => digits.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    let stamp = Timestamp::from_second(seconds).ok()?;
    Some(PageDate::Good(stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()))
}

/// The date in a line that the page shows, as far as it leaves no doubt.
fn shown(line: &str) -> Option<String> {
    static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}[\d:.,]*\s?(?:Z|[+-]\d{2}:?\d{2})?|\b)|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?(?:19|20)\d{2}\b|\b(?:19|20)\d{2}[/.]\d{1,2}[/.]\d{1,2}\b|\d{4}年\s?\d{1,2}月\s?\d{1,2}日")
            .expect("a valid pattern")
    });
    let line = line.trim();
    if let Some(m) = NUMBERS.find(line) {
        return match read(m.as_str()) {
            PageDate::Good(date) => Some(date),
            _ => None,
        };
    }
    // What looks like one and is none gives no other.
    if LIKE_A_DATE.is_match(line) || line.bytes().filter(u8::is_ascii_digit).count() > 20 {
        return None;
    }
    let year = line.as_bytes().windows(4).any(|w| w.iter().all(u8::is_ascii_digit));
    if !year && counted(line).is_none() {
        return None;
    }
    match read(line) {
        PageDate::Good(date) => Some(date),
        _ => None,
    }
}

/// The best date: the first whole one, or else what the page shows, or what `htmldate` makes of it.
pub(super) fn publication(
    document: &Document,
    written: impl Iterator<Item = String>,
    dates: &Dates,
    notes: &mut Vec<Note>,
) -> Option<String> {
    let visible: Vec<String> = dates.visible.dates.iter().filter_map(|d| shown(d)).collect();
    let changed: Vec<String> = dates.visible.changed.iter().filter_map(|d| shown(d)).collect();
    let mut good: Vec<String> = Vec::new();
    let mut doubtful: Vec<&str> = Vec::new();
    for given in dates.given {
        match read(given) {
            PageDate::Good(d) => good.push(d),
            PageDate::Impossible => {
                let note = Note::new(format!(
                    "the page's date of publication `{given}` is impossible and was dropped"
                ))
                .remedy("give the date with --published if you know it");
                if notes.len() < MOST_NOTES && !notes.contains(&note) {
                    notes.push(note);
                }
            }
            PageDate::Unknown => doubtful.push(given),
        }
    }
    if let Some(best) = finest(&good, &visible) {
        return Some(best);
    }
    let others: Vec<&String> = visible.iter().chain(&changed).collect();
    let address = dates.urls.iter().find_map(|u| in_address(u));
    let decided = doubtful.iter().find_map(|d| decided(d, &others, address.as_deref(), dates.languages));
    if decided.is_some() {
        return decided;
    }
    if let Some(first) = visible.first() {
        return Some(finer(first, &visible));
    }
    let eye = || {
        dates.visible.dates.iter().find_map(|d| decided_in(d, &others, address.as_deref(), dates.languages))
    };
    if let Some(day) = eye().or(address.clone()).or_else(|| changed.first().cloned()) {
        return Some(day);
    }
    if let Some(given) = doubtful.iter().find(|d| either_day(d).is_some()) {
        let note = Note::new(format!(
            "the page's date of publication `{given}` may be two days, and nothing says which; it was not taken"
        ));
        notes.push(note.remedy("give the date with --published"));
        return None;
    }
    guess(document, written, dates.visible, notes)
}

/// The first of the dates, or the same one as another gives it with more: with its time, or with the page's own offset.
fn finest(good: &[String], visible: &[String]) -> Option<String> {
    let first = good.first()?;
    let mut best = finer(first, good);
    if is_utc(&best) {
        let own = good.iter().chain(visible).find(|d| !is_utc(d) && same_instant(&best, d));
        if let Some(own) = own {
            return Some(own.clone());
        }
        // In Greenwich it may have been the day before or after that of the page's readers.
        if let Some(day) = visible.first().and_then(|d| day_of(d))
            && let Some(utc) = day_of(&best)
            && let Some(hour) = best.get(11..13).and_then(|h| h.parse::<u8>().ok())
        {
            let earlier = utc.yesterday().is_ok_and(|y| y == day) && hour < 12;
            let later = utc.tomorrow().is_ok_and(|t| t == day) && hour >= 10;
            if earlier || later {
                best = day.to_string();
            }
        }
    }
    Some(best)
}

/// A date without its time gives way to the same date with it.
fn finer(date: &String, all: &[String]) -> String {
    all.iter().find(|d| d.len() > date.len() && d.starts_with(date.as_str())).unwrap_or(date).clone()
}

fn is_utc(date: &str) -> bool {
    date.ends_with('Z') || date.ends_with("+00:00")
}

fn same_instant(a: &str, b: &str) -> bool {
    let at = |s: &str| s.parse::<Timestamp>().ok().map(Timestamp::as_second);
    matches!((at(a), at(b)), (Some(a), Some(b)) if (a - b).abs() < 60)
}

fn day_of(date: &str) -> Option<Date> {
    date.get(..10)?.parse().ok()
}

/// The day of `05/06/2024`, where something else on the page says which of the two it is.
fn decided(given: &str, others: &[&String], address: Option<&str>, languages: &[String]) -> Option<String> {
    let (american, european) = either_day(given)?;
    let is =
        |day: Date| others.iter().any(|o| day_of(o) == Some(day)) || address.and_then(day_of) == Some(day);
    match (is(american), is(european)) {
        (true, false) => return Some(american.to_string()),
        (false, true) => return Some(european.to_string()),
        _ => {}
    }
    // Nobody changes a page before it is there, and hardly anybody months after.
    let near = |day: Date| {
        others
            .iter()
            .filter_map(|o| day_of(o))
            .any(|o| o >= day && day.until(o).is_ok_and(|s| s.get_days() <= 3))
    };
    match (near(american), near(european)) {
        (true, false) => return Some(american.to_string()),
        (false, true) => return Some(european.to_string()),
        _ => {}
    }
    let code = |l: &String| l.to_ascii_lowercase().replace('_', "-");
    let language =
        languages.iter().map(code).find(|l| l.contains('-')).or_else(|| languages.first().map(code))?;
    match language.as_str() {
        "en-us" => Some(american.to_string()),
        l if !l.starts_with("en")
            || matches!(l, "en-gb" | "en-au" | "en-ie" | "en-nz" | "en-in" | "en-za") =>
        {
            Some(european.to_string())
        }
        _ => None,
    }
}

/// The same for a line that holds such a date.
fn decided_in(line: &str, others: &[&String], address: Option<&str>, languages: &[String]) -> Option<String> {
    static SLASHES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d{2}\b").expect("a valid pattern"));
    decided(SLASHES.find(line)?.as_str(), others, address, languages)
}

/// The day that a page's address holds: `/2024/05/14/`.
fn in_address(url: &str) -> Option<String> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"/(?P<y>(?:19|20)\d{2})[/-](?P<m>\d{1,2}|[a-z]{3})[/-](?P<d>\d{1,2})(?:[/-]|$)")
            .expect("a valid pattern")
    });
    let c = DAY.captures(url)?;
    let month = match c["m"].parse::<u8>() {
        Ok(month) => month.to_string(),
        Err(_) => crate::datewords::DATES.month(&c["m"])?.to_string(),
    };
    match page_date(&format!("{}-{month:0>2}-{:0>2}", &c["y"], &c["d"])) {
        PageDate::Good(day) => Some(day),
        _ => None,
    }
}

/// What `htmldate` makes of the whole page, with a note that says what it is.
fn guess(
    document: &Document,
    mut written: impl Iterator<Item = String>,
    visible: &Visible,
    notes: &mut Vec<Note>,
) -> Option<String> {
    // What belongs to other stories, comments and boxes of facts would be taken for its own.
    let document = document.clone();
    for other in visible.others.iter().filter_map(|id| document.tree.get(id)) {
        other.remove_from_parent();
    }
    // The whole text holds that of each element, whose parts may make up a date together. In JSON, a hyphen or a digit may
    // stand as an escape.
    let (html, text) = (document.html(), document.text());
    let of = |text: &str| endless_date(text).map(str::to_owned);
    if let Some(date) = of(&html).or_else(|| of(&text)).or_else(|| written.find_map(|t| of(&t))) {
        let note = Note::new(format!(
            "the page has what looks like a date and is none (`{date}`); it was not searched for its date of publication"
        ));
        notes.push(note.remedy("give the date with --published if you know it"));
        return None;
    }
    // A latest date is given so that the answer does not depend on the day of asking.
    let max_date = Some(chrono::NaiveDate::from_ymd_opt(2200, 12, 31)?);
    let found = htmldate_rs::find_date(&html, &DateOptions { max_date, ..DateOptions::default() })?;
    let PageDate::Good(day) = page_date(&found) else { return None };
    notes.push(
        Note::new(format!(
            "neither the page's metadata nor what stands by its headline say when it was published; {day} is a guess from the rest of the page"
        ))
        .remedy("give the date with --published if you know it"),
    );
    Some(day)
}

static LIKE_A_DATE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d{4}-\d{2}-\d{2}").expect("a good pattern"));

/// The first characters of a text that look like a date (`2023-11-31`) and are none, whatever stands around them: `htmldate-rs` 0.1.5
/// looks for the date in such a text, finds the same characters, and goes on with these until the stack is full.
fn endless_date(text: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = LIKE_A_DATE.find_at(text, at) {
        if chrono::NaiveDate::parse_from_str(found.as_str(), "%Y-%m-%d").is_err() {
            return Some(found.as_str());
        }
        // Another one may begin inside this one.
        at = text.ceil_char_boundary(found.start() + 1);
    }
    None
}
