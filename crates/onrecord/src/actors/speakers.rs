//! Who speaks in each statement: the actor of its source, or the one carried over.

use super::mentions::Candidate;
use super::nameable;
use super::scene::Scene;
use super::turns::Turns;
use super::types::{ActorKind, Speaker, SpeakerHow};
use crate::labels::{Deprel, Penn, Upos};
use crate::language::QuoteMark;
use crate::{Span, Statement};
use std::ops::Range;

/// The speaker of each statement; numbers are those of the scene's actors.
pub(super) fn speakers(scene: &mut Scene, turns: &Turns) -> Vec<Option<Speaker>> {
    let mut out: Vec<Option<Speaker>> = Vec::with_capacity(scene.statements.len());
    for (n, statement) in scene.statements.iter().enumerate() {
        let found = match statement.source.is_empty() {
            _ if is_done_to_whoever_follows(scene, statement) => None,
            false => by_source(scene, statement, turns),
            true => by_grammar(scene, statement)
                .or_else(|| in_turn(scene, statement, turns))
                .or_else(|| carried(scene, &scene.statements[..n], statement, &out)),
        };
        out.push(found);
    }
    out
}

/// Statements inside somebody's words whose source is `I` or `we` (`"I think we lost," Roe said`): whom the word was tied to once the
/// speakers of what stands around them were known.
pub(super) fn in_the_first_person(scene: &Scene, speakers: &mut [Option<Speaker>]) {
    let t = scene.document;
    for (statement, speaker) in scene.statements.iter().zip(speakers).filter(|(_, s)| s.is_none()) {
        let first = |w: &usize| scene.reference.pronoun(&t.lower(*w)).is_some_and(|p| p.person == 1);
        let mut words = statement.source.iter().flat_map(|&s| t.words_of(s)).filter(first);
        let actor = words.find_map(|w| scene.member_of(scene.headed_by(w)?));
        *speaker = actor.map(|actor| Speaker { actor, how: SpeakerHow::Source });
    }
}

fn by_source(scene: &Scene, statement: &Statement, turns: &Turns) -> Option<Speaker> {
    let t = scene.document;
    for &span in &statement.source {
        let words = t.words_of(span);
        if words.is_empty() {
            continue;
        }
        let mut top = t.top(&words);
        // `an official who said`: the noun that the clause belongs to.
        if scene.is_relative(top) {
            let verb = t.head(top);
            if t.rel(verb).base() == Deprel::Acl {
                top = t.head(verb);
            }
        }
        let found = scene.mention_at(top).and_then(|c| scene.member_of(c));
        // A source with more words than its head: the first mention inside it that is tied.
        let inside = || {
            words
                .clone()
                .filter_map(|w| scene.headed_by(w))
                .find_map(|c| scene.member_of(c).filter(|&m| can_speak(scene, m) && Some(m) != found))
        };
        let speaks = |m: &usize| can_speak(scene, *m);
        // `the government of the city` is not the city, but `the city said` is: a place speaks where nobody else does.
        // `a statement of the court`, `its website`: who stands behind the thing, where somebody is named.
        let thing = scene.headed_by(top).is_some_and(|c| !scene.candidates[c].is_name())
            && t.kind_at(top).and_then(nameable).is_none();
        let actor = person_named(scene, top, words.clone())
            .or_else(|| name_beside(scene, top, &words))
            .or_else(|| if thing { inside() } else { None })
            .or_else(|| found.filter(speaks))
            .or_else(|| if found.is_none() { inside() } else { None })
            .or(found);
        if let Some(actor) = actor {
            return Some(Speaker { actor, how: SpeakerHow::Source });
        }
        let first = scene.reference.pronoun(&t.lower(top)).is_some_and(|p| p.person == 1);
        if first && let Some(by) = turns.of_paragraph(t.paragraph(top)).and_then(|x| x.by) {
            return Some(Speaker { actor: by, how: SpeakerHow::Turn });
        }
    }
    None
}

