//! Builders for lengths, sets and vague times.

use super::calendar::{Unit, season_code};
use super::expr::{Base, Count, Expr, Kind};
use super::lexicon::Class;
use super::rules::{Match, count};

/// `two days ago`, `three months later`
pub(super) fn shift(m: &Match, direction: i32, base: Base) -> Option<Expr> {
    let unit = m.unit()?;
    Some(match (count(m), base) {
        (Count::Halves(halves), _) => {
            // Half years and half hours count down to their unit.
            let (n, unit) = match (halves % 2, unit) {
                (0, unit) => (halves / 2, unit),
                (_, Unit::Year) => (halves.saturating_mul(6), Unit::Month),
                (_, Unit::Decade) => (halves.saturating_mul(5), Unit::Year),
                (_, Unit::Century) => (halves.saturating_mul(50), Unit::Year),
                (_, Unit::Day) => (halves.saturating_mul(12), Unit::Hour),
                (_, unit) => (halves / 2, unit),
            };
            // A decade ago is a year ten years back, not a decade of the calendar.
            let (n, unit) = match unit {
                Unit::Decade => (n.saturating_mul(10), Unit::Year),
                Unit::Century => (n.saturating_mul(100), Unit::Year),
                Unit::Fortnight => (n.saturating_mul(2), Unit::Week),
                unit => (n, unit),
            };
            super::rules::shift(unit, n.saturating_mul(direction), base)
        }
        (Count::Some, Base::Published) => Kind::Reference(direction).into(),
        (Count::Some, Base::Text) => return vague_shift(m),
    })
}

/// `weeks later`: after the time named before, nobody knows by how much.
pub(super) fn vague_shift(m: &Match) -> Option<Expr> {
    let value = if m.has("later") { "FUTURE_REF" } else { "PAST_REF" };
    Some(super::rules::never(super::when::TimexType::Date, value))
}

/// `three years`, `four-day`, `for decades`
pub(super) fn plain(m: &Match) -> Option<Expr> {
    let unit = m.unit()?;
    let counted = m.value(Class::Number).is_some() || m.value(Class::Vague).is_some() || m.has("couple");
    let length = |count| Some(Kind::Length { count, unit, toward: 0, base: Base::Published }.into());
    if matches!(unit, Unit::Quarter | Unit::Second | Unit::Night | Unit::Weekend)
        && m.value(Class::Units).is_none()
    {
        // "a quarter of voters", "a second man"
        let hyphened = m.value(Class::Number).is_some() && m.fit.len == 3 && unit == Unit::Second;
        if !hyphened {
            return None;
        }
    }
    if matches!(unit, Unit::Quarter) {
        return None;
    }
    if m.fit.captures.len() == 1 && m.fit.len == 1 {
        // A bare plural is a length only after "for" and the like, and not in "hours of talks".
        let after = m.is_word(m.before(1), &["for", "after", "within", "in", "over"]);
        let owned = m.is_word(m.after(), &["of"]);
        return (after && !owned).then(|| length(Count::Some)).flatten();
    }
    if m.value(Class::Number).is_some_and(|n| !(0..=1_000_000).contains(&n)) {
        return None;
    }
    // "$5m a year" and "a day" are no lengths, "for a year" and "a year after" are.
    let rated = !counted && !m.has("half") && !m.has("dozen");
    if rated {
        let introduced = [
            "for", "over", "within", "in", "after", "than", "nearly", "almost", "about", "around", "least",
            "of", "to",
        ];
        let before = m.is_word(m.before(1), &introduced) || m.before(1).is_none();
        let after = m.is_word(m.after(), &["after", "before", "since"]);
        if !(before || after) {
            return None;
        }
    }
    if m.value(Class::Unit).is_some() && m.value(Class::Number).is_some_and(|n| n != 1) && m.fit.len == 2 {
        // "two year" is a slip of the pen, or two things side by side.
        return None;
    }
    length(count(m))
}

/// `the past two weeks`, `the next year`
pub(super) fn toward(m: &Match) -> Option<Expr> {
    let unit = m.unit()?;
    let (pick, base) = match m.value(Class::Pick) {
        Some(pick) => (pick, Base::Published),
        None => (-1, Base::Text),
    };
    // "these two weeks" would be a time; "this two weeks" is none.
    let direction = if pick == 0 { return None } else { pick.signum() };
    if m.value(Class::Unit).is_some()
        && matches!(unit, Unit::Day | Unit::Night | Unit::Minute | Unit::Second | Unit::Weekend)
    {
        return None;
    }
    if m.is_word(m.after(), &["of"]) {
        return None;
    }
    let count = if m.value(Class::Unit).is_some() { Count::whole(1) } else { count(m) };
    Some(Kind::Length { count, unit, toward: direction, base }.into())
}

/// `every Friday`, `twice a week`, `daily`
pub(super) fn every(m: &Match) -> Option<Expr> {
    let set = |value: String| Some(Kind::Set(value).into());
    if let Some(name) = m.value(Class::Frequency) {
        return if m.is_name_like() { None } else { set(m.lexicon.names[name as usize].clone()) };
    }
    if let Some(day) = m.value(Class::Weekday).or_else(|| m.value(Class::Weekdays)) {
        return set(format!("XXXX-WXX-{day}"));
    }
    if let Some(month) = m.value(Class::Month) {
        return set(format!("XXXX-{month:02}"));
    }
    if let Some(season) = m.value(Class::Season) {
        return set(format!("XXXX-{}", season_code(season as i8)));
    }
    if let Some(part) = m.value(Class::Part) {
        return set(format!("XXXX-XX-XXT{}", m.lexicon.names[part as usize]));
    }
    let unit = m.unit()?;
    let n = match m.value(Class::Number) {
        Some(n) if !m.has("times") => n,
        _ if m.has("other") => 2,
        _ => 1,
    };
    set(unit.duration(&n.to_string()))
}

/// `recently`, `now`
pub(super) fn reference(m: &Match) -> Option<Expr> {
    // "shortly before the vote" and "as soon as" count from something else.
    if m.is_name_like() || m.is_word(m.after(), &["before", "after", "as", "enough"]) {
        return None;
    }
    let n = m.value(Class::Reference)?;
    Some(Kind::Reference(n).into())
}
