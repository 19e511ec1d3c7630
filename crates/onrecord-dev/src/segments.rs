//! How well the main text is taken out of pages whose gold is a few decisive pieces of text: those that must be in it, and those that
//! must not. The figures are those that trafilatura publishes for its collection.

use crate::extraction::{main_text, packed_page};
use anyhow::{Context, Result};
use onrecord_intake::{Hints, take};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The figures of one run over a set of pages.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct SegmentScore {
    /// Pieces that must be in the text and are.
    pub found: usize,
    /// Pieces that must be in the text and are not.
    pub missed: usize,
    /// Pieces that must not be in the text and are.
    pub wrong: usize,
    /// Pieces that must not be in the text and are not.
    pub kept_out: usize,
    /// Each page with how many of its pieces are judged wrongly, most first.
    pub pages: Vec<(usize, String)>,
}

/// What a page must and must not give.
#[derive(Deserialize)]
pub struct Segments {
    /// Its file below `html/`, without `.gz`.
    pub file: String,
    /// What must be in the text.
    #[serde(default)]
    pub with: Vec<String>,
    /// What must not.
    #[serde(default)]
    pub without: Vec<String>,
}

/// The gold of a folder, by the page's address.
///
/// # Errors
/// When there is none or it is broken.
pub fn gold(dir: &Path) -> Result<BTreeMap<String, Segments>> {
    let path = dir.join("evaldata.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not the expected JSON", path.display()))
}

/// Scores the intake on a folder that holds `evaldata.json` and `html/<file>.gz`.
///
/// # Errors
/// When the folder's files are missing or broken. A page that gives no article is no error but an empty text.
pub fn score(dir: &Path) -> Result<SegmentScore> {
    let mut score = SegmentScore::default();
    for (url, page) in gold(dir)? {
        let mut capture = packed_page(&dir.join("html").join(format!("{}.gz", page.file)))?;
        capture.url = Some(url.clone());
        let text = take(&capture, &Hints::default()).map(|t| main_text(&t.article)).unwrap_or_default();
        score.add(&url, &page, &text);
    }
    score.pages.sort_by(|a, b| b.cmp(a));
    Ok(score)
}

impl SegmentScore {
    fn add(&mut self, url: &str, page: &Segments, text: &str) {
        let of = |list: &[String]| list.iter().filter(|s| text.contains(s.as_str())).count();
        let (found, wrong) = (of(&page.with), of(&page.without));
        let missed = page.with.len() - found;
        self.found += found;
        self.missed += missed;
        self.wrong += wrong;
        self.kept_out += page.without.len() - wrong;
        self.pages.push((missed + wrong, url.to_owned()));
    }

    /// Precision, recall, F1 and accuracy over the pieces, 0 to 1.
    pub fn shares(&self) -> [f64; 4] {
        let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        let (p, r) =
            (share(self.found, self.found + self.wrong), share(self.found, self.found + self.missed));
        let all = self.found + self.missed + self.wrong + self.kept_out;
        [p, r, 2.0 * p * r / (p + r).max(1e-9), share(self.found + self.kept_out, all)]
    }

    /// The worst `n` pages, one a line, as the Python script prints them.
    pub fn worst(&self, n: usize) -> String {
        self.pages.iter().take(n).map(|(wrong, url)| format!("  {wrong} wrong  {url}\n")).collect()
    }
}

impl fmt::Display for SegmentScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p, r, f1, accuracy] = self.shares();
        write!(
            f,
            "{} pages  precision {p:.4}  recall {r:.4}  f1 {f1:.4}  accuracy {accuracy:.4}",
            self.pages.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_counted_on_both_sides() {
        let page = Segments {
            file: String::new(),
            with: vec!["The council met".into(), "nobody came".into(), "lost lead".into()],
            without: vec!["Read also".into(), "Imprint".into()],
        };
        let mut score = SegmentScore::default();
        score.add("https://a.example/", &page, "The council met.\nRead also: more\nnobody came");
        assert_eq!((score.found, score.missed, score.wrong, score.kept_out), (2, 1, 1, 1));
        let shown = "1 pages  precision 0.6667  recall 0.6667  f1 0.6667  accuracy 0.6000";
        assert_eq!(score.to_string(), shown);
        assert_eq!(score.worst(1), "  2 wrong  https://a.example/\n");
    }
}
