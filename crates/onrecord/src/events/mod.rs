//! What the article reports as having happened: who did what to whom, when, where, and by whose word.
//!
//! A word of the lexicon opens the question, the sentence's grammar gives the parties, the article's actors say who
//! they are, and the model, which sees the sentence with its parties marked, names the type. Where no party is a state,
//! an organisation, somebody known or one of those who hold public power, it is no event.

mod grammar;
mod lexicon;
mod numbers;
mod parties;
mod said;
mod types;

pub use lexicon::Lexicon;
pub use types::{Event, EventStatus, EventType, QuadClass, Quantity};

use crate::actors::Actors;
use crate::acts::Act;
use crate::document::Document;
use crate::labels::Upos;
use crate::model::Model;
use crate::time::{self, When};
use crate::{Party, Span, Statement, StatementKind};
use grammar::Found;
use parties::Named;
use std::collections::HashMap;
use std::ops::Range;

/// What events are made from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The document.
    pub document: &'a Document,
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
/// And from this one on where it makes conflict of cooperation or the other way round.
const TURNED: f32 = 0.95;

/// The events of an article, in text order.
pub fn events(given: &Given<'_>) -> Vec<Event> {
    let document = given.document;
    let mut out: Vec<Event> =
        grammar::find(document, given.lexicon).into_iter().filter_map(|f| event(given, f)).collect();
    said::add(given, &mut out);
    out.sort_by_key(|e| (e.anchor.first().copied(), e.event_type));
    let mut out = merge(document, out);
    for (n, e) in out.iter_mut().enumerate() {
        e.id = format!("e{}", n + 1);
    }
    out
}

fn event(given: &Given<'_>, found: Found<'_>) -> Option<Event> {
    let document = given.document;
    let named = |heads: &[usize]| -> Vec<Named> {
        let all = heads.iter().map(|&h| parties::party(given, h));
        all.filter(|n| parties::can_act(document, n)).collect()
    };
    let mut source = named(&found.source);
    source.retain(|n| !parties::is_happening(given, n.head));
    for s in &mut source {
        // No state acts through a stretch of land that bears its name.
        if parties::is_territory(given, s.head) && given.actors.at_word(s.head).is_none() {
            s.party.actor = None;
        }
    }
    // The first place with somebody known, else the first.
    let places: Vec<_> = found.targets.iter().map(|t| named(t)).filter(|t| !t.is_empty()).collect();
    let known = places.iter().position(|t| t.iter().any(|n| n.party.actor.is_some()));
    let mut target = places.into_iter().nth(known.unwrap_or(0)).unwrap_or_default();
    let mut place = found.place.map(|p| parties::party(given, p).party);
    // To take a territory is done to who holds it.
    let land = |n: &Named| parties::is_territory(given, n.head);
    if found.anchor.event_type == EventType::Assault && target.iter().any(land) {
        let holder = target.iter().find_map(|n| parties::holder(given, n.head));
        if let Some(holder) = holder {
            let lost = target.iter().find(|n| land(n)).map(|n| n.party.clone());
            target.retain(|n| !land(n));
            target.push(parties::party(given, holder));
            place = place.or(lost);
        }
    }
    target.retain(|t| {
        !source.iter().any(|s| {
            s.party.span == t.party.span || (s.party.actor.is_some() && s.party.actor == t.party.actor)
        })
    });
    // `Jordan and Britain have agreed to hold exercises`: where nobody else takes part, they do it with one another.
    let together = matches!(
        found.anchor.event_type,
        EventType::Agree | EventType::Consult | EventType::Cooperate | EventType::Support
    );
    let mut mutual = found.mutual;
    if target.is_empty() && together && source.len() > 1 {
        target = source.split_off(1);
        mutual = true;
    }
    if source.is_empty() || target.is_empty() {
        return None;
    }
    if !parties::have_weight(given, source.iter().chain(&target).map(|n| &n.party)) {
        return None;
    }
    let anchor = spans(document, &found.words);
    let statement =
        given.statements.iter().find(|s| s.cue.iter().any(|c| anchor.iter().any(|a| a.overlaps(*c))));
    if only_says(given, &found, statement, &source) {
        return None;
    }
    let territory = found
        .anchor
        .of_territory
        .as_ref()
        .filter(|_| source.iter().all(|s| parties::is_territory(given, s.head)));
    let words = |list: &[Named]| list.iter().map(|n| n.words.clone()).collect::<Vec<_>>();
    let (event_type, confidence) = match (found.forbids, territory) {
        (Some(event_type), _) => (event_type, 0.0),
        (_, Some(territory)) => (territory.event_type, 0.0),
        _ => typed(given, &found, statement, (&words(&source), &words(&target))),
    };
    // Not to do what another would have is to refuse it.
    let event_type = match event_type.quad() {
        QuadClass::VerbalCooperation | QuadClass::MaterialCooperation if found.refused => EventType::Reject,
        _ => event_type,
    };
    let sentence = document.sentence_words(found.words[0]);
    let when = when(given, &found.words, &anchor, sentence.clone());
    let when = when.map(|t| t.id.clone()).or_else(|| gathered(given, &anchor));
    let inside = inside(given, &anchor);
    let denied = inside.as_deref().is_some_and(|id| is_denied(given.statements, id));
    Some(Event {
        id: String::new(),
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: territory
            .map(|t| t.mode.clone())
            .or_else(|| found.anchor.mode.clone().filter(|_| event_type == found.anchor.event_type)),
        context: contexts(given, sentence),
        inside,
        anchor,
        source: source.into_iter().map(|n| n.party).collect(),
        target: target.into_iter().map(|n| n.party).collect(),
        mutual: mutual || event_type.is_shared(),
        when,
        place,
        status: if denied { EventStatus::Denied } else { found.status },
        statement: statement.map(|s| s.id.clone()),
        numbers: numbers::told(given, &found.words),
        mentions: Vec::new(),
        confidence,
    })
}

