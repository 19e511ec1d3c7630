//! Who the parties of an event are, and whether they are of public weight.

use super::Given;
use crate::actors::{Actor, ActorKind};
use crate::document::{Anchor, Document};
use crate::labels::{Deprel, Upos};
use crate::model::Role;
use crate::{Party, Statement};
use std::ops::Range;

/// The parties that have a role in an event: each run of words that the model gives it, and of a list each member.
pub(super) fn of_role(given: &Given<'_>, anchor: &Anchor, role: Role) -> Vec<Party> {
    let document = given.document;
    let mut out: Vec<Party> = Vec::new();
    for run in anchor.linked.runs(role, given.rules.role) {
        let Some(run) = trimmed(document, run) else { continue };
        let run = completed(document, run);
        for member in members(document, run) {
            // Where something happens is no party to it.
            let sure = |role: Role| member.clone().map(|w| anchor.linked.role(w, role)).fold(0.0, f32::max);
            if sure(Role::Place) > sure(role) {
                continue;
            }
            let party = named(given, member);
            let known =
                |p: &Party| p.span.overlaps(party.span) || p.actor.is_some() && p.actor == party.actor;
            if !out.iter().any(known) {
                out.push(party);
            }
        }
    }
    out
}

/// A run without marks and joints at its ends; none where nothing is left.
fn trimmed(document: &Document, mut run: Range<usize>) -> Option<Range<usize>> {
    let idle = |w: usize| {
        !document.input.words[w].is_wordlike()
            || matches!(document.upos(w), Upos::Cconj | Upos::Adp | Upos::Punct)
    };
    while run.start < run.end && idle(run.start) {
        run.start += 1;
    }
    while run.start < run.end && idle(run.end - 1) {
        run.end -= 1;
    }
    (!run.is_empty()).then_some(run)
}

/// Words that a noun behind them may be from those that the model gave a role.
const PHRASE_REACH: usize = 4;

/// A run of which the model left out the noun (`the new` of `the new government`) or the beginning of a name (`Guard` of `Coast
/// Guard`), with what the grammar has as one with it.
fn completed(document: &Document, mut run: Range<usize>) -> Range<usize> {
    let sentence = document.sentence_words(run.start);
    let top = document.top(&run);
    let noun = document.head(top);
    let leads = matches!(document.rel(top), Deprel::Det | Deprel::Amod | Deprel::Nummod | Deprel::Compound)
        && matches!(document.upos(noun), Upos::Noun | Upos::Propn);
    if leads && (run.end..(run.end + PHRASE_REACH).min(sentence.end)).contains(&noun) {
        run.end = noun + 1;
    }
    let named = |w: usize| document.upos(w) == Upos::Propn;
    while run.start > sentence.start && named(run.start) && named(run.start - 1) && {
        let before = run.start - 1;
        matches!(document.rel(before), Deprel::Compound | Deprel::Flat)
            && run.contains(&document.head(before))
            || document.rel(run.start) == Deprel::Flat && document.head(run.start) == before
    } {
        run.start -= 1;
    }
    run
}

/// The members of a list (`Aria, Boria and their allies`), each with the words around its noun.
fn members(document: &Document, run: Range<usize>) -> Vec<Range<usize>> {
    let top = document.top(&run);
    let mut heads = vec![top];
    heads.extend(run.clone().filter(|&w| {
        document.rel(w) == Deprel::Conj
            && heads_of_list(document, w, &run).contains(&top)
            && matches!(document.upos(w), Upos::Noun | Upos::Propn | Upos::Pron)
    }));
    heads.sort_unstable();
    if heads.len() < 2 {
        return vec![run];
    }
    let mut out = Vec::new();
    for (n, &head) in heads.iter().enumerate() {
        // A member's words reach from behind the joint before it to the mark or joint before the next.
        let from = if n == 0 { run.start } else { heads[n - 1] + 1 };
        let to = heads.get(n + 1).copied().unwrap_or(run.end);
        let joint = |&w: &usize| matches!(document.upos(w), Upos::Cconj | Upos::Punct);
        let start = (from..head).rev().find(joint).map_or(from, |w| w + 1);
        let end = (head + 1..to).find(joint).unwrap_or(to);
        out.push(start.min(head)..end.max(head + 1));
    }
    out
}

