//! What the article reports as having happened: who did what to whom, when, where, and by whose word.
//!
//! The model says which words tell of an event, of which type and status, and what each word around one is to it: source, target,
//! place, time. The article's actors say who the parties are. Where no party is a state, an organisation, somebody known or one of
//! those who hold public power, it is no event.

mod lexicon;
mod numbers;
mod parties;
mod types;

pub use lexicon::Lexicon;
pub use types::{Event, EventStatus, EventType, QuadClass, Quantity};

use crate::actors::Actors;
use crate::acts::Act;
use crate::document::{Anchor, Document};
use crate::labels::Upos;
use crate::model::{Model, Role};
use crate::statements::Decoding;
use crate::time::{self, When};
use crate::{Party, Span, Statement, StatementKind};
use std::collections::HashMap;
use std::ops::Range;

/// What events are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'a> {
    /// The document, with the anchors that the model found.
    pub document: &'a Document,
    /// The model, whose second opinion on the types counts where both parties are told.
    pub model: &'a Model,
    /// How sure the model must be.
    pub rules: &'a Decoding,
    /// What words tell of an event.
    pub lexicon: &'a Lexicon,
    /// Who the article speaks of.
    pub actors: &'a Actors,
    /// Its statements.
    pub statements: &'a [Statement],
    /// Its expressions of time.
    pub times: &'a [When],
}

/// What a party counts as that no word of the anchor's surroundings tells: by whom it is done is mostly told, to whom is not.
const NO_SOURCE: f32 = 0.4;
const NO_TARGET: f32 = 0.75;

/// From this probability on the parties do it to one another.
const MUTUAL: f32 = 0.5;

/// The statements that a word stands in, by their numbers.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    /// Of whose cue it is.
    cue: Option<u32>,
    /// The innermost in whose content it stands, of those that claim something.
    inside: Option<u32>,
    /// Of whose occasion it is, of those whose day is known.
    occasion: Option<u32>,
    /// Whether what is said depends on it.
    supposed: bool,
}

/// What each word is told in: made once, since a text as long as a book has too many statements to look through for each event.
fn told(given: &Given<'_>) -> Vec<Told> {
    let document = given.document;
    let mut out = vec![Told::default(); document.len()];
    let mut order: Vec<usize> = (0..given.statements.len()).collect();
    let size = |n: &usize| given.statements[*n].content.iter().map(|c| c.end - c.start).sum::<u32>();
    // The smaller are written over the larger.
    order.sort_by_key(|n| std::cmp::Reverse(size(n)));
    for n in order {
        let s = &given.statements[n];
        let number = Some(n as u32);
        s.cue.iter().for_each(|&c| out[document.words_of(c)].iter_mut().for_each(|t| t.cue = number));
        // What somebody wants or plans is no claim of theirs.
        if !matches!(s.act, Some(Act::Want | Act::Plan)) {
            s.content
                .iter()
                .for_each(|&c| out[document.words_of(c)].iter_mut().for_each(|t| t.inside = number));
        }
        s.conditions
            .iter()
            .for_each(|&c| out[document.words_of(c)].iter_mut().for_each(|t| t.supposed = true));
        if let (Some(o), true) = (&s.occasion, s.when.is_some()) {
            out[document.words_of(o.span)].iter_mut().for_each(|t| t.occasion = number);
        }
    }
    out
}

/// The events of an article, in text order.
pub(crate) fn events(given: &Given<'_>) -> Vec<Event> {
    let told = told(given);
    let sure = given.document.anchors.iter().filter(|a| a.probability() >= given.rules.event);
    let out: Vec<Event> = sure.filter_map(|a| event(given, a, told[a.word])).collect();
    let mut out = merge(given.document, out);
    for e in &mut out {
        e.confidence = given.rules.calibrated_event(e.confidence);
    }
    out.retain(|e| e.confidence >= given.rules.event_least);
    for (n, e) in out.iter_mut().enumerate() {
        e.id = format!("e{}", n + 1);
    }
    out
}

