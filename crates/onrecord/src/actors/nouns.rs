//! Nouns that refer back (`the company`, `the secretary-general`, `his wife`), and the unnamed that they introduce.

use super::apart::{self, Apart};
use super::mentions::{Descriptor, Form};
use super::offices::{Owner, by_dictionary, fits, holder, owner};
use super::predicates;
use super::scene::{Member, Scene};
use super::trail::Trail;
use super::types::{ActorKind, Tie};
use crate::PartKind;
use crate::dictionary::{How, Kind};
use crate::labels::Deprel;
use crate::language::QuoteMark;

/// The sort of an armed group in the dictionary.
const ARMED: &str = "armed-group";

/// Score from which a noun with an article refers back, and one without.
const DEFINITE: f32 = 0.45;
const BARE: f32 = 0.6;

/// What it is worth that only one of those spoken of is called so.
const ONLY: f32 = 0.1;

/// Ties one noun, or makes the unnamed actor it introduces.
pub(super) fn tie(scene: &mut Scene, trail: &Trail, apart: &Apart, c: usize) {
    if scene.candidates[c].form != Form::Nominal || scene.ties[c].is_some() {
        return;
    }
    if office(scene, c) || qualified(scene, c) || predicates::tie(scene, c) || relative(scene, c) {
        return;
    }
    if apart::is_new(scene, c) {
        introduce(scene, c);
        return;
    }
    let definite = is_definite(scene, c);
    let noun = scene.document.lower(scene.candidates[c].head);
    let possessor = possessor(scene, c);
    let anaphoric = is_bare(scene, c);
    let mass = trail.mass(scene, c);
    let others = apart.others(scene, c);
    let mut best: Option<(f32, usize)> = None;
    let can_be = |m: usize| {
        let barred = Some(m) == possessor || others.contains(&m) || rivals(scene, c, m);
        let fits = fits(scene, c, m) || can_fight(scene, c, m, &noun);
        !barred && fits && generic_fits(scene, m, &noun)
    };
    let pool: Vec<(usize, f32)> = trail.pool(&mass).into_iter().filter(|&(m, _)| can_be(m)).collect();
    let called = |m: usize| scene.members[m].name.is_some() && described(scene, m, &noun);
    let only = pool.iter().filter(|&&(m, _)| called(m)).count() == 1;
    for (m, p) in pool {
        let mut score = p;
        if definite {
            let recency = trail.recency(scene, m, scene.candidates[c].head);
            score += if described(scene, m, &noun) {
                0.4 + 0.2 * recency + if only && called(m) { ONLY } else { 0.0 }
            } else if anaphoric && generic(scene, m, &noun) {
                0.25 + 0.25 * recency + 0.06 * (trail.count(m) as f32).ln_1p()
            } else {
                0.0
            };
        }
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, m));
        }
    }
    let floor = if definite { DEFINITE } else { BARE };
    match best {
        Some((score, m)) if score >= floor => {
            let because = scene.members[m].name.clone();
            scene.tie(c, m, Tie::Nominal, because, score.min(0.95));
            let told = scene.candidates[c].descriptors.clone();
            scene.describe(m, told);
        }
        _ if heading(scene, c) => {}
        _ => introduce(scene, c),
    }
}

/// Whether the noun names another office of the kind that the actor has: `the defence minister` is not the justice minister.
fn rivals(scene: &Scene, c: usize, m: usize) -> bool {
    let last = |noun: &str| noun.rsplit(' ').next().map(str::to_owned);
    let other = |a: &Descriptor, b: &Descriptor| {
        last(&a.noun) == last(&b.noun) && !a.noun.ends_with(&b.noun) && !b.noun.ends_with(&a.noun)
    };
    let told = &scene.members[m].descriptors;
    let current = |d: &&Descriptor| d.office.is_some() && !d.former;
    let mut own = scene.candidates[c].descriptors.iter().filter(current);
    own.any(|a| told.iter().filter(current).any(|b| other(a, b)) && !told.iter().any(|b| b.noun == a.noun))
}