/// The person whose name a source gives, whatever the grammar hangs on what: `Society President Ash Soni`, `Mayor of London Sadiq
/// Khan`, `his wife Bernadette`. Not one whose name belongs to something else: `Roe's lawyer`, `the Roe campaign`, `an aide to Roe`.
fn person_named(scene: &Scene, top: usize, words: Range<usize>) -> Option<usize> {
    let t = scene.document;
    let is_person = |c: usize| {
        let kind = scene.member_of(c).map(|m| scene.members[m].kind);
        scene.candidates[c].is_name() && kind == Some(ActorKind::Person)
    };
    let belongs = |c: usize| {
        let core = &scene.candidates[c].core;
        let after = (core.end < words.end).then_some(core.end);
        // `PG&E`: what is closed up to a name goes on with it.
        let glued =
            |w: usize| t.word(w) == "&" && t.input.words[w - 1].span.end == t.input.words[w].span.start;
        after.is_some_and(|w| {
            matches!(t.upos(w), Upos::Noun | Upos::Propn)
                || t.xpos(w) == Penn::Pos
                || t.word(w) == "-"
                || glued(w)
        })
    };
    // `The United States, which has turned from President Roe`: whoever a clause within the source tells of.
    let in_clause = |c: usize| {
        let mut up = t.path(scene.candidates[c].head).take_while(|&w| w != top && words.contains(&w));
        up.any(|w| matches!(t.rel(w).base(), Deprel::Acl | Deprel::Advcl))
    };
    // Behind a body's name and a comma there may be whoever leads it; that one does not speak.
    let comma = scene.headed_by(top).filter(|&c| scene.candidates[c].is_name() && !is_person(c));
    let comma = comma.and_then(|_| (top..words.end).find(|&w| t.word(w) == ","));
    let beyond = |c: &Candidate| {
        // `a Republican, Ada Roe`: she is what the name says.
        let is = t.rel(c.head) == Deprel::Appos && t.head(c.head) == top;
        comma.is_some_and(|w| c.core.start > w) && !is
    };
    let free = |c: &usize| {
        let taken = belongs(*c) || in_clause(*c) || beyond(&scene.candidates[*c]);
        // Back over titles, adjectives and nouns, to a preposition, to another name, or to where the source begins.
        let ends = |w: &usize| {
            let named = scene.mention_at(*w).is_some_and(|o| o != *c && scene.candidates[o].is_name());
            matches!(t.upos(*w), Upos::Adp | Upos::Punct | Upos::Cconj | Upos::Part | Upos::Verb) || named
        };
        // The titles of a name are its own, also `Secretary of State`.
        let start = scene.candidates[*c].words.start.max(words.start);
        let before = (words.start..start).rev().find(ends);
        !taken && before.is_none_or(|w| t.upos(w) != Upos::Adp)
    };
    let own = scene.mention_at(top).filter(|&c| is_person(c));
    if let Some(own) = own.filter(|&c| !belongs(c)) {
        return scene.member_of(own);
    }
    let mut named: Vec<usize> = words.clone().filter_map(|w| scene.mention_at(w)).collect();
    named.dedup();
    let named: Vec<usize> = named.into_iter().filter(|&c| is_person(c)).filter(free).collect();
    // `Imus in the Morning writer Piers Roe`: of several, the one whom nothing follows but a mark.
    let last = |c: &&usize| {
        let end = scene.candidates[**c].core.end;
        end >= words.end || t.upos(end) == Upos::Punct
    };
    let found = named.iter().find(last).or(named.first()).copied().or(own);
    found.and_then(|c| scene.member_of(c))
}

/// The name that stands beside a noun, and that it is said of: `the rating agency [Fitch]`, `One of these groups, the [Liberal Union],`.
fn name_beside(scene: &Scene, top: usize, words: &Range<usize>) -> Option<usize> {
    let t = scene.document;
    if scene.headed_by(top).is_some_and(|c| scene.candidates[c].is_name()) {
        return None;
    }
    // Of `one of these groups` the name may stand beside the groups.
    let some = matches!(t.upos(top), Upos::Num | Upos::Det | Upos::Pron);
    let beside = |w: &usize| {
        matches!(t.rel(*w), Deprel::Appos | Deprel::Flat | Deprel::NmodDesc)
            && (t.head(*w) == top || some && t.path(*w).any(|above| above == top))
    };
    let named = |w: usize| scene.headed_by(w).filter(|&c| scene.candidates[c].is_name());
    let found = words.clone().filter(beside).find_map(named)?;
    scene.member_of(found).filter(|&m| can_speak(scene, m))
}

