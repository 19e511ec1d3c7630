//! How far coders agree beyond chance: Krippendorff's alpha for values and for boundaries.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the values of a variable can be compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They are the same or not.
    Nominal,
    /// They have an order.
    Ordinal,
    /// They have distances.
    Interval,
}

/// Times that units are drawn for an interval.
const DRAWS: usize = 1000;

/// The values of a unit that two or more coders gave, counted: index among all values, and how many gave it.
struct Counted {
    values: Vec<(usize, f64)>,
    of: f64,
}

/// Reliability data: units with the values that coders gave them.
pub struct Judged {
    units: Vec<Counted>,
    values: Vec<f64>,
    level: Level,
}

impl Judged {
    /// Of units, each with one value for every coder who judged it. Units that one coder alone has judged say nothing.
    /// Values of a nominal variable may be any numbers that differ.
    pub fn new(units: &[Vec<f64>], level: Level) -> Judged {
        let mut values: Vec<f64> = units.iter().filter(|u| u.len() > 1).flatten().copied().collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let at = |value: &f64| values.partition_point(|v| v.total_cmp(value).is_lt());
        let counted = units.iter().filter(|unit| unit.len() > 1).map(|unit| {
            let mut here: BTreeMap<usize, f64> = BTreeMap::new();
            unit.iter().for_each(|value| *here.entry(at(value)).or_default() += 1.0);
            Counted { values: here.into_iter().collect(), of: unit.len() as f64 }
        });
        Judged { units: counted.collect(), level, values }
    }

    /// How many units two coders or more have judged.
    pub fn units(&self) -> usize {
        self.units.len()
    }

    /// In how many of them all said the same.
    pub fn same(&self) -> usize {
        self.units.iter().filter(|unit| unit.values.len() == 1).count()
    }

    /// Krippendorff's alpha, any number of coders and missing values: 1 is full agreement, 0 what chance gives.
    ///
    /// After Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"
    /// (<https://repository.upenn.edu/handle/20.500.14332/2089>). None where it is not defined: no two values of a unit, or
    /// no two values that differ.
    pub fn alpha(&self) -> Option<f64> {
        self.alpha_of(&mut self.units.iter())
    }

    /// Between which figures alpha lies with 95 percent of samples: the percentile bootstrap over units, which Zapf et al.
    /// 2016, "Measuring inter-rater reliability for nominal data" (BMC Medical Research Methodology 16:93) recommend.
    /// Samples in which alpha is not defined are left out; none where most are. The same data give the same interval.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let mut random = fastrand::Rng::with_seed(20_111_014);
        let n = self.units.len();
        let mut found: Vec<f64> = (0..DRAWS)
            .filter_map(|_| {
                let drawn: Vec<&Counted> = (0..n).map(|_| &self.units[random.usize(..n)]).collect();
                self.alpha_of(&mut drawn.into_iter())
            })
            .collect();
        if n < 2 || found.len() * 2 < DRAWS {
            return None;
        }
        found.sort_by(f64::total_cmp);
        let at = |share: f64| found[((found.len() - 1) as f64 * share).round() as usize];
        Some((at(0.025), at(0.975)))
    }

    fn alpha_of<'a>(&'a self, units: &mut dyn Iterator<Item = &'a Counted>) -> Option<f64> {
        let units: Vec<&Counted> = units.collect();
        let mut totals = vec![0.0; self.values.len()];
        for (value, count) in units.iter().flat_map(|unit| &unit.values) {
            totals[*value] += count;
        }
        let n: f64 = totals.iter().sum();
        // How many values stand before each one: of the ordinal difference.
        let before: Vec<f64> = totals
            .iter()
            .scan(0.0, |sum, total| {
                let before = *sum;
                *sum += total;
                Some(before)
            })
            .collect();
        let difference = |a: usize, b: usize| match self.level {
            Level::Nominal => 1.0,
            Level::Ordinal => (before[b] - before[a] + (totals[b] - totals[a]) / 2.0).powi(2),
            Level::Interval => (self.values[b] - self.values[a]).powi(2),
        };
        let mut observed = 0.0;
        for unit in &units {
            for (at, (a, many)) in unit.values.iter().enumerate() {
                for (b, others) in &unit.values[at + 1..] {
                    observed += many * others * difference(*a, *b) / (unit.of - 1.0);
                }
            }
        }
        let expected = match self.level {
            // Without going through all pairs of values: speakers may be thousands.
            Level::Nominal => (n * n - totals.iter().map(|t| t * t).sum::<f64>()) / 2.0,
            _ => {
                let used: Vec<usize> = (0..totals.len()).filter(|&v| totals[v] > 0.0).collect();
                let pairs =
                    used.iter().enumerate().flat_map(|(at, &a)| used[at + 1..].iter().map(move |&b| (a, b)));
                pairs.map(|(a, b)| totals[a] * totals[b] * difference(a, b)).sum()
            }
        };
        (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
    }
}

