//! What a sentence's grammar says of an anchor: its parties, place and status.

use super::lexicon::{Anchor, Lexicon};
use super::{EventStatus, EventType, QuadClass};
use crate::document::Document;
use crate::labels::{Deprel, EntityKind, Penn, Upos};
use std::ops::Range;

/// A word that may tell of an event, with the heads of its parties.
#[derive(Debug)]
pub(super) struct Found<'l> {
    pub anchor: &'l Anchor,
    /// The verb or noun, and the noun that belongs to it.
    pub words: Vec<usize>,
    pub source: Vec<usize>,
    /// Heads of what may be the target, in the order in which the lexicon names their places.
    pub targets: Vec<Vec<usize>>,
    /// Whether source and target do it together (`A and B met`).
    pub mutual: bool,
    /// Whether the anchor itself is negated, so that the source does not do it.
    pub refused: bool,
    pub place: Option<usize>,
    pub status: EventStatus,
    /// What is forbidden, where the anchor forbids something: the type that follows from it.
    pub forbids: Option<EventType>,
    /// The subject of the clause that a verb of saying opens (`warned that prices would rise`).
    pub told: Option<usize>,
}

/// Relations of phrases that hang on a verb or noun by a preposition.
const OBLIQUE: [Deprel; 3] = [Deprel::Obl, Deprel::Nmod, Deprel::OblAgent];
/// Prepositions of places.
const PLACE: [&str; 5] = ["in", "at", "near", "outside", "off"];
/// Prepositions that name who does what a noun tells of.
const DOER: [&str; 2] = ["by", "of"];

/// All that may be events, in text order.
pub(super) fn find<'l>(document: &Document, lexicon: &'l Lexicon) -> Vec<Found<'l>> {
    (0..document.len())
        .filter_map(|w| match document.upos(w) {
            Upos::Verb => verb(document, lexicon, w),
            Upos::Noun => noun(document, lexicon, w),
            _ => None,
        })
        .collect()
}

fn verb<'l>(document: &Document, lexicon: &'l Lexicon, w: usize) -> Option<Found<'l>> {
    let anchor = lexicon.verb(&document.lower(w), &companions(document, w))?;
    // As an attribute (`the arrested man`) a verb tells of nothing here, nor as what is wanted (`asked Rome to free`)
    // or may be done (`the decision to free`).
    if matches!(document.rel(w), Deprel::Amod | Deprel::Compound) || is_wanted(document, lexicon, w) {
        return None;
    }
    let pair = |anchor: &'l Anchor, (first, rest): (usize, Vec<usize>)| {
        Some(Found { mutual: true, ..finish(document, lexicon, anchor, w, vec![first], vec![rest]) })
    };
    if let Some((forbids, targets)) = forbidden(document, lexicon, w) {
        // `passed a law that bars`: who passed it.
        let by = subject(document, lexicon, w).and_then(|s| {
            let verb = document.head(s);
            let made = document.rel(s) == Deprel::Obj && verb != s && document.upos(verb) == Upos::Verb;
            if made { subject(document, lexicon, verb) } else { Some(s) }
        });
        let source = by.into_iter().flat_map(|s| with_conjuncts(document, s)).collect();
        let found = finish(document, lexicon, anchor, w, source, vec![targets]);
        return Some(Found { forbids: Some(forbids), ..found });
    }
    // `have left` is never passive, whatever the tree says.
    let perfect = document.child(w, &[Deprel::AuxPass]).is_none()
        && document
            .children(w)
            .any(|c| document.rel(c) == Deprel::Aux && lexicon.is_perfect(&document.lower(c)));
    let passive = document.child(w, &[Deprel::NsubjPass]).is_some() && !perfect
        || document.child(w, &[Deprel::AuxPass]).is_some()
        || (document.rel(w) == Deprel::Acl && document.xpos(w) == Penn::Vbn)
        || (document.is_participle_clause(w) && document.child(w, &[Deprel::Obj]).is_none());
    let mut source = Vec::new();
    let mut targets: Vec<Vec<usize>> = Vec::new();
    if passive {
        source.extend(oblique(document, w, "by"));
        let subject = document.child(w, &[Deprel::NsubjPass, Deprel::Nsubj]).or_else(|| above(document, w));
        // `Medicine was flown to Haiti`: what is moved is no target where a preposition names one.
        let moved = anchor.target.first().is_some_and(|t| &**t == "to");
        let named = anchor.target.iter().filter(|t| !matches!(&***t, "object" | "clause" | "by"));
        if moved {
            targets.extend(named.map(|p| oblique(document, w, p)));
        }
        targets.push(subject.into_iter().collect());
    } else {
        source.extend(subject(document, lexicon, w));
        if let Some(&event) = source.first().filter(|&&s| lexicon.noun(&document.lower(s)).is_some()) {
            // `Talks between A and B collapsed`: the noun's parties. Where the words are no phrase, the noun is the event.
            if !lexicon.is_phrase(&document.lower(w), &document.lower(event)) {
                return None;
            }
            if let Some(&both) = oblique(document, event, "between").first() {
                return pair(anchor, shared(document, both));
            }
            source = document.child(event, &[Deprel::NmodPoss]).into_iter().collect();
            targets.push(oblique(document, event, "with"));
        }
        // The object of a phrase (`sign an agreement`) belongs to the anchor.
        let own = |t: &usize| lexicon.is_phrase(&document.lower(w), &document.lower(*t));
        for place in &anchor.target {
            targets.push(at(document, w, place).into_iter().filter(|t| !own(t)).collect());
        }
        // `sign a decree banning talks with`: whom the object's clause speaks of.
        let object = document.child(w, &[Deprel::Obj]).filter(own);
        if let Some((object, clause)) = object.and_then(|o| Some((o, document.child(o, &[Deprel::Acl])?))) {
            targets.splice(0..0, ["with", "against"].map(|p| deep(document, object, p)));
            targets.push(at(document, clause, "object"));
        }
        targets.retain(|t| !t.is_empty());
        if let ([only], []) = (source.as_slice(), targets.as_slice()) {
            let (first, rest) = shared(document, *only);
            // `Putin and Xi met`: each is with the other.
            if !rest.is_empty() {
                return pair(anchor, (first, rest));
            }
        }
    }
    let source = source.into_iter().flat_map(|s| with_conjuncts(document, s)).collect();
    // A pronoun there is mostly who speaks.
    let told = document
        .child(w, &[Deprel::Ccomp])
        .and_then(|c| document.child(c, &[Deprel::Nsubj, Deprel::NsubjPass]))
        .filter(|&s| document.upos(s) != Upos::Pron);
    Some(Found { told, ..finish(document, lexicon, anchor, w, source, targets) })
}