fn event(given: &Given<'_>, anchor: &Anchor, told: Told) -> Option<Event> {
    let document = given.document;
    let event_type = typed(given, anchor)?;
    let span = document.span(anchor.word..anchor.word + 1);
    let of = |n: Option<u32>| n.map(|n| &given.statements[n as usize]);
    let statement = of(told.cue);
    let mut source = parties::of_role(given, anchor, Role::Source);
    let mut target = parties::of_role(given, anchor, Role::Target);
    parties::by_voice(document, anchor.word, &mut source, &mut target);
    if parties::is_by_nature(given, anchor.word, &source) {
        return None;
    }
    // What a statement does, its speaker does, to whom it is said.
    if let Some(statement) = statement {
        if source.is_empty() {
            source.extend(parties::speaker(statement));
        }
        if target.is_empty() {
            target.extend(statement.addressee.clone().filter(|a| a.actor.is_some()));
        }
    }
    let same = |a: &Party, b: &Party| a.span == b.span || (a.actor.is_some() && a.actor == b.actor);
    let mut mutual = anchor.mutual >= MUTUAL || event_type.is_shared();
    let together = mutual
        || matches!(
            event_type,
            EventType::Agree | EventType::Consult | EventType::Cooperate | EventType::Support
        );
    target.retain(|t| !source.iter().any(|s| same(s, t)));
    // `Jordan and Britain have agreed to hold exercises`: where nobody else takes part, they do it with one another.
    if target.is_empty() && together && source.len() > 1 {
        target = source.split_off(1);
        mutual = true;
    }
    if source.is_empty() && target.is_empty() || !parties::have_weight(given, source.iter().chain(&target)) {
        return None;
    }
    let at = [span];
    let when = anchor.linked.runs(Role::When, given.rules.role);
    let when: Vec<Span> = when.into_iter().map(|w| document.span(w)).collect();
    let inside = of(told.inside).map(|s| s.id.clone());
    let denied = inside.as_deref().is_some_and(|id| is_denied(given.statements, id));
    let place = anchor.linked.best_run(Role::Place, given.rules.role);
    let likeliest = |a: &usize, b: &usize| anchor.status[*a].total_cmp(&anchor.status[*b]);
    let status =
        (0..EventStatus::ALL.len()).max_by(likeliest).map_or(EventStatus::Happened, |n| EventStatus::ALL[n]);
    // `If Aria attacked, the alliance would answer`: what something said depends on has not happened.
    let status =
        if told.supposed && status == EventStatus::Happened { EventStatus::Hypothetical } else { status };
    let companions: Vec<String> = document.children(anchor.word).map(|c| document.lower(c)).collect();
    Some(Event {
        id: String::new(),
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: given.lexicon.mode(event_type, &document.lower(anchor.word), &companions).map(str::to_owned),
        context: contexts(given, document.sentence_words(anchor.word)),
        inside,
        anchor: at.to_vec(),
        source,
        target,
        mutual,
        when: time::told(given.times, &when)
            .map(|t| t.id.clone())
            // What was said at a meeting dates it.
            .or_else(|| of(told.occasion).and_then(|s| s.when.clone())),
        place: place.map(|p| parties::named(given, p)),
        status: if denied { EventStatus::Denied } else { status },
        statement: statement.map(|s| s.id.clone()),
        numbers: numbers::told(given, &[anchor.word]),
        mentions: Vec::new(),
        confidence: score(given, anchor, event_type, status),
        coded: None,
    })
}

/// How sure the model is of an event as a whole: of its type, of who does it to whom, and of its status. What that is worth,
/// [`Decoding::event_calibration`] says.
fn score(given: &Given<'_>, anchor: &Anchor, event_type: EventType, status: EventStatus) -> f32 {
    let of_type = anchor.types.iter().find(|(t, _)| *t == event_type).map_or(0.0, |(_, p)| *p);
    let party = |role: Role, untold: f32| {
        let surest = anchor.linked.words().map(|w| anchor.linked.role(w, role)).fold(0.0, f32::max);
        if surest >= given.rules.role { surest } else { untold }
    };
    let of_status = EventStatus::ALL.iter().position(|s| *s == status).map_or(0.0, |n| anchor.status[n]);
    of_type * party(Role::Source, NO_SOURCE) * party(Role::Target, NO_TARGET) * of_status
}

/// What the second opinion on a type counts for, beside the anchor's own.
const SECOND: f32 = 0.7;

/// The type of an anchor's event: the likeliest by its word and, where the words tell both parties, by the sentence in which they
/// are marked.
fn typed(given: &Given<'_>, anchor: &Anchor) -> Option<EventType> {
    let document = given.document;
    let sentence = document.sentence_words(anchor.word);
    let of = |role: Role| -> Vec<Range<usize>> {
        let runs = anchor.linked.runs(role, given.rules.role);
        runs.into_iter().filter(|r| sentence.contains(&r.start) && sentence.contains(&(r.end - 1))).collect()
    };
    let (source, target) = (of(Role::Source), of(Role::Target));
    let words: Vec<usize> = sentence.clone().collect();
    let second = (!source.is_empty() && !target.is_empty())
        .then(|| given.model.event_type(&document.input, &words, &source, &target))
        .flatten();
    let says = |event_type: EventType| {
        let second = second.as_ref()?;
        let n = given.model.event_types().iter().position(|t| t == event_type.name())?;
        Some(second[n])
    };
    let score = |&(event_type, p): &(EventType, f32)| {
        p.max(1e-6).ln() + SECOND * says(event_type).map_or(0.0, |p| p.max(1e-3).ln())
    };
    anchor.types.iter().max_by(|a, b| score(a).total_cmp(&score(b))).map(|(event_type, _)| *event_type)
}

