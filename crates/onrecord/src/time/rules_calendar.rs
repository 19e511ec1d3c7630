//! Builders for what stands on the calendar or the clock.

use super::calendar::{Unit, date as civil};
use super::expr::{Base, Expr, Field, Kind, Pick, Tod, YearRef};
use super::lexicon::Class;
use super::rules::{Match, never, portion, shift};
use super::when::TimexType;

fn year_ref(m: &Match) -> YearRef {
    match (m.value(Class::Year), m.value(Class::Pick)) {
        (Some(year), _) => YearRef::Known(year),
        (None, Some(n)) if m.has("year") => YearRef::Shifted(n),
        (None, Some(n)) => YearRef::Absent(Pick::of(n)),
        (None, None) if m.has("year") => YearRef::Shifted(0),
        (None, None) => YearRef::Absent(Pick::Tense),
    }
}

fn once_a_year(field: Field, year: YearRef) -> Expr {
    Kind::Calendar { field, year, weekday: None }.into()
}

/// `Friday, November 10, 2023`
pub(super) fn date(m: &Match) -> Option<Expr> {
    let (month, day) = (m.small(Class::Month)?, m.small(Class::MonthDay)?);
    let year = year_ref(m);
    // The longest month has 31 days, and February's 29th needs a leap year only where the year is known.
    let known = if let YearRef::Known(y) = year { y } else { 2000 };
    if civil(known, month.into(), day.into()).is_none() {
        return Some(never(TimexType::Date, "XXXX-XX-XX"));
    }
    if year == YearRef::Absent(Pick::Tense)
        && let Some(next) = m.after()
        && let Some((day, _)) = m.lexicon.known.iter().find(|(d, words)| {
            d.month() == month && d.day() == day && next.word != 0 && words.contains(&next.word)
        })
    {
        return Some(Expr::day(*day));
    }
    Some(Kind::Calendar { field: Field::Day { month, day }, year, weekday: m.small(Class::Weekday) }.into())
}

/// `16-JUL-2020`, `19-Nov-12`: of a year in two figures, the century is the one that makes it the nearer to ours.
pub(super) fn hyphened(m: &Match) -> Option<Expr> {
    let (month, day) = (m.value(Class::Month)?, m.value(Class::MonthDay)?);
    let year = match (m.value(Class::Year), m.values(Class::Short).last()) {
        (Some(year), _) => year,
        (None, Some(short)) if short < 50 => 2000 + short,
        (None, short) => 1900 + short?,
    };
    civil(year, month, day).map(Expr::day)
}

/// Words that may follow two days joined by `and`: before another noun the second is a count (`on May 13 and 14 people died`).
const AFTER_DAYS: &[&str] = &[
    "and", "as", "at", "because", "but", "by", "for", "from", "in", "of", "or", "since", "that", "to",
    "when", "where", "while", "with",
];

/// `May 13 and 14`: two days that follow one another are one stretch.
pub(super) fn two_days(m: &Match) -> Option<Expr> {
    let mut days = m.values(Class::MonthDay);
    let (first, last) = (days.next()?, days.next()?);
    let free = m
        .after()
        .is_none_or(|t| !m.text_of(t).starts_with(char::is_alphanumeric) || m.is_word(Some(t), AFTER_DAYS));
    let month = m.small(Class::Month)?;
    let year = year_ref(m);
    let day = |d: i32| {
        civil(2000, month.into(), d)?;
        Some(Box::new(once_a_year(Field::Day { month, day: d as i8 }, year)))
    };
    (free && last == first + 1).then_some(())?;
    Some(Kind::Range(day(first)?, day(last)?).into())
}

/// `Nov. 3-5`
pub(super) fn day_range(m: &Match) -> Option<Expr> {
    if m.has("and") && !m.is_word(m.before(1), &["between"]) {
        return None;
    }
    let month = m.small(Class::Month)?;
    let year = year_ref(m);
    let mut days = m.values(Class::MonthDay);
    let (first, last) = (days.next()?, days.next()?);
    let day = |d: i32| {
        civil(2000, month.into(), d)?;
        Some(Box::new(once_a_year(Field::Day { month, day: d as i8 }, year)))
    };
    (first < last).then_some(())?;
    Some(Kind::Range(day(first)?, day(last)?).into())
}

