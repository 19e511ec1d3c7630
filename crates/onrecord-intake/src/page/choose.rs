//! Which blocks of a page are the article.

use super::blocks::{Block, BlockKind};
use super::extract::{Extract, Extracts, Hashed};
use crate::parts::ends_sentence;
use std::collections::HashSet;

/// Share of a block's words that must stand in an extractor's main text for it to count as kept by it.
pub(super) const KEPT: f64 = 0.6;
/// Fewest words of a paragraph that counts as running text by itself.
const PROSE_WORDS: usize = 10;
/// Share of a paragraph's text inside links from which it is a list of links rather than running text.
const LINKED: f64 = 0.3;
/// Share from which a line that is no sentence is a link to elsewhere.
const LINK: f64 = 0.8;
/// Share of words met before from which a block is a repetition.
const REPEATED: f64 = 0.9;
/// Fewest words of a repetition: short lines may rightly come twice.
const REPEATED_WORDS: usize = 8;
/// How many blocks before the first agreed one are still looked at: extractors like to lose the lead.
const LEAD: usize = 2;

/// How the blocks were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The extractors agreed on most.
    Agreed,
    /// One of them found nothing to speak of, or something else; the other one's choice was taken.
    OneOnly,
    /// Neither found an article; all running text outside navigation was taken.
    AllProse,
}

/// The blocks that make the article, by number and in order.
pub(super) struct Chosen {
    pub blocks: Vec<usize>,
    pub way: Way,
}

/// Chooses. `words` are those of each block, `titles` are the words of what the page calls itself: the heading is kept elsewhere.
pub(super) fn choose(blocks: &[Block], words: &[Hashed], extracts: &Extracts, titles: &[Hashed]) -> Chosen {
    let by = |e: &Extract| words.iter().map(|w| e.share(w) >= KEPT).collect::<Vec<_>>();
    let (first, second) = (by(&extracts.trafilatura), by(&extracts.readability));
    let size = |kept: &[bool]| {
        kept.iter().zip(words).filter(|(k, _)| **k).map(|(_, w)| w.words.len()).sum::<usize>()
    };

    let mut kept: Vec<bool> = first.iter().zip(&second).map(|(a, b)| *a && *b).collect();
    let mut way = Way::Agreed;
    let most = size(&first).max(size(&second));
    if most == 0 {
        kept = blocks.iter().zip(words).map(|(b, w)| is_prose(b, w) && !b.aside).collect();
        way = Way::AllProse;
    } else if size(&kept) * 2 < most {
        // Nothing in common: the careful one, unless it has next to nothing.
        kept = if size(&first) * 4 >= most { first } else { second };
        way = Way::OneOnly;
    } else {
        lost_prose(blocks, words, &second, &mut kept);
    }
    Chosen { blocks: tidy(blocks, words, titles, &kept), way }
}

/// Takes back running text between agreed blocks that only the second extractor kept: the first one drops
/// paragraphs with several links, and leads.
fn lost_prose(blocks: &[Block], words: &[Hashed], second: &[bool], kept: &mut [bool]) {
    let long = |i: &usize| kept[*i] && words[*i].words.len() >= REPEATED_WORDS;
    let Some(from) = (0..blocks.len()).find(long) else { return };
    let to = (0..blocks.len()).rev().find(long).unwrap_or(from);
    for i in from.saturating_sub(LEAD)..=to {
        kept[i] |= second[i] && is_prose(&blocks[i], &words[i]);
    }
}

/// Drops headings that repeat the title, links to elsewhere, and what was said before word for word.
fn tidy(blocks: &[Block], words: &[Hashed], titles: &[Hashed], kept: &[bool]) -> Vec<usize> {
    let mut seen: HashSet<u64> = HashSet::new();
    let mut chosen = Vec::new();
    for i in (0..blocks.len()).filter(|i| kept[*i]) {
        let (block, hashed) = (&blocks[i], &words[i]);
        let words = &hashed.words;
        let title = words.len() > 1
            && titles.iter().any(|t| t.words == *words || (words.len() > 4 && t.words.starts_with(words)));
        let link = block.link_share() >= LINK && !ends_sentence(&block.text);
        if title || link || words.is_empty() {
            continue;
        }
        let runs: Vec<u64> = hashed.runs().collect();
        let met = runs.iter().filter(|r| seen.contains(r)).count();
        if words.len() >= REPEATED_WORDS && met as f64 >= REPEATED * runs.len() as f64 {
            continue;
        }
        seen.extend(runs);
        chosen.push(i);
    }
    chosen
}

pub(super) fn is_prose(block: &Block, words: &Hashed) -> bool {
    block.kind == BlockKind::Paragraph
        && words.words.len() >= PROSE_WORDS
        && block.link_share() <= LINKED
        && ends_sentence(&block.text)
}
