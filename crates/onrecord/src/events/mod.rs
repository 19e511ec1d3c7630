//! What the article reports as having happened: who did what to whom, when, where, and by whose word.
//!
//! A word of the lexicon opens the question, the sentence's grammar gives the parties, the article's actors say who
//! they are, and the model, which sees the sentence with its parties marked, names the type. Where no party is a state,
//! an organisation or somebody known, it is no event.

mod grammar;
mod lexicon;
mod said;
mod types;

pub use lexicon::Lexicon;
pub use types::{Event, EventStatus, EventType, QuadClass};

use crate::actors::tree::Tree;
use crate::actors::{Actor, ActorKind, Actors};
use crate::acts::Act;
use crate::model::Model;
use crate::reading::Reading;
use crate::time::{self, When};
use crate::{Article, Party, Span, Statement};
use grammar::Found;
use std::ops::Range;

/// What events are made from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its reading.
    pub reading: &'a Reading,
    /// The model that names the types.
    pub model: &'a Model,
    /// Which words may tell of an event.
    pub lexicon: &'a Lexicon,
    /// Who the article speaks of.
    pub actors: &'a Actors,
    /// Its statements.
    pub statements: &'a [Statement],
    /// Its expressions of time.
    pub times: &'a [When],
}

/// From this probability on the model's type goes before the lexicon's.
const SURE: f32 = 0.5;

/// The events of an article, in text order.
pub fn events(given: &Given<'_>) -> Vec<Event> {
    let tree = Tree::new(given.article, given.reading, given.model.labels());
    let mut out: Vec<Event> =
        grammar::find(&tree, given.lexicon).into_iter().filter_map(|f| event(given, &tree, f)).collect();
    said::add(given, &tree, &mut out);
    out.sort_by_key(|e| (e.anchor.first().copied(), e.event_type));
    let mut out = merge(given.reading, out);
    for (n, e) in out.iter_mut().enumerate() {
        e.id = format!("e{}", n + 1);
    }
    out
}

fn event(given: &Given<'_>, tree: &Tree<'_>, found: Found<'_>) -> Option<Event> {
    let parties = |heads: &[usize]| -> Vec<(Party, Range<usize>)> {
        heads.iter().map(|&h| party(given, tree, h)).collect()
    };
    let mut source = parties(&found.source);
    // A pronoun for nobody known is no party, nor is what happens the one who does it (`a Russian victory`).
    let doer = |(p, head): &(&(Party, Range<usize>), usize)| {
        let kind =
            given.reading.mentions.iter().find(|m| m.word == *head).map_or("", |m| tree.mention_kind(m.kind));
        let happens = matches!(kind, "event" | "abstract" | "time") && given.actors.at_word(*head).is_none();
        (p.0.actor.is_some() || !(tree.upos(*head) == "PRON" || tree.xpos(*head).starts_with("PRP")))
            && !happens
    };
    let kept: Vec<bool> = source.iter().zip(found.source.iter().copied()).map(|pair| doer(&pair)).collect();
    let mut kept = kept.into_iter();
    source.retain(|_| kept.next().unwrap_or(true));
    // The first place with somebody known, else the first.
    let places: Vec<_> = found.targets.iter().map(|t| parties(t)).collect();
    let known = places.iter().position(|t| t.iter().any(|(p, _)| p.actor.is_some()));
    let mut target = places.into_iter().nth(known.unwrap_or(0)).unwrap_or_default();
    target.retain(|(t, _)| {
        !source.iter().any(|(s, _)| s.span == t.span || (s.actor.is_some() && s.actor == t.actor))
    });
    if source.is_empty() || target.is_empty() {
        return None;
    }
    let all = || source.iter().chain(&target);
    if !all().any(|(p, _)| actor_of(given, p).is_some_and(is_of_weight)) {
        return None;
    }
    let sentence = tree.sentence_words(found.words[0]);
    let words = |list: &[(Party, Range<usize>)]| list.iter().map(|(_, w)| w.clone()).collect::<Vec<_>>();
    let (event_type, confidence) = typed(given, &found, sentence.clone(), &words(&source), &words(&target));
    // Not to do what another would have is to refuse it.
    let event_type = match event_type.quad() {
        QuadClass::VerbalCooperation | QuadClass::MaterialCooperation if found.refused => EventType::Reject,
        _ => event_type,
    };
    let anchor = spans(given.reading, &found.words);
    let when = when(given, tree, &found.words, &anchor, sentence.clone());
    let place = found.place.map(|p| party(given, tree, p).0);
    Some(Event {
        id: String::new(),
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: found.anchor.mode.clone().filter(|_| event_type == found.anchor.event_type),
        context: contexts(given, tree, sentence),
        inside: inside(given, &anchor),
        anchor,
        source: source.into_iter().map(|(p, _)| p).collect(),
        target: target.into_iter().map(|(p, _)| p).collect(),
        mutual: found.mutual || event_type.is_shared(),
        when: when.map(|t| t.id.clone()),
        place,
        status: found.status,
        statement: None,
        mentions: Vec::new(),
        confidence,
    })
}

