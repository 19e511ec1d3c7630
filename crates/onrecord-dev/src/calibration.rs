//! Whether statements' confidence is what it says, and what a threshold on it does.

use crate::attribution::{self, Gold};
use crate::reading::read_scored;
use anyhow::Result;
use onrecord::Reader;
use serde::Serialize;
use std::fmt::Write;

/// Width of a bin of confidence.
const BINS: usize = 10;
/// Thresholds of the precision-recall curve.
const THRESHOLDS: [f32; 12] = [0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98];

/// Statements whose confidence is alike.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// Mean confidence, 0 to 1.
    pub confidence: f64,
    /// Share of right ones, 0 to 1.
    pub right: f64,
}

/// What a threshold leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// Statements below it are left out.
    pub threshold: f32,
    /// How many are left.
    pub left: usize,
    /// Share of right ones among them, 0 to 1.
    pub precision: f64,
    /// Share of the gold's that are found, 0 to 1.
    pub recall: f64,
}

/// Calibration and curve of a reader on annotated articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Expected calibration error, 0 to 1, over ten bins of equal width (Guo et al. 2017, "On Calibration of Modern
    /// Neural Networks").
    pub ece: f64,
    /// The same over ten bins of equal count, which no crowded bin can flatter.
    pub ece_by_count: f64,
    /// The bins of equal width, from the least sure.
    pub bins: Vec<Bin>,
    /// The precision-recall curve.
    pub curve: Vec<Point>,
}

/// Reads the articles and compares.
pub fn measure(gold: &[Gold], reader: &Reader) -> Result<Calibration> {
    let mut scored = Vec::new();
    for (article, found) in gold.iter().zip(read_scored(gold, reader)?) {
        let (roles, confidence): (Vec<_>, Vec<f32>) = found.into_iter().unzip();
        scored.extend(confidence.into_iter().zip(attribution::right(article, &roles)));
    }
    let statements = gold.iter().map(|g| g.statements.len()).sum();
    Ok(of(scored, statements))
}

/// The figures of statements, or events, with their confidence and whether they are right; `gold` is how many there should be.
pub(crate) fn of(mut scored: Vec<(f32, bool)>, gold: usize) -> Calibration {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut by_width = vec![Vec::new(); BINS];
    for &(confidence, right) in &scored {
        by_width[((confidence * BINS as f32) as usize).min(BINS - 1)].push((confidence, right));
    }
    let bins: Vec<Bin> = by_width.iter().map(|list| bin(list)).collect();
    let equal: Vec<Bin> = scored.chunks(scored.len().div_ceil(BINS).max(1)).map(bin).collect();
    let curve = THRESHOLDS.iter().map(|&threshold| {
        let left = &scored[scored.partition_point(|(c, _)| *c < threshold)..];
        let right = left.iter().filter(|(_, right)| *right).count() as f64;
        let (n, gold) = (left.len().max(1) as f64, gold.max(1) as f64);
        Point { threshold, left: left.len(), precision: right / n, recall: right / gold }
    });
    Calibration { ece: error(&bins), ece_by_count: error(&equal), bins, curve: curve.collect() }
}

fn bin(list: &[(f32, bool)]) -> Bin {
    let n = list.len().max(1) as f64;
    Bin {
        count: list.len(),
        confidence: list.iter().map(|(c, _)| f64::from(*c)).sum::<f64>() / n,
        right: list.iter().filter(|(_, right)| *right).count() as f64 / n,
    }
}

/// The mean distance between confidence and share of right ones, each bin weighing what it holds.
fn error(bins: &[Bin]) -> f64 {
    let all: usize = bins.iter().map(|b| b.count).sum();
    bins.iter().map(|b| b.count as f64 * (b.confidence - b.right).abs()).sum::<f64>() / all.max(1) as f64
}

impl Calibration {
    /// For people.
    pub fn print(&self) -> String {
        let mut out = format!(
            "expected calibration error {:.2}% (bins of equal count {:.2}%)\n\nconfidence  statements   mean  right\n",
            self.ece * 100.0,
            self.ece_by_count * 100.0
        );
        for (n, b) in self.bins.iter().enumerate().filter(|(_, b)| b.count > 0) {
            let (from, to) = (n as f64 / BINS as f64, (n + 1) as f64 / BINS as f64);
            let _ =
                writeln!(out, "{from:.1} to {to:.1}  {:10}  {:5.3}  {:5.3}", b.count, b.confidence, b.right);
        }
        out += "\nthreshold  left  precision  recall    F1\n";
        for p in &self.curve {
            let f1 = 2.0 * p.precision * p.recall / (p.precision + p.recall).max(1e-9);
            let [precision, recall, f1] = [p.precision, p.recall, f1].map(|v| v * 100.0);
            let _ =
                writeln!(out, "{:9.2}  {:4}  {precision:9.1}  {recall:6.1}  {f1:4.1}", p.threshold, p.left);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_what_confidence_is_off_by() {
        let scored: Vec<(f32, bool)> = (0..80).map(|n| (0.75, n % 4 != 0)).collect();
        let good = of(scored, 120);
        assert!(good.ece < 1e-6 && good.ece_by_count < 1e-6, "{good:?}");
        assert_eq!((good.bins[7].count, good.curve[0].left), (80, 80));
        assert!((good.curve[0].precision - 0.75).abs() < 1e-9 && (good.curve[0].recall - 0.5).abs() < 1e-9);
        assert_eq!(good.curve.iter().find(|p| p.threshold > 0.75).map(|p| p.left), Some(0));

        let sure: Vec<(f32, bool)> = (0..100).map(|n| (0.95, n % 2 == 0)).collect();
        let bad = of(sure, 50);
        assert!((bad.ece - 0.45).abs() < 1e-6, "{bad:?}");
    }
}
