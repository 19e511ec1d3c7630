//! Who the parties of an event are, and whether they are of public weight.

use super::{Given, grammar};
use crate::actors::tree::Tree;
use crate::actors::{Actor, ActorKind};
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
const LIFELESS: [&str; 6] = ["object", "abstract", "event", "time", "plant", "substance"];

/// The party that a noun names: the actor of the noun, or of the name or nationality that goes with it.
pub(super) fn party(given: &Given<'_>, tree: &Tree<'_>, head: usize) -> Named {
    let beside = || {
        let near = |c: &usize| {
            matches!(
                tree.rel(*c),
                "nmod:poss" | "amod" | "compound" | "nmod" | "nmod:desc" | "flat" | "appos"
            )
        };
        let former = tree.children(head).any(|c| given.lexicon.is_former(&tree.lower(c)));
        tree.children(head).filter(near).filter(|_| !former).find_map(|c| Some((c, given.actors.at_word(c)?)))
    };
    let mut words = grammar::phrase(tree, head);
    let own = given.actors.mention_at(head);
    let actor = match own {
        Some((actor, mention)) => {
            // The tree often cuts a long name short; the mention does not.
            let named = tree.words_of(mention.span);
            if named.contains(&head) && named.len() > words.len() {
                words = named;
            }
            Some(actor)
        }
        None => beside().map(|(by, actor)| {
            // `a withdrawal of Danish troops`: who would do it.
            if matches!(tree.kind_at(head), "event" | "abstract") {
                words = grammar::phrase(tree, by);
            }
            actor
        }),
    };
    // What is left of a list when its other members are taken away.
    while words.end > words.start + 1 && is_joint(tree, words.end - 1, head) {
        words.end -= 1;
    }
    let span = given.reading.span(words.clone());
    Named { party: Party { span, actor: actor.map(|a| a.id.clone()) }, words, head }
}

/// Whether a word at the end of a phrase only leads on to the next member of a list (`and its`).
fn is_joint(tree: &Tree<'_>, w: usize, head: usize) -> bool {
    w != head && matches!(tree.upos(w), "CCONJ" | "DET" | "PRON" | "PUNCT" | "ADP") && tree.word(w) != ")"
}

/// Whether what a noun names can be a party: no pronoun for nobody known, and no thing or happening without an actor.
pub(super) fn can_act(tree: &Tree<'_>, named: &Named) -> bool {
    if named.party.actor.is_some() {
        return true;
    }
    let pronoun = tree.upos(named.head) == "PRON" || tree.xpos(named.head).starts_with("PRP");
    !pronoun && !LIFELESS.contains(&tree.kind_at(named.head))
}

/// Whether a noun names a happening, a thought or a time, which does nothing itself (`a Russian victory`).
pub(super) fn is_happening(given: &Given<'_>, tree: &Tree<'_>, head: usize) -> bool {
    given.actors.at_word(head).is_none() && matches!(tree.kind_at(head), "event" | "abstract" | "time")
}

/// Whether what acts is a stretch of land without an actor of its own: then no state acts for its nationality
/// (`two former Dutch colonies joined`).
pub(super) fn is_territory(given: &Given<'_>, tree: &Tree<'_>, head: usize) -> bool {
    match given.actors.at_word(head) {
        Some(actor) => actor.kind == ActorKind::Place,
        None => tree.kind_at(head) == "place",
    }
}

/// Who holds a territory that the sentence speaks of, by what it tells of it (`the island, which Fiji annexed`).
pub(super) fn holder(given: &Given<'_>, tree: &Tree<'_>, territory: usize) -> Option<usize> {
    let known =
        |w: &usize| given.actors.at_word(*w).is_some_and(|a| a.kind != ActorKind::Place && is_of_weight(a));
    tree.children(territory).filter(|&c| matches!(tree.rel(c), "acl" | "acl:relcl" | "amod")).find_map(|c| {
        let verb = tree.lower(c);
        let subject = tree.child(c, &["nsubj"]);
        let relative = subject.is_none_or(|s| matches!(tree.upos(s), "PRON" | "DET") && !known(&s));
        let object = || tree.child(c, &["obj", "obl"]).filter(known);
        let doer = || {
            let by = tree.children(c).filter(|&o| matches!(tree.rel(o), "obl" | "obl:agent"));
            let by = by.filter(|&o| tree.child(o, &["case"]).is_some_and(|p| tree.lower(p) == "by"));
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
    let words = given.article.text.slice(party.span);
    listed || words.split(|c: char| !c.is_alphanumeric()).any(|w| given.lexicon.names_media(w))
}

/// Whether an event between these parties is of public weight.
pub(super) fn have_weight<'p>(
    given: &Given<'_>,
    tree: &Tree<'_>,
    parties: impl IntoIterator<Item = &'p Party>,
) -> bool {
    let parties: Vec<&Party> = parties.into_iter().filter(|p| !is_media(given, p)).collect();
    // Those who are known only by what they are (`police`, `Mayor Roe`) deal with somebody.
    let somebody = |p: &Party| actor_of(given, p).is_some_and(|a| a.kind != ActorKind::Place);
    parties.iter().any(|p| actor_of(given, p).is_some_and(is_of_weight))
        || parties.iter().any(|p| has_power(given, tree, p))
            && parties.iter().all(|p| somebody(p) || has_power(given, tree, p))
}

/// Whether a party's noun or title is one of those who hold public power.
fn has_power(given: &Given<'_>, tree: &Tree<'_>, party: &Party) -> bool {
    let words = tree.words_of(party.span);
    if words.is_empty() {
        return false;
    }
    let top = tree.top(&words);
    let title = |w: usize| {
        let beside = matches!(tree.rel(w), "compound" | "flat" | "nmod:desc" | "appos");
        w == top || beside && (tree.head(w) == top || tree.head(top) == w)
    };
    words.into_iter().any(|w| title(w) && given.lexicon.is_power(&tree.lower(w)))
}

/// The noun phrase at the head of what names an occasion, without the preposition and what is told of it
/// (`a joint press conference` of `at a joint press conference with Ann Lee in Rome`).
pub(super) fn occasion_words(given: &Given<'_>, tree: &Tree<'_>, span: Span) -> Span {
    let words = tree.words_of(span);
    let noun =
        words.clone().find(|&w| tree.upos(w) == "NOUN" && (w + 1 >= words.end || tree.upos(w + 1) != "NOUN"));
    let Some(noun) = noun else { return span };
    let start = words.clone().find(|&w| tree.upos(w) != "ADP").filter(|&s| s <= noun).unwrap_or(noun);
    given.reading.span(start..noun + 1)
}
