//! Charts as plain numbers for templates, which draw them as SVG. Each comes with the same numbers as a table.

use super::number;

/// A bar of a chart over time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bar {
    /// `2023-11`.
    pub label: String,
    pub count: u64,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A number beside the vertical axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tick {
    pub label: String,
    pub at: f64,
}

/// Bars over time, one a month, months without anything included.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timeline {
    pub bars: Vec<Bar>,
    /// Years below the axis.
    pub years: Vec<Tick>,
    pub ticks: Vec<Tick>,
    pub width: f64,
    pub height: f64,
    /// What it shows, in a sentence.
    pub told: String,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 150.0;
/// Room for numbers on the left, and for years below.
const LEFT: f64 = 44.0;
const BELOW: f64 = 20.0;
const ABOVE: f64 = 8.0;
/// Up to so many bars have their months below them.
const NAMED: usize = 12;
/// Bars beyond these are gathered: several months, or years, in one.
const MOST: usize = 120;

impl Timeline {
    /// Of counts by month (`YYYY-MM`), in their order. None when there is nothing to draw.
    pub fn of(months: &[(String, u64)]) -> Option<Timeline> {
        let place = |month: &str| -> Option<i64> {
            let year: i64 = month.get(..4)?.parse().ok()?;
            let of_year: i64 = month.get(5..7)?.parse().ok()?;
            Some(year * 12 + of_year - 1)
        };
        let all: Vec<(i64, u64)> = months.iter().filter_map(|(m, n)| Some((place(m)?, *n))).collect();
        let (first, last) = (all.iter().map(|(m, _)| *m).min()?, all.iter().map(|(m, _)| *m).max()?);
        let span = usize::try_from(last - first + 1).ok()?;
        // By months as long as there is room, by years else.
        let (step, first) = if span <= MOST { (1, first) } else { (12, first.div_euclid(12) * 12) };
        let bars = usize::try_from((last - first) / step + 1).ok()?.min(2000);
        let mut counts = vec![0_u64; bars];
        for (month, n) in &all {
            if let Some(count) =
                usize::try_from((month - first) / step).ok().and_then(|at| counts.get_mut(at))
            {
                *count += n;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(1).max(1);
        let top = nice(most);
        let room = (WIDTH - LEFT) / bars as f64;
        let scale = (HEIGHT - ABOVE - BELOW) / top as f64;
        let label = |at: usize| {
            let month = first + at as i64 * step;
            match step {
                1 => format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1),
                _ => format!("{:04}", month.div_euclid(12)),
            }
        };
        let width = (room * 0.8).min(28.0);
        let drawn = counts
            .iter()
            .enumerate()
            .map(|(at, &count)| Bar {
                label: label(at),
                count,
                x: round(LEFT + at as f64 * room + (room - width) / 2.0),
                y: round(HEIGHT - BELOW - count as f64 * scale),
                width: round(width),
                height: round(count as f64 * scale),
            })
            .collect();
        let mut years: Vec<Tick> = Vec::new();
        for at in 0..bars {
            let x = round(LEFT + at as f64 * room + (room - width) / 2.0);
            let whole = label(at);
            let year = if bars <= NAMED { whole } else { whole[..4].to_owned() };
            let far = years.last().is_none_or(|y| y.label != year && x - y.at > 38.0);
            if far {
                years.push(Tick { label: year, at: x });
            }
        }
        let ticks = [0, top / 2, top]
            .into_iter()
            .filter(|n| *n == 0 || top > 1 || *n == top)
            .map(|n| Tick { label: number(n), at: round(HEIGHT - BELOW - n as f64 * scale) })
            .collect::<Vec<_>>();
        let total: u64 = counts.iter().sum();
        let peak = counts.iter().enumerate().max_by_key(|(_, n)| **n).map(|(at, n)| (label(at), *n));
        let (when, n) = peak?;
        let told = format!(
            "{} statements from {} to {}; most in {when}, with {}.",
            number(total),
            label(0),
            label(bars - 1),
            number(n)
        );
        Some(Timeline { bars: drawn, years, ticks, width: WIDTH, height: HEIGHT, told })
    }
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// The next number up that ends an axis well: 1, 2, 4, 6, 10, 20 …
fn nice(most: u64) -> u64 {
    let mut unit = 1;
    loop {
        for step in [1, 2, 4, 6] {
            if most <= step * unit {
                return step * unit;
            }
        }
        unit *= 10;
    }
}

/// How much of the longest a bar of a list is, in percent.
pub(crate) fn share(of: u64, most: u64) -> u64 {
    if most == 0 { 0 } else { (of * 100).div_ceil(most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(of: &[(&str, u64)]) -> Vec<(String, u64)> {
        of.iter().map(|(m, n)| ((*m).to_owned(), *n)).collect()
    }

    #[test]
    fn months_without_anything_are_there_and_nothing_is_drawn_outside() {
        let chart = Timeline::of(&months(&[("2023-11", 3), ("2024-02", 7)])).unwrap();
        let told: Vec<(&str, u64)> = chart.bars.iter().map(|b| (b.label.as_str(), b.count)).collect();
        assert_eq!(told, [("2023-11", 3), ("2023-12", 0), ("2024-01", 0), ("2024-02", 7)]);
        assert!(chart.bars.iter().all(|b| b.x >= LEFT && b.x + b.width <= WIDTH && b.y >= 0.0));
        assert_eq!(chart.told, "10 statements from 2023-11 to 2024-02; most in 2024-02, with 7.");
    }

    #[test]
    fn long_times_are_gathered_by_year_and_odd_ones_do_no_harm() {
        let chart = Timeline::of(&months(&[("1950-01", 1), ("2024-12", 2)])).unwrap();
        assert_eq!(chart.bars.len(), 75);
        assert_eq!(chart.bars[0].label, "1950");
        assert!(Timeline::of(&months(&[("never", 1)])).is_none());
        assert!(Timeline::of(&months(&[("0001-01", 1), ("9999-12", 1)])).is_some());
    }

    #[test]
    fn axes_end_well() {
        assert_eq!([1, 2, 3, 5, 7, 11, 99, 100].map(nice), [1, 2, 4, 6, 10, 20, 100, 100]);
    }
}