/// `2023-10-02`
pub(super) fn iso(m: &Match) -> Option<Expr> {
    let text = m.text_of(&m.tokens[m.at]);
    // Glued to more digits or letters it is some other number.
    if m.after().is_some_and(|t| !t.spaced && m.text_of(t).starts_with(char::is_alphanumeric)) {
        return None;
    }
    text.parse().ok().filter(|d: &jiff::civil::Date| d.year() >= 1).map(Expr::day)
}

/// `23/10/2023`, `2023/10/23`, `23.10.2023`; without a note the reader could not tell why `10/11/2023` has no day.
pub(super) fn slashed(m: &Match) -> Option<Expr> {
    let text = m.text_of(&m.tokens[m.at]);
    let parts: Option<Vec<i32>> = text.split(['/', '.']).map(|p| p.parse().ok()).collect();
    let [a, b, year] = parts?[..] else { return None };
    // Nobody writes a year, a day and a month in that order.
    if (1000..2400).contains(&a) {
        return civil(a, b, year).map(Expr::day);
    }
    if text.contains('.') && (1000..2400).contains(&year) {
        return civil(year, b, a).map(Expr::day);
    }
    if !(1000..2400).contains(&year) {
        return None;
    }
    match (civil(year, b, a), civil(year, a, b)) {
        (Some(day), None) | (None, Some(day)) => Some(Expr::day(day)),
        (Some(one), Some(other)) if one == other => Some(Expr::day(one)),
        (Some(_), Some(_)) => {
            let value = format!("{year:04}-XX-XX");
            Some(Kind::Never { kind: TimexType::Date, value, ambiguous: true }.into())
        }
        (None, None) => None,
    }
}

/// `9/11`
pub(super) fn slash_day(m: &Match) -> Option<Expr> {
    Some(match m.lexicon.slash.get(m.text_of(&m.tokens[m.at]))? {
        Some(day) => Expr::day(*day),
        None => Kind::Name.into(),
    })
}

pub(super) fn holiday(m: &Match) -> Option<Expr> {
    let holiday = m.value(Class::Holiday)? as usize;
    if m.lexicon.national[holiday] {
        // Another country's, if a capitalised owner stands before it.
        let owner = match m.before(1) {
            Some(s) if m.text_of(s).starts_with(['\'', '’']) => m.before(2),
            other => other.filter(|t| t.capital && m.before(2).is_some()),
        };
        let foreign = owner.is_some_and(|t| t.capital && !m.lexicon.owners.iter().any(|o| o == m.text_of(t)));
        if foreign {
            return Some(never(TimexType::Date, "XXXX-XX-XX"));
        }
    }
    Some(once_a_year(Field::Holiday(holiday), year_ref(m)))
}

pub(super) fn month(m: &Match) -> Option<Expr> {
    let month = m.small(Class::Month)?;
    let year = year_ref(m);
    let at = m.fit.captures.iter().find(|(c, _)| *c == Class::Month)?.1;
    let token = &m.tokens[m.at + at];
    if year == YearRef::Absent(Pick::Tense) {
        let next = m.after();
        // "May’s deal", "June Carter", "June-based"
        let named = next.is_some_and(|t| {
            let text = m.text_of(t);
            text.starts_with(['\'', '’']) || (t.capital && !t.is(Class::Weekday) && t.word == 0)
        });
        let ranged =
            m.is_word(m.before(1), &["and", "or"]) && m.before(2).is_some_and(|t| t.is(Class::Month));
        if token.is(Class::Shy) && (named || !(m.triggered() || ranged)) {
            return None;
        }
        // "The March for Our Lives"
        if token.is(Class::Shy) && m.is_word(m.before(1), &["for", "of", "to"]) && named {
            return None;
        }
    }
    Some(once_a_year(Field::Month(month), year))
}

