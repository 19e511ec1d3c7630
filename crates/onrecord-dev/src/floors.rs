//! Measured quality has floors: `floors.json` names a corpus, a figure and the least it may be.

use crate::{actors, attribution, bench, calibration, extraction, reading, record, segments};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Floor {
    /// Folder below the shared one.
    data: String,
    /// How to score it.
    score: Scorer,
    /// The model that reads: a built-in one's name; the one that reads best if none is named.
    model: Option<PathBuf>,
    /// Of a corpus with genres, those that are scored; all if none is named.
    #[serde(default)]
    genres: Vec<String>,
    /// Least values, by figure.
    least: BTreeMap<String, f64>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Scorer {
    Attribution,
    Extraction,
    Segments,
    Actors,
    Calibration,
    Duplicates,
    Record,
}

/// Measures and compares; an error when a figure is below its floor.
pub fn hold(shared: &Path, floors: &Path) -> Result<()> {
    let text = std::fs::read_to_string(floors).with_context(|| format!("reading {}", floors.display()))?;
    let list: Vec<Floor> = serde_json::from_str(&text).with_context(|| format!("in {}", floors.display()))?;
    let mut below = Vec::new();
    for floor in list {
        let dir = shared.join(&floor.data);
        if !dir.exists() {
            println!("skipped {}: {} is not here", floor.data, dir.display());
            continue;
        }
        let figures = measure(&floor, &dir)?;
        for (name, least) in &floor.least {
            let Some(value) = figures.get(name) else { bail!("{}: no figure is called {name}", floor.data) };
            let verdict = if value < least { "BELOW" } else { "good" };
            let read_by = floor.model.as_deref().map_or(String::new(), |m| format!(" {}", m.display()));
            let place = floor.data.clone() + &read_by;
            println!("{place:24} {name:28} {value:8.3}  floor {least:8.3}  {verdict}");
            if value < least {
                below.push(format!("{place} {name}"));
            }
        }
    }
    if !below.is_empty() {
        bail!("below their floors: {}", below.join(", "));
    }
    Ok(())
}

fn measure(floor: &Floor, dir: &Path) -> Result<BTreeMap<String, f64>> {
    let model = floor.model.as_deref();
    Ok(match floor.score {
        Scorer::Attribution => {
            let gold = attribution::gold(dir)?;
            let found = reading::read_all(&gold, &reading::reader(model)?)?;
            attribution::score(&gold, &found)?.into_iter().map(|(n, f)| (n, f.f1.unwrap_or(f.r))).collect()
        }
        Scorer::Calibration => {
            let figures = calibration::measure(&attribution::gold(dir)?, &reading::reader(model)?)?;
            // The higher the better, as with every other figure.
            BTreeMap::from([("100 - ece".to_owned(), 100.0 * (1.0 - figures.ece))])
        }
        Scorer::Actors => actors::measure(dir, model, &[], &floor.genres)?.shares(),
        Scorer::Record => {
            let folders = record::Folders::new(dir, None);
            record::Figures::of(&folders.score(&folders.read(&reading::reader(model)?)?)?).flat()
        }
        Scorer::Duplicates => bench::duplicates::measure(dir)?.shares(),
        Scorer::Segments => BTreeMap::from([("f1".to_owned(), segments::score(dir)?.shares()[2])]),
        Scorer::Extraction => BTreeMap::from([("f1".to_owned(), extraction::score(dir)?.f1)]),
    })
}