/// Whether the words only tell what somebody says will come of what others do (`warned that prices would rise`), where no
/// harm is announced by who speaks.
fn only_says(given: &Given<'_>, found: &Found<'_>, statement: Option<&Statement>, source: &[Named]) -> bool {
    let document = given.document;
    if !found.anchor.says {
        return false;
    }
    // Where the tree shows no subject, the first noun of what is said; a pronoun there is mostly who speaks.
    let content = || statement.and_then(|s| s.content.first()).map(|c| document.words_of(*c));
    let first = || content()?.find(|&w| matches!(document.upos(w), Upos::Noun | Upos::Propn | Upos::Pron));
    let clause =
        content().is_some_and(|c| c.clone().any(|w| matches!(document.upos(w), Upos::Verb | Upos::Aux)));
    let first = first().filter(|&w| clause && document.upos(w) != Upos::Pron);
    let Some(subject) = found.told.or(first) else { return false };
    let Some(subject) = given.actors.at_word(subject) else { return true };
    let own =
        |n: &Named| parties::actor_of(given, &n.party).is_some_and(|a| parties::stand_together(a, subject));
    !source.iter().any(own)
}

/// When something was said at the meeting that an anchor names: that is when they met.
fn gathered(given: &Given<'_>, anchor: &[Span]) -> Option<String> {
    let at = |s: &&Statement| {
        s.occasion.as_ref().is_some_and(|o| anchor.iter().any(|a| o.span.contains(*a))) && s.when.is_some()
    };
    given.statements.iter().find(at).and_then(|s| s.when.clone())
}

/// Whether a statement, or one that it stands inside, is told to be false by who speaks there.
fn is_denied(statements: &[Statement], id: &str) -> bool {
    let of = |id: &str| statements.iter().find(|s| s.id == id);
    let outer = |s: &&Statement| s.inside.as_deref().and_then(of);
    let denies = |s: &Statement| s.act == Some(Act::Deny) && !s.negated && s.kind != StatementKind::Direct;
    std::iter::successors(of(id), outer).take(8).any(denies)
}

/// The type of what was found, and how probable the model holds it.
fn typed(
    given: &Given<'_>,
    found: &Found<'_>,
    statement: Option<&Statement>,
    (source, target): (&[Range<usize>], &[Range<usize>]),
) -> (EventType, f32) {
    let document = given.document;
    let fallback = found.anchor.event_type;
    if found.anchor.clear {
        return (fallback, 0.0);
    }
    let parties = [source, target].concat();
    let mut words = grammar::clause(document, given.lexicon, &found.words, &parties);
    // What is told inside a statement is told by its content alone (`denied that its soldiers had …`).
    let at = spans(document, &found.words);
    if let Some(outer) = innermost(given, &at) {
        let within = |w: usize| outer.content.iter().any(|c| c.contains(document.span(w..w + 1)));
        if parties.iter().flat_map(Clone::clone).all(within) {
            words.retain(|&w| within(w));
        }
    }
    let Some(probabilities) = given.model.event_type(&document.input, &words, source, target) else {
        return (fallback, 0.0);
    };
    let of = |event_type: EventType| {
        let n = given.model.event_types().iter().position(|t| t == event_type.name());
        n.map_or(0.0, |n| probabilities[n])
    };
    // Where the act of saying is that of the words, it is what is done.
    if statement.and_then(|s| s.act).and_then(said::type_of) == Some(fallback) {
        return (fallback, of(fallback));
    }
    let best = EventType::ALL.into_iter().max_by(|&a, &b| of(a).total_cmp(&of(b))).unwrap_or(fallback);
    // Words of cooperation tell of conflict only where they are negated or told to fail, whatever stands around them.
    let turns = best.quad().is_conflict() != fallback.quad().is_conflict();
    let least = if turns && found.status != EventStatus::Denied { TURNED } else { SURE };
    if of(best) >= least || best == fallback { (best, of(best)) } else { (fallback, 0.0) }
}