/// What a verb forbids, or the clause of its object does (`signed a law barring trade with`): the type of forbidding it
/// and with whom it would be.
///
/// To forbid talking with somebody is to refuse them; to forbid giving them something is to cut it back.
fn forbidden(document: &Document, lexicon: &Lexicon, w: usize) -> Option<(EventType, Vec<usize>)> {
    let forbids = |v: usize| lexicon.forbids(&document.lower(v));
    let over = if forbids(w) {
        w
    } else {
        let object = document.child(w, &[Deprel::Obj])?;
        document
            .children(object)
            .find(|&c| matches!(document.rel(c), Deprel::Acl | Deprel::AclRelcl) && forbids(c))?;
        object
    };
    let mut below: Vec<usize> = Vec::new();
    let mut open = vec![over];
    while let Some(at) = open.pop() {
        below.extend(document.children(at));
        open.extend(document.children(at));
    }
    below.sort_unstable();
    below.into_iter().find_map(|b| {
        let anchor = match document.upos(b) {
            Upos::Noun => lexicon.noun(&document.lower(b))?,
            Upos::Verb => lexicon.verb(&document.lower(b), &companions(document, b))?,
            _ => return None,
        };
        let forbids = match anchor.event_type.quad() {
            QuadClass::VerbalCooperation => EventType::Reject,
            QuadClass::MaterialCooperation => EventType::Sanction,
            QuadClass::VerbalConflict | QuadClass::MaterialConflict => return None,
        };
        let named = anchor.target.iter().filter(|t| !matches!(&***t, "clause" | "object"));
        let object = || {
            document.child(b, &[Deprel::Obj]).filter(|_| document.upos(b) == Upos::Verb).into_iter().collect()
        };
        let with = named.clone().map(|p| deep(document, b, p)).find(|t| !t.is_empty()).unwrap_or_else(object);
        let with = if with.is_empty() {
            named.flat_map(|p| deep(document, over, p)).take(1).collect()
        } else {
            with
        };
        (!with.is_empty())
            .then(|| (forbids, with.into_iter().flat_map(|t| with_conjuncts(document, t)).collect()))
    })
}

