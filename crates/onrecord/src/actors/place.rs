//! Whether the name of a capital stands for its state's government or for the town.

use super::reference::Capitals;
use super::scene::Scene;
use crate::labels::{Deprel, Penn};
use std::collections::HashMap;

/// What the words around a town's name say of its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Town,
    State,
    /// They can be read either way.
    Open,
}

/// For each mention of a capital, whether a government is meant. Where the grammar leaves it open, the article's
/// clear uses of the same word decide, and without those it is the town.
pub(super) fn use_of(scene: &Scene, towns: &[usize]) -> Vec<(usize, bool)> {
    let sources = sources(scene);
    let mut clear: HashMap<&[String], i32> = HashMap::new();
    let mut uses = Vec::with_capacity(towns.len());
    for &c in towns {
        let found = judge(scene, &sources, c, 3);
        let count = clear.entry(&scene.candidates[c].tokens).or_default();
        *count += match found {
            Use::State => 1,
            Use::Town => -1,
            Use::Open => 0,
        };
        uses.push(found);
    }
    towns
        .iter()
        .zip(uses)
        .map(|(&c, found)| {
            let acts = match found {
                Use::State => true,
                Use::Town => false,
                Use::Open => clear.get(&scene.candidates[c].tokens[..]).is_some_and(|n| *n > 0),
            };
            (c, acts)
        })
        .collect()
}

/// For each word, the characters of the shortest source of a statement that holds it.
fn sources(scene: &Scene) -> HashMap<usize, u32> {
    let mut out: HashMap<usize, u32> = HashMap::new();
    for &span in scene.statements.iter().flat_map(|s| &s.source) {
        for w in scene.document.words_of(span) {
            let shortest = out.entry(w).or_insert(span.len());
            *shortest = span.len().min(*shortest);
        }
    }
    out
}

fn judge(scene: &Scene, sources: &HashMap<usize, u32>, c: usize, depth: u8) -> Use {
    let t = scene.document;
    let words = &scene.reference.capitals;
    let candidate = &scene.candidates[c];
    let head = candidate.head;
    let up = t.head(head);
    // `Moscow, Russia`; `Berlin, Germany`.
    let after = candidate.core.end;
    if after + 1 < t.len() && t.word(after) == "," {
        let next = scene.mention_at(after + 1).and_then(|m| scene.candidates[m].entry());
        let own = candidate.entry();
        if next.is_some() && next.map(|e| &e.id) == own.map(|e| &e.id) {
            return Use::Town;
        }
    }
    // What a statement's source is speaks.
    let span = t.span(candidate.core.clone());
    if sources.get(&head).is_some_and(|&length| length < span.len() + 6) {
        return Use::State;
    }
    if let Some(case) = t.child(head, &[Deprel::Case]) {
        let preposition = t.lower(case);
        if words.places.contains(&preposition) {
            // `the government in Damascus` is Syria's.
            let rules = t.rel(head) == Deprel::Nmod && scene.reference.nouns.rule.contains(&t.lower(up));
            return if rules { Use::State } else { Use::Town };
        }
        if words.ways.contains(&preposition) {
            let deals = words.dealings.contains(&t.lower(up))
                || t.child(up, &[Deprel::Obj]).is_some_and(|o| words.dealings.contains(&t.lower(o)));
            return if deals {
                Use::State
            } else if words.open_ways.contains(&preposition) {
                Use::Open
            } else if words.state_ways.contains(&preposition) {
                Use::State
            } else {
                Use::Town
            };
        }
        if t.xpos(case) == Penn::Pos || t.rel(head) == Deprel::NmodPoss {
            return if words.town_nouns.contains(&t.lower(up)) { Use::Town } else { Use::State };
        }
        return Use::State;
    }
    match t.rel(head) {
        Deprel::Nsubj | Deprel::Csubj | Deprel::NsubjOuter => {
            let is_town = t.child(up, &[Deprel::Cop]).is_some() && words.town_words.contains(&t.lower(up));
            if is_town { Use::Town } else { Use::State }
        }
        Deprel::NmodPoss => {
            if words.town_nouns.contains(&t.lower(up)) {
                Use::Town
            } else {
                Use::State
            }
        }
        Deprel::Obj | Deprel::Iobj | Deprel::NsubjPass | Deprel::OblAgent => {
            let verb = t.lower(up);
            let visits = words.visits.iter().any(|v| inflected(words, v, &verb));
            if visits { Use::Town } else { Use::State }
        }
        Deprel::Compound | Deprel::Amod | Deprel::Nmod => {
            if words.town_nouns.contains(&t.lower(up)) {
                Use::Town
            } else {
                Use::Open
            }
        }
        Deprel::Conj if depth > 0 => match scene.headed_by(up) {
            Some(other)
                if scene.candidates[other]
                    .matches
                    .first()
                    .is_some_and(|m| m.how == crate::dictionary::How::Capital) =>
            {
                judge(scene, sources, other, depth - 1)
            }
            Some(_) => Use::State,
            None => Use::Open,
        },
        _ => Use::Open,
    }
}

/// Whether a word is a form of a regular verb, or one of a few letters changed at its end.
fn inflected(words: &Capitals, verb: &str, form: &str) -> bool {
    let stem = verb.strip_suffix(words.verb_loses.as_str()).unwrap_or(verb);
    form == verb
        || form.strip_prefix(stem).is_some_and(|end| {
            words.verb_endings.iter().any(|e| e == end)
                || (end.len() <= 4 && words.verb_tails.iter().any(|e| end.ends_with(e.as_str())))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::reference::Reference;
    use crate::language::Language;

    #[test]
    fn verbs_are_known_in_their_forms() {
        let words = &Reference::of(Language::english()).capitals;
        let inflected = |verb, form| inflected(words, verb, form);
        assert!(
            inflected("visit", "visited") && inflected("seize", "seizing") && inflected("strike", "strikes")
        );
        assert!(!inflected("visit", "visitor") && !inflected("hit", "history"));
    }
}
