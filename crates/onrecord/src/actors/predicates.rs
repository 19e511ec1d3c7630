//! Nouns that say what somebody is or becomes: `she is a biologist and a writer`, `he served as mayor`, `they named her
//! director`.

use super::offices::fits;
use super::scene::Scene;
use super::types::{ActorKind, Tie};
use crate::labels::Deprel;

/// Ties a noun to whom it is said of; whether it did.
pub(super) fn tie(scene: &mut Scene, c: usize) -> bool {
    let Some(m) = said_of(scene, c, scene.candidates[c].head, 3) else { return false };
    if scene.members[m].kind == ActorKind::Group && !scene.candidates[c].plural || !fits(scene, c, m) {
        return false;
    }
    let because = scene.members[m].name.clone();
    scene.tie(c, m, Tie::Nominal, because, 0.75);
    let told = scene.candidates[c].descriptors.clone();
    scene.describe(m, told);
    true
}

fn said_of(scene: &Scene, c: usize, head: usize, depth: u8) -> Option<usize> {
    let t = scene.document;
    if denied(scene, head) {
        return None;
    }
    if t.child(head, &[Deprel::Cop]).is_some() {
        return actor(scene, c, subject(scene, head)?);
    }
    let up = t.head(head);
    if up == head {
        return None;
    }
    let verbs = &scene.reference.predicates;
    let becomes = || verbs.becoming.contains(&t.lower(up));
    match t.rel(head) {
        // `a son of Ann and a nephew of Ben`: what goes for the first goes for the others.
        Deprel::Conj if depth > 0 => {
            if t.child(head, &[Deprel::Nsubj]).is_some() {
                return None;
            }
            let first = scene.headed_by(up)?;
            let same = scene.candidates[first].kind == scene.candidates[c].kind
                && !scene.candidates[first].is_name()
                && scene.candidates[first].plural == scene.candidates[c].plural;
            let beside = || (t.rel(up) == Deprel::Appos).then(|| scene.member_of(first)).flatten();
            let predicate = || said_of(scene, first, up, depth - 1);
            same.then(|| beside().or_else(predicate)).flatten()
        }
        Deprel::Xcomp | Deprel::Obj if becomes() && !denied(scene, up) => {
            actor(scene, c, subject(scene, up)?)
        }
        // `was made a general`, `they named her director`.
        Deprel::Xcomp | Deprel::Obj | Deprel::Dep
            if verbs.naming.contains(&t.lower(up)) && !denied(scene, up) =>
        {
            let named = t.child(up, &[Deprel::NsubjPass]).or_else(|| {
                t.children(up).find(|&k| matches!(t.rel(k), Deprel::Obj | Deprel::Iobj) && k != head)
            });
            actor(scene, c, named?)
        }
        // `served as mayor`, `was appointed as minister`, `described her as a friend`.
        Deprel::Obl | Deprel::Advcl | Deprel::Nmod
            if t.child(head, &[Deprel::Case, Deprel::Mark])
                .is_some_and(|k| verbs.r#as.contains(&t.lower(k))) =>
        {
            if denied(scene, up) {
                return None;
            }
            let whom = t.child(up, &[Deprel::NsubjPass]).or_else(|| t.child(up, &[Deprel::Obj]));
            let own = || verbs.serving.contains(&t.lower(up)).then(|| subject(scene, up)).flatten();
            actor(scene, c, own().or(whom)?)
        }
        _ => None,
    }
}

/// The subject of a verb or predicate: its own, that of the verb it hangs on, or the noun that its clause belongs to.
pub(super) fn subject(scene: &Scene, verb: usize) -> Option<usize> {
    let t = scene.document;
    let mut at = verb;
    for _ in 0..4 {
        if let Some(subject) = t.child(at, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::NsubjOuter]) {
            let relative = scene.is_relative(subject) && t.rel(at).base() == Deprel::Acl;
            return Some(if relative { t.head(at) } else { subject });
        }
        if t.rel(at).base() == Deprel::Acl {
            return Some(t.head(at));
        }
        if !matches!(t.rel(at), Deprel::Conj | Deprel::Xcomp | Deprel::Advcl) || t.head(at) == at {
            return None;
        }
        at = t.head(at);
    }
    None
}

fn actor(scene: &Scene, c: usize, word: usize) -> Option<usize> {
    scene.mention_at(word).filter(|&s| s != c).and_then(|s| scene.member_of(s))
}

fn denied(scene: &Scene, head: usize) -> bool {
    let t = scene.document;
    t.children(head).any(|k| scene.reference.predicates.negations.contains(&t.lower(k)))
}