/// A noun without an article that opens a headline (`Minister rejects calls`): whom the text below calls so, if that is one.
fn heading(scene: &mut Scene, c: usize) -> bool {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    let bare = t.child(candidate.head, &[Deprel::Det, Deprel::NmodPoss]).is_none() && !candidate.plural;
    let headline = t.kinds[t.paragraph(candidate.head)] == PartKind::Headline;
    if !bare || candidate.kind != Some(ActorKind::Person) || !headline {
        return false;
    }
    let noun = t.words(candidate.words.start..candidate.head + 1).to_lowercase();
    let called = |d: &Descriptor| {
        !d.former
            && d.noun.strip_suffix(&noun).is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '-']))
    };
    let mut named = (0..scene.members.len()).filter(|&m| {
        let member = &scene.members[m];
        member.kind == ActorKind::Person && member.name.is_some() && member.descriptors.iter().any(called)
    });
    let (Some(m), None) = (named.next(), named.next()) else { return false };
    let because = scene.members[m].name.clone();
    scene.tie(c, m, Tie::Nominal, because, 0.7);
    true
}

/// An office by a common noun: `the secretary-general`, `Germany's chancellor`.
fn office(scene: &mut Scene, c: usize) -> bool {
    let candidate = &scene.candidates[c];
    let Some(told) = candidate.descriptors.iter().rev().find(|d| d.office.is_some()).cloned() else {
        return false;
    };
    if candidate.plural || !(is_definite(scene, c) || told.owner.is_some()) {
        return false;
    }
    let of = owner(scene, &told);
    let sort = told.office.clone();
    let office = match (&of, &sort) {
        (Some(Owner::State(code)), Some(sort)) => scene.dictionary.of_sort(code, sort),
        (Some(Owner::Body(m)), Some(sort)) => {
            scene.members[*m].entry.and_then(|e| scene.dictionary.of_sort(&e.id, sort))
        }
        _ => None,
    };
    let id = office.map(|e| e.id.clone());
    let owners: Vec<Owner> = of.into_iter().collect();
    if let Some(m) = holder(scene, c, sort.as_deref(), &told.noun, &owners, id.as_deref()) {
        let because = scene.members[m].name.clone();
        scene.tie(c, m, Tie::Office, because, 0.75);
        return true;
    }
    match id {
        Some(id) if !told.former && office.is_some_and(|e| e.kind == Kind::Office) => {
            by_dictionary(scene, c, &id);
            true
        }
        _ => false,
    }
}

/// A noun with a name that says which: `the Scientology organization`, `the city of Oslo`.
fn qualified(scene: &mut Scene, c: usize) -> bool {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    let noun = t.lower(candidate.head);
    let kinds = &scene.reference.nouns;
    // `the government in Damascus`
    if kinds.rule.contains(&noun) && !candidate.plural {
        let seat = t.children(candidate.head).filter(|&k| t.rel(k) == Deprel::Nmod).find_map(|k| {
            let name = scene.mention_at(k)?;
            let capital = scene.candidates[name].matches.first().is_some_and(|m| m.how == How::Capital);
            let m = scene.member_of(name).filter(|_| capital)?;
            (scene.members[m].kind == ActorKind::State).then_some((m, name))
        });
        if let Some((m, name)) = seat {
            let because = scene.text(name).to_owned();
            scene.tie(c, m, Tie::Nominal, Some(because), 0.85);
            return true;
        }
    }
    if let Some((m, name)) = body_behind(scene, c) {
        let because = scene.text(name).to_owned();
        scene.tie(c, m, Tie::Nominal, Some(because), 0.85);
        return true;
    }
    let body = candidate.kind == Some(ActorKind::Organisation) && kinds.organisation.contains(&noun);
    let place = candidate.kind == Some(ActorKind::Place) && kinds.place.contains(&noun);
    if !(body || place) || candidate.plural {
        return false;
    }
    let named = t.children(candidate.head).find_map(|k| {
        let joined = match t.rel(k) {
            Deprel::Compound | Deprel::Flat | Deprel::Appos => true,
            Deprel::Nmod => {
                place && t.child(k, &[Deprel::Case]).is_some_and(|p| kinds.of.contains(&t.lower(p)))
            }
            _ => false,
        };
        let name = scene.mention_at(k).filter(|&n| joined && n != c && scene.candidates[n].is_name())?;
        let m = scene.member_of(name)?;
        let kind = scene.members[m].kind;
        let fits = if body {
            kind == ActorKind::Organisation
        } else {
            matches!(kind, ActorKind::Place | ActorKind::State)
        };
        fits.then_some((m, name))
    });
    let Some((m, name)) = named else { return false };
    let because = scene.text(name).to_owned();
    scene.tie(c, m, Tie::Nominal, Some(because), 0.85);
    true
}

