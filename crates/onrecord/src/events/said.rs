//! Statements that are events themselves, and the meetings at which something was said.

use super::parties::{have_weight, is_of_weight, occasion_words};
use super::{Event, EventStatus, EventType, Given, contexts, is_denied};
use crate::actors::{ActorMention, Tie};
use crate::acts::Act;
use crate::{Party, Span, Statement};

/// The type that performing an act has in PLOVER; none for acts that are no events.
pub(super) fn type_of(act: Act) -> Option<EventType> {
    Some(match act {
        Act::Request | Act::Urge | Act::Demand | Act::Order => EventType::Request,
        Act::Accuse | Act::Criticise => EventType::Accuse,
        Act::Refuse | Act::Reject => EventType::Reject,
        Act::Threaten => EventType::Threaten,
        Act::Support | Act::Praise | Act::Congratulate | Act::Apologise | Act::Thank | Act::Invite => {
            EventType::Support
        }
        Act::Offer | Act::Accept => EventType::Agree,
        _ => return None,
    })
}

/// Adds what statements do and where they were made. What an anchor already tells is only tied to its statement.
pub(super) fn add(given: &Given<'_>, events: &mut Vec<Event>) {
    for statement in given.statements {
        let performed = statement.act.filter(|_| !statement.negated && statement.repeats.is_none());
        if let Some(event_type) = performed.and_then(type_of) {
            act(given, statement, event_type, events);
        }
        occasion(given, statement, events);
    }
}

fn act(given: &Given<'_>, statement: &Statement, event_type: EventType, events: &mut Vec<Event>) {
    let over = |e: &&mut Event| e.anchor.iter().any(|a| statement.cue.iter().any(|c| c.overlaps(*a)));
    if let Some(known) = events.iter_mut().find(over) {
        known.statement = Some(statement.id.clone());
        return;
    }
    let Some(source) = speaker(statement) else { return };
    let addressee = statement.addressee.clone().filter(|a| a.actor.is_some());
    let first = || {
        // Whom the content speaks of first, if that is somebody else.
        let within = statement.content.iter().flat_map(|c| given.actors.within(*c));
        let other = within.into_iter().find(|a| Some(&a.id) != source.actor.as_ref() && is_of_weight(a))?;
        // `said he would not resign if thousands demanded it`: what is refused stands there as a pronoun more often than who.
        let told = |m: &&ActorMention| event_type != EventType::Reject || m.how != Tie::Pronoun;
        let at = |s: &Span| statement.content.iter().any(|c| c.contains(*s));
        let span = other.mentions.iter().filter(told).map(|m| m.span).find(at)?;
        Some(Party { span, actor: Some(other.id.clone()) })
    };
    let Some(target) = addressee.or_else(first).filter(|t| t.actor != source.actor) else { return };
    if have_weight(given, [&source, &target]) {
        events.push(new(given, statement, event_type, (source, target), statement.cue.clone()));
    }
}

/// A press conference, meeting or interview with somebody is a consultation.
fn occasion(given: &Given<'_>, statement: &Statement, events: &mut Vec<Event>) {
    let Some(occasion) = &statement.occasion else { return };
    let (Some(source), Some(words)) = (speaker(statement), &occasion.with) else { return };
    // Of several in the words, somebody other than the speaker.
    let others =
        || given.actors.within(words.span).into_iter().find(|a| Some(&a.id) != source.actor.as_ref());
    let named = words.actor.clone().filter(|a| Some(a) != source.actor.as_ref());
    let Some(actor) = named.or_else(|| others().map(|a| a.id.clone())) else { return };
    let with = Party { span: words.span, actor: Some(actor) };
    if !have_weight(given, [&source, &with])
        || events.iter().any(|e| e.anchor.iter().any(|a| occasion.span.contains(*a)))
    {
        return;
    }
    let mut event =
        new(given, statement, EventType::Consult, (source, with), vec![occasion_words(given, occasion.span)]);
    event.place.clone_from(&occasion.place);
    event.statement = None;
    events.push(event);
}

/// The speaker as a party: by the source's words, or the cue's where the source names nobody.
fn speaker(statement: &Statement) -> Option<Party> {
    let actor = statement.speaker.clone()?;
    let span = statement.source.first().or(statement.cue.first()).or(statement.content.first()).copied()?;
    Some(Party { span, actor: Some(actor) })
}

fn new(
    given: &Given<'_>,
    statement: &Statement,
    event_type: EventType,
    (source, target): (Party, Party),
    anchor: Vec<Span>,
) -> Event {
    let document = given.document;
    let sentence = anchor.first().map(|a| document.words_of(document.sentence_at(*a))).unwrap_or_default();
    let denied = statement.inside.as_deref().is_some_and(|id| is_denied(given.statements, id));
    Event {
        id: String::new(),
        event_type,
        quad: event_type.quad(),
        cameo: event_type.cameo().to_owned(),
        mode: None,
        context: contexts(given, sentence),
        anchor,
        source: vec![source],
        target: vec![target],
        mutual: event_type.is_shared(),
        when: statement.when.clone(),
        place: None,
        status: if denied { EventStatus::Denied } else { EventStatus::Happened },
        inside: statement.inside.clone(),
        statement: Some(statement.id.clone()),
        numbers: Vec::new(),
        mentions: Vec::new(),
        confidence: 0.0,
    }
}
