//! What a pattern makes of its words, before it is placed on the calendar.

use super::calendar::{Period, Unit};
use super::when::{Modifier, Precision, TimexType};
use jiff::civil::Date;

/// Which one of a recurring time is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    /// The tense of the sentence says.
    Tense,
    Last,
    This,
    Next,
    /// The first after publication: `this coming Friday`.
    Coming,
}

impl Pick {
    pub(super) fn of(n: i32) -> Pick {
        match n {
            i32::MIN..=-1 => Pick::Last,
            0 => Pick::This,
            _ => Pick::Next,
        }
    }
}

/// The year of something within a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearRef {
    Absent(Pick),
    Known(i32),
    /// So many years from that of publication.
    Shifted(i32),
}

/// Something that happens once a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Year,
    Half(i8),
    Quarter(i8),
    Season(i8),
    Month(i8),
    Day { month: i8, day: i8 },
    Holiday(usize),
}

/// Where a shift counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Published,
    /// The latest time the text has named before.
    Text,
}

/// How many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// Halves of one, so that `two and a half` is exact.
    Halves(i32),
    /// `several`, `many`, or none given.
    Some,
}

impl Count {
    pub(super) fn whole(n: i32) -> Count {
        Count::Halves(n.saturating_mul(2))
    }

    /// The number, if it is a whole one.
    pub(super) fn get(self) -> Option<i32> {
        match self {
            Count::Halves(n) if n % 2 == 0 => Some(n / 2),
            _ => None,
        }
    }
}

/// A time of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tod {
    /// TIMEX3 code of a part of the day.
    Part(String),
    /// Minutes from midnight, and number of the zone in the lexicon.
    Clock { minute: i32, zone: Option<usize> },
}

/// What an expression stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Calendar {
        field: Field,
        year: YearRef,
        weekday: Option<i8>,
    },
    /// So many units from a base: `yesterday`, `last week`, `two years ago`, `the following day`.
    Shift {
        unit: Unit,
        n: i32,
        base: Base,
    },
    Weekday {
        day: i8,
        pick: Pick,
    },
    /// The weekday of the week so many from that of publication.
    WeekdayOf {
        day: i8,
        weeks: i32,
    },
    Weekend,
    /// A decade or century by its first year.
    Years {
        first: i32,
        n: i32,
    },
    /// Absolute as it stands.
    Fixed(Period),
    /// A length; with a direction, one that ends (-1) or begins (1) at the base.
    Length {
        count: Count,
        unit: Unit,
        toward: i32,
        base: Base,
    },
    /// The first or last few units of a year or month.
    Within {
        nth: i32,
        count: i32,
        unit: Unit,
        weekday: Option<i8>,
        of: Box<Kind>,
    },
    Set(String),
    /// `recently` (-1), `now` (0), `soon` (1)
    Reference(i32),
    ThatTime,
    /// A time of day without a day.
    Clock,
    /// `the morning of`, to be joined with the day that follows.
    PartOf,
    /// A time whose place cannot be known, with its value; `ambiguous` leaves a note.
    Never {
        kind: TimexType,
        value: String,
        ambiguous: bool,
    },
    Range(Box<Expr>, Box<Expr>),
    /// No time, whatever its words.
    Name,
}

/// An expression as the patterns read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expr {
    pub kind: Kind,
    /// `early`, `mid`, `late`, `earlier`, `later`
    pub portion: Option<Modifier>,
    /// `about`, `more than`
    pub modifier: Option<Modifier>,
    pub tod: Option<Tod>,
}

impl From<Kind> for Expr {
    fn from(kind: Kind) -> Self {
        Expr { kind, portion: None, modifier: None, tod: None }
    }
}

impl Expr {
    pub(super) fn day(day: Date) -> Expr {
        Kind::Fixed(Period::day(day)).into()
    }

    pub(super) fn at(self, tod: Option<Tod>) -> Expr {
        Expr { tod: tod.or(self.tod), ..self }
    }

    /// Whether it names one day, to which a time of day can be joined.
    pub(super) fn is_day(&self) -> bool {
        match &self.kind {
            Kind::Calendar { field, .. } => matches!(field, Field::Day { .. } | Field::Holiday(_)),
            Kind::Shift { unit, .. } => matches!(unit, Unit::Day | Unit::Night),
            Kind::Weekday { .. } | Kind::WeekdayOf { .. } => true,
            Kind::Fixed(period) => period.grain == Precision::Day,
            _ => false,
        }
    }

    /// How finely it speaks, if the day that it counts from places it.
    pub(super) fn grain(&self) -> Option<Precision> {
        Some(match self.kind {
            Kind::Calendar { year: YearRef::Known(_), .. } => return None,
            Kind::Calendar { field, .. } => super::choose::grain(field),
            Kind::Shift { unit, base: Base::Published, .. } => unit.precision(),
            Kind::Weekday { .. } | Kind::WeekdayOf { .. } => Precision::Day,
            Kind::Weekend => Precision::Weekend,
            _ => return None,
        })
    }

    /// Whether it is a stretch of the calendar that a range can begin or end with.
    pub(super) fn is_point(&self) -> bool {
        self.is_day()
            || matches!(
                self.kind,
                Kind::Calendar { .. }
                    | Kind::Shift { .. }
                    | Kind::Years { .. }
                    | Kind::Fixed(_)
                    | Kind::Clock
            )
    }
}
