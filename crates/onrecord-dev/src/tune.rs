//! Choosing the decoding's numbers by coordinate search over one reading of the articles.

use crate::attribution::{self, Figures, Gold, Roles};
use crate::calibration;
use crate::prepare::lines;
use crate::reading::{parallel, reader};
use crate::record::Folders;
use anyhow::Result;
use onrecord::document::Document;
use onrecord::statements::{Decoding, Marks, statements};
use onrecord::{Article, Part, PartKind, Text};
use std::collections::BTreeMap;
use std::path::Path;

/// A text as an article whose lines are paragraphs.
pub fn article(id: &str, text: &str) -> Article {
    let text = Text::new(text);
    let parts = lines(&text).into_iter().map(|span| Part { kind: PartKind::Body, span }).collect();
    Article { parts, ..Article::plain(id, text) }
}

/// What is chosen anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choose {
    /// Nothing: the decoding is scored as it is.
    Nothing,
    /// How sure a statement of each score is.
    Calibration,
    /// All numbers.
    All,
}

/// Scores the decoding on the folder, then tries each number up and down, keeping what helps, and calibrates what comes of it.
pub fn tune(dir: &Path, mut decoding: Decoding, model: Option<&Path>, choose: Choose) -> Result<()> {
    let gold = attribution::gold(dir)?;
    let reader = reader(model)?;
    let read = parallel(&gold, |g: &Gold| Document::new(article(&g.id, &g.text), reader.model()));
    let run = |d: &Decoding| -> Result<Figures> {
        let predictions: BTreeMap<String, Vec<Roles>> = gold
            .iter()
            .zip(&read)
            .map(|(g, document)| {
                let (found, _) = statements(document, d);
                let roles = found
                    .into_iter()
                    .filter(|s| s.inside.is_none())
                    .map(|s| Roles { source: s.source, cue: s.cue, content: s.content })
                    .collect();
                (g.id.clone(), roles)
            })
            .collect();
        attribution::score(&gold, &predictions)
    };
    let first = run(&decoding)?;
    print!("{}", attribution::print(gold.len(), &first));
    if choose == Choose::Nothing {
        return Ok(());
    }
    let value = |figures: &Figures| -> f64 {
        let f1 = |name: &str| figures.iter().find(|(n, _)| n == name).and_then(|(_, f)| f.f1).unwrap_or(0.0);
        f1("statement") + f1("statement.strict") + 0.5 * f1("token.content")
    };
    let mut best = value(&first);
    let steps: [(&str, &[f64]); 9] = [
        ("cue", &[0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6]),
        ("switch", &[0.0, 0.3, 0.6, 1.0, 1.5, 2.0]),
        ("content", &[-0.6, -0.3, 0.0, 0.3, 0.6]),
        ("source", &[-0.3, 0.0, 0.3, 0.6, 1.0]),
        ("gap", &[0.0, 1.0, 2.0, 3.0, 5.0]),
        ("snap", &[0.3, 0.5, 0.7, 1.1]),
        ("least", &[0.0, 0.3, 0.4, 0.5, 0.6]),
        ("best_source", &[0.05, 0.1, 0.2, 0.3, 0.5, 1.1]),
        ("orphan", &[4.0, 5.0, 7.0, 9.0, 1000.0]),
    ];
    for round in 0..if choose == Choose::All { 2 } else { 0 } {
        for (name, values) in steps {
            for v in values {
                let mut json = serde_json::to_value(&decoding)?;
                json[name] = if matches!(name, "gap" | "orphan") {
                    serde_json::json!(*v as u64)
                } else {
                    serde_json::json!(v)
                };
                let trial: Decoding = serde_json::from_value(json)?;
                let figures = run(&trial)?;
                if value(&figures) > best + 0.01 {
                    best = value(&figures);
                    decoding = trial;
                    println!("round {round}: {name} = {v}: {best:.2}");
                }
            }
        }
    }
    print!("{}", attribution::print(gold.len(), &run(&decoding)?));
    decoding.calibration.clear();
    // Scores that no cue can have, so that statements of each kind of mark are known again.
    decoding.marks = Marks { punctuation: 2.0, led_in: 3.0, alone: 4.0 };
    let mut scored = Vec::new();
    for (g, document) in gold.iter().zip(&read) {
        let (mut found, _) = statements(document, &decoding);
        // PolNeAR marks none inside another.
        found.retain(|s| s.inside.is_none());
        let roles: Vec<Roles> = found
            .iter()
            .map(|s| Roles { source: s.source.clone(), cue: s.cue.clone(), content: s.content.clone() })
            .collect();
        let right = attribution::right(g, &roles);
        scored.extend(found.iter().zip(right).map(|(s, right)| (s.confidence, right)));
    }
    let usual = Marks::default();
    let of = |score: f32, usual: f32| share(&scored, score, usual);
    decoding.marks = Marks {
        punctuation: of(2.0, usual.punctuation),
        led_in: of(3.0, usual.led_in),
        alone: of(4.0, usual.alone),
    };
    scored.retain(|(score, _)| *score <= 1.0);
    decoding.calibration = isotonic(scored);
    println!("{}", serde_json::to_string(&decoding)?);
    Ok(())
}

