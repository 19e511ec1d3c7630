//! Measured quality has floors: `floors.json` names a corpus, a figure and the least it may be.
//!
//! Most corpora are others' and lie in a folder of their own. Those with `texts` lie in the repository, so that everybody can hold
//! something.

use crate::{actors, attribution, bench, calibration, extraction, reading, record, segments};
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    /// Folder below the shared one, or below that of `floors.json` where `texts` is given.
    data: String,
    /// The folder of its texts, if they lie in the repository. What is annotated and has no text there does not count.
    texts: Option<PathBuf>,
    /// Of these, a list of the articles that count.
    only: Option<PathBuf>,
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
    let here = floors.parent().unwrap_or(Path::new(""));
    let (mut below, mut left_out) = (Vec::new(), BTreeSet::new());
    for floor in list {
        let dir = if floor.texts.is_some() { here } else { shared }.join(&floor.data);
        if !dir.exists() {
            left_out.insert(floor.data);
            continue;
        }
        let figures = measure(&floor, here, &dir)?;
        for (name, least) in &floor.least {
            let Some(value) = figures.get(name) else { bail!("{}: no figure is called {name}", floor.data) };
            let verdict = if value < least { "BELOW" } else { "good" };
            let read_by = floor.model.as_deref().map_or(String::new(), |m| format!(" {}", m.display()));
            let only = floor.only.as_deref().map_or(String::new(), |l| format!(" of {}", l.display()));
            let place = floor.data.clone() + &only + &read_by;
            println!("{place:24} {name:28} {value:8.3}  floor {least:8.3}  {verdict}");
            if value < least {
                below.push(format!("{place} {name}"));
            }
        }
    }
    if !left_out.is_empty() {
        let names: Vec<String> = left_out.into_iter().collect();
        println!("SKIPPED: not in {}, so not measured: {}", shared.display(), names.join(", "));
    }
    if !below.is_empty() {
        bail!("below their floors: {}", below.join(", "));
    }
    Ok(())
}

/// The figures of a corpus; lists and texts of the repository lie below `here`.
fn measure(floor: &Floor, here: &Path, dir: &Path) -> Result<BTreeMap<String, f64>> {
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
            let folders = match &floor.texts {
                Some(texts) => {
                    let only = floor.only.as_ref().map(|list| here.join(list));
                    record::Folders::new(dir, Some(&here.join(texts))).with_texts(only.as_deref())?
                }
                None => record::Folders::new(dir, None),
            };
            record::Figures::of(&folders.score(&folders.read(&reading::reader(model)?)?)?).flat()
        }
        Scorer::Duplicates => bench::duplicates::measure(dir)?.shares(),
        Scorer::Segments => BTreeMap::from([("f1".to_owned(), segments::score(dir)?.shares()[2])]),
        Scorer::Extraction => BTreeMap::from([("f1".to_owned(), extraction::score(dir)?.f1)]),
    })
}
