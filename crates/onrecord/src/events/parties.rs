//! Who the parties of an event are, and whether they are of public weight.

use super::{Given, grammar};
use crate::actors::{Actor, ActorKind};
use crate::document::Document;
use crate::labels::{Deprel, EntityKind, Penn, Upos};
use crate::{Party, Span};
use std::ops::Range;

/// A party with the words that name it and the noun that heads them.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub party: Party,
    pub words: Range<usize>,
    pub head: usize,
}

/// Kinds of mention that never act and that nothing is done to as to a party.
const LIFELESS: [EntityKind; 6] = [
    EntityKind::Object,
    EntityKind::Abstract,
    EntityKind::Event,
    EntityKind::Time,
    EntityKind::Plant,
    EntityKind::Substance,
];

/// The party that a noun names: the actor of the noun, or of the name or nationality that goes with it.
pub(super) fn party(given: &Given<'_>, head: usize) -> Named {
    let document = given.document;
    let beside = || {
        let near = |c: &usize| {
            matches!(
                document.rel(*c),
                Deprel::NmodPoss
                    | Deprel::Amod
                    | Deprel::Compound
                    | Deprel::Nmod
                    | Deprel::NmodDesc
                    | Deprel::Flat
                    | Deprel::Appos
            )
        };
        let former = document.children(head).any(|c| given.lexicon.is_former(&document.lower(c)));
        document
            .children(head)
            .filter(near)
            .filter(|_| !former)
            .find_map(|c| Some((c, given.actors.at_word(c)?)))
    };
    let mut words = grammar::phrase(document, head);
    let own = given.actors.mention_at(head);
    let actor = match own {
        Some((actor, mention)) => {
            // The tree often cuts a long name short; the mention does not.
            let named = document.words_of(mention.span);
            if named.contains(&head) && named.len() > words.len() {
                words = named;
            }
            Some(actor)
        }
        None => beside().map(|(by, actor)| {
            // `a withdrawal of Danish troops`: who would do it.
            if matches!(document.kind_at(head), Some(EntityKind::Event | EntityKind::Abstract)) {
                words = grammar::phrase(document, by);
            }
            actor
        }),
    };
    // What is left of a list when its other members are taken away.
    while words.end > words.start + 1 && is_joint(document, words.end - 1, head) {
        words.end -= 1;
    }
    let span = document.span(words.clone());
    Named { party: Party { span, actor: actor.map(|a| a.id.clone()) }, words, head }
}

/// Whether a word at the end of a phrase only leads on to the next member of a list (`and its`).
fn is_joint(document: &Document, w: usize, head: usize) -> bool {
    w != head
        && matches!(document.upos(w), Upos::Cconj | Upos::Det | Upos::Pron | Upos::Punct | Upos::Adp)
        && document.word(w) != ")"
}

/// Whether what a noun names can be a party: no pronoun for nobody known, and no thing or happening without an actor.
pub(super) fn can_act(document: &Document, named: &Named) -> bool {
    if named.party.actor.is_some() {
        return true;
    }
    let pronoun = document.upos(named.head) == Upos::Pron
        || matches!(document.xpos(named.head), Penn::Prp | Penn::PrpPoss);
    !pronoun && !document.kind_at(named.head).is_some_and(|k| LIFELESS.contains(&k))
}

/// Whether a noun names a happening, a thought or a time, which does nothing itself (`a Russian victory`).
pub(super) fn is_happening(given: &Given<'_>, head: usize) -> bool {
    given.actors.at_word(head).is_none()
        && matches!(
            given.document.kind_at(head),
            Some(EntityKind::Event | EntityKind::Abstract | EntityKind::Time)
        )
}

/// Whether what acts is a stretch of land without an actor of its own: then no state acts for its nationality
/// (`two former Dutch colonies joined`).
pub(super) fn is_territory(given: &Given<'_>, head: usize) -> bool {
    match given.actors.at_word(head) {
        Some(actor) => actor.kind == ActorKind::Place,
        None => given.document.kind_at(head) == Some(EntityKind::Place),
    }
}

