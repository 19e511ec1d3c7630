//! The two extractors, each asked which words of a page are its main text.

use super::blocks::{blocks, words};
use dom_query::Document;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

/// Runs of this many words are compared. It is also what extraction is scored by.
pub(super) const RUN: usize = 4;
/// A block of fewer words is too short to be known by its runs and must be met whole.
const SHORT: usize = 8;

/// What one extractor takes for the main text.
#[derive(Debug, Default)]
pub(super) struct Extract {
    runs: HashMap<Vec<String>, usize>,
    short: HashSet<String>,
}

impl Extract {
    /// Of the extracted main text as HTML.
    fn of(html: &str) -> Self {
        let mut all = Vec::new();
        let mut short = HashSet::new();
        for block in blocks(&Document::from(html)).blocks {
            let words = words(&block.text);
            if words.len() < SHORT {
                short.insert(words.concat());
            }
            all.extend(words);
        }
        let mut runs = HashMap::new();
        for run in all.windows(RUN) {
            *runs.entry(run.to_vec()).or_default() += 1;
        }
        Extract { runs, short }
    }

    /// How much of a block, given by its words, stands in the main text, 0 to 1.
    pub fn share(&self, words: &[String]) -> f64 {
        if words.len() < SHORT {
            return if self.short.contains(&words.concat()) { 1.0 } else { 0.0 };
        }
        let met = words.windows(RUN).filter(|r| self.runs.contains_key(*r)).count();
        met as f64 / (words.len() - RUN + 1) as f64
    }

    /// How far two extractors agree: F1 over runs of words, 0 to 1.
    pub fn agreement(&self, other: &Extract) -> f32 {
        let size = |e: &Extract| e.runs.values().sum::<usize>();
        let both: usize = self.runs.iter().map(|(r, n)| *n.min(other.runs.get(r).unwrap_or(&0))).sum();
        match size(self) + size(other) {
            0 => 0.0,
            total => (2 * both) as f32 / total as f32,
        }
    }
}

/// What both extractors say of a page.
#[derive(Default)]
pub(super) struct Extracts {
    pub trafilatura: Extract,
    pub readability: Extract,
    /// Metadata that the second one came upon.
    pub found: Option<dom_smoothie::Metadata>,
}

/// Asks both extractors. One that fails, or stumbles over the page, found nothing.
pub(super) fn extract(html: &str, document: &Document) -> Extracts {
    let trafilatura = guarded(|| {
        let options = Options::default()
            .with_focus(ExtractionFocus::FavorPrecision)
            .with_fallback(true)
            .with_exclude_comments(true)
            .with_html_date_mode(HtmlDateMode::Disabled);
        trafilatura::extract(html, &options).ok().map(|r| Extract::of(&r.content_html))
    });
    let readability = guarded(|| {
        let mut reader = dom_smoothie::Readability::with_document(document.clone(), None, None).ok()?;
        let metadata = reader.get_article_metadata(reader.parse_json_ld());
        let content = reader.parse().ok().map(|a| Extract::of(&a.content));
        Some((content.unwrap_or_default(), metadata))
    });
    let (readability, found) = readability.map_or((Extract::default(), None), |(e, m)| (e, Some(m)));
    Extracts { trafilatura: trafilatura.unwrap_or_default(), readability, found }
}

/// A page is written by a stranger; if it trips an assertion in an extractor, the other one still has a say.
fn guarded<T>(ask: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(ask)).ok().flatten()
}
