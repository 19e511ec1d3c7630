//! Expressions of time out of tokens: one grammar for every language, since a date has the same parts in all of them and the
//! words say which part each is.

use super::super::calendar::{Unit, date as civil};
use super::super::choose::by_length;
use super::super::expr::{Base, Count, Expr, Field, Kind, Pick, Tod, YearRef};
use super::super::when::{Modifier, TimexType};
use super::token::Token;
use super::words::{PlainWords, Sense, Small};

/// The tokens of one part, from which expressions are read.
pub(super) struct Grammar<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub words: &'a PlainWords,
}

/// An expression, and one past its last token.
type Read = Option<(Expr, usize)>;

/// Numbers that are taken for a year where no word says so.
const BARE_YEARS: std::ops::RangeInclusive<u32> = 1500..=2100;

impl Grammar<'_> {
    /// The longest expression that begins at a token; of two as long, the one of the earlier rule.
    pub(super) fn read(&self, at: usize) -> Read {
        if self.is(at, Small::Name) {
            return Some((Kind::Name.into(), at + 1));
        }
        let rules: [fn(&Self, usize) -> Read; 16] = [
            Self::date,
            Self::days,
            Self::figures,
            Self::month,
            Self::portion,
            Self::ago,
            Self::ahead,
            Self::directed,
            Self::toward,
            Self::weekday,
            Self::day,
            Self::nth,
            Self::years,
            Self::every,
            Self::clock,
            Self::single,
        ];
        let mut best: Read = None;
        for rule in rules {
            if let Some((expr, end)) = rule(self, at)
                && best.as_ref().is_none_or(|(_, longest)| end > *longest)
            {
                best = Some((expr, end));
            }
        }
        best.or_else(|| self.length(at))
    }

    fn same_sentence(&self, at: usize, other: usize) -> bool {
        self.tokens.get(other).is_some_and(|t| t.sentence == self.tokens[at].sentence)
    }

    /// What one of a token's senses says.
    fn get<T>(&self, at: usize, of: impl Fn(Sense) -> Option<T>) -> Option<T> {
        self.tokens.get(at)?.get(of)
    }

    pub(super) fn is(&self, at: usize, small: Small) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is(small))
    }

    fn is_dash(&self, at: usize) -> bool {
        self.get(at, |s| (s == Sense::Dash).then_some(())).is_some()
    }

    /// Over articles and `of`, up to two.
    fn over(&self, at: usize) -> usize {
        let joined = |i: &usize| self.is(*i, Small::Between) && self.same_sentence(at, *i);
        (at..at + 2).take_while(joined).last().map_or(at, |i| i + 1)
    }

    fn month_at(&self, at: usize) -> Option<i8> {
        self.get(at, |s| if let Sense::Month(n) = s { Some(n) } else { None })
    }

    fn month_day(&self, at: usize) -> Option<i8> {
        let ordinal = |s| match s {
            Sense::MonthDay(n) => Some(n),
            Sense::Ordinal(n @ 1..=31) => Some(n as i8),
            _ => None,
        };
        self.get(at, ordinal)
    }

    fn weekday_at(&self, at: usize) -> Option<i8> {
        self.get(at, |s| if let Sense::Weekday(n) = s { Some(n) } else { None })
    }

    fn unit(&self, at: usize) -> Option<Unit> {
        self.get(at, |s| if let Sense::Unit(unit) = s { Some(unit) } else { None })
    }

    fn direction(&self, at: usize) -> Option<i32> {
        self.get(at, |s| if let Sense::Direction(n) = s { Some(n) } else { None })
    }

    fn part(&self, at: usize) -> Option<Tod> {
        let name = self.get(at, |s| if let Sense::Part(n) = s { Some(n) } else { None })?;
        Some(Tod::Part(self.words.names[name].clone()))
    }

    fn ordinal(&self, at: usize) -> Option<i32> {
        self.get(at, |s| if let Sense::Ordinal(n) = s { Some(n) } else { None })
    }

    /// A year by its number, or counted from that of publication: `2015`, `im Jahr 2015`, `vergangenen Jahres`.
    fn year(&self, at: usize) -> Option<(YearRef, usize)> {
        let at = self.over(at);
        let named = at + usize::from(self.is(at, Small::Year));
        let number = self.over(named);
        let year = self.get(number, |s| if let Sense::Year(y) = s { Some(y) } else { None });
        if let Some(y) = year {
            // A range or an amount: `2014-2018`, `2015 %`.
            return Some((YearRef::Known(y), number + 1 + usize::from(self.is(number + 1, Small::Year))));
        }
        let (n, end) =
            self.directed_unit(at).filter(|(_, unit, _)| *unit == Unit::Year).map(|(n, _, e)| (n, e))?;
        Some((YearRef::Shifted(n), end))
    }

    /// The year behind a month or season, if one stands there.
    fn year_behind(&self, at: usize) -> (YearRef, usize) {
        let comma = at + usize::from(self.get(at, |s| (s == Sense::Mark).then_some(())).is_some());
        let found =
            self.year(at).or_else(|| self.year(comma)).filter(|(_, end)| self.same_sentence(at - 1, end - 1));
        found.unwrap_or((YearRef::Absent(Pick::Tense), at))
    }

    fn is_plural(&self, at: usize) -> bool {
        self.get(at, |s| (s == Sense::Plural).then_some(())).is_some()
    }

    /// `vergangene Woche`, `la semaine dernière`.
    fn directed_unit(&self, at: usize) -> Option<(i32, Unit, usize)> {
        let (n, unit_at) = match (self.direction(at), self.direction(at + 1)) {
            (Some(n), _) if self.unit(at + 1).is_some() => (n, at + 1),
            (_, Some(n)) => (n, at),
            _ => return None,
        };
        self.unit(unit_at).filter(|_| !self.is_plural(unit_at)).map(|unit| (n, unit, at + 2))
    }

    /// `letzten Jahren`: a length of which nobody knows how long.
    fn directed_units(&self, at: usize) -> Read {
        let (n, unit_at) = match (self.direction(at), self.direction(at + 1)) {
            (Some(n), _) => (n, at + 1),
            (None, Some(n)) => (n, at),
            _ => return None,
        };
        let unit = self.unit(unit_at).filter(|_| self.is_plural(unit_at))?;
        let length = Kind::Length { count: Count::Some, unit, toward: n.signum(), base: Base::Published };
        Some((if n == 0 { Kind::Reference(0) } else { length }.into(), at + 2))
    }

    /// `Freitag, den 3. März 2015`
    fn date(&self, at: usize) -> Read {
        let mut from = at;
        let weekday = self.weekday_at(at);
        if weekday.is_some() {
            from += 1 + usize::from(self.get(at + 1, |s| (s == Sense::Mark).then_some(())).is_some());
            from = self.over(from);
        }
        if let Some(Sense::Date(day)) = self.get(from, |s| matches!(s, Sense::Date(_)).then_some(s)) {
            return weekday.map(|_| (Expr::day(day), from + 1));
        }
        let day = self.month_day(from)?;
        let month_at = self.over(from + 1);
        let month = self.month_at(month_at)?;
        let (year, end) = self.year_behind(month_at + 1);
        let known = if let YearRef::Known(y) = year { y } else { 2000 };
        civil(known, month.into(), day.into())?;
        Some((Kind::Calendar { field: Field::Day { month, day }, year, weekday }.into(), end))
    }

    /// `3. bis 5. März`
    fn days(&self, at: usize) -> Read {
        let first = self.month_day(at)?;
        let both = at > 0 && self.is(at - 1, Small::Both);
        let joined =
            self.is(at + 1, Small::To) || self.is_dash(at + 1) || both && self.is(at + 1, Small::And);
        let second = self.over(at + 2);
        let last = self.month_day(second).filter(|&last| joined && first < last)?;
        let month_at = self.over(second + 1);
        let month = self.month_at(month_at)?;
        let (year, end) = self.year_behind(month_at + 1);
        let day = |day: i8| {
            civil(2000, month.into(), day.into())?;
            let kind = Kind::Calendar { field: Field::Day { month, day }, year, weekday: None };
            Some(Box::new(Expr::from(kind)))
        };
        Some((Kind::Range(day(first)?, day(last)?).into(), end))
    }

    /// `3.3.2015`
    fn figures(&self, at: usize) -> Read {
        let day = self.get(at, |s| if let Sense::Date(day) = s { Some(day) } else { None })?;
        Some((Expr::day(day), at + 1))
    }

    /// `Juni 2015`, `vergangenen Juni`, and seasons.
    fn month(&self, at: usize) -> Read {
        let field = |at: usize| {
            let season = |s| if let Sense::Season(n) = s { Some(Field::Season(n)) } else { None };
            self.month_at(at).map(Field::Month).or_else(|| self.get(at, season))
        };
        let calendar = |field, year| Expr::from(Kind::Calendar { field, year, weekday: None });
        if let (Some(n), Some(field)) = (self.direction(at), field(at + 1)) {
            return Some((calendar(field, YearRef::Absent(Pick::of(n))), at + 2));
        }
        let found = field(at)?;
        let (year, end) = self.year_behind(at + 1);
        if end > at + 1 {
            return Some((calendar(found, year), end));
        }
        if let Some(n) = self.direction(at + 1) {
            return Some((calendar(found, YearRef::Absent(Pick::of(n))), at + 2));
        }
        let word = self.text[self.tokens[at].bytes.clone()].to_lowercase();
        let shy = self.words.shy.contains(&word);
        let introduced = at > 0 && (self.is(at - 1, Small::BeforeYear) || self.is(at - 1, Small::Between));
        (!shy || introduced).then(|| (calendar(found, year), at + 1))
    }

    /// `Ende Oktober`, `Anfang der Woche`
    fn portion(&self, at: usize) -> Read {
        let portion = self.get(at, |s| if let Sense::Portion(m) = s { Some(m) } else { None })?;
        let from = self.over(at + 1);
        let of = self.month(from).or_else(|| self.directed(from));
        let year = || {
            let (year, end) = self.year(from)?;
            Some((Expr::from(Kind::Calendar { field: Field::Year, year, weekday: None }), end))
        };
        let running = || {
            let unit = self.unit(from).filter(|_| from > at + 1)?;
            let whole = matches!(unit, Unit::Week | Unit::Month | Unit::Year | Unit::Decade | Unit::Century);
            whole.then(|| (Expr::from(Kind::Shift { unit, n: 0, base: Base::Published }), from + 1))
        };
        let decade = || {
            self.nth(from).or_else(|| self.years(from)).filter(|(e, _)| matches!(e.kind, Kind::Years { .. }))
        };
        let (expr, end) = of.or_else(year).or_else(decade).or_else(running)?;
        self.same_sentence(at, end - 1).then_some((Expr { portion: Some(portion), ..expr }, end))
    }

    /// A number, or a word for some.
    fn count(&self, at: usize) -> Option<(Count, usize)> {
        let number = |s| if let Sense::Number(n) = s { Some(Count::whole(n)) } else { None };
        let vague = |s| (s == Sense::Vague).then_some(Count::Some);
        self.get(at, number).or_else(|| self.get(at, vague)).map(|count| (count, at + 1))
    }

    fn counted(&self, at: usize) -> Option<(Count, Unit, usize)> {
        let inside = |s| if let Sense::Inside(_) = s { Some(()) } else { None };
        let at = at + usize::from(self.get(at, inside).is_some());
        let (count, next) = self.count(at)?;
        let unit = self.unit(next).filter(|_| self.same_sentence(at, next))?;
        Some((count, unit, next + 1))
    }

    /// A unit alone is one: `il y a un an` has its number, `через неделю` has none.
    fn counted_or_one(&self, at: usize) -> Option<(Count, Unit, usize)> {
        self.counted(at).or_else(|| Some((Count::whole(1), self.unit(at)?, at + 1)))
    }

    fn shifted(count: Count, unit: Unit, direction: i32) -> Expr {
        let Some(n) = count.get() else { return Kind::Reference(direction).into() };
        // A decade ago is a year ten years back, not a decade of the calendar.
        let (n, unit) = match unit {
            Unit::Decade => (n.saturating_mul(10), Unit::Year),
            Unit::Century => (n.saturating_mul(100), Unit::Year),
            Unit::Fortnight => (n.saturating_mul(2), Unit::Week),
            unit => (n, unit),
        };
        Kind::Shift { unit, n: n.saturating_mul(direction), base: Base::Published }.into()
    }

    /// `vor zwei Tagen`, `two days ago`
    fn ago(&self, at: usize) -> Read {
        self.counted_from_now(at, Small::AgoBefore, Small::AgoAfter, -1)
    }

    /// `in zwei Tagen`
    fn ahead(&self, at: usize) -> Read {
        self.counted_from_now(at, Small::AheadBefore, Small::AheadAfter, 1)
    }

    fn counted_from_now(&self, at: usize, before: Small, behind: Small, direction: i32) -> Read {
        if self.is(at, before) {
            let (count, unit, end) = self.counted(at + 1).or_else(|| {
                // Only where the word means nothing else does a unit alone follow it.
                let sure = self.tokens[at].senses.len() == 1;
                sure.then(|| self.counted_or_one(at + 1)).flatten()
            })?;
            return Some((Self::shifted(count, unit, direction), end));
        }
        let (count, unit, end) = self.counted_or_one(at)?;
        let close = self.is(end, behind) && self.same_sentence(at, end);
        close.then(|| (Self::shifted(count, unit, direction), end + 1))
    }

    /// `vergangene Woche`, `letzten Freitag`, `diese Nacht`
    fn directed(&self, at: usize) -> Read {
        if let Some(found) = self.directed_units(at) {
            return Some(found);
        }
        if let Some((n, unit, end)) = self.directed_unit(at) {
            // `an diesem Tag` is the day that was spoken of.
            let base = if n == 0 && unit == Unit::Day { Base::Text } else { Base::Published };
            let timeless = matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
            return (!timeless).then(|| (Kind::Shift { unit, n, base }.into(), end));
        }
        let (n, day_at) = match (self.direction(at), self.direction(at + 1)) {
            (Some(n), _) => (n, at + 1),
            (None, Some(n)) => (n, at),
            _ => return None,
        };
        if let Some(day) = self.weekday_at(day_at) {
            let pick = match n {
                ..=-1 => Pick::Last,
                0 => Pick::This,
                1.. => Pick::Coming,
            };
            let part = self.part(day_at);
            return Some((Expr::from(Kind::Weekday { day, pick }).at(part), at + 2));
        }
        let part = self.part(day_at)?;
        let kind = Kind::Shift { unit: Unit::Day, n, base: Base::Published };
        Some((Expr::from(kind).at(Some(part)), at + 2))
    }

    /// `letzten drei Tage`, `trois derniers jours`, `drei kommenden Wochen`
    fn toward(&self, at: usize) -> Read {
        let (n, count, next) = match (self.direction(at), self.count(at)) {
            (Some(n), _) => {
                let (count, next) = self.count(at + 1)?;
                (n, count, next)
            }
            (None, Some((count, next))) => (self.direction(next)?, count, next + 1),
            _ => return None,
        };
        let unit = self.unit(next).filter(|_| n != 0 && self.same_sentence(at, next))?;
        Some((Kind::Length { count, unit, toward: n.signum(), base: Base::Published }.into(), next + 1))
    }

    /// `Freitag`, `Freitag Abend`, `Mittwochabend`
    fn weekday(&self, at: usize) -> Read {
        let day = self.weekday_at(at)?;
        let own = self.part(at);
        let behind =
            if own.is_none() { self.part(at + 1).filter(|_| self.same_sentence(at, at + 1)) } else { None };
        let end = at + 1 + usize::from(behind.is_some());
        Some((Expr::from(Kind::Weekday { day, pick: Pick::Tense }).at(own.or(behind)), end))
    }

    /// `gestern`, `heute Abend`
    fn day(&self, at: usize) -> Read {
        let n = self.get(at, |s| if let Sense::Day(n) = s { Some(n) } else { None })?;
        let part = self.part(at + 1).filter(|_| self.same_sentence(at, at + 1));
        let end = at + 1 + usize::from(part.is_some());
        Some((Expr::from(Kind::Shift { unit: Unit::Day, n, base: Base::Published }).at(part), end))
    }

    /// `dritten Quartal 2015`, `21. Jahrhundert`
    fn nth(&self, at: usize) -> Read {
        let n = self.ordinal(at)?;
        match self.unit(at + 1).filter(|_| self.same_sentence(at, at + 1))? {
            Unit::Century if (2..100).contains(&n) => {
                Some((Kind::Years { first: (n - 1) * 100, n: 100 }.into(), at + 2))
            }
            Unit::Quarter if (1..=4).contains(&n) => {
                let (year, end) = self.year_behind(at + 2);
                let kind = Kind::Calendar { field: Field::Quarter(n as i8), year, weekday: None };
                Some((kind.into(), end))
            }
            _ => None,
        }
    }

    /// `2015`, `im Jahr 2015`, `2014-2018`, `1990er Jahre`
    fn years(&self, at: usize) -> Read {
        let word = usize::from(self.is(at, Small::Year) || self.is(at, Small::Decade));
        let decade = |s| match s {
            Sense::Decade(first) => Some(first),
            Sense::Year(y) if y % 10 == 0 && self.is(at, Small::Decade) => Some(y),
            _ => None,
        };
        if let Some(first) = self.get(at + word, decade) {
            let end = at + word + 1;
            let close = self.unit(end) == Some(Unit::Year) || self.is(end, Small::Year) || self.is_dash(end);
            let end = if self.is_dash(end) && self.unit(end + 1) == Some(Unit::Year) {
                end + 2
            } else {
                end + usize::from(close && !self.is_dash(end))
            };
            return Some((Kind::Years { first, n: 10 }.into(), end));
        }
        let year_at = |at: usize| self.get(at, |s| if let Sense::Year(y) = s { Some(y) } else { None });
        let point =
            |y| Expr::from(Kind::Calendar { field: Field::Year, year: YearRef::Known(y), weekday: None });
        let y = year_at(at + word).filter(|_| self.is(at, Small::Year) || word == 0)?;
        let mut end = at + word + 1;
        if let Some(last) =
            year_at(end + 1).filter(|&last| self.is_dash(end) && !self.tokens[end].spaced && last > y)
        {
            return Some((Kind::Range(Box::new(point(y)), Box::new(point(last))).into(), end + 2));
        }
        let named = word == 1 || self.is(end, Small::Year);
        end += usize::from(self.is(end, Small::Year));
        (named || self.is_year(at, end)).then(|| (point(y), end))
    }

    /// Whether a number of four digits from one token to another is a year by the words beside it.
    fn is_year(&self, at: usize, end: usize) -> bool {
        let next = self.tokens.get(end).filter(|t| t.sentence == self.tokens[at].sentence);
        let counts = |t: &Token| {
            t.word && t.capital && self.words.shape.capital_counts && t.senses.is_empty()
                || matches!(&self.text[t.bytes.clone()], "%" | "€" | "$" | "£" | "°")
        };
        let introduced = at > 0
            && (self.is(at - 1, Small::BeforeYear)
                || self.is(at - 1, Small::Between) && at > 1 && self.is(at - 2, Small::BeforeYear));
        // `mehr als 1000 interne Papiere`: a round thousand by itself counts something.
        let number = self.text[self.tokens[at].bytes.clone()].parse::<u32>();
        let bare = self.words.shape.bare_years && number.is_ok_and(|n| BARE_YEARS.contains(&n));
        (introduced || bare) && !next.is_some_and(counts)
    }

    /// `jeden Freitag`, `täglich`
    fn every(&self, at: usize) -> Read {
        let set = |value: String, end| Some((Expr::from(Kind::Set(value)), end));
        if let Some(name) = self.get(at, |s| if let Sense::Frequency(n) = s { Some(n) } else { None }) {
            return set(self.words.names[name].clone(), at + 1);
        }
        if !self.is(at, Small::Every) {
            return None;
        }
        let next = self.over(at + 1);
        if let Some(day) = self.weekday_at(next) {
            return set(format!("XXXX-WXX-{day}"), next + 1);
        }
        if let Some(unit) = self.unit(next) {
            return set(unit.duration("1"), next + 1);
        }
        let (Count::Halves(halves), unit, end) = self.counted(next)? else { return None };
        set(unit.duration(&(halves / 2).to_string()), end)
    }

    /// `14 Uhr`, `14:30`
    fn clock(&self, at: usize) -> Read {
        let hour = self.is(at + 1, Small::Hour) && self.same_sentence(at, at + 1);
        let clock = self.get(at, |s| if let Sense::Clock(minute) = s { Some(minute) } else { None });
        let full = || self.get(at, |s| if let Sense::Number(n @ 0..=24) = s { Some(n * 60) } else { None });
        let told = hour || at > 0 && self.is(at - 1, Small::At);
        let minute = clock.filter(|_| told).or_else(|| if hour { full() } else { None })?;
        // `14.30 Uhr`, `14 Uhr 30`
        let more = |s| if let Sense::Number(n @ 1..=59) = s { Some(n) } else { None };
        let minutes = if hour && clock.is_none() { self.get(at + 2, more) } else { None };
        let minutes = minutes.filter(|_| {
            self.unit(at + 3).is_none()
                && !self.is(at + 3, Small::Hour)
                && self.tokens[at + 2].bytes.len() == 2
        });
        let end = at + 1 + usize::from(hour) + usize::from(minutes.is_some());
        let tod = Tod::Clock { minute: minute + minutes.unwrap_or(0), zone: None };
        Some((Expr::from(Kind::Clock).at(Some(tod)), end))
    }

    /// Single words: holidays, `kürzlich`, `am selben Tag`, `damals`.
    fn single(&self, at: usize) -> Read {
        let of = |s| match s {
            Sense::Holiday(n) => Some(Kind::Calendar {
                field: Field::Holiday(n),
                year: YearRef::Absent(Pick::Tense),
                weekday: None,
            }),
            Sense::Reference(n) => Some(Kind::Reference(n)),
            Sense::Told(unit, n) => Some(Kind::Shift { unit, n, base: Base::Text }),
            Sense::ThatTime => Some(Kind::ThatTime),
            _ => None,
        };
        let kind = self.get(at, of)?;
        if let Kind::Calendar { field, .. } = kind {
            let (year, end) = self.year_behind(at + 1);
            return Some((Kind::Calendar { field, year, weekday: None }.into(), end));
        }
        Some((kind.into(), at + 1))
    }

    /// `zwei Jahre`: a length, which places nothing.
    fn length(&self, at: usize) -> Read {
        let modifier = self.get(at, |s| if let Sense::Inside(m) = s { Some(m) } else { None });
        let from = at + usize::from(modifier.is_some());
        let since = at > 0
            && self.get(at - 1, |s| (s == Sense::Outside(Modifier::OnOrAfter)).then_some(())).is_some();
        let toward = if since { -1 } else { 0 };
        if let Some(unit) = self.unit(from).filter(|_| since && self.is_plural(from)) {
            // `seit Jahren`
            let kind = Kind::Length { count: Count::Some, unit, toward, base: Base::Published };
            return Some((Expr { modifier, ..kind.into() }, from + 1));
        }
        let (count, next) = self.count(from)?;
        let unit = self.unit(next).filter(|_| self.same_sentence(at, next))?;
        // "a second man", "a quarter of voters"; a numeral above all counts something else.
        let odd = matches!(unit, Unit::Quarter | Unit::Second);
        if odd || count == Count::whole(1) || count.get().is_some_and(|n| !(0..=1_000_000).contains(&n)) {
            return None;
        }
        let kind = Kind::Length { count, unit, toward, base: Base::Published };
        Some((Expr { modifier, ..kind.into() }, next + 1))
    }

    /// Whether an expression is one that another can be a range with.
    pub(super) fn range(
        &self,
        a: &Expr,
        b: &Expr,
        gap: std::ops::Range<usize>,
        before: usize,
    ) -> Option<Expr> {
        if gap.is_empty() || !a.is_point() || !b.is_point() || a.is_day() != b.is_day() {
            return None;
        }
        let joint = gap.start;
        let both = before > 0 && (before.saturating_sub(2)..before).any(|i| self.is(i, Small::Both));
        let dash = self.is_dash(joint) && self.tokens.get(gap.end).is_some_and(|t| !t.spaced);
        let joined = self.is(joint, Small::To) || dash || both && self.is(joint, Small::And);
        let rest = (joint + 1..gap.end).all(|i| self.is(i, Small::Between));
        if !joined || !rest {
            return None;
        }
        let mut first = a.clone();
        if let (
            Kind::Calendar { year: year @ YearRef::Absent(_), .. },
            Kind::Calendar { year: known @ (YearRef::Known(_) | YearRef::Shifted(_)), field, .. },
        ) = (&mut first.kind, &b.kind)
            && !matches!(field, Field::Year)
        {
            *year = *known;
        }
        Some(Kind::Range(Box::new(first), Box::new(b.clone())).into())
    }

    /// A day and its time of day as one.
    pub(super) fn timed(&self, a: &Expr, b: &Expr, mut gap: std::ops::Range<usize>) -> Option<Expr> {
        let between =
            |i: usize| self.is(i, Small::At) || self.get(i, |s| (s == Sense::Mark).then_some(())).is_some();
        if gap.len() > 2 || !gap.all(between) {
            return None;
        }
        let free = |e: &Expr| matches!(e.tod, None | Some(Tod::Part(_)));
        match (&a.kind, &b.kind) {
            (_, Kind::Clock) if a.is_day() && free(a) => Some(Expr { tod: b.tod.clone(), ..a.clone() }),
            (Kind::Clock, _) if b.is_day() && free(b) => Some(Expr { tod: a.tod.clone(), ..b.clone() }),
            _ => None,
        }
    }
}

/// That an expression can be placed at all: a number of days beyond the calendar cannot.
pub(super) fn is_sound(expr: &Expr) -> bool {
    let today = civil(2000, 1, 1);
    match expr.kind {
        Kind::Shift { unit, n, .. } => today.is_some_and(|d| by_length(d, unit, n).is_some()),
        Kind::Never { kind: TimexType::Date, .. } => false,
        _ => true,
    }
}