/// Calibrates the events' confidence on a gold of records, and tells how far off it is where it is fitted on every other article
/// and held against the rest. Gives the model's decoding with it.
pub fn tune_events(folders: &Folders, model: Option<&Path>) -> Result<()> {
    let mut reader = reader(model)?;
    let mut decoding = reader.decoding().clone();
    decoding.event_calibration.clear();
    // All that it finds, whatever it would leave out.
    reader.set_decoding(Decoding { event_least: 0.0, ..decoding.clone() });
    let articles = folders.events(&folders.read(&reader)?)?;
    let half = |n: usize| -> Vec<(f32, bool)> {
        articles.iter().enumerate().filter(|(i, _)| i % 2 == n).flat_map(|(_, list)| list.clone()).collect()
    };
    let mut held = Vec::new();
    for n in 0..2 {
        let fitted = Decoding { event_calibration: isotonic(half(1 - n)), ..decoding.clone() };
        held.extend(half(n).into_iter().map(|(score, right)| (fitted.calibrated_event(score), right)));
    }
    let right = held.iter().filter(|(_, right)| *right).count();
    print!("{}", calibration::of(held, right).print());
    decoding.event_calibration = isotonic(articles.concat());
    println!("{}", serde_json::to_string(&decoding)?);
    Ok(())
}

/// The share of right ones among the statements of one score. A few say little: they count beside ten of what is usual.
fn share(scored: &[(f32, bool)], score: f32, usual: f32) -> f32 {
    let of: Vec<bool> = scored.iter().filter(|(s, _)| *s == score).map(|(_, right)| *right).collect();
    let right = of.iter().filter(|right| **right).count() as f32;
    round((right + 10.0 * usual) / (of.len() as f32 + 10.0))
}

fn round(v: f32) -> f32 {
    (v * 1000.0).round() / 1000.0
}

/// Isotonic regression (pool adjacent violators; Zadrozny & Elkan 2002 for its use on scores) over bins of equal count,
/// as points: a bin's mean score and its share of right ones.
fn isotonic(mut scored: Vec<(f32, bool)>) -> Vec<(f32, f32)> {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    // sum of scores, right ones, count
    let mut pools: Vec<(f32, f32, f32)> = Vec::new();
    // Bins of 60 or a few more: what is left over is no bin of its own.
    for bin in scored.chunks(scored.len().div_ceil((scored.len() / 60).max(1)).max(1)) {
        let right = bin.iter().filter(|(_, r)| *r).count() as f32;
        pools.push((bin.iter().map(|(s, _)| s).sum(), right, bin.len() as f32));
        while let [.., a, b] = pools[..]
            && a.1 / a.2 >= b.1 / b.2
        {
            pools.truncate(pools.len() - 2);
            pools.push((a.0 + b.0, a.1 + b.1, a.2 + b.2));
        }
    }
    pools.into_iter().map(|(s, r, n)| (round(s / n), round(r / n))).collect()
}

/// Writes, a line each, what the encoder gets of the folder's windows and the cue scores the model gives them: the
/// training compares its own with these.
pub fn windows(dir: &Path, model: Option<&Path>, mut output: impl std::io::Write) -> Result<()> {
    let reader = reader(model)?;
    for g in attribution::gold(dir)? {
        for (encoded, scores) in Document::outputs(&article(&g.id, &g.text), reader.model()) {
            serde_json::to_writer(
                &mut output,
                &serde_json::json!({"id": g.id, "input": encoded, "cue": scores}),
            )?;
            output.write_all(b"\n")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_is_no_bin_of_its_own() {
        let scored = (0..122).map(|n| (n as f32 / 122.0, n >= 100)).collect();
        let points = isotonic(scored);
        assert_eq!(points.len(), 2, "{points:?}");
        assert_eq!(points[0].1, 0.0);
        assert!(points[1].1 < 0.5, "{points:?}");
    }
}
