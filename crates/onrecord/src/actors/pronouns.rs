//! Pronouns to actors: the model's belief, agreement, and what the text is about at that point.

use super::apart::Apart;
use super::mentions::Form;
use super::nouns;
use super::reference::Pronoun;
use super::scene::{Member, Scene};
use super::trail::Trail;
use super::turns::Turns;
use super::types::{ActorKind, Speaker, Tie};

/// What each sign is worth against the model's belief, which is at most 1.
mod weight {
    pub const RECENT: f32 = 0.5;
    pub const SUBJECT: f32 = 0.15;
    pub const SOURCE: f32 = 0.2;
    pub const GENDER: f32 = 0.25;
    pub const NAMED: f32 = 0.25;
    pub const OFTEN: f32 = 0.1;
    /// Against a state for `they`.
    pub const STATE: f32 = 0.2;
}

/// Least score of a pronoun for people, and of one for bodies and several.
const PERSON: f32 = 0.45;
const OTHER: f32 = 0.6;

/// Goes through the text from left to right and ties nouns and pronouns of the third person.
pub(super) fn third_person(scene: &mut Scene) {
    let sources = source_heads(scene);
    let apart = Apart::new(scene);
    let mut trail = Trail::default();
    let mut order: Vec<usize> = (0..scene.candidates.len()).collect();
    order.sort_by_key(|&c| scene.candidates[c].head);
    for c in order {
        match scene.candidates[c].form {
            Form::Pronoun(p) if p.person == 3 => third(scene, &trail, &apart, c, p),
            Form::Nominal => nouns::tie(scene, &trail, &apart, c),
            _ => {}
        }
        let is_source = sources.binary_search(&scene.candidates[c].head).is_ok();
        trail.pass(scene, c, is_source);
    }
}

/// Head words of the statements' sources, sorted.
fn source_heads(scene: &Scene) -> Vec<usize> {
    let t = scene.document;
    let spans = scene.statements.iter().filter_map(|s| s.source.first());
    let words = spans.map(|&s| t.words_of(s)).filter(|w| !w.is_empty());
    let mut out: Vec<usize> =
        words.filter_map(|w| scene.mention_of(&w)).map(|c| scene.candidates[c].head).collect();
    out.sort_unstable();
    out
}

fn third(scene: &mut Scene, trail: &Trail, apart: &Apart, c: usize, pronoun: Pronoun) {
    let head = scene.candidates[c].head;
    let paragraph = scene.document.paragraph(head);
    let mass = trail.mass(scene, c);
    let others = apart.others(scene, c);
    let mut best: Option<(f32, usize)> = None;
    for (m, p) in trail.pool(&mass) {
        if others.contains(&m) || !agrees(scene, m, pronoun) {
            continue;
        }
        let mut score = p + weight::RECENT * trail.recency(scene, m, head);
        let member = &scene.members[m];
        if let Some(last) = trail.last(m) {
            score += if last.subject { weight::SUBJECT } else { 0.0 };
        }
        if trail.source.is_some_and(|(s, at)| s == m && scene.document.paragraph(at) + 1 >= paragraph) {
            score += weight::SOURCE;
        }
        if pronoun.gender.is_some() && member.gender == pronoun.gender() {
            score += weight::GENDER;
        }
        if member.name.is_some() {
            score += weight::NAMED;
        }
        if pronoun.plural && member.kind == ActorKind::State {
            score -= weight::STATE;
        }
        score += weight::OFTEN * (trail.count(m) as f32).ln_1p();
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, m));
        }
    }
    let floor = |m: usize| match pronoun.gender.is_some() && scene.members[m].kind == ActorKind::Person {
        true => PERSON,
        false => OTHER,
    };
    if let Some((score, m)) = best.filter(|&(s, m)| s >= floor(m)) {
        let because = scene.members[m].name.clone();
        scene.tie(c, m, Tie::Pronoun, because, (score / 1.8).min(0.98));
        if scene.members[m].gender.is_none() && score > 0.8 && scene.members[m].kind == ActorKind::Person {
            scene.members[m].gender = pronoun.gender();
        }
    }
}

/// Whether a pronoun of the third person can be an actor's.
fn agrees(scene: &Scene, m: usize, pronoun: Pronoun) -> bool {
    let member = &scene.members[m];
    // `Hamas … it`: a group with a name is a body too.
    let is_thing = matches!(member.kind, ActorKind::Organisation | ActorKind::State | ActorKind::Place)
        || (member.kind == ActorKind::Group && member.entry.is_some());
    if pronoun.gender.is_some() {
        if member.kind == ActorKind::Person {
            return member.gender.is_none() || member.gender == pronoun.gender();
        }
        return pronoun.also_thing && is_thing || pronoun.also_plural && is_several(member);
    }
    if pronoun.thing {
        return is_thing;
    }
    is_several(member)
}

/// Whether a pronoun in the plural can be of an actor.
fn is_several(member: &Member) -> bool {
    match member.kind {
        ActorKind::Group | ActorKind::Organisation => true,
        ActorKind::Person => member.plural,
        // `Russia … they`: in speech a state is its people.
        ActorKind::State => true,
        _ => false,
    }
}

/// Ties pronouns of the first and second person to who speaks and is spoken to.
pub(super) fn first_person(scene: &mut Scene, speakers: &[Option<Speaker>], turns: &Turns) {
    let said = quoted(scene, speakers);
    for c in 0..scene.candidates.len() {
        let Form::Pronoun(pronoun) = scene.candidates[c].form else { continue };
        if scene.ties[c].is_some() || pronoun.person == 3 {
            continue;
        }
        let head = scene.candidates[c].head;
        let quoted = scene.document.input.marks[head].is_quoted();
        let turn = turns.of_paragraph(scene.document.paragraph(head)).filter(|_| !quoted);
        let who = match (pronoun.person, pronoun.plural) {
            (2, _) => turn.and_then(|t| t.to),
            (_, false) => said[head].or_else(|| turn.and_then(|t| t.by)),
            (_, true) => said[head].or_else(|| turn.and_then(|t| t.by)).map(|m| ours(scene, m)),
        };
        let trail = Trail::default();
        let believed = || {
            let mass = trail.mass(scene, c);
            mass.into_iter().filter(|&(_, p)| p >= 0.5).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(m, _)| m)
        };
        if let Some(m) = who.or_else(believed) {
            let because = scene.members[m].name.clone();
            scene.tie(c, m, Tie::Pronoun, because, 0.8);
        }
    }
}

/// The speaker of each quoted word.
fn quoted(scene: &Scene, speakers: &[Option<Speaker>]) -> Vec<Option<usize>> {
    let mut said = vec![None; scene.document.len()];
    for (statement, speaker) in scene.statements.iter().zip(speakers) {
        let Some(speaker) = speaker else { continue };
        scene.quoted_words(statement).for_each(|w| said[w] = Some(speaker.actor));
    }
    said
}

/// Whom a speaker means by `we`: the body or state whose office it holds, else itself with whoever belongs to it.
fn ours(scene: &Scene, m: usize) -> usize {
    let member = &scene.members[m];
    if member.kind != ActorKind::Person {
        return m;
    }
    let held = member.descriptors.iter().filter(|d| !d.former).find_map(|d| {
        let owner = scene.member_of(d.owner?)?;
        matches!(scene.members[owner].kind, ActorKind::Organisation | ActorKind::State).then_some(owner)
    });
    held.unwrap_or(m)
}