/// The words over a member of a list, inside the run.
fn heads_of_list(document: &Document, word: usize, run: &Range<usize>) -> Vec<usize> {
    document.path(word).skip(1).take_while(|w| run.contains(w)).take(8).collect()
}

/// The party that some words name: the actor that they speak of as a whole, else the first that they name.
pub(super) fn named(given: &Given<'_>, words: Range<usize>) -> Party {
    let document = given.document;
    let span = document.span(words.clone());
    let top = document.top(&words);
    let former = words.clone().any(|w| given.lexicon.is_former(&document.lower(w)));
    let whole = given.actors.at_word(top).or_else(|| given.actors.of_span(document, span));
    // `Turkish forces`, `Boria's government`: whose they are, where they are nobody of their own.
    let beside = || words.clone().filter(|_| !former).find_map(|w| given.actors.at_word(w));
    Party { span, actor: whole.or_else(beside).map(|a| a.id.clone()) }
}

/// Puts the parties of a passive where they belong (`The embassy was stormed by protesters`): its subject is the target, and who stands
/// behind `by` the source, whatever the model made of them. Without such a word the model's reading stays.
pub(super) fn by_voice(document: &Document, anchor: usize, source: &mut Vec<Party>, target: &mut Vec<Party>) {
    let Some(subject) = document.child(anchor, &[Deprel::NsubjPass]) else { return };
    let Some(agent) = document.child(anchor, &[Deprel::OblAgent]) else { return };
    let of = |p: &Party, head: usize| {
        let words = document.words_of(p.span);
        !words.is_empty() && (words.contains(&head) || document.path(document.top(&words)).any(|w| w == head))
    };
    let is = |parties: &[Party], head: usize| parties.iter().any(|p| of(p, head));
    // Only where both are parties is it clear which is which.
    if !(is(source, agent) || is(target, agent)) {
        return;
    }
    let (done_to, mut doers): (Vec<Party>, Vec<Party>) =
        std::mem::take(source).into_iter().partition(|p| of(p, subject) && !of(p, agent));
    let (agents, mut rest): (Vec<Party>, Vec<Party>) =
        std::mem::take(target).into_iter().partition(|p| of(p, agent) && !of(p, subject));
    let new = |of: &[Party], p: &Party| {
        !of.iter().any(|q| q.span.overlaps(p.span) || q.actor.is_some() && q.actor == p.actor)
    };
    let agents: Vec<Party> = agents.into_iter().filter(|p| new(&doers, p)).collect();
    doers.extend(agents);
    let done_to: Vec<Party> = done_to.into_iter().filter(|p| new(&rest, p)).collect();
    rest.extend(done_to);
    (*source, *target) = (doers, rest);
}

/// Verbs of one list that share a subject, at most.
const JOINED: usize = 4;

/// Whether weather or another force of nature does it: as a party, or as the subject of the verb or of one that it is joined to
/// (`A storm hit the coast and killed two people`).
pub(super) fn is_by_nature(given: &Given<'_>, anchor: usize, source: &[Party]) -> bool {
    let document = given.document;
    let nature = |w: usize| given.lexicon.is_nature(&document.lower(w));
    let party = |p: &Party| {
        let words = document.words_of(p.span);
        !words.is_empty() && nature(document.top(&words))
    };
    let mut verb = anchor;
    for _ in 0..JOINED {
        if document.child(verb, &[Deprel::Nsubj]).is_some() || document.rel(verb) != Deprel::Conj {
            break;
        }
        verb = document.head(verb);
    }
    source.iter().any(party) || document.child(verb, &[Deprel::Nsubj]).is_some_and(nature)
}

/// The speaker as a party: by the source's words, or the cue's where the source names nobody.
pub(super) fn speaker(statement: &Statement) -> Option<Party> {
    let actor = statement.speaker.clone()?;
    let span = statement.source.first().or(statement.cue.first()).or(statement.content.first()).copied()?;
    Some(Party { span, actor: Some(actor) })
}

pub(super) fn actor_of<'a>(given: &Given<'a>, party: &Party) -> Option<&'a Actor> {
    let id = party.actor.as_deref()?;
    // `a1` is the first.
    given.actors.list.get(id.strip_prefix('a')?.parse::<usize>().ok()?.checked_sub(1)?)
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
