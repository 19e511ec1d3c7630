//! Measured quality has floors: `floors.json` names a corpus, a figure and the least it may be.

use crate::{actors, attribution, bench, extraction, reading};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct Floor {
    /// Folder below the shared one.
    data: String,
    /// How to score it.
    score: Scorer,
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
    Actors,
    Duplicates,
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
            println!("{:24} {name:28} {value:8.3}  floor {least:8.3}  {verdict}", floor.data);
            if value < least {
                below.push(format!("{} {name}", floor.data));
            }
        }
    }
    if !below.is_empty() {
        bail!("below their floors: {}", below.join(", "));
    }
    Ok(())
}

fn measure(floor: &Floor, dir: &Path) -> Result<BTreeMap<String, f64>> {
    Ok(match floor.score {
        Scorer::Attribution => {
            let gold = attribution::gold(dir)?;
            let found = reading::read_all(&gold, &reading::reader(None)?)?;
            attribution::score(&gold, &found)?.into_iter().map(|(n, f)| (n, f.f1.unwrap_or(f.r))).collect()
        }
        Scorer::Actors => actors::measure(dir, None, &[], &floor.genres)?.shares(),
        Scorer::Duplicates => bench::duplicates::measure(dir)?.shares(),
        Scorer::Extraction => BTreeMap::from([("f1".to_owned(), extraction::score(dir)?.f1)]),
    })
}