/// The body whose name stands right behind its noun and hangs on it: `die Nachrichtenagentur [Reuters]`, `die Zeitung „[Merkur]“`. It is what
/// the noun is for, whatever noun that is.
fn body_behind(scene: &Scene, c: usize) -> Option<(usize, usize)> {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    if candidate.plural || candidate.kind != Some(ActorKind::Organisation) {
        return None;
    }
    let next = candidate.head + 1;
    let sentence = t.sentence_words(candidate.head);
    let opens = sentence.contains(&next) && t.input.marks[next] == QuoteMark::Open;
    let at = next + usize::from(opens);
    let name = scene.mention_at(at).filter(|_| sentence.contains(&at))?;
    let other = &scene.candidates[name];
    let joined = !matches!(t.rel(other.head), Deprel::Conj | Deprel::NmodPoss)
        && t.head(other.head) == candidate.head
        && t.child(other.head, &[Deprel::Case]).is_none();
    let m =
        scene.member_of(name).filter(|_| name != c && other.is_name() && other.core.start == at && joined)?;
    (scene.members[m].kind == ActorKind::Organisation).then_some((m, name))
}

/// Whether the noun can only refer to something that is known: `the`, `this`, a possessive.
fn is_definite(scene: &Scene, c: usize) -> bool {
    let t = scene.document;
    let head = scene.candidates[c].head;
    t.children(head).any(|k| match t.rel(k) {
        Deprel::Det => scene.reference.nouns.definite.contains(&t.lower(k)),
        Deprel::NmodPoss => true,
        _ => false,
    })
}

/// The actor that possesses what the noun speaks of: that is another.
fn possessor(scene: &Scene, c: usize) -> Option<usize> {
    let t = scene.document;
    let owner = t.child(scene.candidates[c].head, &[Deprel::NmodPoss])?;
    scene.member_of(scene.mention_at(owner)?)
}

/// Whether the article calls the actor by this noun.
fn described(scene: &Scene, m: usize, noun: &str) -> bool {
    let member = &scene.members[m];
    let kin = || scene.lexicon.person_noun(noun).is_some_and(|(n, _)| n.class == "family");
    member.descriptors.iter().any(|d| d.noun == noun || (d.noun.ends_with(noun) && !kin()))
        || (member.kind != ActorKind::Person && member.tokens.iter().any(|t| t == noun))
        || (member.kind == ActorKind::State && scene.reference.nouns.state.contains(noun))
}

/// Whether a noun that only says the kind (`the country`, `the company`) can be the actor's by its kind.
fn generic(scene: &Scene, m: usize, noun: &str) -> bool {
    let kinds = &scene.reference.nouns;
    let member = &scene.members[m];
    if member.name.is_none() {
        return false;
    }
    match member.kind {
        ActorKind::State => kinds.state.contains(noun),
        ActorKind::Place => kinds.town.contains(noun) || kinds.region.contains(noun),
        // What has a noun of its own is not called by another one's: a ministry is no company.
        ActorKind::Organisation => {
            let own = member.tokens.iter().find(|t| kinds.organisation.contains(*t));
            (kinds.organisation.contains(noun)
                && own.is_none_or(|own| kinds.body.contains(noun) || own == noun)
                && (own.is_some() || !kinds.public.contains(noun))
                && !(member.entry.is_some() && kinds.trade.contains(noun)))
                || kinds.fighters.contains(noun) && fights(scene, m)
        }
        ActorKind::Group => kinds.fighters.contains(noun) && fights(scene, m),
        _ => false,
    }
}

