//! How well the main text is taken out of pages: the figures of the article-extraction benchmark.
//!
//! A text is the multiset of its runs of four words. Precision and recall are averaged over the pages, F1 is made
//! of the two averages. A test holds these figures against those of the Python script that defines them.

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use onrecord::{Article, PartKind};
use onrecord_intake::{Capture, Hints, SIZE_LIMIT, read_up_to, take};
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::LazyLock;

/// Words in a run.
const RUN: usize = 4;

/// The figures of one run over a set of pages.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractionScore {
    /// Mean over the pages from which anything was taken.
    pub precision: f64,
    /// Mean over the pages that have a main text.
    pub recall: f64,
    /// Made of the two means.
    pub f1: f64,
    /// Each page, the worst first.
    pub pages: Vec<PageScore>,
}

/// The figures of one page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageScore {
    /// F1 of this page alone.
    pub f1: f64,
    /// Share of what was taken that belongs there; 0 where nothing was taken.
    pub precision: f64,
    /// Share of what belongs there that was taken.
    pub recall: f64,
    /// The page's name in the ground truth.
    pub id: String,
    /// Its address.
    pub url: String,
    /// Why nothing could be taken, where that is so.
    pub error: Option<String>,
}

#[derive(Deserialize)]
struct Truth {
    #[serde(rename = "articleBody")]
    body: String,
    #[serde(default)]
    url: String,
}

/// Scores the intake on a folder that holds `ground-truth.json` and `html/<id>.html.gz`.
///
/// # Errors
/// When the folder's files are missing or broken. A page that gives no article is no error but an empty text.
pub fn score(dir: &Path) -> Result<ExtractionScore> {
    let gold = ground_truth(&dir.join("ground-truth.json"))?;
    let mut taken = Vec::with_capacity(gold.len());
    for (id, truth) in &gold {
        let mut capture = packed_page(&dir.join("html").join(format!("{id}.html.gz")))?;
        capture.url = Some(truth.url.clone());
        taken.push(
            take(&capture, &Hints::default()).map(|t| main_text(&t.article)).map_err(|e| e.to_string()),
        );
    }
    Ok(figures(&gold, &taken))
}

/// A page of a collection, which keeps it packed by gzip.
///
/// # Errors
/// When the file cannot be opened or unpacked.
pub fn packed_page(path: &Path) -> Result<Capture> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut capture = read_up_to(&path.to_string_lossy(), GzDecoder::new(file), SIZE_LIMIT)?;
    capture.content_type = Some("text/html".to_owned());
    Ok(capture)
}

fn ground_truth(path: &Path) -> Result<BTreeMap<String, Truth>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    serde_json::from_reader(std::io::BufReader::new(file))
        .with_context(|| format!("{} is not the expected JSON", path.display()))
}

/// The figures of what was taken from each page of the ground truth, in its order; an error counts as no text.
fn figures(gold: &BTreeMap<String, Truth>, taken: &[Result<String, String>]) -> ExtractionScore {
    let mut pages = Vec::new();
    let (mut precisions, mut recalls) = (Vec::new(), Vec::new());
    for ((id, truth), taken) in gold.iter().zip(taken) {
        let text = taken.as_deref().unwrap_or_default();
        let counts = Counts::of(&runs(&truth.body), &runs(text));
        precisions.extend(counts.precision());
        recalls.extend(counts.recall());
        pages.push(PageScore {
            f1: counts.f1(),
            precision: counts.precision().unwrap_or(0.0),
            recall: counts.recall().unwrap_or(0.0),
            id: id.clone(),
            url: truth.url.clone(),
            error: taken.as_ref().err().cloned(),
        });
    }
    pages.sort_by(|a, b| a.f1.total_cmp(&b.f1));
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    let (precision, recall) = (mean(&precisions), mean(&recalls));
    let sum = precision + recall;
    let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
    ExtractionScore { precision, recall, f1, pages }
}

