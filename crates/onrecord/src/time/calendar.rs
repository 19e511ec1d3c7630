//! Periods of the calendar: how they are found, shifted, cut and written.
//!
//! Everything that would leave the years 1 to 9999 gives `None`.

use super::lexicon::Holiday;
use super::when::{Modifier, Precision};
use jiff::Span;
use jiff::civil::{Date, Weekday};
use std::fmt::Write;

/// Units that lengths of time are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The unit of a name in the lexicon.
    pub(super) fn named(name: &str) -> Option<Unit> {
        Some(match name {
            "second" => Unit::Second,
            "minute" => Unit::Minute,
            "hour" => Unit::Hour,
            "day" => Unit::Day,
            "night" => Unit::Night,
            "week" => Unit::Week,
            "fortnight" => Unit::Fortnight,
            "weekend" => Unit::Weekend,
            "month" => Unit::Month,
            "quarter" => Unit::Quarter,
            "year" => Unit::Year,
            "decade" => Unit::Decade,
            "century" => Unit::Century,
            _ => return None,
        })
    }

    pub(super) fn precision(self) -> Precision {
        match self {
            Unit::Second => Precision::Second,
            Unit::Minute => Precision::Minute,
            Unit::Hour => Precision::Hour,
            Unit::Day => Precision::Day,
            Unit::Night => Precision::PartOfDay,
            Unit::Week | Unit::Fortnight => Precision::Week,
            Unit::Weekend => Precision::Weekend,
            Unit::Month => Precision::Month,
            Unit::Quarter => Precision::Quarter,
            Unit::Year => Precision::Year,
            Unit::Decade => Precision::Decade,
            Unit::Century => Precision::Century,
        }
    }

    /// The TIMEX3 value of so many of it; `number` is a numeral or `X`.
    pub(super) fn duration(self, number: &str) -> String {
        match self {
            Unit::Second => format!("PT{number}S"),
            Unit::Minute => format!("PT{number}M"),
            Unit::Hour => format!("PT{number}H"),
            Unit::Day => format!("P{number}D"),
            Unit::Night => format!("P{number}NI"),
            Unit::Week => format!("P{number}W"),
            Unit::Fortnight => match number.parse::<u32>() {
                Ok(n) => format!("P{}W", 2 * n),
                Err(_) => format!("P{number}W"),
            },
            Unit::Weekend => format!("P{number}WE"),
            Unit::Month => format!("P{number}M"),
            Unit::Quarter => format!("P{number}Q"),
            Unit::Year => format!("P{number}Y"),
            Unit::Decade => format!("P{number}DE"),
            Unit::Century => format!("P{number}CE"),
        }
    }

    /// The value of one of it that cannot be placed.
    pub(super) fn unplaced(self) -> &'static str {
        match self {
            Unit::Second | Unit::Minute | Unit::Hour => "XXXX-XX-XXTXX",
            Unit::Day => "XXXX-XX-XX",
            Unit::Night => "XXXX-XX-XXTNI",
            Unit::Week | Unit::Fortnight => "XXXX-WXX",
            Unit::Weekend => "XXXX-WXX-WE",
            Unit::Month => "XXXX-XX",
            Unit::Quarter => "XXXX-QX",
            Unit::Year => "XXXX",
            Unit::Decade => "XXX",
            Unit::Century => "XX",
        }
    }
}

/// Days that make one unit of the calendar, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub first: Date,
    pub last: Date,
    pub grain: Precision,
}

/// Season codes, in the order of the lexicon's numbers.
const SEASONS: [&str; 4] = ["SP", "SU", "AU", "WI"];

pub(super) fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1..=9999).contains(&year) {
        return None;
    }
    Date::new(year as i16, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

pub(super) fn add_days(date: Date, days: i32) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok().filter(|d| d.year() >= 1)
}

/// The same day so many months on, or the last day of a shorter month.
pub(super) fn add_months(date: Date, months: i32) -> Option<Date> {
    date.checked_add(Span::new().try_months(months).ok()?).ok().filter(|d| d.year() >= 1)
}

