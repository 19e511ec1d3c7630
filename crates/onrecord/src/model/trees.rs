//! The best tree over a sentence's words, by the scores of each word as the head of each.
//!
//! Each word's best head, chosen on its own, makes a tree for most sentences. Where it does not, since words hang on one another
//! in a circle or several are the root, the best tree with one root is found: the maximum spanning arborescence (Chu and Liu 1965,
//! Edmonds 1967; for parsing McDonald, Pereira, Ribarov and Hajič, "Non-projective Dependency Parsing using Spanning Tree
//! Algorithms", HLT 2005). That there be one root is a price on each (Stanojević and Cohen, "A Root of a Problem: Optimizing
//! Single-Root Dependency Parsing", EMNLP 2021, discuss this and others).

use super::runtime::best;

/// Price of a root: more than any scores of a sentence add up to, and little enough for the rest of an `f64`.
const PRICE: f64 = 1e7;

/// The heads of a sentence's words. `scores` has a row for each word, with the scores of all as its head; a word as its own head is
/// the root, and has that word's number as its head in what is returned.
pub(super) fn heads(scores: &[f32], words: usize) -> Vec<usize> {
    if words == 0 {
        return Vec::new();
    }
    let alone: Vec<usize> = scores.chunks_exact(words).map(best).collect();
    if is_tree(&alone) {
        return alone;
    }
    // The root is a node of its own, behind the words.
    let nodes = words + 1;
    let mut weights = vec![f64::NEG_INFINITY; nodes * nodes];
    for (word, row) in scores.chunks_exact(words).enumerate() {
        for (head, &score) in row.iter().enumerate() {
            // What is no number would win over all or nothing.
            let score = if score.is_finite() { f64::from(score) } else { -PRICE };
            match head == word {
                true => weights[word * nodes + words] = score - PRICE,
                false => weights[word * nodes + head] = score,
            }
        }
    }
    let found = arborescence(&weights, nodes, words);
    (0..words).map(|w| if found[w] == words { w } else { found[w] }).collect()
}

/// Whether all words but one hang on others, and none on itself by way of others.
fn is_tree(heads: &[usize]) -> bool {
    heads.iter().enumerate().filter(|&(w, &h)| w == h).count() == 1 && circle(heads, usize::MAX).is_none()
}

/// The words of a circle, if there is one; roots, which are their own heads, are none.
fn circle(heads: &[usize], root: usize) -> Option<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut seen_from = vec![NEW; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while at != root && seen_from[at] == NEW {
            seen_from[at] = start;
            at = heads[at];
        }
        if at != root && seen_from[at] == start && heads[at] != at {
            let mut found = vec![at];
            let mut next = heads[at];
            while next != at {
                found.push(next);
                next = heads[next];
            }
            return Some(found);
        }
    }
    None
}

/// The heads of the heaviest tree from `root`: `weights[node * nodes + head]`. The root's own head means nothing.
fn arborescence(weights: &[f64], nodes: usize, root: usize) -> Vec<usize> {
    let weight = |node: usize, head: usize| weights[node * nodes + head];
    let best_of = |node: usize| {
        let others = (0..nodes).filter(|&h| h != node);
        others.max_by(|&a, &b| weight(node, a).total_cmp(&weight(node, b))).unwrap_or(root)
    };
    let mut heads: Vec<usize> = (0..nodes).map(|n| if n == root { root } else { best_of(n) }).collect();
    let Some(circle) = circle(&heads, root) else { return heads };
    // The circle becomes one node, the last; the others move together.
    let mut inside = vec![false; nodes];
    circle.iter().for_each(|&c| inside[c] = true);
    let outside: Vec<usize> = (0..nodes).filter(|&n| !inside[n]).collect();
    let (fewer, joined) = (outside.len() + 1, outside.len());
    let mut smaller = vec![f64::NEG_INFINITY; fewer * fewer];
    // By which word of the circle each other node hangs on it, and at which the circle is cut for each other node as its head.
    let (mut by, mut cut) = (vec![circle[0]; joined], vec![circle[0]; joined]);
    for (i, &node) in outside.iter().enumerate() {
        for (j, &head) in outside.iter().enumerate().filter(|&(j, _)| i != j) {
            smaller[i * fewer + j] = weight(node, head);
        }
        for &c in &circle {
            if weight(node, c) > smaller[i * fewer + joined] {
                (smaller[i * fewer + joined], by[i]) = (weight(node, c), c);
            }
            let gain = weight(c, node) - weight(c, heads[c]);
            if gain > smaller[joined * fewer + i] {
                (smaller[joined * fewer + i], cut[i]) = (gain, c);
            }
        }
    }
    let root = outside.iter().position(|&n| n == root).unwrap_or(0);
    let found = arborescence(&smaller, fewer, root);
    for (i, &node) in outside.iter().enumerate().filter(|&(i, _)| i != root) {
        heads[node] = if found[i] == joined { by[i] } else { outside[found[i]] };
    }
    let above = found[joined];
    heads[cut[above]] = outside[above];
    heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(scores: &[f32], heads: &[usize]) -> f64 {
        heads.iter().enumerate().map(|(w, &h)| f64::from(scores[w * heads.len() + h])).sum()
    }

    /// The best total of all trees, found by trying each.
    fn tried(scores: &[f32], words: usize) -> f64 {
        let all = words.pow(words as u32);
        let heads =
            |n: usize| -> Vec<usize> { (0..words).map(|w| n / words.pow(w as u32) % words).collect() };
        let trees = (0..all).map(heads).filter(|h| is_tree(h));
        trees.map(|h| total(scores, &h)).fold(f64::NEG_INFINITY, f64::max)
    }

    proptest! {
        #[test]
        fn no_tree_is_better(words in 1_usize..6, numbers in prop::collection::vec(-9_f32..9.0, 25)) {
            let scores = &numbers[..words * words];
            let found = heads(scores, words);
            prop_assert!(is_tree(&found), "{found:?}");
            prop_assert!((total(scores, &found) - tried(scores, words)).abs() < 1e-3);
        }

        #[test]
        fn long_sentences_get_a_tree(words in 1_usize..80, seed in any::<u32>()) {
            let mut state = u64::from(seed) + 1;
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as f32 / 1e6
            };
            let scores: Vec<f32> = (0..words * words).map(|_| next()).collect();
            prop_assert!(is_tree(&heads(&scores, words)));
        }
    }

    #[test]
    fn what_is_no_number_does_no_harm() {
        let odd = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.0, f32::NAN, 2.0, 0.0, 3.0, f32::NAN];
        assert!(is_tree(&heads(&odd, 3)));
        assert!(heads(&[], 0).is_empty());
    }
}
