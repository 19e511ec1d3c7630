//! From the scene to the actors of the record.

use super::Actors;
use super::mentions::{Descriptor, Form};
use super::offices::{self, Owner};
use super::scene::Scene;
use super::types::{Actor, ActorKind, ActorMention, Speaker};
use crate::dictionary::{Entry, Words};
use jiff::civil::Date;

/// Puts the actors in order, names what is anonymous, and makes the tables for looking words up.
pub(super) fn finish(scene: Scene, speakers: Vec<Option<Speaker>>) -> Actors {
    let mut order: Vec<usize> =
        (0..scene.members.len()).filter(|&m| !scene.members[m].mentions.is_empty()).collect();
    let first = |m: usize| scene.members[m].mentions.iter().map(|&c| scene.candidates[c].words.start).min();
    order.sort_by_key(|&m| (first(m), m));
    let mut number = vec![usize::MAX; scene.members.len()];
    let mut list = Vec::with_capacity(order.len());
    let mut place = vec![None; scene.candidates.len()];
    for (n, &m) in order.iter().enumerate() {
        number[m] = n;
        let member = &scene.members[m];
        let mut mentions = member.mentions.clone();
        mentions.sort_by_key(|&c| (scene.candidates[c].words.start, scene.candidates[c].words.end));
        for (k, &c) in mentions.iter().enumerate() {
            place[c] = Some((n as u32, k as u32));
        }
        list.push(Actor {
            id: format!("a{}", n + 1),
            name: member.entry.map(|e| e.name.clone()).or_else(|| member.name.clone()),
            kind: member.kind,
            wikidata: member.entry.and_then(|e| e.wikidata.clone()),
            country: country(&scene, m),
            dictionary: member.entry.map(|e| e.id.clone()),
            role: member.entry.and_then(|e| role(e, scene.date)),
            coded: None,
            anonymous: member.name.is_none() && is_anonymous(&scene, m),
            mentions: mentions
                .iter()
                .filter_map(|&c| {
                    let tie = scene.ties[c].as_ref()?;
                    Some(ActorMention {
                        span: scene.document.span(scene.candidates[c].words.clone()),
                        how: tie.how,
                        because: tie.because.clone(),
                        confidence: tie.confidence,
                    })
                })
                .collect(),
        });
    }
    let n = scene.document.len();
    let at = (0..n).map(|w| scene.mention_at(w).and_then(|c| place[c])).collect();
    let tops = (0..n).map(|w| scene.document.head(w) as u32).collect();
    let speakers = speakers
        .into_iter()
        .map(|s| {
            s.filter(|s| number[s.actor] != usize::MAX)
                .map(|s| Speaker { actor: number[s.actor], how: s.how })
        })
        .collect();
    Actors { list, speakers, at, tops }
}

/// The state an actor is of: as known, else by what the article says that it is (`Kenyan minister Ann Roe`).
fn country(scene: &Scene, m: usize) -> Option<String> {
    let member = &scene.members[m];
    let known = || member.entry.and_then(|e| e.country.clone());
    let told = || {
        let state = |d: &Descriptor| match offices::owner(scene, d) {
            Some(Owner::State(code)) if !d.former => Some(code),
            _ => None,
        };
        let person = member.kind == ActorKind::Person && member.entry.is_none();
        person.then(|| member.descriptors.iter().find_map(state)).flatten()
    };
    member.country.clone().or_else(known).or_else(told)
}

/// The role of an article's day; without a day one that holds at any time.
fn role(entry: &Entry, date: Option<Date>) -> Option<String> {
    let role = match date {
        Some(date) => entry.role_on(date),
        None => entry.roles.iter().find(|r| r.from.is_none() && r.to.is_none()),
    };
    role.map(|r| r.what.clone())
}

/// Whether one of an unnamed actor's mentions says that its name is kept back, by the data of `anonymous.toml`.
fn is_anonymous(scene: &Scene, member: usize) -> bool {
    let m = &scene.members[member];
    if m.anonymous {
        return true;
    }
    matches!(m.kind, ActorKind::Person | ActorKind::Group | ActorKind::Organisation)
        && m.mentions.iter().any(|&c| {
            let candidate = &scene.candidates[c];
            candidate.form == Form::Nominal && hides_name(scene, c, scene.lexicon)
        })
}

fn hides_name(scene: &Scene, c: usize, lexicon: &Words) -> bool {
    let data = lexicon.anonymous();
    let candidate = &scene.candidates[c];
    let t = scene.document;
    let head = t.lower(candidate.head);
    let person = candidate.kind != Some(ActorKind::Organisation);
    if person && data.heads.contains(&head) || lexicon.person_noun(&head).is_some_and(|(_, plural)| plural) {
        return true;
    }
    let text = t.words(candidate.words.start..candidate.head + 1).to_lowercase();
    let begins = |list: &[String]| {
        list.iter().any(|q| text.strip_prefix(q.as_str()).is_some_and(|r| r.starts_with(' ')))
    };
    if candidate.plural && begins(&data.quantifiers)
        || text.split_whitespace().any(|w| data.unnamed.iter().any(|u| u == w))
    {
        return true;
    }
    let sentence = t.sentence_words(candidate.head);
    let after = t.words(candidate.head + 1..sentence.end).to_lowercase();
    data.familiar.iter().any(|f| after.starts_with(f.as_str()))
}
