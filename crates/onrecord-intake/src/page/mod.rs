//! From a page to the text of its article: two extractors say which blocks of the page belong to it.

mod blocks;
mod choose;
mod dates;
mod extract;
mod features;
mod jsonld;
mod judge;
mod metadata;
mod parse;
mod show;
mod tags;
mod titles;
mod visible;

use crate::lexicon;
use crate::parts::Layout;
use crate::{Capture, IntakeError, charset};
use blocks::{Block, BlockKind, blocks, words};
use choose::{Chosen, Way, choose};
use extract::{Extracts, Hashed, extract, strip};
use features::features;
pub(crate) use metadata::authors;
use metadata::{Metadata, metadata};
use onrecord::budget::{Budget, Over};
use onrecord::{Note, PartKind};
pub(crate) use parse::{Unparsed, parse};
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What a page gives.
pub(crate) struct Page {
    pub text: String,
    pub layout: Layout,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub authors: Vec<String>,
    pub url: Option<String>,
    /// The language the page claims.
    pub language: Option<String>,
    pub published: Option<String>,
    /// The F1 over words that is to be expected of the text, 0 to 1.
    pub confidence: f32,
    pub notes: Vec<Note>,
}

/// Why a page gives no article.
pub(crate) enum NoPage {
    /// It holds none.
    NoArticle(String),
    /// It has no tree.
    Unparsed(Unparsed),
}

impl From<Over> for NoPage {
    fn from(over: Over) -> Self {
        NoPage::Unparsed(match over {
            Over::Stopped => Unparsed::Stopped,
            over => Unparsed::TooCostly(over.to_string()),
        })
    }
}

impl From<Unparsed> for NoPage {
    fn from(unparsed: Unparsed) -> Self {
        NoPage::Unparsed(unparsed)
    }
}

/// Elements nested deeper than this are no article's, and would overflow the extractors' stack. The deepest page
/// of the benchmark has 52.
const DEEPEST: usize = 400;
/// Expected F1 below which the choice is doubtful.
const DOUBTFUL: f32 = 0.7;
/// Fewest words of an article.
const FEWEST_WORDS: usize = 5;
/// Fewest words of a heading that sums up rather than heads.
const SUMMARY_WORDS: usize = 12;

/// Whether a text is a page rather than plain text.
pub(crate) fn is_page(text: &str, content_type: Option<&str>) -> bool {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?isx)^(?:\s|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)*
              <(?:!doctype\s+html|(?:html|head|body|article|main|section|div|meta|title|link|script|style|p|h1)[\s>/])",
        )
        .expect("a valid pattern")
    });
    match content_type.map(|c| c.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()) {
        Some(c) if c == "text/html" || c == "application/xhtml+xml" => true,
        Some(c) if c == "text/plain" => false,
        // Making the pattern ready takes longer than anything else done with a plain text.
        _ => text.trim_start().starts_with('<') && START.is_match(&text[..text.floor_char_boundary(8192)]),
    }
}