/// The words that may make a phrase with a verb: those that hang on it, and their prepositions.
fn companions(document: &Document, w: usize) -> Vec<String> {
    let beside: Vec<usize> = document
        .children(w)
        .filter(|&c| {
            matches!(
                document.rel(c),
                Deprel::Obj
                    | Deprel::Nsubj
                    | Deprel::NsubjPass
                    | Deprel::Obl
                    | Deprel::CompoundPrt
                    | Deprel::Advmod
                    | Deprel::OblUnmarked
            )
        })
        .collect();
    let mut words: Vec<String> = beside.iter().map(|&c| document.lower(c)).collect();
    words.extend(beside.iter().filter_map(|&c| preposition(document, c)));
    words
}

/// Whether a noun stands in what somebody wants of another or forbids (`urged Rome to open talks`).
fn under_wanted(document: &Document, lexicon: &Lexicon, w: usize) -> bool {
    let mut at = w;
    for _ in 0..4 {
        if !matches!(
            document.rel(at),
            Deprel::Obj | Deprel::Obl | Deprel::Nmod | Deprel::Xcomp | Deprel::Compound | Deprel::NsubjPass
        ) {
            return false;
        }
        at = document.head(at);
        if document.upos(at) == Upos::Verb && is_wanted(document, lexicon, at) {
            return true;
        }
    }
    false
}

/// Whether a verb tells what somebody wants of another, or the content of a noun (`the decision to free`).
fn is_wanted(document: &Document, lexicon: &Lexicon, w: usize) -> bool {
    let opened =
        |by: &str| document.children(w).any(|c| document.rel(c) == Deprel::Mark && document.lower(c) == by);
    let infinitive = opened("to");
    // `barred its firms from selling`
    let over = [document.head(w), document.head(document.head(w))];
    if opened("from") && over.iter().any(|&v| lexicon.forbids(&document.lower(v))) {
        return true;
    }
    match document.rel(w) {
        Deprel::Acl => infinitive,
        Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl => {
            let over = document.lower(document.head(w));
            lexicon.is_directive(&over) || lexicon.forbids(&over)
        }
        _ => false,
    }
}

fn noun<'l>(document: &Document, lexicon: &'l Lexicon, w: usize) -> Option<Found<'l>> {
    let anchor = lexicon.noun(&document.lower(w))?;
    if under_wanted(document, lexicon, w) {
        return None;
    }
    let verb = document.head(w);
    // The object of a verb that is an anchor with it (`launch an attack`) is that verb's event.
    if verb != w
        && document.upos(verb) == Upos::Verb
        && lexicon.is_phrase(&document.lower(verb), &document.lower(w))
    {
        return None;
    }
    // `launched airstrikes on`, `announced the release of`: who does it is the verb's subject, and so are its helping verbs.
    let light = verb != w
        && document.upos(verb) == Upos::Verb
        && document.rel(w) == Deprel::Obj
        && document.child(verb, &[Deprel::AuxPass]).is_none()
        && lexicon.is_light(&document.lower(verb));
    if light
        && document.child(w, &[Deprel::NmodPoss]).is_none()
        && let Some(doer) = subject(document, lexicon, verb)
    {
        let mut targets: Vec<Vec<usize>> = Vec::new();
        for place in anchor.target.iter().filter(|t| !matches!(&***t, "object" | "clause")) {
            targets.extend([oblique(document, w, place), oblique(document, verb, place)]);
        }
        targets.retain(|t| !t.is_empty());
        let source = with_conjuncts(document, doer);
        let found = finish(document, lexicon, anchor, w, source, targets);
        let (status, refused) = (status(document, lexicon, verb), is_negated(document, lexicon, verb));
        return Some(Found { status, refused, ..found });
    }
    // `demanded the withdrawal`: what is wanted is no event yet.
    let wanted = verb != w
        && matches!(document.rel(w), Deprel::Obj | Deprel::Obl)
        && lexicon.is_directive(&document.lower(verb));
    if wanted && anchor.event_type != EventType::Consult {
        return None;
    }
    let mut source: Vec<usize> = document.child(w, &[Deprel::NmodPoss]).into_iter().collect();
    let both = oblique(document, w, "between");
    if let Some(&pair) = both.first() {
        let (first, rest) = shared(document, pair);
        return Some(Found { mutual: true, ..finish(document, lexicon, anchor, w, vec![first], vec![rest]) });
    }
    for preposition in DOER {
        if source.is_empty() && !(preposition == "of" && anchor.target.iter().any(|t| &**t == "of")) {
            source.extend(oblique(document, w, preposition));
        }
    }
    let targets: Vec<Vec<usize>> =
        anchor.target.iter().map(|place| oblique(document, w, place)).filter(|t| !t.is_empty()).collect();
    if let Some((speaker, with)) =
        gathering(document, lexicon, w).filter(|_| anchor.event_type == EventType::Consult)
    {
        return Some(finish(document, lexicon, anchor, w, vec![speaker], vec![vec![with]]));
    }
    // `Israeli attack`: the nationality or name before the noun.
    if source.is_empty() {
        source.extend(document.children(w).find(|&c| {
            let capital = document.input.words[c].is_capital();
            c < w
                && matches!(document.rel(c), Deprel::Amod | Deprel::Compound | Deprel::NmodDesc)
                && (capital || document.rel(c) != Deprel::Amod)
        }));
    }
    let source = source.into_iter().flat_map(|s| with_conjuncts(document, s)).collect();
    Some(finish(document, lexicon, anchor, w, source, targets))
}

