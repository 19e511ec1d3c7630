//! Which blocks of a page are the article.

use super::blocks::{Block, BlockKind};
use super::extract::Hashed;
use super::judge::TAKEN;
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
/// The probability from which a block is taken where none reaches [`TAKEN`].
const PERHAPS: f32 = 0.3;

/// How the blocks were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By how likely each is to belong to the article.
    Judged,
    /// None was likely; all running text outside navigation was taken.
    AllProse,
}

/// The blocks that make the article, by number and in order.
pub(super) struct Chosen {
    pub blocks: Vec<usize>,
    pub way: Way,
    /// The F1 over words that is to be expected of the choice, 0 to 1.
    pub confidence: f32,
}

/// Chooses. `words` are those of each block, `belongs` is how likely each belongs to the article, `titles` are the words of what the page
/// calls itself: the heading is kept elsewhere.
pub(super) fn choose(blocks: &[Block], words: &[Hashed], belongs: &[f32], titles: &[Hashed]) -> Chosen {
    let from = |least: f32| belongs.iter().map(|p| *p >= least).collect::<Vec<_>>();
    let none = |kept: &[bool]| !kept.iter().any(|k| *k);
    let (mut kept, mut way) = (from(TAKEN), Way::Judged);
    if none(&kept) {
        kept = from(PERHAPS);
    }
    if none(&kept) {
        kept = blocks.iter().zip(words).map(|(b, w)| is_prose(b, w) && !b.aside).collect();
        way = Way::AllProse;
    }
    Chosen { confidence: expected(words, belongs, &kept), blocks: tidy(blocks, words, titles, &kept), way }
}

/// The F1 that is to be expected where each block belongs with its probability: twice the words that are taken and belong, by the words
/// that are taken and those that belong.
fn expected(words: &[Hashed], belongs: &[f32], kept: &[bool]) -> f32 {
    let (mut both, mut taken, mut wanted) = (0.0, 0.0, 0.0);
    for ((w, p), k) in words.iter().zip(belongs).zip(kept) {
        let size = w.words.len() as f32;
        wanted += p * size;
        if *k {
            taken += size;
            both += p * size;
        }
    }
    if taken > 0.0 { (2.0 * both / (taken + wanted)).min(1.0) } else { 0.0 }
}

/// Drops headings that repeat the title, links to elsewhere, and what was said before word for word.
fn tidy(blocks: &[Block], words: &[Hashed], titles: &[Hashed], kept: &[bool]) -> Vec<usize> {
    let mut seen: HashSet<u64> = HashSet::new();
    let mut chosen = Vec::new();
    for i in (0..words.len()).filter(|i| kept[*i]) {
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
