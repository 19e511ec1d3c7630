//! What the article says that somebody is: titles before names, appositions, `X is the president of Y`; and offices
//! tied to whoever holds them.

use super::mentions::{Descriptor, Form};
use super::scene::Scene;
use super::types::{ActorKind, Tie};
use crate::dictionary::Kind;
use crate::labels::{Deprel, Penn};

/// Gives the actors their offices and descriptions, and ties the words for offices to those who hold them.
pub(super) fn describe(scene: &mut Scene) {
    for c in 0..scene.candidates.len() {
        if scene.candidates[c].is_name()
            && let Some(m) = scene.member_of(c)
        {
            let told = scene.candidates[c].descriptors.clone();
            scene.describe(m, told);
        }
    }
    for c in 0..scene.candidates.len() {
        appose(scene, c);
    }
    for c in 0..scene.candidates.len() {
        if scene.candidates[c].kind == Some(ActorKind::Office) && scene.ties[c].is_none() {
            office(scene, c);
        }
    }
}

/// Ties a noun to the name it stands beside or is said of.
fn appose(scene: &mut Scene, c: usize) {
    let candidate = &scene.candidates[c];
    let noun = candidate.form == Form::Nominal || candidate.kind == Some(ActorKind::Office);
    if !noun || scene.ties[c].is_some() {
        return;
    }
    let t = scene.document;
    let head = candidate.head;
    let beside = (t.rel(head) == Deprel::Appos).then(|| t.head(head));
    let named = t.children(head).find(|&k| t.rel(k) == Deprel::Appos && is_name(scene, k));
    let said_of = || {
        let is = t.child(head, &[Deprel::Cop]).is_some();
        let denials = &scene.reference.predicates.denials;
        let denied = t
            .children(head)
            .any(|k| t.rel(k) == Deprel::Advmod && t.xpos(k) == Penn::Rb && denials.contains(&t.lower(k)));
        (is && !denied).then(|| t.child(head, &[Deprel::Nsubj])).flatten()
    };
    let called = || {
        let verb = t.children(head).find(|&k| {
            t.rel(k).base() == Deprel::Acl && scene.reference.predicates.called.contains(&t.lower(k))
        })?;
        // `a man named Ann Roe`, `a firm known as Acme`, `going by the name of Acme`: the first name behind the verb.
        (verb + 1..t.sentence_words(head).end.min(verb + 6)).find(|&w| is_name(scene, w))
    };
    let by_grammar = || beside.or(named).or_else(said_of).or_else(called).and_then(|w| scene.mention_at(w));
    let Some(name) = next_to(scene, c).or_else(by_grammar) else { return };
    let Some(m) = scene.member_of(name) else { return };
    if name == c || !fits(scene, c, m) || !scene.candidates[name].is_name() {
        return;
    }
    let office = scene.candidates[c].descriptors.iter().any(|d| d.office.is_some())
        || scene.candidates[c].kind == Some(ActorKind::Office);
    let how = if office { Tie::Office } else { Tie::Nominal };
    let because = scene.text(name).to_owned();
    let mut told = scene.candidates[c].descriptors.clone();
    if let Some(entry) = scene.candidates[c].entry().filter(|e| e.kind == Kind::Office) {
        told.push(Descriptor {
            noun: entry.name.to_lowercase(),
            office: entry.sort.clone(),
            owner: None,
            former: false,
        });
    }
    scene.tie(c, m, how, Some(because), 0.85);
    scene.describe(m, told);
}

/// The name of a person that a noun stands directly before or behind: `their coach Ann Roe`, `Ann Roe, their coach,`,
/// `a lawyer, Ann Roe, said`. It is the nearest of several, whatever the grammar hangs the noun on.
fn next_to(scene: &Scene, c: usize) -> Option<usize> {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    let office = candidate.kind == Some(ActorKind::Office);
    if candidate.plural || !(office || candidate.kind == Some(ActorKind::Person)) {
        return None;
    }
    let sentence = t.sentence_words(candidate.head);
    let comma = |w: usize| sentence.contains(&w) && t.word(w) == ",";
    let person = |n: &usize| {
        let other = &scene.candidates[*n];
        *n != c && other.is_name() && other.kind == Some(ActorKind::Person)
    };
    let end = candidate.words.end;
    let behind = end + usize::from(comma(end));
    if sentence.contains(&behind) && t.rel(candidate.head) != Deprel::Conj {
        let name = scene.mention_at(behind).filter(person);
        let name = name.filter(|&n| scene.candidates[n].words.start == behind);
        // After a comma it is an apposition only if another comma or the end closes it.
        let closed = |n: &usize| {
            let close = scene.candidates[*n].words.end;
            behind == end || comma(close) || close + 1 >= sentence.end
        };
        if let Some(name) = name.filter(closed) {
            return Some(name);
        }
    }
    let start = candidate.words.start;
    let told =
        matches!(t.rel(candidate.head), Deprel::Appos | Deprel::Dep | Deprel::List | Deprel::Parataxis);
    if told && start >= 2 && comma(start - 1) {
        let name = scene.mention_at(start - 2).filter(person);
        return name.filter(|&n| scene.candidates[n].core.end == start - 1);
    }
    None
}