/// The text of a piece of a page, its paragraphs apart by an empty line; nothing of one that is too much to be parsed. What is
/// spent is seen by whoever gave the budget.
pub(crate) fn fragment(html: &str, budget: &Budget) -> String {
    let Ok(document) = parse(html, budget) else { return String::new() };
    let blocks = blocks(&document).blocks;
    blocks.into_iter().map(|b| b.text).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The text of all blocks of a page that is known to be nothing but text, such as a chapter of a book.
pub(crate) fn blocks_of(html: &str, budget: &Budget) -> Result<Vec<String>, Unparsed> {
    let document = parse(html, budget)?;
    Ok(blocks(&document).blocks.into_iter().map(|b| b.text).filter(|t| !t.is_empty()).collect())
}

/// A block of a page with what it is chosen by, for measuring and training.
#[derive(Debug, Clone)]
pub struct SeenBlock {
    /// Its words, with single spaces.
    pub text: String,
    /// Whether it is taken for a part of the article.
    pub kept: bool,
    /// Whether its words are litter, whoever chose it.
    pub litter: bool,
    /// What is known of it.
    pub features: Vec<f32>,
}

/// The blocks of a page, each with what it is chosen by.
///
/// # Errors
/// When the bytes are no text, or the page has no tree, or too costly a one.
pub fn blocks_seen(capture: &Capture) -> Result<Vec<SeenBlock>, IntakeError> {
    let budget = Budget::default();
    let input = crate::input::Input::of(capture, &budget);
    let decoded = charset::decode(&input)?;
    let looked = look(&decoded.text, &budget).map_err(|_| IntakeError::TooCostly {
        origin: capture.origin.clone(),
        why: "it has no tree that could be looked at".to_owned(),
    })?;
    let kept: HashSet<usize> = looked.chosen.blocks.into_iter().collect();
    let seen = looked.blocks.into_iter().zip(looked.features).enumerate();
    Ok(seen
        .map(|(i, (block, features))| {
            let (_, layout) = lay_out(None, std::iter::once(&block));
            let litter =
                layout.parts.iter().all(|(kind, _)| matches!(kind, PartKind::Litter | PartKind::Byline));
            SeenBlock { litter, text: block.text, kept: kept.contains(&i), features }
        })
        .collect())
}

/// A page cut into blocks, with what it says of itself and which blocks are chosen for its article.
struct Looked {
    blocks: Vec<Block>,
    words: Vec<Hashed>,
    features: Vec<Vec<f32>>,
    chosen: Chosen,
    metadata: Metadata,
    notes: Vec<Note>,
}

fn look(html: &str, budget: &Budget) -> Result<Looked, NoPage> {
    let document = parse(html, budget)?;
    strip(&document);
    let found = blocks(&document);
    let mut notes = Vec::new();
    let mut metadata = metadata(&document, &found.blocks, budget);
    budget.check()?;
    let words: Vec<Hashed> = found.blocks.iter().map(|b| Hashed::of(&b.text)).collect();
    let extracts = if found.deepest > DEEPEST {
        notes.push(Note::new(format!(
            "the page nests {} elements deep; the extractors were not asked",
            found.deepest
        )));
        Extracts::default()
    } else {
        extract(&document, &found.blocks, &words)
    };
    let blocks = found.blocks;
    if let Some(found) = &extracts.found {
        metadata.add(found, budget);
    }
    notes.append(&mut metadata.notes);

    let titles: Vec<Hashed> = metadata.titles.iter().map(|t| Hashed::of(t)).collect();
    let told = metadata.body.as_deref().map(Hashed::of);
    let features = features(&document, &blocks, &words, &extracts, &titles, told.as_ref());
    let belongs: Vec<f32> = features.iter().map(|f| judge::belongs(f)).collect();
    let chosen = choose(&blocks, &words, &belongs, &titles);
    Ok(Looked { blocks, words, features, chosen, metadata, notes })
}

/// Makes the article of a page, or says why there is none.
pub(crate) fn read(html: &str, budget: &Budget) -> Result<Page, NoPage> {
    let Looked { blocks, words, chosen, metadata, mut notes, .. } = look(html, budget)?;
    let count: usize = chosen.blocks.iter().map(|i| words[*i].words.len()).sum();
    if count < FEWEST_WORDS {
        let links = blocks.iter().filter(|b| b.link_share() > 0.5).count();
        return Err(NoPage::NoArticle(match blocks.len() {
            0 => "it has no text (it may be filled in by a script in the browser)".to_owned(),
            n => format!("of its {n} pieces of text {links} are links, and none is running text"),
        }));
    }
    let confidence = chosen.confidence;
    notes.extend(doubt(chosen.way, confidence));

    let headline = headline(&blocks, &metadata);
    let (text, layout) = lay_out(headline.as_deref(), chosen.blocks.iter().map(|i| &blocks[*i]));
    let Metadata { outlets, authors, urls, languages, published, .. } = metadata;
    Ok(Page {
        text,
        title: metadata.titles.into_iter().next().or(headline),
        outlet: outlets.into_iter().next(),
        authors: authors.into_iter().next().unwrap_or_default(),
        url: urls.into_iter().next(),
        language: languages.iter().find_map(|l| crate::language::code(l)),
        published,
        layout,
        confidence,
        notes,
    })
}

fn doubt(way: Way, confidence: f32) -> Option<Note> {
    let reason = match way {
        Way::Judged if confidence >= DOUBTFUL => return None,
        Way::Judged => {
            format!("which pieces of the page are its article is doubtful ({confidence:.2} of 1)")
        }
        Way::AllProse => "no article was found; all running text of the page was taken".to_owned(),
    };
    Some(
        Note::new(reason)
            .remedy("check the text against the page; or paste the article into a plain-text file"),
    )
}

/// The heading as the page shows it, or else as its metadata give it.
fn headline(blocks: &[Block], metadata: &Metadata) -> Option<String> {
    let best = metadata.titles.first()?;
    let best_words = words(best);
    let known: HashSet<&String> = best_words.iter().collect();
    let close = |b: &&Block| {
        let shown = words(&b.text);
        let shared = shown.iter().filter(|w| known.contains(w)).count();
        !shown.is_empty() && shared * 2 >= shown.len().max(best_words.len())
    };
    let shown = blocks.iter().filter(|b| b.kind == BlockKind::Heading(1)).find(close);
    Some(shown.map_or_else(|| best.clone(), |b| b.text.clone()))
}

/// Writes the text, one block a paragraph, and tells its parts.
fn lay_out<'b>(headline: Option<&str>, blocks: impl Iterator<Item = &'b Block>) -> (String, Layout) {
    let mut text = String::new();
    let mut kinds = Vec::new();
    let mut add = |piece: &str, kind| {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        kinds.push((kind, text.len()..text.len() + piece.len()));
        text.push_str(piece);
    };
    if let Some(headline) = headline {
        add(headline, PartKind::Headline);
    }
    let mut body = 0;
    for block in blocks {
        let kind = match block.kind {
            BlockKind::Heading(_) if body == 0 && words(&block.text).len() >= SUMMARY_WORDS => {
                PartKind::Summary
            }
            BlockKind::Heading(_) => PartKind::Subhead,
            BlockKind::Caption => PartKind::Caption,
            BlockKind::Paragraph | BlockKind::Item | BlockKind::Cell => PartKind::Body,
        };
        body += usize::from(kind == PartKind::Body);
        add(&block.text, kind);
    }
    (text.clone(), told(&text, kinds))
}

/// The parts with litter, bylines and the dateline told apart.
pub(crate) fn told(text: &str, kinds: Vec<(PartKind, std::ops::Range<usize>)>) -> Layout {
    let mut layout = Layout::default();
    let mut body = 0;
    for (kind, range) in kinds {
        let special = (kind == PartKind::Body).then(|| lexicon::special(&text[range.clone()])).flatten();
        match special {
            Some(m) if m.kind == PartKind::Byline && body == 0 => {
                layout.name_source(&m);
                layout.parts.push((PartKind::Byline, range));
                continue;
            }
            Some(m) if m.kind == PartKind::Dateline && body <= 1 => {
                layout.name_source(&m);
                let split = range.start + m.range.end;
                layout.parts.push((PartKind::Dateline, range.start..split));
                let rest = split + (text[split..range.end].len() - text[split..range.end].trim_start().len());
                if rest < range.end {
                    layout.push(text, rest..range.end, kind);
                }
            }
            _ if kind == PartKind::Headline => layout.parts.push((kind, range)),
            _ => layout.push(text, range, kind),
        }
        body += usize::from(kind == PartKind::Body);
    }
    layout
}
