//! Whether a block of a page belongs to its article: boosted trees over what is known of it, learned by `training/pages.py`.

use serde::Deserialize;
use std::sync::LazyLock;

/// The probability from which a block is taken.
pub(super) const TAKEN: f32 = 0.6;

/// Trees whose values are added up; the sum is the logit of the probability.
#[derive(Deserialize)]
struct Forest {
    base: f32,
    trees: Vec<Vec<Node>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Node {
    /// Feature, threshold, the node for values up to it, the node for those above.
    Split(usize, f32, usize, usize),
    Leaf([f32; 1]),
}

impl Forest {
    fn probability(&self, features: &[f32]) -> f32 {
        let logit = self.trees.iter().fold(self.base, |sum, tree| sum + value(tree, features));
        1.0 / (1.0 + (-logit).exp())
    }
}

/// What a tree says. Nodes point forwards only, which [`forest`] has seen to, so that it ends.
fn value(tree: &[Node], features: &[f32]) -> f32 {
    let mut at = 0;
    loop {
        match tree.get(at) {
            Some(Node::Split(feature, threshold, left, right)) => {
                let is = features.get(*feature).copied().unwrap_or_default();
                at = if is <= *threshold { *left } else { *right };
            }
            Some(Node::Leaf([value])) => return *value,
            None => return 0.0,
        }
    }
}

fn forest(text: &str) -> Option<Forest> {
    let forest: Forest = serde_json::from_str(text).ok()?;
    let forward = |tree: &Vec<Node>| {
        tree.iter().enumerate().all(|(n, node)| match node {
            Node::Split(_, _, left, right) => *left > n && *right > n && *left.max(right) < tree.len(),
            Node::Leaf(_) => true,
        })
    };
    forest.trees.iter().all(forward).then_some(forest)
}

static FOREST: LazyLock<Forest> = LazyLock::new(|| {
    forest(include_str!("judge.json")).expect("trees that were written by training/pages.py")
});

/// The probability that a block with these features belongs to the article, 0 to 1.
pub(super) fn belongs(features: &[f32]) -> f32 {
    FOREST.probability(features)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_add_up_and_a_value_at_the_threshold_goes_left() {
        let text = r#"{"base":-1.0,"trees":[[[1,0.5,1,2],[2.0],[-3.0]],[[0,0.0,1,2],[0.5],[1.5]]]}"#;
        let forest = forest(text).unwrap();
        let logit = |p: f32| (p / (1.0 - p)).ln();
        assert!((logit(forest.probability(&[1.0, 0.5])) - 2.5).abs() < 1e-4);
        assert!((logit(forest.probability(&[0.0, 0.6])) - -3.5).abs() < 1e-4);
    }

    #[test]
    fn the_trees_ask_for_features_that_there_are() {
        let page = "<body><article><p>The council met on Monday, and nobody came to hear what it had to say.</p></article>";
        let document = dom_query::Document::from(page);
        let blocks = super::super::blocks::blocks(&document).blocks;
        let words: Vec<_> = blocks.iter().map(|b| super::super::extract::Hashed::of(&b.text)).collect();
        let extracts = super::super::extract::Extracts::default();
        let features = super::super::features::features(&document, &blocks, &words, &extracts, &[], None);
        let split = |n: &Node| if let Node::Split(feature, ..) = n { Some(*feature) } else { None };
        let most = FOREST.trees.iter().flatten().filter_map(split).max();
        assert!(most.is_some_and(|most| most < features[0].len()), "{most:?} of {}", features[0].len());
    }

    #[test]
    fn trees_that_go_round_are_none() {
        assert!(forest(r#"{"base":0,"trees":[[[0,0.5,0,1],[1.0]]]}"#).is_none());
        assert!(forest(r#"{"base":0,"trees":[[[0,0.5,1,7],[1.0]]]}"#).is_none());
    }
}