pub(super) fn season(m: &Match) -> Option<Expr> {
    let season = m.small(Class::Season)?;
    let year = year_ref(m);
    if year == YearRef::Absent(Pick::Tense) {
        let of = m.is_word(m.after(), &["of", "in", "to"]) || m.after().is_some_and(|t| t.is(Class::Dash));
        let determined = m.has("the") && m.triggered() && !of;
        let bare = m.triggered() && !of && !m.has("fall") && !m.tokens[m.at].capital;
        if !(determined || bare) {
            return None;
        }
    }
    Some(once_a_year(Field::Season(season), year))
}

pub(super) fn quarter(m: &Match) -> Option<Expr> {
    let year = year_ref(m);
    let n = m.value(Class::QuarterName).or_else(|| m.value(Class::Ordinal))?;
    if m.is_word(m.after(), &["of"]) || m.after().is_some_and(|t| t.is(Class::Dash) && !t.spaced) {
        return None;
    }
    let field = match n {
        1..=4 => Field::Quarter(n as i8),
        11..=12 => Field::Half(n as i8 - 10),
        _ => return None,
    };
    Some(once_a_year(field, year))
}

pub(super) fn half(m: &Match) -> Option<Expr> {
    let n = m.small(Class::Ordinal).filter(|n| *n <= 2)?;
    Some(once_a_year(Field::Half(n), year_ref(m)))
}

/// A four-digit number, where nothing speaks against a year.
pub(super) fn year(m: &Match) -> Option<Expr> {
    let year = m.value(Class::Year)?;
    let triggered = m.triggered()
        || m.fit.len > 1
        || m.before(1).is_some_and(|t| portion(t, m.lexicon).is_some())
        || (m.before(1).is_some_and(|t| t.is(Class::Dash))
            && m.before(2).is_some_and(|t| t.is(Class::Portion)));
    let number = &m.tokens[m.at];
    if let Some(before) = m.before(1) {
        let text = m.text_of(before);
        let hyphened = before.is(Class::Dash) && !number.spaced && !triggered;
        let name = before.capital && !triggered && m.before(2).is_some();
        if hyphened
            || name
            || matches!(text, "$" | "€" | "£" | "¥" | "#" | "/" | ":")
            || (before.is(Class::NotYearAfter) && !m.is_word(Some(before), &["about"]))
            || (m.is_word(Some(before), &["of"]) && m.is_word(m.before(2), &["class"]))
        {
            return None;
        }
    }
    if let Some(after) = m.after() {
        let text = m.text_of(after);
        let plural = after.spaced
            && !after.capital
            && text.ends_with('s')
            && text.len() > 2
            && !after.is(Class::NoPlural);
        let determined = triggered || m.is_word(m.before(1), &["the"]);
        if after.is(Class::NotYearBefore) || (plural && !determined) || (text == "%" || text == "°") {
            return None;
        }
        if after.is(Class::Dash) && !after.spaced && !triggered {
            let next = m.tokens.get(m.at + m.fit.len + 1);
            if next.is_some_and(|t| !t.spaced && t.is(Class::Number)) {
                return None;
            }
        }
    }
    let modern = (1800..2100).contains(&year);
    let strongly = m.is_word(
        m.before(1),
        &["in", "since", "by", "until", "before", "after", "from", "between", "during"],
    );
    if !(modern || (triggered && strongly) || m.fit.len > 1) {
        return None;
    }
    Some(once_a_year(Field::Year, YearRef::Known(year)))
}

/// `2011–2014`, `2007-08`
pub(super) fn year_range(m: &Match) -> Option<Expr> {
    let mut years = m.values(Class::Year);
    let first = years.next()?;
    let last = match (years.next(), m.value(Class::Short)) {
        (Some(last), _) => last,
        (None, short) => first - first % 100 + short?,
    };
    let longer = m.after().is_some_and(|t| t.is(Class::Dash) && !t.spaced);
    if longer || last <= first || !(1500..2200).contains(&first) {
        return None;
    }
    let year = |y| Box::new(once_a_year(Field::Year, YearRef::Known(y)));
    Some(Kind::Range(year(first), year(last)).into())
}

/// Fiscal years start on other days in every country.
pub(super) fn fiscal(m: &Match) -> Option<Expr> {
    let year = m.value(Class::Year)?;
    let year = m.value(Class::Short).map_or(year, |short| year - year % 100 + short);
    Some(never(TimexType::Date, format!("FY{year:04}")))
}

