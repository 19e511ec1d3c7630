//! How far two people's corrections agree.

use super::judged::KINDS;
use super::{State, Which};
use crate::{Archive, ArchiveError};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// Agreement on one kind of judgement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Agreement {
    /// The kind of correction: `speaker`, `act`, `statement`, `addressee`, `event-type` ….
    pub kind: String,
    /// Statements or events on which both have made a judgement of this kind.
    pub statements: usize,
    /// On how many of them they said the same.
    pub same: usize,
    /// Krippendorff's alpha for nominal data: 1 is full agreement, 0 what chance gives. None where it is not defined: when
    /// nothing was judged by both, or every judgement is the same value, so that nothing is known of chance.
    pub alpha: Option<f64>,
}

/// Krippendorff's alpha for nominal data, any number of coders and missing values: each unit has the values it was given.
///
/// After Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"
/// (<https://repository.upenn.edu/handle/20.500.14332/2089>). None where it is not defined: no two values of a unit, or no
/// two values that differ.
pub fn alpha<T: Eq + Hash>(units: &[Vec<T>]) -> Option<f64> {
    let mut totals: HashMap<&T, f64> = HashMap::new();
    // Pairable values that agree within their unit: the diagonal of the matrix of observed coincidences.
    let mut agree = 0.0;
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut here: HashMap<&T, f64> = HashMap::new();
        for value in unit {
            *here.entry(value).or_default() += 1.0;
            *totals.entry(value).or_default() += 1.0;
        }
        let others = unit.len() as f64 - 1.0;
        agree += here.values().map(|n| n * (n - 1.0) / others).sum::<f64>();
    }
    let n: f64 = totals.values().sum();
    let by_chance: f64 = totals.values().map(|t| t * (t - 1.0)).sum();
    let differ = n * (n - 1.0) - by_chance;
    (totals.len() > 1).then(|| ((n - 1.0) * agree - by_chance) / differ)
}

/// Kinds that are told of even when nothing of them was judged by both.
const ALWAYS: usize = 3;

/// What each of the two judged of one statement or event.
type Pair = [Option<String>; 2];

impl Archive {
    /// How far two people agree, on each kind of judgement, over the statements that both have judged. Each one's latest
    /// judgement that was not undone counts; one that confirms the reading is a judgement as well.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn agreement(&self, one: &str, other: &str) -> Result<Vec<Agreement>, ArchiveError> {
        let mut judged: BTreeMap<&str, HashMap<(String, String), Pair>> = BTreeMap::new();
        for (n, person) in [one, other].into_iter().enumerate() {
            let mut all = self.corrections(Which { person: Some(person), ..Which::default() })?;
            // The earliest first, so that the latest stays.
            all.reverse();
            for c in all.into_iter().filter(|c| c.state == State::Applies) {
                let Some((kind, value)) = c.change.judgement() else { continue };
                let Some((article, id)) = c.on() else { continue };
                let at = (article.to_owned(), id.to_owned());
                judged.entry(kind).or_default().entry(at).or_default()[n] = Some(value);
            }
        }
        Ok(KINDS
            .into_iter()
            .enumerate()
            .map(|(n, kind)| {
                let both: Vec<Vec<String>> = judged
                    .remove(kind)
                    .unwrap_or_default()
                    .into_values()
                    .filter_map(|pair| pair.into_iter().collect::<Option<Vec<_>>>())
                    .collect();
                let agreement = Agreement {
                    kind: kind.to_owned(),
                    statements: both.len(),
                    same: both.iter().filter(|pair| pair[0] == pair[1]).count(),
                    alpha: alpha(&both),
                };
                (n, agreement)
            })
            .filter(|(n, a)| *n < ALWAYS || a.statements > 0)
            .map(|(_, agreement)| agreement)
            .collect())
    }

    /// Everyone who has made corrections that stand, in the order of their names.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn correctors(&self) -> Result<Vec<String>, ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<String>> {
            let sql = "SELECT DISTINCT person FROM corrections WHERE undone IS NULL ORDER BY person";
            self.db.prepare_cached(sql)?.query_map([], |r| r.get(0))?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(coders: &[&str]) -> Vec<Vec<char>> {
        let rows: Vec<Vec<char>> =
            coders.iter().map(|row| row.chars().filter(|c| !c.is_whitespace()).collect()).collect();
        (0..rows[0].len()).map(|n| rows.iter().map(|row| row[n]).filter(|c| *c != '*').collect()).collect()
    }

    /// The worked examples A, B and C of Krippendorff 2011, with the figures printed there.
    #[test]
    fn alpha_is_that_of_the_published_examples() {
        let close = |coders: &[&str], printed: f64| {
            let found = alpha(&units(coders)).unwrap();
            assert!((found - printed).abs() < 0.0005, "{found} and not {printed}");
        };
        close(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"], 0.095);
        close(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"], 0.692);
        close(
            &[
                "1 2 3 3 2 1 4 1 2 * * *",
                "1 2 3 3 2 2 4 1 2 5 * 3",
                "* 3 3 3 2 3 4 2 2 5 1 *",
                "1 2 3 3 2 4 4 1 2 5 1 *",
            ],
            0.743,
        );
    }

    #[test]
    fn alpha_is_not_defined_without_pairs_or_without_variation() {
        assert_eq!(alpha::<char>(&[]), None);
        assert_eq!(alpha(&units(&["a b", "* *"])), None);
        assert_eq!(alpha(&units(&["a a", "a a"])), None);
        assert_eq!(alpha(&units(&["a b", "a b"])), Some(1.0));
    }
}
