//! Places expressions on the calendar.

use super::calendar::{Period, Unit, add_days, day_of_week, weekday};
use super::choose::{FAR, by_length, choose, distance, grain, in_year, part_of, unplaced};
use super::expr::{Base, Count, Expr, Field, Kind, Pick, Tod, YearRef};
use super::lexicon::Lexicon;
use super::tense::Tense;
use super::when::{Anchor, Modifier, Moment, Precision, Timex, TimexType, write_offset};
use jiff::civil::{Date, time};

/// A time that later expressions can count from.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    pub id: String,
    pub first: Date,
    pub last: Date,
    pub grain: Precision,
    /// The sentence it stands in.
    pub sentence: u32,
    /// Whether it is told with its year, so that nothing else places it.
    pub absolute: bool,
}

/// What an expression is placed by.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub published: Option<Moment>,
    pub tense: Option<Tense>,
    /// Whether the tense is that of the expression's own clause.
    pub sure: bool,
    pub reference: Option<&'a Reference>,
    pub sentence: u32,
    pub lexicon: &'a Lexicon,
}

/// An expression with its place, as far as it has one.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub timex: Timex,
    pub earliest: Option<Moment>,
    pub latest: Option<Moment>,
    pub precision: Precision,
    pub anchor: Option<Anchor>,
    pub modifier: Option<Modifier>,
    /// Only the publication date is missing.
    pub wants_published: bool,
}

/// A period, what it was found by, and how it is written where it was not found.
struct Spot {
    period: Option<Period>,
    anchor: Anchor,
    unplaced: String,
    precision: Precision,
    wants_published: bool,
}

impl Spot {
    fn new(
        period: Option<Period>,
        anchor: Anchor,
        unplaced: impl Into<String>,
        precision: Precision,
    ) -> Self {
        Spot { period, anchor, unplaced: unplaced.into(), precision, wants_published: false }
    }
}