/// A stretch of a continuum that a coder has marked: where it begins, and how long it is.
pub type Stretch = (u64, u64);

/// A stretch of a coder's continuum, marked or between marked ones.
#[derive(Clone, Copy)]
struct Section {
    begin: f64,
    length: f64,
    marked: bool,
}

/// Krippendorff's alpha for unitising: how far coders agree on where on a continuum of this length the stretches of one
/// kind lie. A coder's stretches must not overlap.
///
/// After Krippendorff 2004, "Content Analysis", 2nd edition, section 11.6. None where it is not defined: fewer than two
/// coders, or no stretch at all.
pub fn unitising(coders: &[Vec<Stretch>], length: u64) -> Option<f64> {
    let all: Vec<Vec<Section>> = coders.iter().map(|stretches| sections(stretches, length)).collect();
    let whole = length as f64;
    let coders = all.len() as f64;
    let observed: f64 = all
        .iter()
        .enumerate()
        .flat_map(|(i, a)| {
            all.iter().enumerate().filter(move |(j, _)| *j != i).map(move |(_, b)| apart(a, b))
        })
        .sum::<f64>()
        / (coders * (coders - 1.0) * whole * whole);
    let marked: Vec<f64> = all.iter().flatten().filter(|s| s.marked).map(|s| s.length).collect();
    let mut gaps: Vec<f64> = all.iter().flatten().filter(|s| !s.marked).map(|s| s.length).collect();
    gaps.sort_by(|a, b| b.total_cmp(a));
    let sums: Vec<f64> = gaps
        .iter()
        .scan(0.0, |sum, gap| {
            *sum += gap;
            Some(*sum)
        })
        .collect();
    let n = marked.len() as f64;
    let chance = |l: f64| {
        let larger = gaps.partition_point(|gap| *gap >= l);
        let room = if larger == 0 { 0.0 } else { sums[larger - 1] - larger as f64 * (l - 1.0) };
        (n - 1.0) / 3.0 * (2.0 * l.powi(3) - 3.0 * l * l + l) + l * l * room
    };
    let ways = coders * whole * (coders * whole - 1.0) - marked.iter().map(|l| l * (l - 1.0)).sum::<f64>();
    let expected = 2.0 / whole * marked.iter().map(|&l| chance(l)).sum::<f64>() / ways;
    (coders > 1.0 && expected > 0.0).then(|| 1.0 - observed / expected)
}

fn sections(stretches: &[Stretch], length: u64) -> Vec<Section> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let (mut out, mut at) = (Vec::with_capacity(2 * sorted.len() + 1), 0);
    let section =
        |from: u64, to: u64, marked| Section { begin: from as f64, length: (to - from) as f64, marked };
    for (begin, long) in sorted {
        if begin > at {
            out.push(section(at, begin, false));
        }
        at = begin.saturating_add(long).min(length);
        if begin < at {
            out.push(section(begin, at, true));
        }
    }
    if at < length {
        out.push(section(at, length, false));
    }
    out
}