/// Who said something at a meeting, and with whom (`said at a joint press conference with`). By the order of the words,
/// for long names behind a noun are where trees go wrong.
fn gathering(document: &Document, lexicon: &Lexicon, w: usize) -> Option<(usize, usize)> {
    let sentence = document.sentence_words(w);
    let name = |v: &usize| matches!(document.upos(*v), Upos::Propn | Upos::Noun | Upos::Adj | Upos::Num);
    if w + 1 >= sentence.end || document.lower(w + 1) != "with" {
        return None;
    }
    let with = (w + 2..sentence.end).take_while(name).last()?;
    let before = (sentence.start..w).rev().find(|v| !name(v) && document.upos(*v) != Upos::Det)?;
    if !matches!(document.lower(before).as_str(), "at" | "during" | "in" | "after" | "before") {
        return None;
    }
    let verb = (sentence.start..before).rev().find(|&v| document.upos(v) == Upos::Verb)?;
    Some((subject(document, lexicon, verb)?, with))
}

fn finish<'l>(
    document: &Document,
    lexicon: &Lexicon,
    anchor: &'l Anchor,
    w: usize,
    source: Vec<usize>,
    targets: Vec<Vec<usize>>,
) -> Found<'l> {
    let targets: Vec<Vec<usize>> = targets
        .into_iter()
        .map(|group| group.into_iter().flat_map(|t| with_conjuncts(document, t)).collect())
        .collect();
    let is_target = |c: usize| targets.iter().flatten().any(|&t| t == c);
    let place = document.children(w).find(|&c| {
        OBLIQUE.contains(&document.rel(c))
            && preposition(document, c).is_some_and(|p| PLACE.contains(&p.as_str()))
            && !is_target(c)
            && !source.contains(&c)
            && !is_time(document, c)
            && document.upos(c) == Upos::Propn
    });
    let mut words = vec![w];
    words.extend(document.children(w).filter(|&c| {
        document.rel(c) == Deprel::Obj
            && document.upos(c) == Upos::Noun
            && !is_target(c)
            && lexicon.is_phrase(&document.lower(w), &document.lower(c))
    }));
    words.sort_unstable();
    let status = status(document, lexicon, w);
    let refused = is_negated(document, lexicon, w);
    Found { anchor, words, source, targets, mutual: false, refused, place, status, forbids: None, told: None }
}

/// The preposition before a word, if one is.
fn preposition(document: &Document, w: usize) -> Option<String> {
    document.child(w, &[Deprel::Case]).map(|c| document.lower(c))
}

/// The phrases with a preposition that hang on a word, or on its object.
fn oblique(document: &Document, w: usize, preposition_: &str) -> Vec<usize> {
    let on = |w: usize| {
        document
            .children(w)
            .filter(|&c| OBLIQUE.contains(&document.rel(c)) && !is_time(document, c))
            .find(|&c| preposition(document, c).is_some_and(|p| p == preposition_))
    };
    let inner = || {
        document
            .children(w)
            .filter(|&c| matches!(document.rel(c), Deprel::Obj | Deprel::Obl | Deprel::Xcomp))
            .find_map(|o| {
                on(o).or_else(|| {
                    document.children(o).filter(|&c| OBLIQUE.contains(&document.rel(c))).find_map(on)
                })
            })
    };
    on(w).or_else(inner).into_iter().collect()
}