pub(super) fn decade(m: &Match) -> Option<Expr> {
    // "the 1980's"
    let year = m.value(Class::Year).filter(|y| y % 10 == 0);
    let decade = m.value(Class::Decade).or(year)?;
    let apostrophe = m.text_of(&m.tokens[m.at + m.fit.len - 1]).starts_with(['\'', '’', '‘']);
    let portioned = m.before(1).is_some_and(|t| t.is(Class::Portion) || t.is(Class::Dash));
    if decade < 100 {
        let warm = (1..=8).any(|n| m.before(n).is_some_and(|t| t.is(Class::Degrees)));
        if warm || !(m.has("the") || portioned || apostrophe) {
            return None;
        }
    }
    let first = if decade < 100 { 1900 + decade } else { decade };
    Some(Kind::Years { first, n: 10 }.into())
}

pub(super) fn century(m: &Match) -> Option<Expr> {
    let n = m.value(Class::Ordinal).filter(|n| (2..=99).contains(n))?;
    Some(Kind::Years { first: (n - 1) * 100, n: 100 }.into())
}

/// `the last week of October`, `the first nine months of 2023`
pub(super) fn nth(m: &Match) -> Option<Expr> {
    let last = m.has("last") && m.value(Class::Ordinal).is_none();
    let nth = if last { -1 } else { m.value(Class::Ordinal).unwrap_or(1) };
    let count = m.value(Class::Number).unwrap_or(1);
    let weekday = m.small(Class::Weekday);
    let unit = if weekday.is_some() { Unit::Day } else { m.unit()? };
    let of = match m.small(Class::Month) {
        Some(month) => Field::Month(month),
        None => Field::Year,
    };
    // The unit that closes "of last year" is no part of what is counted.
    let picked = m.fit.captures.iter().any(|(c, _)| *c == Class::Pick);
    let of = if picked && m.value(Class::Month).is_none() {
        let close = m.values(Class::Unit).last()?;
        let unit = Unit::named(&m.lexicon.names[close as usize]).unwrap_or(Unit::Year);
        Kind::Shift { unit, n: m.value(Class::Pick)?, base: Base::Published }
    } else {
        let year =
            if m.has("year") && m.value(Class::Year).is_none() { YearRef::Shifted(0) } else { year_ref(m) };
        Kind::Calendar { field: of, year, weekday: None }
    };
    Some(Kind::Within { nth, count, unit, weekday, of: Box::new(of) }.into())
}

pub(super) fn weekday(m: &Match) -> Option<Expr> {
    let day = m.small(Class::Weekday)?;
    let kind = if m.has("week") {
        Kind::WeekdayOf { day, weeks: m.value(Class::Pick)?.signum() }
    } else {
        let pick = if m.has("coming") {
            Pick::Coming
        } else if m.has("past") {
            Pick::Last
        } else {
            m.pick().unwrap_or(Pick::Tense)
        };
        Kind::Weekday { day, pick }
    };
    Some(Expr::from(kind).at(m.part()))
}

/// `today`, `yesterday evening`
pub(super) fn day(m: &Match) -> Option<Expr> {
    if m.is_name_like() {
        return None;
    }
    Some(shift(Unit::Day, m.value(Class::Day)?, Base::Published).at(m.part()))
}

/// `this morning`, `last night`
pub(super) fn pick_part(m: &Match) -> Option<Expr> {
    let n = match m.value(Class::Pick)? {
        0 => 0,
        -1 if m.has("last") && (m.has("night") || m.has("evening")) => -1,
        _ => return None,
    };
    Some(shift(Unit::Day, n, Base::Published).at(m.part()))
}

/// `last week`, `this year`
pub(super) fn pick_unit(m: &Match) -> Option<Expr> {
    let unit = m.unit()?;
    let n = m.value(Class::Pick)?;
    let counted = matches!(unit, Unit::Week | Unit::Fortnight | Unit::Weekend | Unit::Month | Unit::Quarter)
        || matches!(unit, Unit::Year | Unit::Decade | Unit::Century);
    // "the last week" and "past week" are lengths; "last minute" is none.
    if !counted || m.has("past") || m.is_word(m.before(1), &["the", "'s"]) {
        return None;
    }
    Some(shift(unit, n, Base::Published))
}