/// Whether a statement, or one that it stands inside, is told to be false by who speaks there.
fn is_denied(statements: &[Statement], id: &str) -> bool {
    // `s1` is the first.
    let of = |id: &str| statements.get(id.strip_prefix('s')?.parse::<usize>().ok()?.checked_sub(1)?);
    let outer = |s: &&Statement| s.inside.as_deref().and_then(of);
    let denies = |s: &Statement| s.act == Some(Act::Deny) && !s.negated && s.kind != StatementKind::Direct;
    std::iter::successors(of(id), outer).take(8).any(denies)
}

fn contexts(given: &Given<'_>, sentence: Range<usize>) -> Vec<String> {
    let document = given.document;
    let mut fields: Vec<String> = sentence
        .filter(|&w| matches!(document.upos(w), Upos::Noun | Upos::Propn | Upos::Verb))
        .filter_map(|w| given.lexicon.context(&document.lower(w)).map(str::to_owned))
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

/// Tellings of one event joined. Of one sentence, those of a type whose parties do not contradict each other (`met to discuss`), whatever
/// each says of its status: the surest speaks for all. Of the text, those with the same type, parties, status and voice, and no two times;
/// where one does not tell to whom it is done, the same source is enough.
fn merge(document: &Document, events: Vec<Event>) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    // Where in `out` those are that an event may be one with: a text as long as a book has too many to compare all.
    let (mut in_sentence, mut told_alike, mut told_by_source) =
        (HashMap::new(), HashMap::new(), HashMap::new());
    for mut e in events {
        let known = |p: &[Party]| p.iter().map(|p| p.actor.clone()).collect::<Option<Vec<_>>>();
        let sentence = e.anchor.first().map(|&a| document.sentence_at(a));
        let beside: &mut Vec<usize> = in_sentence.entry((sentence, e.event_type)).or_default();
        let of_sentence = beside.iter().copied().find(|&o| one_happening(&out[o], &e));
        // Of parties that are not known nobody can say that they are the same.
        let mut elsewhere: Option<&mut Vec<usize>> = known(&e.source).zip(known(&e.target)).map(|parties| {
            told_alike.entry((e.event_type, e.status, e.inside.is_some(), parties)).or_default()
        });
        let no_two_times = |o: &Event| o.when == e.when || o.when.is_none() || e.when.is_none();
        let of_text = elsewhere.iter().flat_map(|all| all.iter().copied()).find(|&o| no_two_times(&out[o]));
        let mut by_source: Option<&mut Vec<usize>> =
            known(&e.source).filter(|source| !source.is_empty()).map(|source| {
                told_by_source.entry((e.event_type, e.status, e.inside.is_some(), source)).or_default()
            });
        let open = |o: &Event| o.target.is_empty() != e.target.is_empty();
        let of_text = of_text.or_else(|| {
            let all = by_source.iter().flat_map(|all| all.iter().copied());
            all.into_iter().find(|&o| open(&out[o]) && no_two_times(&out[o]))
        });
        match (of_sentence, of_text) {
            (Some(first), _) => {
                let first = &mut out[first];
                if e.confidence > first.confidence {
                    std::mem::swap(first, &mut e);
                }
                for (side, other) in [(&mut first.source, &mut e.source), (&mut first.target, &mut e.target)]
                {
                    if side.is_empty() {
                        side.append(other);
                    }
                }
                absorb(first, e);
            }
            (None, Some(first)) => {
                let first = &mut out[first];
                if first.target.is_empty() {
                    first.target.append(&mut e.target);
                }
                absorb(first, e);
            }
            (None, None) => {
                beside.push(out.len());
                elsewhere.iter_mut().for_each(|all| all.push(out.len()));
                by_source.iter_mut().for_each(|all| all.push(out.len()));
                out.push(e);
            }
        }
    }
    out
}

/// Whether two events of one type in one sentence may be one: neither side names somebody where the other names somebody else.
fn one_happening(a: &Event, b: &Event) -> bool {
    let same = |p: &Party, q: &Party| p.span == q.span || p.actor.is_some() && p.actor == q.actor;
    let agree = |a: &[Party], b: &[Party]| {
        a.is_empty() || b.is_empty() || a.iter().any(|p| b.iter().any(|q| same(p, q)))
    };
    agree(&a.source, &b.source) && agree(&a.target, &b.target)
}

/// Takes over what a further telling of an event says of it.
fn absorb(first: &mut Event, other: Event) {
    let told = other.anchor.into_iter().chain(other.mentions);
    let new: Vec<_> = told.filter(|a| !first.anchor.contains(a) && !first.mentions.contains(a)).collect();
    first.mentions.extend(new);
    if first.when.is_none() {
        first.when = other.when;
    }
    if first.place.is_none() {
        first.place = other.place;
    }
    let known = |n: &types::Quantity| first.numbers.iter().any(|m| m.span == n.span);
    let numbers: Vec<_> = other.numbers.into_iter().filter(|n| !known(n)).collect();
    first.numbers.extend(numbers);
    if first.statement.is_none() {
        first.statement = other.statement;
    }
}