/// Whether a noun names a time: `on Friday` is nobody to whom something is done.
fn is_time(document: &Document, w: usize) -> bool {
    document.kind_at(w) == Some(EntityKind::Time)
}

/// The first phrase with a preposition anywhere below a word.
fn deep(document: &Document, w: usize, preposition: &str) -> Vec<usize> {
    let mut open = vec![w];
    while let Some(at) = open.pop() {
        let found = oblique(document, at, preposition);
        if !found.is_empty() {
            return found;
        }
        open.extend(document.children(at));
    }
    Vec::new()
}

/// Whether a time belongs to what a word tells of: not to another clause that hangs beside it.
pub(super) fn belongs(document: &Document, time: usize, anchor: usize) -> bool {
    let up = |w: usize| (document.head(w) != w).then(|| document.head(w));
    let over: Vec<usize> = std::iter::successors(Some(anchor), |&w| up(w)).take(12).collect();
    // The first clause over the time.
    let clause = std::iter::successors(Some(time), |&w| up(w))
        .take(12)
        .find(|&w| w == anchor || matches!(document.upos(w), Upos::Verb | Upos::Aux) || up(w).is_none());
    // A time that the tree leaves by itself (`In May 2020, …`) goes with the verb next to it.
    let loose =
        |c: usize| up(c).is_none() && !matches!(document.upos(c), Upos::Verb | Upos::Aux) && c != anchor;
    let next = |c: usize| {
        let verbs = document.sentence_words(c).filter(|&v| document.upos(v) == Upos::Verb);
        verbs.min_by_key(|&v| v.abs_diff(time))
    };
    clause.is_some_and(
        |c| if loose(c) { next(c).is_some_and(|v| over.contains(&v)) } else { over.contains(&c) },
    )
}

/// The head of what stands at a place that the lexicon names.
fn at(document: &Document, w: usize, place: &str) -> Vec<usize> {
    match place {
        "object" => document
            .child(w, &[Deprel::Iobj])
            .or_else(|| document.child(w, &[Deprel::Obj]))
            .into_iter()
            .collect(),
        "clause" => {
            let clause = document.child(w, &[Deprel::Ccomp, Deprel::Xcomp]);
            let Some(clause) = clause else { return Vec::new() };
            let inside = document.child(clause, &[Deprel::Nsubj, Deprel::NsubjPass]);
            // `agreed to sell uranium to India`: the one it is done to.
            let done_to = || {
                ["to", "with", "from", "for"]
                    .iter()
                    .find_map(|p| oblique(document, clause, p).first().copied())
            };
            let object = || document.child(clause, &[Deprel::Iobj, Deprel::Obj]);
            let other = inside.filter(|&s| document.upos(s) != Upos::Pron);
            other.or_else(done_to).or_else(object).or(inside).into_iter().collect()
        }
        preposition => oblique(document, w, preposition),
    }
}

/// Who does what a verb tells of: its subject, or that of the verb it hangs on.
fn subject(document: &Document, lexicon: &Lexicon, w: usize) -> Option<usize> {
    let mut at = w;
    for _ in 0..4 {
        let subjects: &[Deprel] = if at == w {
            &[Deprel::Nsubj, Deprel::NsubjOuter, Deprel::NsubjPass]
        } else {
            &[Deprel::Nsubj, Deprel::NsubjOuter]
        };
        if let Some(s) = document.child(at, subjects) {
            let relative = matches!(document.xpos(s), Penn::Wdt | Penn::Wp) || document.lower(s) == "that";
            return if relative { above(document, at) } else { Some(s) };
        }
        match document.rel(at) {
            Deprel::Conj | Deprel::Xcomp | Deprel::Advcl | Deprel::Ccomp => at = document.head(at),
            Deprel::Acl | Deprel::AclRelcl => return above(document, at),
            _ => return None,
        }
        // `accused Rome of holding the man`: the one accused does it.
        if document.children(at).any(|c| c == w && document.rel(c) != Deprel::Conj)
            && lexicon.verb(&document.lower(at), &[]).is_some_and(|a| a.event_type == EventType::Accuse)
            && let Some(object) = document.child(at, &[Deprel::Obj, Deprel::Iobj])
        {
            return Some(object);
        }
    }
    None
}

/// The noun that a clause describes.
fn above(document: &Document, w: usize) -> Option<usize> {
    matches!(document.rel(w), Deprel::Acl | Deprel::AclRelcl).then(|| document.head(w))
}

