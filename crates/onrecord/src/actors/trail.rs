//! What was spoken of so far, as a reader remembers it.

use super::scene::Scene;
use crate::labels::Deprel;
use std::collections::{HashMap, VecDeque};

/// How many of the last mentions are remembered.
const REACH: usize = 80;

/// Where an actor was last mentioned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    pub sentence: usize,
    pub subject: bool,
}

/// The mentions of the text so far.
#[derive(Debug, Default)]
pub(super) struct Trail {
    recent: VecDeque<usize>,
    last: HashMap<usize, Last>,
    counts: HashMap<usize, usize>,
    /// The actor that spoke last, and where.
    pub source: Option<(usize, usize)>,
}

impl Trail {
    /// Goes on past a mention.
    pub fn pass(&mut self, scene: &Scene, c: usize, is_source: bool) {
        let Some(m) = scene.member_of(c) else { return };
        let head = scene.candidates[c].head;
        self.recent.push_back(m);
        if self.recent.len() > REACH {
            self.recent.pop_front();
        }
        *self.counts.entry(m).or_default() += 1;
        let last = Last {
            sentence: scene.document.sentence(head),
            subject: matches!(
                scene.document.rel(head),
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter
            ),
        };
        match self.last.get_mut(&m) {
            // The subject of a sentence stays it when it is mentioned again in another place.
            Some(l) if l.sentence == last.sentence => {
                *l = Last { subject: l.subject || last.subject, ..last };
            }
            _ => {
                self.last.insert(m, last);
            }
        }
        if is_source {
            self.source = Some((m, head));
        }
    }

    pub fn last(&self, m: usize) -> Option<Last> {
        self.last.get(&m).copied()
    }

    pub fn count(&self, m: usize) -> usize {
        self.counts.get(&m).copied().unwrap_or(0)
    }

    /// 1 in the sentence of the last mention, less for every sentence since.
    pub fn recency(&self, scene: &Scene, m: usize, word: usize) -> f32 {
        let Some(last) = self.last(m) else { return 0.0 };
        let gap = scene.document.sentence(word).saturating_sub(last.sentence);
        (-0.5 * gap as f32).exp()
    }

    /// How much of the model's belief in earlier mentions falls on each actor.
    pub fn mass(&self, scene: &Scene, c: usize) -> HashMap<usize, f32> {
        let mut out = HashMap::new();
        let head = scene.candidates[c].head;
        let mentions = &scene.document.mentions;
        let Ok(at) = mentions.binary_search_by_key(&head, |m| m.word) else { return out };
        for &(word, p) in &mentions[at].antecedents {
            if let Some(m) = scene.mention_at(word).filter(|&o| o != c).and_then(|o| scene.member_of(o)) {
                *out.entry(m).or_default() += p;
            }
        }
        out
    }

    /// The actors that come into question: those the model believes in, and those of the last mentions.
    pub fn pool(&self, mass: &HashMap<usize, f32>) -> Vec<(usize, f32)> {
        let mut out: Vec<(usize, f32)> = mass.iter().map(|(&m, &p)| (m, p)).collect();
        let mut seen: Vec<usize> = self.recent.iter().copied().collect();
        seen.sort_unstable();
        seen.dedup();
        out.extend(seen.into_iter().filter(|m| !mass.contains_key(m)).map(|m| (m, 0.0)));
        out.sort_by_key(|&(m, _)| m);
        out
    }
}