fn is_name(scene: &Scene, word: usize) -> bool {
    scene.mention_at(word).is_some_and(|c| scene.candidates[c].is_name())
}

/// Whether a mention can be of an actor by kind, number and gender.
pub(super) fn fits(scene: &Scene, c: usize, m: usize) -> bool {
    let candidate = &scene.candidates[c];
    let member = &scene.members[m];
    let kind = match (candidate.kind, member.kind) {
        (Some(ActorKind::Office), ActorKind::Person | ActorKind::Office) => true,
        (Some(ActorKind::Person), ActorKind::Person) => !candidate.plural,
        (Some(ActorKind::Person), ActorKind::Group) => candidate.plural,
        (Some(ActorKind::Organisation), ActorKind::Organisation | ActorKind::Group | ActorKind::State) => {
            true
        }
        // `The city expects guests`: a place that acts.
        (Some(ActorKind::Organisation), ActorKind::Place) => {
            !candidate.plural && scene.reference.nouns.town.contains(&scene.document.lower(candidate.head))
        }
        (Some(ActorKind::Place), ActorKind::Place | ActorKind::State) => !candidate.plural,
        (None, _) => true,
        _ => false,
    };
    let gender = match (candidate.gender, member.gender) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    kind && gender
}

/// The state or body that a descriptor is of: an ISO code, or the number of an actor.
#[derive(Debug, PartialEq)]
pub(super) enum Owner {
    State(String),
    Body(usize),
}

pub(super) fn owner(scene: &Scene, descriptor: &Descriptor) -> Option<Owner> {
    let m = scene.member_of(descriptor.owner?)?;
    match (scene.members[m].kind, scene.country(m)) {
        (ActorKind::Person, _) => None,
        (ActorKind::State | ActorKind::Place, Some(code)) => Some(Owner::State(code.to_owned())),
        _ => Some(Owner::Body(m)),
    }
}

/// Ties a word for an office (`the Ukrainian president`) to the person of the article that holds it, else to the one
/// whom the dictionary knows to hold it on the article's day, else to the office itself.
fn office(scene: &mut Scene, c: usize) {
    let Some(entry) = scene.candidates[c].entry() else { return };
    let sort = entry.sort.as_deref();
    let place = entry.country.clone().map(Owner::State);
    let parent = entry.parent.as_deref().and_then(|p| scene.find_entry(p)).map(Owner::Body);
    let owners: Vec<Owner> = place.into_iter().chain(parent).collect();
    if let Some(m) = holder(scene, c, sort, &entry.name.to_lowercase(), &owners, Some(&entry.id)) {
        let because = scene.members[m].name.clone();
        scene.tie(c, m, Tie::Office, because, 0.85);
        return;
    }
    by_dictionary(scene, c, &entry.id.clone());
}

/// Ties a mention to the holder of an office of the dictionary, or to the office.
pub(super) fn by_dictionary(scene: &mut Scene, c: usize, id: &str) {
    let Some(entry) = scene.dictionary.get(id) else { return };
    let held = scene.date.map(|d| scene.dictionary.holders(id, d)).unwrap_or_default();
    match held[..] {
        [one] => {
            let m = scene.of_entry(one);
            let because = format!(
                "{} on {}",
                entry.name,
                scene.document.article.published.as_deref().unwrap_or_default()
            );
            scene.tie(c, m, Tie::Office, Some(because), 0.7);
        }
        _ => {
            let m = scene.of_entry(entry);
            scene.tie(c, m, Tie::Name, None, 0.8);
        }
    }
}

/// The person of the article that holds an office, the one named last before the mention if there are several.
pub(super) fn holder(
    scene: &Scene,
    c: usize,
    sort: Option<&str>,
    noun: &str,
    owners: &[Owner],
    office: Option<&str>,
) -> Option<usize> {
    let at = scene.candidates[c].words.start;
    let former = scene.candidates[c].descriptors.iter().any(|d| d.former);
    let mut best: Option<(bool, Option<usize>, usize, usize)> = None;
    for (m, member) in scene.members.iter().enumerate() {
        if member.kind != ActorKind::Person || member.mentions.is_empty() || !fits(scene, c, m) {
            continue;
        }
        let told = member.descriptors.iter().any(|d| {
            let same = (sort.is_some() && d.office.as_deref() == sort) || d.noun == noun;
            let of = owner(scene, d);
            same && d.former == former && of.is_none_or(|o| owners.is_empty() || owners.contains(&o))
        });
        let known = || {
            let roles = member.entry.map_or(&[][..], |e| &e.roles);
            roles.iter().any(|r| {
                office.is_some_and(|o| o == r.what) && (former || scene.date.is_none_or(|d| r.covers(d)))
            })
        };
        if !told && !known() {
            continue;
        }
        let before =
            member.mentions.iter().map(|&x| scene.candidates[x].words.start).filter(|&w| w < at).max();
        let rank = (told, before, member.mentions.len(), m);
        if best.as_ref().is_none_or(|b| rank > *b) {
            best = Some(rank);
        }
    }
    best.map(|(.., m)| m)
}