/// The party that a noun names, and its words: the actor of the noun, or of the name or nationality that goes with it.
fn party(given: &Given<'_>, tree: &Tree<'_>, head: usize) -> (Party, Range<usize>) {
    let words = grammar::phrase(tree, head);
    let beside = || {
        let near = |c: &usize| {
            matches!(
                tree.rel(*c),
                "nmod:poss" | "amod" | "compound" | "nmod" | "nmod:desc" | "flat" | "appos"
            )
        };
        tree.children(head).filter(near).find_map(|c| given.actors.at_word(c))
    };
    let actor = given.actors.at_word(head).or_else(beside);
    let span = given.reading.span(words.clone());
    (Party { span, actor: actor.map(|a| a.id.clone()) }, words)
}

fn actor_of<'a>(given: &Given<'a>, party: &Party) -> Option<&'a Actor> {
    let id = party.actor.as_deref()?;
    given.actors.list.iter().find(|a| a.id == id)
}

/// Whether what an actor does is of public weight: states, offices, bodies with a name, people and groups that are
/// known or of a known state.
fn is_of_weight(actor: &Actor) -> bool {
    match actor.kind {
        ActorKind::State | ActorKind::Office => true,
        ActorKind::Organisation => actor.name.is_some() || actor.country.is_some(),
        ActorKind::Person | ActorKind::Group | ActorKind::Place => {
            actor.dictionary.is_some() || actor.country.is_some()
        }
    }
}

/// The type of what was found, and how probable the model holds it.
fn typed(
    given: &Given<'_>,
    found: &Found<'_>,
    sentence: Range<usize>,
    source: &[Range<usize>],
    target: &[Range<usize>],
) -> (EventType, f32) {
    let fallback = found.anchor.event_type;
    if found.anchor.clear {
        return (fallback, 0.0);
    }
    let Some(probabilities) = given.model.event_type(&given.reading.input, sentence, source, target) else {
        return (fallback, 0.0);
    };
    let named = |i: usize| EventType::from_name(&given.model.event_types()[i]);
    let best = (0..probabilities.len()).max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
    match best.and_then(|b| Some((named(b)?, probabilities[b]))) {
        Some((event_type, p)) if p >= SURE || event_type == fallback => (event_type, p),
        _ => (fallback, 0.0),
    }
}

/// The nearest time of the sentence that belongs to the anchor's clause or to one over it.
fn when<'a>(
    given: &Given<'a>,
    tree: &Tree<'_>,
    words: &[usize],
    anchor: &[Span],
    sentence: Range<usize>,
) -> Option<&'a When> {
    let may = |span: Span| {
        let time = tree.words_of(span);
        time.is_empty() || words.iter().any(|&w| grammar::belongs(tree, tree.top(&time), w))
    };
    time::nearest(given.times, anchor, &[], given.reading.span(sentence), may)
}

/// The spans of words, those side by side joined.
fn spans(reading: &Reading, words: &[usize]) -> Vec<Span> {
    words.chunk_by(|a, b| a + 1 == *b).map(|run| reading.span(run[0]..run[run.len() - 1] + 1)).collect()
}

/// The innermost statement in whose content an anchor stands.
fn inside(given: &Given<'_>, anchor: &[Span]) -> Option<String> {
    let first = *anchor.first()?;
    // What somebody wants or plans is no claim of theirs.
    let claims = |s: &&Statement| !matches!(s.act, Some(Act::Want | Act::Plan));
    let holds = |s: &&Statement| claims(s) && s.content.iter().any(|c| c.contains(first));
    let size = |s: &&Statement| s.content.iter().map(|c| c.end - c.start).sum::<u32>();
    given.statements.iter().filter(holds).min_by_key(size).map(|s| s.id.clone())
}

fn contexts(given: &Given<'_>, tree: &Tree<'_>, sentence: Range<usize>) -> Vec<String> {
    let mut fields: Vec<String> = sentence
        .filter(|&w| matches!(tree.upos(w), "NOUN" | "PROPN" | "VERB"))
        .filter_map(|w| given.lexicon.context(&tree.lower(w)).map(str::to_owned))
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

/// Tellings of one event joined: same type, parties and voice, and no two times.
fn merge(reading: &Reading, events: Vec<Event>) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    for e in events {
        let known = |p: &[Party]| p.iter().map(|p| p.actor.clone()).collect::<Option<Vec<_>>>();
        // Two anchors of one sentence (`agreed to lend`) tell of one event, whatever each says of its status.
        let sentence = |e: &Event| e.anchor.first().map(|&a| reading.sentence_at(a));
        let beside = |o: &Event| {
            let all =
                |a: &Event, b: &Event| a.target.iter().all(|p| b.target.iter().any(|q| q.actor == p.actor));
            sentence(o) == sentence(&e)
                && o.event_type == e.event_type
                && known(&o.source).is_some_and(|s| known(&e.source) == Some(s))
                && (all(o, &e) || all(&e, o))
        };
        let same = |o: &&mut Event| {
            if beside(o) {
                return true;
            }
            o.event_type == e.event_type
                && o.status == e.status
                && o.inside.is_some() == e.inside.is_some()
                && (o.when == e.when || o.when.is_none() || e.when.is_none())
                && known(&o.source).is_some_and(|s| known(&e.source) == Some(s))
                && known(&o.target).is_some_and(|t| known(&e.target) == Some(t))
        };
        match out.iter_mut().find(same) {
            Some(first) => {
                first.mentions.extend(e.anchor.into_iter().filter(|a| !first.anchor.contains(a)));
                if first.when.is_none() {
                    first.when = e.when;
                }
                if first.place.is_none() {
                    first.place = e.place;
                }
                if first.statement.is_none() {
                    first.statement = e.statement;
                }
            }
            None => out.push(e),
        }
    }
    out
}