impl Context<'_> {
    fn today(&self) -> Option<Date> {
        self.published.map(|p| p.date)
    }

    /// Places an expression; `outside` is the modifier of a preposition before it.
    pub(super) fn place(&self, expr: &Expr, outside: Option<Modifier>) -> Placed {
        let mut placed = match &expr.kind {
            Kind::Set(value) => bare(TimexType::Set, value.clone(), Precision::Vague),
            Kind::Never { kind, value, .. } => bare(*kind, value.clone(), Precision::Vague),
            Kind::Reference(n) => self.reference_to(*n),
            Kind::ThatTime => self.that_time(),
            Kind::Length { count, unit, toward, base } => self.length(*count, *unit, *toward, *base),
            Kind::Within { nth, count, unit, weekday, of } => self.within(*nth, *count, *unit, *weekday, of),
            Kind::Range(a, b) => self.range(a, b),
            Kind::Shift { unit: unit @ (Unit::Hour | Unit::Minute | Unit::Second), n, base } => {
                self.hours(*unit, *n, *base)
            }
            Kind::Clock => self.clock(expr),
            kind => match self.spot(kind) {
                Some(spot) => self.on(spot, expr),
                None => bare(TimexType::Date, "XXXX-XX-XX".to_owned(), Precision::Vague),
            },
        };
        placed.modifier = expr.portion.or(expr.modifier);
        if let Some(modifier) = outside
            && matches!(placed.timex.kind, TimexType::Date | TimexType::Time)
        {
            self.open(&mut placed, modifier);
        }
        if placed.earliest.is_none() && placed.latest.is_none() {
            placed.anchor = None;
        }
        placed
    }

    /// Opens one end of an interval: `since`, `before`.
    fn open(&self, placed: &mut Placed, modifier: Modifier) {
        let (Some(first), Some(last)) = (placed.earliest, placed.latest) else {
            placed.modifier = Some(modifier);
            return;
        };
        // A time of day bounds by itself, a day by the one before or after it.
        let step = |m: Moment, days: i32| match m.time {
            Some(_) => Some(m),
            None => add_days(m.date, days).map(Moment::day),
        };
        (placed.earliest, placed.latest) = match modifier {
            Modifier::Before => (None, step(first, -1)),
            Modifier::After => (step(last, 1), None),
            Modifier::OnOrBefore => (None, Some(last)),
            Modifier::OnOrAfter => {
                let today = self.today().map(Moment::day);
                (Some(first), today.filter(|t| first.start() <= t.end()))
            }
            _ => return,
        };
        placed.modifier = Some(modifier);
    }

    /// The period of a kind that has one.
    fn spot(&self, kind: &Kind) -> Option<Spot> {
        let published = |period: Option<Option<Period>>, unplaced: String, precision| Spot {
            wants_published: period.is_none(),
            ..Spot::new(period.flatten(), Anchor::Published, unplaced, precision)
        };
        Some(match kind {
            Kind::Fixed(period) => Spot::new(Some(*period), Anchor::Text, "", period.grain),
            Kind::Years { first, n } => {
                let period = Period::years(*first, *n);
                let grain = if *n == 10 { Precision::Decade } else { Precision::Century };
                Spot::new(period, Anchor::Text, "XX", grain)
            }
            Kind::Calendar { field, year, weekday } => self.calendar(*field, *year, *weekday),
            Kind::Shift { unit, n, base: Base::Published } => {
                let period = self.today().map(|d| Period::around(*unit, d, *n));
                published(period, unit.unplaced().to_owned(), unit.precision())
            }
            Kind::Shift { unit, n, base: Base::Text } => self.told(*unit, *n),
            Kind::Weekday { day, pick } => {
                let period = self.today().map(|d| self.weekday(d, *day, *pick).map(Period::day));
                published(period, format!("XXXX-WXX-{day}"), Precision::Day)
            }
            Kind::WeekdayOf { day, weeks } => {
                let period = self.today().map(|d| {
                    let week = Period::around(Unit::Week, d, *weeks)?;
                    day_of_week(week, *day).map(Period::day)
                });
                published(period, format!("XXXX-WXX-{day}"), Precision::Day)
            }
            Kind::Weekend => {
                let period = self.today().map(|d| {
                    let running = Period::weekend(d)?;
                    let ahead = self.tense == Some(Tense::Future) || running.first <= d;
                    if ahead { Some(running) } else { Period::around(Unit::Weekend, d, -1) }
                });
                published(period, "XXXX-WXX-WE".to_owned(), Precision::Weekend)
            }
            _ => return None,
        })
    }

    fn weekday(&self, today: Date, day: i8, pick: Pick) -> Option<Date> {
        let now = i32::from(today.weekday().to_monday_one_offset());
        let back = (now - i32::from(day)).rem_euclid(7);
        let ahead = (i32::from(day) - now).rem_euclid(7);
        match pick {
            Pick::Tense if self.tense == Some(Tense::Future) => add_days(today, ahead),
            Pick::Tense => add_days(today, -back),
            Pick::Last => add_days(today, if back == 0 { -7 } else { -back }),
            Pick::Coming => add_days(today, if ahead == 0 { 7 } else { ahead }),
            Pick::This => day_of_week(Period::week(today)?, day),
            Pick::Next => day_of_week(Period::around(Unit::Week, today, 1)?, day),
        }
    }

    fn calendar(&self, field: Field, year: YearRef, weekday: Option<i8>) -> Spot {
        let unplaced = unplaced(field, self.lexicon);
        let in_year = |y: i32| in_year(field, y, self.lexicon);
        let grain = grain(field);
        match (year, self.today()) {
            (YearRef::Known(y), _) => Spot::new(in_year(y), Anchor::Text, unplaced, grain),
            (_, None) => {
                let spot = Spot::new(None, Anchor::Published, unplaced, grain);
                Spot { wants_published: true, ..spot }
            }
            (YearRef::Shifted(n), Some(today)) => {
                Spot::new(in_year(i32::from(today.year()) + n), Anchor::Published, unplaced, grain)
            }
            (YearRef::Absent(pick), Some(today)) => {
                // Eight years to either side hold a leap day even around 1900.
                let y = i32::from(today.year());
                let mut all: Vec<Period> = (y - 8..=y + 8).filter_map(in_year).collect();
                if let Some(day) = weekday.and_then(self::weekday)
                    && all
                        .iter()
                        .filter(|p| p.first.year().abs_diff(today.year()) <= 1)
                        .any(|p| p.first.weekday() == day)
                {
                    all.retain(|p| p.first.weekday() == day);
                }
                let mut period = choose(&all, today, pick, self.tense, grain);
                // A tense from another clause does not send a month that is near a year away: "if they win in
                // November", said in October.
                if pick == Pick::Tense && !self.sure && period.is_some_and(|p| distance(&p, today) > FAR) {
                    period = choose(&all, today, pick, None, grain);
                }
                Spot::new(period, Anchor::Published, unplaced, grain)
            }
        }
    }

    /// A unit counted from the time named before in the text.
    fn told(&self, unit: Unit, n: i32) -> Spot {
        let spot = Spot::new(None, Anchor::Text, unit.unplaced(), unit.precision());
        // "Two days later" than a year is no day.
        match self.reference.filter(|r| r.grain <= unit.precision()) {
            None => spot,
            Some(r) => {
                let from = if n > 0 { r.last } else { r.first };
                Spot { period: Period::around(unit, from, n), anchor: Anchor::When(r.id.clone()), ..spot }
            }
        }
    }

    /// Puts the time of day and the portion on a period.
    fn on(&self, spot: Spot, expr: &Expr) -> Placed {
        let Some(whole) = spot.period else {
            let mut placed = bare(TimexType::Date, spot.unplaced, spot.precision);
            placed.wants_published = spot.wants_published;
            if let Some(tod) = &expr.tod {
                placed.timex.kind = TimexType::Time;
                placed.timex.value += &tod_value(tod);
                placed.precision = tod_precision(tod);
            }
            return placed;
        };
        let anchor = Some(spot.anchor);
        match &expr.tod {
            Some(Tod::Clock { minute, zone }) => {
                let mut placed = self.minute(whole.first, *minute, *zone);
                placed.anchor = anchor;
                placed
            }
            tod => {
                let mut cut = expr.portion.map_or(whole, |p| whole.third(p));
                match (expr.portion, self.today()) {
                    (Some(Modifier::Before), Some(today)) if whole.first <= today && today <= whole.last => {
                        cut.last = today;
                    }
                    (Some(Modifier::After), Some(today)) if whole.first <= today && today <= whole.last => {
                        cut.first = today;
                    }
                    _ => {}
                }
                let mut value = whole.value();
                let (mut kind, mut precision) = (TimexType::Date, whole.grain);
                if let Some(tod) = tod {
                    value += &tod_value(tod);
                    (kind, precision) = (TimexType::Time, tod_precision(tod));
                }
                Placed {
                    timex: Timex { kind, value },
                    earliest: Some(Moment::day(cut.first)),
                    latest: Some(Moment::day(cut.last)),
                    precision,
                    anchor,
                    modifier: None,
                    wants_published: false,
                }
            }
        }
    }

    /// A minute of a day. Midnight is the end of its day.
    fn minute(&self, day: Date, minute: i32, zone: Option<usize>) -> Placed {
        let mut value = format!("{day}T{:02}:{:02}", minute / 60, minute % 60);
        let next = minute / 1440;
        let moment = add_days(day, next).map(|date| {
            let at = time((minute / 60 % 24) as i8, (minute % 60) as i8, 0, 0);
            let zone = zone.map(|z| &self.lexicon.zones[z]);
            let offset = zone.and_then(|z| Some(z.to_offset(z.to_timestamp(date.to_datetime(at)).ok()?)));
            Moment { date, time: Some(at), offset }
        });
        if let Some(offset) = moment.and_then(|m| m.offset) {
            // Writing to a string cannot fail.
            let _ = write_offset(&mut value, offset);
        }
        Placed { earliest: moment, latest: moment, ..bare(TimexType::Time, value, Precision::Minute) }
    }

    /// A time of day without a day: that of the sentence, or else of publication.
    fn clock(&self, expr: &Expr) -> Placed {
        let same = self.reference.filter(|r| r.sentence == self.sentence && r.first == r.last);
        let spot = match (same, self.today()) {
            (Some(r), _) => {
                let anchor = Anchor::When(r.id.clone());
                Spot::new(Some(Period::day(r.first)), anchor, "XXXX-XX-XX", Precision::Day)
            }
            (None, Some(today)) => {
                Spot::new(Some(Period::day(today)), Anchor::Published, "XXXX-XX-XX", Precision::Day)
            }
            (None, None) => Spot {
                wants_published: true,
                ..Spot::new(None, Anchor::Published, "XXXX-XX-XX", Precision::Day)
            },
        };
        self.on(spot, expr)
    }

    /// `three hours ago`: the days it can fall on.
    fn hours(&self, unit: Unit, n: i32, base: Base) -> Placed {
        let value = if n < 0 { "PAST_REF" } else { "FUTURE_REF" };
        let mut placed = bare(TimexType::Time, value.to_owned(), unit.precision());
        if base == Base::Text {
            return placed;
        }
        let Some(today) = self.today() else {
            placed.wants_published = true;
            return placed;
        };
        let (near, far) = if unit == Unit::Hour { (n / 24, n / 24 + n.signum()) } else { (0, n.signum()) };
        let (a, b) = (add_days(today, near), add_days(today, far));
        (placed.earliest, placed.latest) = (a.min(b).map(Moment::day), a.max(b).map(Moment::day));
        placed.anchor = Some(Anchor::Published);
        placed
    }

    fn reference_to(&self, n: i32) -> Placed {
        let value = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"][(n.signum() + 1) as usize];
        let today = self.today().map(Moment::day);
        Placed {
            earliest: today.filter(|_| n >= 0),
            latest: today.filter(|_| n <= 0),
            anchor: Some(Anchor::Published),
            wants_published: today.is_none(),
            ..bare(TimexType::Date, value.to_owned(), Precision::Vague)
        }
    }

    fn that_time(&self) -> Placed {
        let placed = bare(TimexType::Date, "PAST_REF".to_owned(), Precision::Vague);
        match self.reference {
            None => placed,
            Some(r) => Placed {
                earliest: Some(Moment::day(r.first)),
                latest: Some(Moment::day(r.last)),
                anchor: Some(Anchor::When(r.id.clone())),
                ..placed
            },
        }
    }

    fn length(&self, count: Count, unit: Unit, toward: i32, base: Base) -> Placed {
        let number = match count {
            Count::Some => "X".to_owned(),
            Count::Halves(n) if n % 2 == 0 => (n / 2).to_string(),
            Count::Halves(n) => format!("{}.5", n / 2),
        };
        let mut placed = bare(TimexType::Duration, unit.duration(&number), unit.precision());
        if toward == 0 {
            return placed;
        }
        let (from, anchor) = match base {
            Base::Published => (self.today(), Anchor::Published),
            Base::Text => {
                let id = self.reference.map_or_else(String::new, |r| r.id.clone());
                (self.reference.map(|r| r.last), Anchor::When(id))
            }
        };
        placed.wants_published = base == Base::Published && from.is_none();
        let Some(from) = from else { return placed };
        let far = count.get().and_then(|n| by_length(from, unit, n.checked_mul(toward)?));
        let (near, far) = (Some(Moment::day(from)), far.map(Moment::day));
        (placed.earliest, placed.latest) = if toward < 0 { (far, near) } else { (near, far) };
        placed.anchor = Some(anchor);
        placed
    }

    /// `the last week of October`
    fn within(&self, nth: i32, count: i32, unit: Unit, day: Option<i8>, of: &Kind) -> Placed {
        let fail = |wants_published| Placed {
            wants_published,
            ..bare(TimexType::Date, unit.unplaced().to_owned(), unit.precision())
        };
        let Some(spot) = self.spot(of) else { return fail(false) };
        let Some(whole) = spot.period else { return fail(spot.wants_published) };
        let Some(found) = part_of(whole, nth, count, unit, day) else { return fail(false) };
        let (kind, value) = if count > 1 {
            (TimexType::Duration, unit.duration(&count.to_string()))
        } else if found.grain == Precision::Week {
            // Weeks of a month are counted from its first day and are none of ISO's.
            (TimexType::Date, format!("{}/{}", found.first, found.last))
        } else {
            (TimexType::Date, found.value())
        };
        Placed {
            earliest: Some(Moment::day(found.first)),
            latest: Some(Moment::day(found.last)),
            anchor: Some(spot.anchor),
            ..bare(kind, value, unit.precision())
        }
    }

    /// A range; what one end leaves open is taken from the other.
    fn range(&self, a: &Expr, b: &Expr) -> Placed {
        let ahead = self.tense == Some(Tense::Future);
        let (lead, follow) = if ahead { (a, b) } else { (b, a) };
        let led = self.place(lead, None);
        let fixed = led.earliest.map(|m| m.date);
        let mut followed = self.place(follow, None);
        if let Some(day) = fixed {
            for step in 0..2 {
                let past_lead = if ahead { Some(false) } else { Some(true) };
                let Some(near) = near(follow, day, step, past_lead == Some(true)) else { break };
                let placed = self.place(&near, None);
                let (first, last) = if ahead { (&led, &placed) } else { (&placed, &led) };
                followed = placed.clone();
                if first.earliest.map(Moment::start) <= last.latest.map(Moment::end) {
                    break;
                }
            }
        }
        let (first, last) = if ahead { (led, followed) } else { (followed, led) };
        let ordered = match (first.earliest, last.latest) {
            (Some(a), Some(b)) => a.start() <= b.end(),
            _ => false,
        };
        let wants_published = first.wants_published || last.wants_published;
        let anchor = if first.anchor == Some(Anchor::Text) { last.anchor } else { first.anchor };
        let anchor =
            if last.timex.kind == TimexType::Date { anchor } else { anchor.or(Some(Anchor::Published)) };
        Placed {
            earliest: first.earliest.filter(|_| ordered),
            latest: last.latest.filter(|_| ordered),
            anchor,
            wants_published,
            ..bare(first.timex.kind, format!("{}/{}", first.timex.value, last.timex.value), first.precision)
        }
    }
}