/// Whether a noun for fighters (`the rebels`) is for those of a body with a name.
fn can_fight(scene: &Scene, c: usize, m: usize, noun: &str) -> bool {
    let body = matches!(scene.members[m].kind, ActorKind::Organisation | ActorKind::Group);
    body && scene.candidates[c].plural && scene.reference.nouns.fighters.contains(noun) && fights(scene, m)
}

/// Whether an actor is an armed group: as known, or by its name and what the article says that it is.
fn fights(scene: &Scene, m: usize) -> bool {
    let member = &scene.members[m];
    if let Some(entry) = member.entry {
        return entry.sort.as_deref() == Some(ARMED);
    }
    let words = &scene.reference.nouns.fighting;
    let told = |noun: &str| noun.split(' ').any(|w| words.contains(w));
    let before = |&c: &usize| {
        let candidate = &scene.candidates[c];
        candidate.is_name() && candidate.words.clone().any(|w| words.contains(&scene.document.lower(w)))
    };
    member.descriptors.iter().any(|d| !d.former && told(&d.noun)) || member.mentions.iter().any(before)
}

/// Whether nothing but an article or a possessive says which one is meant.
fn is_bare(scene: &Scene, c: usize) -> bool {
    let t = scene.document;
    t.children(scene.candidates[c].head).all(|k| {
        matches!(
            t.rel(k),
            Deprel::Det
                | Deprel::NmodPoss
                | Deprel::Case
                | Deprel::Punct
                | Deprel::Cc
                | Deprel::Conj
                | Deprel::Cop
                | Deprel::Nsubj
                | Deprel::Advmod
        ) || scene.reference.is_reflexive(&t.lower(k))
    })
}

/// A relative by whose it is: `his father`, where the article says before who the same person's father is.
fn relative(scene: &mut Scene, c: usize) -> bool {
    let Some(of) = possessor(scene, c) else { return false };
    let noun = scene.document.lower(scene.candidates[c].head);
    if scene.candidates[c].plural || scene.candidates[c].kind != Some(ActorKind::Person) {
        return false;
    }
    let is = |member: &Member| {
        member.descriptors.iter().any(|d| {
            let owner = d.owner.and_then(|o| scene.member_of(o));
            d.noun.ends_with(&noun) && owner == Some(of)
        })
    };
    let Some(m) = scene.members.iter().position(|m| m.kind == ActorKind::Person && is(m)) else {
        return false;
    };
    let because = scene.members[m].name.clone();
    scene.tie(c, m, Tie::Nominal, because, 0.85);
    true
}

/// A place noun is not for a body, and so on: `the city` is no state.
fn generic_fits(scene: &Scene, m: usize, noun: &str) -> bool {
    let kinds = &scene.reference.nouns;
    match scene.members[m].kind {
        ActorKind::State => {
            !(kinds.place.contains(noun) || kinds.organisation.contains(noun)) || kinds.state.contains(noun)
        }
        _ => true,
    }
}

/// An actor without a name.
fn introduce(scene: &mut Scene, c: usize) {
    let t = scene.document;
    let candidate = &scene.candidates[c];
    let kind = match (candidate.kind, candidate.plural) {
        (Some(ActorKind::Person), true) => ActorKind::Group,
        (Some(ActorKind::Organisation), true) => ActorKind::Group,
        (Some(kind @ (ActorKind::Person | ActorKind::Organisation)), false) => kind,
        _ => return,
    };
    let country = t
        .children(candidate.head)
        .filter(|&k| matches!(t.rel(k), Deprel::Amod | Deprel::Compound))
        .find_map(|k| {
            let m = scene.member_of(scene.mention_at(k)?)?;
            // `Taliban gunmen` are of the country that the dictionary has the Taliban in.
            let group = matches!(scene.members[m].kind, ActorKind::Organisation | ActorKind::Group);
            let known =
                scene.members[m].kind == ActorKind::State || group && scene.members[m].entry.is_some();
            known.then(|| scene.country(m).map(str::to_owned))?
        });
    let mut member = Member::new(kind);
    member.gender = candidate.gender;
    member.plural = candidate.plural;
    member.country = country;
    member.descriptors.clone_from(&candidate.descriptors);
    let m = scene.add(member);
    scene.tie(c, m, Tie::Nominal, None, 0.8);
}