/// The nearest time of the sentence that belongs to the anchor's clause or to one over it.
fn when<'a>(given: &Given<'a>, words: &[usize], anchor: &[Span], sentence: Range<usize>) -> Option<&'a When> {
    let document = given.document;
    let may = |span: Span| {
        let time = document.words_of(span);
        time.is_empty() || words.iter().any(|&w| grammar::belongs(document, document.top(&time), w))
    };
    time::nearest(given.times, anchor, &[], document.span(sentence), may)
}

/// The spans of words, those side by side joined.
fn spans(document: &Document, words: &[usize]) -> Vec<Span> {
    words.chunk_by(|a, b| a + 1 == *b).map(|run| document.span(run[0]..run[run.len() - 1] + 1)).collect()
}

/// The innermost statement in whose content an anchor stands.
fn inside(given: &Given<'_>, anchor: &[Span]) -> Option<String> {
    innermost(given, anchor).map(|s| s.id.clone())
}

fn innermost<'a>(given: &Given<'a>, anchor: &[Span]) -> Option<&'a Statement> {
    let first = *anchor.first()?;
    // What somebody wants or plans is no claim of theirs.
    let claims = |s: &&Statement| !matches!(s.act, Some(Act::Want | Act::Plan));
    let holds = |s: &&Statement| claims(s) && s.content.iter().any(|c| c.contains(first));
    let size = |s: &&Statement| s.content.iter().map(|c| c.end - c.start).sum::<u32>();
    given.statements.iter().filter(holds).min_by_key(size)
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

/// Tellings of one event joined: same type, parties and voice, and no two times.
fn merge(document: &Document, events: Vec<Event>) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    // Where in `out` those are that an event may be one with: a text as long as a book has too many to compare all.
    let (mut in_sentence, mut told_alike) = (HashMap::new(), HashMap::new());
    for e in events {
        let known = |p: &[Party]| p.iter().map(|p| p.actor.clone()).collect::<Option<Vec<_>>>();
        // Of doers that are not known nobody can say that they are the same.
        let Some(doers) = known(&e.source) else {
            out.push(e);
            continue;
        };
        // Two anchors of one sentence (`agreed to lend`) tell of one event, whatever each says of its status.
        let sentence = e.anchor.first().map(|&a| document.sentence_at(a));
        let beside: &mut Vec<usize> = in_sentence.entry((sentence, e.event_type, doers.clone())).or_default();
        let covers =
            |a: &Event, b: &Event| a.target.iter().all(|p| b.target.iter().any(|q| q.actor == p.actor));
        let of_sentence = beside.iter().copied().find(|&o| covers(&out[o], &e) || covers(&e, &out[o]));
        let mut elsewhere: Option<&mut Vec<usize>> = known(&e.target).map(|targets| {
            told_alike.entry((e.event_type, e.status, e.inside.is_some(), doers, targets)).or_default()
        });
        let of_text = elsewhere.iter().flat_map(|all| all.iter().copied()).find(|&o| {
            let o = &out[o];
            o.when == e.when || o.when.is_none() || e.when.is_none()
        });
        match of_sentence.into_iter().chain(of_text).min() {
            Some(first) => {
                let first = &mut out[first];
                first.mentions.extend(e.anchor.into_iter().filter(|a| !first.anchor.contains(a)));
                if first.when.is_none() {
                    first.when = e.when;
                }
                if first.place.is_none() {
                    first.place = e.place;
                }
                let told = |n: &types::Quantity| first.numbers.iter().any(|m| m.span == n.span);
                let numbers: Vec<_> = e.numbers.into_iter().filter(|n| !told(n)).collect();
                first.numbers.extend(numbers);
                if first.statement.is_none() {
                    first.statement = e.statement;
                }
            }
            None => {
                beside.push(out.len());
                elsewhere.iter_mut().for_each(|all| all.push(out.len()));
                out.push(e);
            }
        }
    }
    out
}