/// How far two coders' sections are apart, added up over all that meet.
fn apart(a: &[Section], b: &[Section]) -> f64 {
    let (mut sum, mut first) = (0.0, 0);
    for s in a {
        while b.get(first).is_some_and(|t| t.begin + t.length <= s.begin) {
            first += 1;
        }
        for t in b[first..].iter().take_while(|t| t.begin < s.begin + s.length) {
            let begins = s.begin - t.begin;
            let ends = begins + s.length - t.length;
            sum += match (s.marked, t.marked) {
                (true, true) => begins * begins + ends * ends,
                // A stretch that lies wholly between the other's.
                (true, false) if begins >= 0.0 && ends <= 0.0 => s.length * s.length,
                (false, true) if begins <= 0.0 && ends >= 0.0 => t.length * t.length,
                _ => 0.0,
            };
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(coders: &[&str]) -> Vec<Vec<f64>> {
        let rows: Vec<Vec<char>> =
            coders.iter().map(|row| row.chars().filter(|c| !c.is_whitespace()).collect()).collect();
        let number = |c: char| c.to_digit(36).map(f64::from);
        (0..rows[0].len()).map(|n| rows.iter().filter_map(|row| number(row[n])).collect()).collect()
    }

    fn close(found: Option<f64>, printed: f64) {
        assert!((found.unwrap() - printed).abs() < 0.0005, "{found:?} and not {printed}");
    }

    const FOUR: [&str; 4] = [
        "1 2 3 3 2 1 4 1 2 * * *",
        "1 2 3 3 2 2 4 1 2 5 * 3",
        "* 3 3 3 2 3 4 2 2 5 1 *",
        "1 2 3 3 2 4 4 1 2 5 1 *",
    ];

    /// The worked examples A, B, C and D of Krippendorff 2011, with the figures printed there.
    #[test]
    fn alpha_is_that_of_the_published_examples() {
        let alpha = |coders: &[&str], level| Judged::new(&units(coders), level).alpha();
        close(alpha(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"], Level::Nominal), 0.095);
        close(alpha(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"], Level::Nominal), 0.692);
        close(alpha(&FOUR, Level::Nominal), 0.743);
        close(alpha(&FOUR, Level::Ordinal), 0.815);
        close(alpha(&FOUR, Level::Interval), 0.849);
    }

    #[test]
    fn alpha_is_not_defined_without_pairs_or_without_variation() {
        let alpha = |coders: &[&str]| Judged::new(&units(coders), Level::Nominal).alpha();
        assert_eq!(Judged::new(&[], Level::Nominal).alpha(), None);
        assert_eq!(Judged::new(&[], Level::Nominal).interval(), None);
        assert_eq!(alpha(&["a b", "* *"]), None);
        assert_eq!(alpha(&["a a", "a a"]), None);
        assert_eq!(alpha(&["a b", "a b"]), Some(1.0));
    }

    #[test]
    fn the_interval_holds_the_figure_and_narrows_with_more_units() {
        let few = Judged::new(&units(&FOUR), Level::Nominal);
        let many: Vec<Vec<f64>> = (0..20).flat_map(|_| units(&FOUR)).collect();
        let many = Judged::new(&many, Level::Nominal);
        let ((a, b), (c, d)) = (few.interval().unwrap(), many.interval().unwrap());
        let alpha = few.alpha().unwrap();
        assert!(a < alpha && alpha < b && d - c < (b - a) / 2.0, "{a} {b} {c} {d}");
        assert_eq!(few.interval(), Some((a, b)));
        assert_eq!((few.units(), few.same()), (11, 8));
    }

    /// The worked example of Krippendorff 2004, page 254: a continuum from 150 to 450, two observers, categories c and k.
    #[test]
    fn unitising_is_that_of_the_published_example() {
        let c = [vec![(75, 70), (220, 30)], vec![(70, 80), (205, 20), (250, 20)]];
        close(unitising(&c, 300), 0.7286);
        let k = vec![(30, 60), (150, 50)];
        assert_eq!(unitising(&[k.clone(), k], 300), Some(1.0));
    }

    #[test]
    fn unitising_bears_anything() {
        assert_eq!(unitising(&[vec![], vec![]], 100), None);
        assert_eq!(unitising(&[vec![(0, 10)]], 100), None);
        assert_eq!(unitising(&[], 0), None);
        assert!(unitising(&[vec![(0, 10)], vec![(50, 10)]], 100).unwrap() < 0.0);
        // Beyond the end, and one over another.
        assert!(unitising(&[vec![(90, 100), (95, 3)], vec![(90, 10)]], 100).is_some());
    }
}