/// A noun and those joined to it.
fn with_conjuncts(document: &Document, w: usize) -> Vec<usize> {
    let mut all = vec![w];
    all.extend(document.children(w).filter(|&c| document.rel(c) == Deprel::Conj));
    all
}

/// The first of several joined nouns, and the rest.
fn shared(document: &Document, w: usize) -> (usize, Vec<usize>) {
    (w, document.children(w).filter(|&c| document.rel(c) == Deprel::Conj).collect())
}

fn is_negated(document: &Document, lexicon: &Lexicon, w: usize) -> bool {
    document.children(w).any(|c| c < w && lexicon.negates(&document.lower(c)))
}

/// Whether what a word tells of happened.
fn status(document: &Document, lexicon: &Lexicon, w: usize) -> EventStatus {
    let mut at = w;
    let mut found = None;
    for step in 0..4 {
        if is_negated(document, lexicon, at) {
            return EventStatus::Denied;
        }
        if document
            .children(at)
            .any(|c| document.rel(c) == Deprel::Mark && lexicon.is_conditional(&document.lower(c)))
        {
            return EventStatus::Hypothetical;
        }
        let helper = document
            .children(at)
            .filter(|&c| document.rel(c) == Deprel::Aux)
            .find_map(|c| lexicon.helper(&document.lower(c)));
        found = found.or(helper);
        if step > 0 {
            found = found.or(lexicon.governor(&document.lower(at)));
        }
        let reason = document
            .children(at)
            .any(|c| document.rel(c) == Deprel::Mark && lexicon.gives_reason(&document.lower(c)));
        if reason
            || !matches!(document.rel(at), Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl)
            || document.head(at) == at
        {
            break;
        }
        at = document.head(at);
    }
    let progressive = document.xpos(w) == Penn::Vbg && document.child(w, &[Deprel::Aux]).is_some();
    found.unwrap_or(if progressive { EventStatus::Ongoing } else { EventStatus::Happened })
}

/// The words of an anchor's sentence without the clauses that say why or when (`because`, `after`), for they tell of
/// something else. The words of the parties stay.
pub(super) fn clause(
    document: &Document,
    lexicon: &Lexicon,
    words: &[usize],
    parties: &[Range<usize>],
) -> Vec<usize> {
    let sentence = document.sentence_words(words[0]);
    let kept = |w: usize| words.contains(&w) || parties.iter().any(|p| p.contains(&w));
    let mut left_out: Vec<usize> = Vec::new();
    for v in sentence.clone().filter(|&v| document.upos(v) == Upos::Verb && !words.contains(&v)) {
        let opener = document
            .children(v)
            .find(|&c| document.rel(c) == Deprel::Mark && lexicon.gives_reason(&document.lower(c)));
        let Some(opener) = opener.filter(|_| matches!(document.rel(v), Deprel::Advcl | Deprel::AdvclRelcl))
        else {
            continue;
        };
        let end = document
            .children(v)
            .map(|c| c + 1)
            .filter(|&c| c <= sentence.end)
            .max()
            .unwrap_or(v + 1)
            .max(v + 1);
        if opener < v && !(opener..end).any(kept) {
            left_out.extend(opener..end);
        }
    }
    sentence.filter(|w| !left_out.contains(w)).collect()
}

/// Relations of what stands in a phrase without belonging to its name.
const ASIDE: [Deprel; 12] = [
    Deprel::Case,
    Deprel::Punct,
    Deprel::Acl,
    Deprel::AclRelcl,
    Deprel::Conj,
    Deprel::Cc,
    Deprel::Appos,
    Deprel::Parataxis,
    Deprel::Advcl,
    Deprel::Mark,
    Deprel::Cop,
    Deprel::Nsubj,
];

/// The words of a phrase without what is only told along with it.
pub(super) fn phrase(document: &Document, head: usize) -> Range<usize> {
    let sentence = document.sentence_words(head);
    let (mut start, mut end) = (head, head + 1);
    let mut open = vec![head];
    while let Some(w) = open.pop() {
        start = start.min(w);
        end = end.max(w + 1);
        let belongs = |c: usize| !ASIDE.contains(&document.rel(c));
        open.extend(
            document.children(w).filter(|&c| belongs(c) || (w != head && document.rel(c) == Deprel::Case)),
        );
    }
    start.max(sentence.start)..end.min(sentence.end)
}