/// The other end of a range, put next to an end that is known: its year, or its week.
fn near(expr: &Expr, known: Date, step: i32, back: bool) -> Option<Expr> {
    let direction = if back { -1 } else { 1 };
    match expr.kind {
        Kind::Calendar { field, year: YearRef::Absent(_), weekday } => {
            let year = YearRef::Known(i32::from(known.year()) + step * direction);
            Some(Expr { kind: Kind::Calendar { field, year, weekday }, ..expr.clone() })
        }
        Kind::Weekday { day, pick: Pick::Tense } => {
            let now = i32::from(known.weekday().to_monday_one_offset());
            let days = ((i32::from(day) - now) * direction).rem_euclid(7) * direction;
            let kind = Kind::Fixed(Period::day(add_days(known, days)?));
            Some(Expr { kind, ..expr.clone() })
        }
        Kind::Clock => {
            let kind = Kind::Fixed(Period::day(add_days(known, step * direction)?));
            Some(Expr { kind, ..expr.clone() })
        }
        _ => None,
    }
}

fn bare(kind: TimexType, value: String, precision: Precision) -> Placed {
    Placed {
        timex: Timex { kind, value },
        earliest: None,
        latest: None,
        precision,
        anchor: None,
        modifier: None,
        wants_published: false,
    }
}

fn tod_value(tod: &Tod) -> String {
    match tod {
        Tod::Part(code) => format!("T{code}"),
        Tod::Clock { minute, .. } => format!("T{:02}:{:02}", minute / 60, minute % 60),
    }
}

fn tod_precision(tod: &Tod) -> Precision {
    match tod {
        Tod::Part(_) => Precision::PartOfDay,
        Tod::Clock { .. } => Precision::Minute,
    }
}
