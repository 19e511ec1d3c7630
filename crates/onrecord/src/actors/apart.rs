//! Who a mention cannot be, because the sentence speaks of two: `Dahl told the mayor`, `the mayor and Dahl`, and a speaker
//! who says `he`.
//!
//! Of two that depend on one verb, neither refers to the other unless it is reflexive (principles B and C of Chomsky, Lectures
//! on Government and Binding, 1981). That nobody speaks of themselves by name or as `he` is a habit of the news, not grammar.

use super::predicates;
use super::scene::Scene;
use crate::labels::Deprel;

/// What depends on a verb as one of those that the clause is about.
const PARTIES: [Deprel; 5] = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Obj, Deprel::Iobj, Deprel::OblAgent];

/// In whose words each word stands.
pub(super) struct Apart {
    /// For each word between quotation marks the mention of who says it.
    sayers: Vec<Option<usize>>,
}

impl Apart {
    pub fn new(scene: &Scene) -> Self {
        let t = scene.document;
        let mut sayers = vec![None; t.len()];
        // What is said inside another statement overwrites that.
        let mut order: Vec<_> = scene.statements.iter().collect();
        order.sort_by_key(|s| std::cmp::Reverse(s.content.iter().map(|c| c.len()).sum::<u32>()));
        for statement in order {
            let source = statement.source.first().and_then(|&s| scene.mention_of(&t.words_of(s)));
            scene.quoted_words(statement).for_each(|w| sayers[w] = source);
        }
        Apart { sayers }
    }

    /// The actors, as far as tied, that a mention cannot be of.
    pub fn others(&self, scene: &Scene, c: usize) -> Vec<usize> {
        let head = scene.candidates[c].head;
        let mut mentions: Vec<usize> =
            beside(scene, head).into_iter().filter_map(|w| scene.mention_at(w)).collect();
        mentions.extend(self.sayers[head]);
        mentions.retain(|&o| o != c);
        mentions.into_iter().filter_map(|o| scene.member_of(o)).collect()
    }
}

/// The words that depend on the same verb as this one, or are joined to it.
fn beside(scene: &Scene, head: usize) -> Vec<usize> {
    let t = scene.document;
    let up = t.head(head);
    let mut out: Vec<usize> = t.children(head).filter(|&k| t.rel(k) == Deprel::Conj).collect();
    if up == head {
        return out;
    }
    if t.rel(head) == Deprel::Conj {
        out.push(up);
    }
    if PARTIES.contains(&t.rel(head)) && !scene.reference.is_reflexive(&t.lower(head)) {
        out.extend(t.children(up).filter(|&k| k != head && PARTIES.contains(&t.rel(k))));
        if t.rel(head).base() != Deprel::Nsubj {
            out.extend(predicates::subject(scene, up));
        }
    }
    out
}

/// Whether a noun brings in somebody new: `a spokesman said`, `they met another minister`.
pub(super) fn is_new(scene: &Scene, c: usize) -> bool {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    PARTIES.contains(&t.rel(candidate.head))
        && !candidate.plural
        && t.child(candidate.head, &[Deprel::Det])
            .is_some_and(|d| scene.reference.indefinite.contains(&t.lower(d)))
}
