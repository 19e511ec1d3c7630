//! Which period of the calendar is meant: of those that come every year, or of those inside a longer one.

use super::calendar::{Period, Unit, add_days, add_months, date as civil, season_code};
use super::expr::{Field, Pick};
use super::lexicon::{Holiday, Lexicon};
use super::tense::Tense;
use super::when::Precision;
use jiff::civil::Date;

pub(super) fn grain(field: Field) -> Precision {
    match field {
        Field::Year => Precision::Year,
        Field::Half(_) => Precision::HalfYear,
        Field::Quarter(_) => Precision::Quarter,
        Field::Season(_) => Precision::Season,
        Field::Month(_) => Precision::Month,
        Field::Day { .. } | Field::Holiday(_) => Precision::Day,
    }
}

pub(super) fn in_year(field: Field, year: i32, lexicon: &Lexicon) -> Option<Period> {
    match field {
        Field::Year => Period::year(year),
        Field::Half(h) => Period::half(year, h),
        Field::Quarter(q) => Period::quarter(year, q),
        Field::Season(s) => Period::season(year, s),
        Field::Month(m) => Period::month(year, m),
        Field::Day { month, day } => civil(year, month.into(), day.into()).map(Period::day),
        Field::Holiday(h) => lexicon.holidays[h].day(year).map(Period::day),
    }
}

pub(super) fn unplaced(field: Field, lexicon: &Lexicon) -> String {
    match field {
        Field::Year => "XXXX".to_owned(),
        Field::Half(h) => format!("XXXX-H{h}"),
        Field::Quarter(q) => format!("XXXX-Q{q}"),
        Field::Season(s) => format!("XXXX-{}", season_code(s)),
        Field::Month(m) => format!("XXXX-{m:02}"),
        Field::Day { month, day } => format!("XXXX-{month:02}-{day:02}"),
        Field::Holiday(h) => match lexicon.holidays[h] {
            Holiday::Fixed { month, day } => format!("XXXX-{month:02}-{day:02}"),
            _ => "XXXX-XX-XX".to_owned(),
        },
    }
}

/// Days beyond which a month or day without a year would be given its year: about ten months.
pub(super) const FAR: i32 = 300;

/// Days between a day and a period; 0 inside it.
pub(super) fn distance(period: &Period, day: Date) -> i32 {
    let days = |a: Date, b: Date| (a - b).get_days();
    if period.first > day { days(period.first, day) } else { days(day, period.last).max(0) }
}

/// Which of the yearly periods (in order) is meant.
pub(super) fn choose(
    all: &[Period],
    today: Date,
    pick: Pick,
    tense: Option<Tense>,
    grain: Precision,
) -> Option<Period> {
    let begun = all.iter().rev().find(|p| p.first <= today).copied();
    let unended = all.iter().find(|p| p.last >= today).copied();
    match pick {
        Pick::Tense => match tense {
            Some(Tense::Past) => begun,
            Some(Tense::Future) => unended,
            // Figures are reported when a quarter is over.
            None if matches!(grain, Precision::Quarter | Precision::HalfYear) => begun,
            None => all.iter().min_by_key(|p| distance(p, today)).copied(),
        },
        Pick::Last => all.iter().rev().find(|p| p.last < today).copied(),
        Pick::Next | Pick::Coming => all.iter().find(|p| p.first > today).copied(),
        Pick::This => {
            let running = all.iter().find(|p| p.first <= today && today <= p.last);
            running.or_else(|| all.iter().find(|p| p.first.year() == today.year())).copied()
        }
    }
}

/// The day a length away.
pub(super) fn by_length(from: Date, unit: Unit, n: i32) -> Option<Date> {
    match unit {
        Unit::Second | Unit::Minute => add_days(from, n.signum()),
        // Hours that are no whole days reach into the next one.
        Unit::Hour => add_days(from, n / 24 + (n % 24).signum()),
        Unit::Day | Unit::Night => add_days(from, n),
        Unit::Week | Unit::Weekend => add_days(from, n.checked_mul(7)?),
        Unit::Fortnight => add_days(from, n.checked_mul(14)?),
        Unit::Month => add_months(from, n),
        Unit::Quarter => add_months(from, n.checked_mul(3)?),
        Unit::Year => add_months(from, n.checked_mul(12)?),
        Unit::Decade => add_months(from, n.checked_mul(120)?),
        Unit::Century => add_months(from, n.checked_mul(1200)?),
    }
}

/// The nth (or, -1, the last) `count` units of a period.
pub(super) fn part_of(whole: Period, nth: i32, count: i32, unit: Unit, day: Option<i8>) -> Option<Period> {
    let grain = unit.precision();
    let span = |first: Date, last: Date| {
        (whole.first <= first && last <= whole.last && first <= last).then_some(Period { first, last, grain })
    };
    // "the second Sunday in May", "the first weekend of June"
    if let Some(day) = day.or((unit == Unit::Weekend).then_some(6)) {
        let length = if unit == Unit::Weekend { 1 } else { 0 };
        let first = if nth > 0 {
            let ahead =
                (i32::from(day) - i32::from(whole.first.weekday().to_monday_one_offset())).rem_euclid(7);
            add_days(whole.first, ahead + 7 * (nth - 1))?
        } else {
            let back =
                (i32::from(whole.last.weekday().to_monday_one_offset()) - i32::from(day)).rem_euclid(7);
            add_days(whole.last, -back)?
        };
        let period = Period { first, last: add_days(first, length)?, grain };
        return (whole.first <= first && first <= whole.last).then_some(period);
    }
    // Only what divides the calendar can be counted off.
    if !matches!(
        unit,
        Unit::Day | Unit::Week | Unit::Fortnight | Unit::Month | Unit::Quarter | Unit::Year | Unit::Decade
    ) {
        return None;
    }
    if nth > 0 {
        let first = by_length(whole.first, unit, nth.checked_sub(1)?.checked_mul(count)?)?;
        let next = by_length(whole.first, unit, nth.checked_mul(count)?);
        span(first, next.and_then(|d| add_days(d, -1)).unwrap_or(whole.last))
    } else {
        let end = add_days(whole.last, 1);
        let first = match end {
            Some(end) => by_length(end, unit, -count)?,
            None => add_days(by_length(whole.last, unit, -count)?, 1)?,
        };
        span(first, whole.last)
    }
}