/// `Asked whether she would, Roe said no`: it is Roe who was asked, and nobody says by whom. Not where the source stands beside its cue, with
/// nothing of what is said between them (`"We lost," said Roe, the mayor; he …`): then the grammar is wrong about the cue.
fn is_done_to_whoever_follows(scene: &Scene, statement: &Statement) -> bool {
    let t = scene.document;
    let words = statement.cue.first().map(|&c| t.words_of(c)).unwrap_or_default();
    if words.is_empty() {
        return false;
    }
    let verb = t.top(&words);
    let between = |source: Span| {
        let (cue, source) = (statement.cue[0], source);
        statement.content.iter().any(|c| cue.end <= c.start && c.end <= source.start)
    };
    t.head(verb) > verb
        && t.is_participle_clause(verb)
        && statement.source.first().is_none_or(|&source| between(source))
}

fn can_speak(scene: &Scene, m: usize) -> bool {
    scene.members[m].kind != ActorKind::Place
}

/// `…, adding that …`: the subject of the clause that the cue hangs on.
fn by_grammar(scene: &Scene, statement: &Statement) -> Option<Speaker> {
    let t = scene.document;
    let words = t.words_of(*statement.cue.first()?);
    if words.is_empty() {
        return None;
    }
    let mut at = t.top(&words);
    for _ in 0..5 {
        let subject = t
            .children(at)
            .find(|&k| matches!(t.rel(k), Deprel::Nsubj | Deprel::NsubjPass | Deprel::OblAgent));
        if let Some(subject) = subject {
            let mut head = subject;
            if scene.is_relative(head) && t.rel(at).base() == Deprel::Acl {
                head = t.head(at);
            }
            let actor =
                scene.mention_at(head).and_then(|c| scene.member_of(c)).filter(|&m| can_speak(scene, m))?;
            return Some(Speaker { actor, how: SpeakerHow::Carried });
        }
        let up = t.head(at);
        let on = matches!(
            t.rel(at),
            Deprel::Advcl
                | Deprel::Conj
                | Deprel::Xcomp
                | Deprel::Acl
                | Deprel::Parataxis
                | Deprel::AdvclRelcl
                | Deprel::Obl
                | Deprel::Obj
                | Deprel::Nmod
                | Deprel::Dep
        );
        if up == at || !on {
            return None;
        }
        at = up;
    }
    None
}

fn in_turn(scene: &Scene, statement: &Statement, turns: &Turns) -> Option<Speaker> {
    let first = scene.document.words_of(*statement.content.first()?).start;
    let actor = turns.of_paragraph(scene.document.paragraph(first))?.by?;
    Some(Speaker { actor, how: SpeakerHow::Turn })
}

/// A quotation that goes on, or reported speech that does so without a cue: it opens its paragraph or follows another statement in it,
/// and the one before has a speaker.
fn carried(
    scene: &Scene,
    before: &[Statement],
    statement: &Statement,
    speakers: &[Option<Speaker>],
) -> Option<Speaker> {
    let t = scene.document;
    let first = t.words_of(*statement.content.first()?).start;
    let paragraph = t.paragraph(first);
    let marks = &t.input.marks;
    let quoted = marks
        .get(first)
        .is_some_and(|m| m.is_quoted() || matches!(m, QuoteMark::Open | QuoteMark::SingleMark));
    let goes_on = statement
        .cue
        .first()
        .is_some_and(|c| t.words_of(*c).any(|w| scene.reference.going_on.verbs.contains(&t.lower(w))));
    // `Er habe nichts gewusst.`: nobody else's words are told without a verb of saying.
    let reported = statement.cue.is_empty() && !quoted;
    if !quoted && !goes_on && !reported {
        return None;
    }
    let last = before.iter().zip(speakers).next_back()?;
    let at = t.words_of(*last.0.content.last()?).start;
    let home = t.paragraph(at);
    let opens = t.input.paragraphs[paragraph].start + 1 >= first;
    let near = home == paragraph || (home + 1 == paragraph && (opens || goes_on));
    last.1.filter(|_| near).map(|s| Speaker { actor: s.actor, how: SpeakerHow::Carried })
}