impl Period {
    pub(super) fn day(day: Date) -> Self {
        Period { first: day, last: day, grain: Precision::Day }
    }

    fn months(year: i32, month: i32, n: i32, grain: Precision) -> Option<Self> {
        let first = date(year, month, 1)?;
        let last = add_months(first, n - 1)?.last_of_month();
        Some(Period { first, last, grain })
    }

    pub(super) fn month(year: i32, month: i8) -> Option<Self> {
        Period::months(year, month.into(), 1, Precision::Month)
    }

    pub(super) fn quarter(year: i32, quarter: i8) -> Option<Self> {
        Period::months(year, i32::from(quarter) * 3 - 2, 3, Precision::Quarter)
    }

    pub(super) fn half(year: i32, half: i8) -> Option<Self> {
        Period::months(year, i32::from(half) * 6 - 5, 6, Precision::HalfYear)
    }

    pub(super) fn season(year: i32, season: i8) -> Option<Self> {
        Period::months(year, i32::from(season) * 3, 3, Precision::Season)
    }

    pub(super) fn year(year: i32) -> Option<Self> {
        Period::months(year, 1, 12, Precision::Year)
    }

    /// Years `first` to `first + n - 1`.
    pub(super) fn years(first: i32, n: i32) -> Option<Self> {
        let grain = if n == 10 { Precision::Decade } else { Precision::Century };
        Some(Period { first: date(first, 1, 1)?, last: date(first + n - 1, 12, 31)?, grain })
    }

    /// The ISO week that a day lies in.
    pub(super) fn week(day: Date) -> Option<Self> {
        let first = add_days(day, -i32::from(day.weekday().to_monday_zero_offset()))?;
        Some(Period { first, last: add_days(first, 6)?, grain: Precision::Week })
    }

    /// The weekend of the ISO week that a day lies in.
    pub(super) fn weekend(day: Date) -> Option<Self> {
        let week = Period::week(day)?;
        Some(Period { first: add_days(week.first, 5)?, last: week.last, grain: Precision::Weekend })
    }

    /// The unit's period that lies `n` after the one holding `day`.
    pub(super) fn around(unit: Unit, day: Date, n: i32) -> Option<Self> {
        let months = |m: i32| add_months(date(day.year().into(), day.month().into(), 1)?, n.checked_mul(m)?);
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => None,
            Unit::Day | Unit::Night => add_days(day, n).map(Period::day),
            Unit::Week => Period::week(add_days(day, n.checked_mul(7)?)?),
            Unit::Fortnight => Period::week(add_days(day, n.checked_mul(14)?)?),
            Unit::Weekend => Period::weekend(add_days(day, n.checked_mul(7)?)?),
            Unit::Month => months(1).and_then(|d| Period::month(d.year().into(), d.month())),
            Unit::Quarter => months(3).and_then(|d| Period::quarter(d.year().into(), (d.month() + 2) / 3)),
            Unit::Year => Period::year(i32::from(day.year()).checked_add(n)?),
            Unit::Decade => {
                let year = i32::from(day.year()).checked_add(n.checked_mul(10)?)?;
                Period::years(year - year.rem_euclid(10), 10)
            }
            Unit::Century => {
                let year = i32::from(day.year()).checked_add(n.checked_mul(100)?)?;
                Period::years(year - year.rem_euclid(100), 100)
            }
        }
    }

    /// The third of it that `early`, `mid` or `late` means. See `lexicon/en/time.md`.
    pub(super) fn third(self, which: Modifier) -> Self {
        let Period { first, last, grain } = self;
        // Where the second and the third third begin.
        let cuts = match grain {
            Precision::Year => (add_months(first, 4), add_months(first, 8)),
            Precision::HalfYear => (add_months(first, 2), add_months(first, 4)),
            Precision::Quarter | Precision::Season => (add_months(first, 1), add_months(first, 2)),
            Precision::Month => (add_days(first, 10), add_days(first, 20)),
            Precision::Week => (add_days(first, 2), add_days(first, 4)),
            Precision::Decade => (add_months(first, 48), add_months(first, 84)),
            Precision::Century => (add_months(first, 33 * 12), add_months(first, 66 * 12)),
            _ => return self,
        };
        let (Some(second), Some(third)) = cuts else { return self };
        let before = |d: Date| add_days(d, -1).unwrap_or(d);
        match which {
            Modifier::Start => Period { last: before(second), ..self },
            Modifier::Mid => Period { first: second, last: before(third), grain },
            Modifier::End => Period { first: third, last, grain },
            _ => self,
        }
    }

    /// Its TIMEX3 value.
    pub(super) fn value(self) -> String {
        let d = self.first;
        let (year, month) = (d.year(), d.month());
        let week = d.iso_week_date();
        match self.grain {
            Precision::Week => format!("{:04}-W{:02}", week.year(), week.week()),
            Precision::Weekend => format!("{:04}-W{:02}-WE", week.year(), week.week()),
            Precision::Month => format!("{year:04}-{month:02}"),
            Precision::Quarter => format!("{year:04}-Q{}", (month + 2) / 3),
            Precision::Season => format!("{year:04}-{}", SEASONS[(month / 3 - 1) as usize & 3]),
            Precision::HalfYear => format!("{year:04}-H{}", (month + 5) / 6),
            Precision::Year => format!("{year:04}"),
            Precision::Decade => format!("{:03}X", year / 10),
            Precision::Century => format!("{:02}XX", year / 100),
            _ => {
                let mut value = String::with_capacity(10);
                let _ = write!(value, "{year:04}-{month:02}-{:02}", d.day());
                value
            }
        }
    }
}

