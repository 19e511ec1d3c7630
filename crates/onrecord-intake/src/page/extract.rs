//! The two extractors, each asked which words of a page are its main text.

use super::blocks::{Block, blocks};
use super::choose::{KEPT, is_prose};
use super::show;
use dom_query::Document;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Runs of this many words are compared. It is also what extraction is scored by.
pub(super) const RUN: usize = 4;
/// A block of fewer words is too short to be known by its runs and must be met whole.
const SHORT: usize = 8;
/// Agreement of the two extractors from which neither is asked twice.
const SURE: f32 = 0.6;
/// Share of a page's running text from which the part of the page that holds the one extractor's main text is all that
/// the other is shown.
const MOST: f64 = 0.5;

/// The words of a text as it is compared: lower case, without punctuation, each by its XXH3 hash.
#[derive(Debug, Default)]
pub(super) struct Hashed {
    pub words: Vec<u64>,
    /// Of all the letters and digits in a row: extractors glue words together and split them.
    letters: u64,
}

impl Hashed {
    pub fn of(text: &str) -> Self {
        let (mut words, mut letters, mut word) = (Vec::new(), String::new(), String::new());
        for piece in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            word.clear();
            match piece.is_ascii() {
                true => word.extend(piece.chars().map(|c| c.to_ascii_lowercase())),
                false => word.push_str(&piece.to_lowercase()),
            }
            words.push(xxh3_64(word.as_bytes()));
            letters.push_str(&word);
        }
        Hashed { words, letters: xxh3_64(letters.as_bytes()) }
    }

    /// The hash of every run of [`RUN`] words, in order.
    pub fn runs(&self) -> impl Iterator<Item = u64> {
        runs(&self.words)
    }
}

fn runs(words: &[u64]) -> impl Iterator<Item = u64> {
    words
        .windows(RUN)
        .map(|run| run.iter().fold(0, |hash, word| xxh3_64_with_seed(&word.to_le_bytes(), hash)))
}

/// What one extractor takes for the main text.
#[derive(Debug, Default)]
pub(super) struct Extract {
    runs: HashMap<u64, usize>,
    short: HashSet<u64>,
}

impl Extract {
    /// Of the extracted main text as HTML.
    fn of(html: &str) -> Self {
        let mut all = Vec::new();
        let mut short = HashSet::new();
        for block in blocks(&Document::from(html)).blocks {
            let hashed = Hashed::of(&block.text);
            if hashed.words.len() < SHORT {
                short.insert(hashed.letters);
            }
            all.extend(hashed.words);
        }
        let mut found = HashMap::new();
        for run in runs(&all) {
            *found.entry(run).or_default() += 1;
        }
        Extract { runs: found, short }
    }

    /// How much of a block, given by its words, stands in the main text, 0 to 1.
    pub fn share(&self, block: &Hashed) -> f64 {
        let words = block.words.len();
        if words < SHORT {
            return if self.short.contains(&block.letters) { 1.0 } else { 0.0 };
        }
        let met = block.runs().filter(|r| self.runs.contains_key(r)).count();
        met as f64 / (words - RUN + 1) as f64
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
pub(super) fn extract(document: &Document, blocks: &[Block], words: &[Hashed]) -> Extracts {
    let readability = guarded(|| {
        let mut reader = dom_smoothie::Readability::with_document(document.clone(), None, None).ok()?;
        let metadata = reader.get_article_metadata(reader.parse_json_ld());
        let content = reader.parse().ok().map(|a| Extract::of(&a.content));
        Some((content.unwrap_or_default(), metadata))
    });
    let (readability, found) = readability.map_or((Extract::default(), None), |(e, m)| (e, Some(m)));
    let both = || blocks.iter().zip(words);
    let kept = both().filter(|(_, w)| w.words.len() >= SHORT && readability.share(w) >= KEPT);
    let prose = both().filter(|(b, w)| is_prose(b, w) && !b.aside);
    let part =
        show::part(document, kept.map(|(b, _)| b.node), prose.map(|(b, w)| (b.node, w.words.len())), MOST);
    let mut trafilatura = main_text(&show::body(document, part), false);
    if trafilatura.agreement(&readability) < SURE {
        // Without the head, from which it would only read metadata that are never asked for.
        trafilatura = main_text(&document.select_single("body").html(), true);
    }
    Extracts { trafilatura, readability, found }
}

/// Takes comments, scripts, styles and drawings out, but for what the page says of itself in JSON-LD: they are half of a
/// page that every parser goes over again.
pub(super) fn strip(document: &Document) {
    let comments: Vec<_> = document.root().descendants_it().filter(|n| n.is_comment()).collect();
    for comment in comments {
        comment.remove_from_parent();
    }
    for found in document.select("script, style, svg").iter() {
        if !found.attr("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json")) {
            found.remove();
        }
    }
}

/// What `trafilatura` takes for the main text; with `all_ways` it also weighs what two more extractors of its own
/// find, which takes as long again.
fn main_text(html: &str, all_ways: bool) -> Extract {
    let options = Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(all_ways)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    guarded(|| trafilatura::extract(html, &options).ok().map(|r| Extract::of(&r.content_html)))
        .unwrap_or_default()
}

/// A page is written by a stranger; if it trips an assertion in an extractor, the other one still has a say.
fn guarded<T>(ask: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(ask)).ok().flatten()
}