/// `the weekend`; `the week` only after `end of`, `earlier in`, `rest of`.
pub(super) fn the_unit(m: &Match) -> Option<Expr> {
    let unit = m.unit()?;
    if unit == Unit::Weekend {
        return m
            .after()
            .is_none_or(|t| !m.is_word(Some(t), &["of", "before", "after"]))
            .then_some(Kind::Weekend.into());
    }
    let of = m.is_word(m.before(1), &["of", "in"]);
    let share = m.before(2).is_some_and(|t| {
        t.is(Class::Portion) || m.is_word(Some(t), &["rest", "remainder", "most", "much", "half", "course"])
    });
    let plain =
        matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade);
    (plain && of && share && !m.is_word(m.after(), &["of"])).then_some(shift(unit, 0, Base::Published))
}

/// `the following year`, `that day`, `the night before`: counted from the time named before.
pub(super) fn told(m: &Match, n: i32) -> Option<Expr> {
    let part = m.part();
    let unit = m.unit().or(part.as_ref().map(|_| Unit::Day))?;
    let unit = if unit == Unit::Night { Unit::Day } else { unit };
    let part = if m.has("night") { Some(Tod::Part("NI".to_owned())) } else { part };
    if matches!(unit, Unit::Second | Unit::Minute | Unit::Hour) {
        return None;
    }
    // "over the next year" runs from publication.
    if m.has("next") && unit != Unit::Day {
        return None;
    }
    let next = m.after();
    if next.is_some_and(|t| t.is(Class::Dash) && !t.spaced) {
        return None;
    }
    // "the day before the vote" counts from the vote.
    let counted = m.has("before") || m.has("after");
    let event = next.is_some_and(|t| m.text_of(t).starts_with(char::is_alphanumeric) && !t.is(Class::Clause));
    (!(counted && event)).then_some(shift(unit, n, Base::Text).at(part))
}

/// `the week before last`, `the year after next`: two on from the running one.
pub(super) fn beyond(m: &Match, n: i32) -> Option<Expr> {
    let part = m.part();
    let unit = m.unit().or(part.as_ref().map(|_| Unit::Day))?;
    let (unit, part) = match unit {
        Unit::Night => (Unit::Day, Some(Tod::Part("NI".to_owned()))),
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        unit => (unit, part),
    };
    Some(shift(unit, n, Base::Published).at(part))
}

/// `at the time`
pub(super) fn that_time(m: &Match) -> Option<Expr> {
    (!m.is_word(m.after(), &["of", "when"])).then_some(Kind::ThatTime.into())
}

/// `5 p.m. EST`, `14:30`, `0915 GMT`, `noon`
pub(super) fn clock(m: &Match) -> Option<Expr> {
    let zone = m.value(Class::Zone).map(|z| z as usize);
    let meridiem = m.value(Class::Meridiem);
    let minute = if let Some(minute) = m.value(Class::Noon) {
        minute
    } else if let Some(minute) = m.value(Class::Clock) {
        minute
    } else if m.value(Class::HourMinute).is_some() {
        let token = &m.tokens[m.at];
        // 0915 was read as a number, 7.30 as minutes.
        if token.is(Class::Number) { token.number / 100 * 60 + token.number % 100 } else { token.number }
    } else {
        m.value(Class::Number)?.checked_mul(60)?
    };
    let minute = match meridiem {
        None => minute,
        Some(_) if !(60..13 * 60).contains(&minute) => return None,
        Some(hours) => minute % 720 + hours * 60,
    };
    if !(0..=1440).contains(&minute) {
        return None;
    }
    let bare = m.value(Class::Clock).is_some() && meridiem.is_none() && zone.is_none() && !m.has("local");
    let introduced =
        ["at", "from", "by", "until", "till", "before", "after", "about", "around", "since", "to", "between"];
    if bare && !m.is_word(m.before(1), &introduced) {
        return None;
    }
    Some(Expr::from(Kind::Clock).at(Some(Tod::Clock { minute, zone })))
}