/// What a reader gets of an article apart from its heading, byline and litter: what the ground truth holds.
pub fn main_text(article: &Article) -> String {
    let main = article
        .parts
        .iter()
        .filter(|p| !matches!(p.kind, PartKind::Headline | PartKind::Byline | PartKind::Litter));
    main.map(|p| article.text.slice(p.span)).collect::<Vec<_>>().join("\n")
}

impl ExtractionScore {
    /// The worst `n` pages, one a line, as the Python script prints them.
    pub fn worst(&self, n: usize) -> String {
        let line = |p: &PageScore| {
            let id: String = p.id.chars().take(12).collect();
            let error = p.error.as_ref().map(|e| format!("  ({e})")).unwrap_or_default();
            format!("  f1 {:.3}  p {:.3}  r {:.3}  {id}  {}{error}\n", p.f1, p.precision, p.recall, p.url)
        };
        self.pages.iter().take(n).map(line).collect()
    }
}

impl fmt::Display for ExtractionScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { precision, recall, f1, pages } = self;
        write!(f, "{} pages  precision {precision:.4}  recall {recall:.4}  f1 {f1:.4}", pages.len())
    }
}

type Runs<'t> = HashMap<Vec<&'t str>, usize>;

fn runs(text: &str) -> Runs<'_> {
    // What Python's `\w` matches; the regex crate's own also takes combining marks.
    static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("a valid pattern"));
    let words: Vec<&str> = WORD.find_iter(text).map(|m| m.as_str()).collect();
    let mut runs = HashMap::new();
    for run in words.windows(RUN.min(words.len()).max(1)) {
        *runs.entry(run.to_vec()).or_default() += 1;
    }
    runs
}

struct Counts {
    both: usize,
    taken: usize,
    wanted: usize,
}

impl Counts {
    fn of(wanted: &Runs, taken: &Runs) -> Self {
        let both = wanted.iter().map(|(run, n)| *n.min(taken.get(run).unwrap_or(&0))).sum();
        Counts { both, taken: taken.values().sum(), wanted: wanted.values().sum() }
    }

    fn precision(&self) -> Option<f64> {
        (self.taken > 0).then(|| self.both as f64 / self.taken as f64)
    }

    fn recall(&self) -> Option<f64> {
        (self.wanted > 0).then(|| self.both as f64 / self.wanted as f64)
    }

    fn f1(&self) -> f64 {
        match self.taken + self.wanted {
            0 => 1.0,
            sum => 2.0 * self.both as f64 / sum as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fixture's `expected.txt` is what `score_extraction.py ground-truth.json predictions.jsonl --worst 9` prints.
    #[test]
    fn the_figures_are_those_of_the_python_script() {
        #[derive(Deserialize)]
        struct Row {
            id: String,
            text: String,
        }
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extraction");
        let gold = ground_truth(&dir.join("ground-truth.json")).unwrap();
        let rows = std::fs::read_to_string(dir.join("predictions.jsonl")).unwrap();
        let rows: Vec<Row> = rows.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let taken: Vec<_> = gold
            .keys()
            .map(|id| Ok(rows.iter().find(|r| r.id == *id).map(|r| r.text.clone()).unwrap_or_default()))
            .collect();
        let figures = figures(&gold, &taken);
        let expected = std::fs::read_to_string(dir.join("expected.txt")).unwrap();
        assert_eq!(format!("{figures}\n{}", figures.worst(9)), expected);
    }

    #[test]
    fn pages_are_taken_and_scored() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extraction");
        let figures = score(&dir).unwrap();
        assert_eq!(figures.pages.len(), 5);
        let report = figures.pages.iter().find(|p| p.id == "report").unwrap();
        assert_eq!(report.f1, 1.0, "{figures}\n{}", figures.worst(9));
        let links = figures.pages.iter().find(|p| p.id == "links").unwrap();
        assert!(links.error.as_deref().unwrap().contains("no article"), "{links:?}");
    }
}