/// Code of a season that cannot be placed.
pub(super) fn season_code(season: i8) -> &'static str {
    SEASONS[(season.clamp(1, 4) - 1) as usize]
}

/// Western Easter: the anonymous Gregorian computus (Meeus, *Astronomical Algorithms*, ch. 8).
fn easter(year: i32) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = (h + l - 7 * m + 90) / 25;
    date(year, n, (h + l - 7 * m + 33 * n + 19) % 32)
}

impl Holiday {
    /// Its day in a year.
    pub(super) fn day(self, year: i32) -> Option<Date> {
        match self {
            Holiday::Fixed { month, day } => date(year, month.into(), day.into()),
            Holiday::Easter { days } => add_days(easter(year)?, days),
            Holiday::Nth { nth, weekday, month } => {
                date(year, month.into(), 1)?.nth_weekday_of_month(nth, self::weekday(weekday)?).ok()
            }
        }
    }
}

/// ISO number (Monday is 1) to weekday.
pub(super) fn weekday(number: i8) -> Option<Weekday> {
    Weekday::from_monday_one_offset(number).ok()
}

/// The day of an ISO week.
pub(super) fn day_of_week(week: Period, number: i8) -> Option<Date> {
    add_days(week.first, i32::from(number) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for (year, day) in
            [(1818, "1818-03-22"), (1943, "1943-04-25"), (2000, "2000-04-23"), (2023, "2023-04-09")]
        {
            assert_eq!(easter(year).unwrap().to_string(), day);
        }
    }

    #[test]
    fn the_calendar_ends_in_none() {
        let last = date(9999, 12, 31).unwrap();
        let first = date(1, 1, 1).unwrap();
        assert_eq!(add_days(last, 1), None);
        assert_eq!(add_days(first, -1), None);
        assert_eq!(Period::around(Unit::Year, last, 1), None);
        assert_eq!(Period::around(Unit::Century, first, i32::MAX), None);
        assert_eq!(Period::season(9999, 4), None);
        assert_eq!(Period::around(Unit::Decade, first, 0), None, "the decade began before year 1");
    }

    #[test]
    fn thirds_cover_the_whole() {
        let year = Period::year(2023).unwrap();
        let parts = [Modifier::Start, Modifier::Mid, Modifier::End].map(|m| year.third(m));
        assert_eq!(parts[0].first, year.first);
        assert_eq!(add_days(parts[0].last, 1), Some(parts[1].first));
        assert_eq!(add_days(parts[1].last, 1), Some(parts[2].first));
        assert_eq!(parts[2].last, year.last);
    }
}