/// Who holds a territory that the sentence speaks of, by what it tells of it (`the island, which Fiji annexed`).
pub(super) fn holder(given: &Given<'_>, territory: usize) -> Option<usize> {
    let document = given.document;
    let known =
        |w: &usize| given.actors.at_word(*w).is_some_and(|a| a.kind != ActorKind::Place && is_of_weight(a));
    document
        .children(territory)
        .filter(|&c| matches!(document.rel(c), Deprel::Acl | Deprel::AclRelcl | Deprel::Amod))
        .find_map(|c| {
            let verb = document.lower(c);
            let subject = document.child(c, &[Deprel::Nsubj]);
            let relative =
                subject.is_none_or(|s| matches!(document.upos(s), Upos::Pron | Upos::Det) && !known(&s));
            let object = || document.child(c, &[Deprel::Obj, Deprel::Obl]).filter(known);
            let doer = || {
                let by = document
                    .children(c)
                    .filter(|&o| matches!(document.rel(o), Deprel::Obl | Deprel::OblAgent));
                let by = by.filter(|&o| {
                    document.child(o, &[Deprel::Case]).is_some_and(|p| document.lower(p) == "by")
                });
                subject.into_iter().chain(by).find(known)
            };
            if given.lexicon.is_held_by_object(&verb) && relative {
                object()
            } else if given.lexicon.is_held_by_doer(&verb) {
                doer()
            } else {
                None
            }
        })
}

pub(super) fn actor_of<'a>(given: &Given<'a>, party: &Party) -> Option<&'a Actor> {
    let id = party.actor.as_deref()?;
    given.actors.list.iter().find(|a| a.id == id)
}

/// Whether what an actor does is of public weight: states, offices, bodies with a name, people and groups that are
/// known or of a known state.
pub(super) fn is_of_weight(actor: &Actor) -> bool {
    match actor.kind {
        ActorKind::State | ActorKind::Office => true,
        ActorKind::Organisation => actor.name.is_some() || actor.country.is_some(),
        ActorKind::Person | ActorKind::Group | ActorKind::Place => {
            actor.dictionary.is_some() || actor.country.is_some()
        }
    }
}

/// Whether two actors are one, or of one state.
pub(super) fn stand_together(a: &Actor, b: &Actor) -> bool {
    a.id == b.id || (a.country.is_some() && a.country == b.country)
}

/// Whether a party is a paper or station, or only known as the words of one: an interview gives it no weight.
pub(super) fn is_media(given: &Given<'_>, party: &Party) -> bool {
    let listed =
        actor_of(given, party).and_then(|a| a.dictionary.as_deref()).is_some_and(|d| d.starts_with("media/"));
    let words = given.document.text().slice(party.span);
    listed || words.split(|c: char| !c.is_alphanumeric()).any(|w| given.lexicon.names_media(w))
}

/// Whether an event between these parties is of public weight.
pub(super) fn have_weight<'p>(given: &Given<'_>, parties: impl IntoIterator<Item = &'p Party>) -> bool {
    let parties: Vec<&Party> = parties.into_iter().filter(|p| !is_media(given, p)).collect();
    // Those who are known only by what they are (`police`, `Mayor Roe`) deal with somebody.
    let somebody = |p: &Party| actor_of(given, p).is_some_and(|a| a.kind != ActorKind::Place);
    parties.iter().any(|p| actor_of(given, p).is_some_and(is_of_weight))
        || parties.iter().any(|p| has_power(given, p))
            && parties.iter().all(|p| somebody(p) || has_power(given, p))
}

/// Whether a party's noun or title is one of those who hold public power.
fn has_power(given: &Given<'_>, party: &Party) -> bool {
    let document = given.document;
    let words = document.words_of(party.span);
    if words.is_empty() {
        return false;
    }
    let top = document.top(&words);
    let title = |w: usize| {
        let beside =
            matches!(document.rel(w), Deprel::Compound | Deprel::Flat | Deprel::NmodDesc | Deprel::Appos);
        w == top || beside && (document.head(w) == top || document.head(top) == w)
    };
    words.into_iter().any(|w| title(w) && given.lexicon.is_power(&document.lower(w)))
}

/// The noun phrase at the head of what names an occasion, without the preposition and what is told of it
/// (`a joint press conference` of `at a joint press conference with Ann Lee in Rome`).
pub(super) fn occasion_words(given: &Given<'_>, span: Span) -> Span {
    let document = given.document;
    let words = document.words_of(span);
    let noun = words.clone().find(|&w| {
        document.upos(w) == Upos::Noun && (w + 1 >= words.end || document.upos(w + 1) != Upos::Noun)
    });
    let Some(noun) = noun else { return span };
    let start = words.clone().find(|&w| document.upos(w) != Upos::Adp).filter(|&s| s <= noun).unwrap_or(noun);
    document.span(start..noun + 1)
}
