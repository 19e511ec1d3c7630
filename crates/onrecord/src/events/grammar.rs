//! What a sentence's grammar says of an anchor: its parties, place and status.

use super::lexicon::{Anchor, Lexicon};
use super::{EventStatus, EventType, QuadClass};
use crate::actors::tree::Tree;
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
const OBLIQUE: [&str; 3] = ["obl", "nmod", "obl:agent"];
/// Prepositions of places.
const PLACE: [&str; 5] = ["in", "at", "near", "outside", "off"];
/// Prepositions that name who does what a noun tells of.
const DOER: [&str; 2] = ["by", "of"];

/// All that may be events, in text order.
pub(super) fn find<'l>(tree: &Tree<'_>, lexicon: &'l Lexicon) -> Vec<Found<'l>> {
    (0..tree.len())
        .filter_map(|w| match tree.upos(w) {
            "VERB" => verb(tree, lexicon, w),
            "NOUN" => noun(tree, lexicon, w),
            _ => None,
        })
        .collect()
}

fn verb<'l>(tree: &Tree<'_>, lexicon: &'l Lexicon, w: usize) -> Option<Found<'l>> {
    let anchor = lexicon.verb(&tree.lower(w), &companions(tree, w))?;
    // As an attribute (`the arrested man`) a verb tells of nothing here, nor as what is wanted (`asked Rome to free`)
    // or may be done (`the decision to free`).
    if matches!(tree.rel(w), "amod" | "compound") || is_wanted(tree, lexicon, w) {
        return None;
    }
    let pair = |anchor: &'l Anchor, (first, rest): (usize, Vec<usize>)| {
        Some(Found { mutual: true, ..finish(tree, lexicon, anchor, w, vec![first], vec![rest]) })
    };
    if let Some((forbids, targets)) = forbidden(tree, lexicon, w) {
        // `passed a law that bars`: who passed it.
        let by = subject(tree, lexicon, w).and_then(|s| {
            let verb = tree.head(s);
            let made = tree.rel(s) == "obj" && verb != s && tree.upos(verb) == "VERB";
            if made { subject(tree, lexicon, verb) } else { Some(s) }
        });
        let source = by.into_iter().flat_map(|s| with_conjuncts(tree, s)).collect();
        let found = finish(tree, lexicon, anchor, w, source, vec![targets]);
        return Some(Found { forbids: Some(forbids), ..found });
    }
    // `have left` is never passive, whatever the tree says.
    let perfect = tree.child(w, &["aux:pass"]).is_none()
        && tree.children(w).any(|c| tree.rel(c) == "aux" && lexicon.is_perfect(&tree.lower(c)));
    let passive = tree.child(w, &["nsubj:pass"]).is_some() && !perfect
        || tree.child(w, &["aux:pass"]).is_some()
        || (tree.rel(w) == "acl" && tree.xpos(w) == "VBN")
        || (tree.is_participle_clause(w) && tree.child(w, &["obj"]).is_none());
    let mut source = Vec::new();
    let mut targets: Vec<Vec<usize>> = Vec::new();
    if passive {
        source.extend(oblique(tree, w, "by"));
        let subject = tree.child(w, &["nsubj:pass", "nsubj"]).or_else(|| above(tree, w));
        // `Medicine was flown to Haiti`: what is moved is no target where a preposition names one.
        let moved = anchor.target.first().is_some_and(|t| &**t == "to");
        let named = anchor.target.iter().filter(|t| !matches!(&***t, "object" | "clause" | "by"));
        if moved {
            targets.extend(named.map(|p| oblique(tree, w, p)));
        }
        targets.push(subject.into_iter().collect());
    } else {
        source.extend(subject(tree, lexicon, w));
        if let Some(&event) = source.first().filter(|&&s| lexicon.noun(&tree.lower(s)).is_some()) {
            // `Talks between A and B collapsed`: the noun's parties. Where the words are no phrase, the noun is the event.
            if !lexicon.is_phrase(&tree.lower(w), &tree.lower(event)) {
                return None;
            }
            if let Some(&both) = oblique(tree, event, "between").first() {
                return pair(anchor, shared(tree, both));
            }
            source = tree.child(event, &["nmod:poss"]).into_iter().collect();
            targets.push(oblique(tree, event, "with"));
        }
        // The object of a phrase (`sign an agreement`) belongs to the anchor.
        let own = |t: &usize| lexicon.is_phrase(&tree.lower(w), &tree.lower(*t));
        for place in &anchor.target {
            targets.push(at(tree, w, place).into_iter().filter(|t| !own(t)).collect());
        }
        // `sign a decree banning talks with`: whom the object's clause speaks of.
        let object = tree.child(w, &["obj"]).filter(own);
        if let Some((object, clause)) = object.and_then(|o| Some((o, tree.child(o, &["acl"])?))) {
            targets.splice(0..0, ["with", "against"].map(|p| deep(tree, object, p)));
            targets.push(at(tree, clause, "object"));
        }
        targets.retain(|t| !t.is_empty());
        if let ([only], []) = (source.as_slice(), targets.as_slice()) {
            let (first, rest) = shared(tree, *only);
            // `Putin and Xi met`: each is with the other.
            if !rest.is_empty() {
                return pair(anchor, (first, rest));
            }
        }
    }
    let source = source.into_iter().flat_map(|s| with_conjuncts(tree, s)).collect();
    // A pronoun there is mostly who speaks.
    let told = tree
        .child(w, &["ccomp"])
        .and_then(|c| tree.child(c, &["nsubj", "nsubj:pass"]))
        .filter(|&s| tree.upos(s) != "PRON");
    Some(Found { told, ..finish(tree, lexicon, anchor, w, source, targets) })
}

/// What a verb forbids, or the clause of its object does (`signed a law barring trade with`): the type of forbidding it
/// and with whom it would be.
///
/// To forbid talking with somebody is to refuse them; to forbid giving them something is to cut it back.
fn forbidden(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> Option<(EventType, Vec<usize>)> {
    let forbids = |v: usize| lexicon.forbids(&tree.lower(v));
    let over = if forbids(w) {
        w
    } else {
        let object = tree.child(w, &["obj"])?;
        tree.children(object).find(|&c| matches!(tree.rel(c), "acl" | "acl:relcl") && forbids(c))?;
        object
    };
    let mut below: Vec<usize> = Vec::new();
    let mut open = vec![over];
    while let Some(at) = open.pop() {
        below.extend(tree.children(at));
        open.extend(tree.children(at));
    }
    below.sort_unstable();
    below.into_iter().find_map(|b| {
        let anchor = match tree.upos(b) {
            "NOUN" => lexicon.noun(&tree.lower(b))?,
            "VERB" => lexicon.verb(&tree.lower(b), &companions(tree, b))?,
            _ => return None,
        };
        let forbids = match anchor.event_type.quad() {
            QuadClass::VerbalCooperation => EventType::Reject,
            QuadClass::MaterialCooperation => EventType::Sanction,
            QuadClass::VerbalConflict | QuadClass::MaterialConflict => return None,
        };
        let named = anchor.target.iter().filter(|t| !matches!(&***t, "clause" | "object"));
        let object = || tree.child(b, &["obj"]).filter(|_| tree.upos(b) == "VERB").into_iter().collect();
        let with = named.clone().map(|p| deep(tree, b, p)).find(|t| !t.is_empty()).unwrap_or_else(object);
        let with =
            if with.is_empty() { named.flat_map(|p| deep(tree, over, p)).take(1).collect() } else { with };
        (!with.is_empty())
            .then(|| (forbids, with.into_iter().flat_map(|t| with_conjuncts(tree, t)).collect()))
    })
}

/// The words that may make a phrase with a verb: those that hang on it, and their prepositions.
fn companions(tree: &Tree<'_>, w: usize) -> Vec<String> {
    let beside: Vec<usize> = tree
        .children(w)
        .filter(|&c| {
            matches!(
                tree.rel(c),
                "obj" | "nsubj" | "nsubj:pass" | "obl" | "compound:prt" | "advmod" | "obl:unmarked"
            )
        })
        .collect();
    let mut words: Vec<String> = beside.iter().map(|&c| tree.lower(c)).collect();
    words.extend(beside.iter().filter_map(|&c| preposition(tree, c)));
    words
}

/// Whether a noun stands in what somebody wants of another or forbids (`urged Rome to open talks`).
fn under_wanted(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> bool {
    let mut at = w;
    for _ in 0..4 {
        if !matches!(tree.rel(at), "obj" | "obl" | "nmod" | "xcomp" | "compound" | "nsubj:pass") {
            return false;
        }
        at = tree.head(at);
        if tree.upos(at) == "VERB" && is_wanted(tree, lexicon, at) {
            return true;
        }
    }
    false
}

/// Whether a verb tells what somebody wants of another, or the content of a noun (`the decision to free`).
fn is_wanted(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> bool {
    let opened = |by: &str| tree.children(w).any(|c| tree.rel(c) == "mark" && tree.lower(c) == by);
    let infinitive = opened("to");
    // `barred its firms from selling`
    let over = [tree.head(w), tree.head(tree.head(w))];
    if opened("from") && over.iter().any(|&v| lexicon.forbids(&tree.lower(v))) {
        return true;
    }
    match tree.rel(w) {
        "acl" => infinitive,
        "xcomp" | "ccomp" | "advcl" => {
            let over = tree.lower(tree.head(w));
            lexicon.is_directive(&over) || lexicon.forbids(&over)
        }
        _ => false,
    }
}

fn noun<'l>(tree: &Tree<'_>, lexicon: &'l Lexicon, w: usize) -> Option<Found<'l>> {
    let anchor = lexicon.noun(&tree.lower(w))?;
    if under_wanted(tree, lexicon, w) {
        return None;
    }
    let verb = tree.head(w);
    // The object of a verb that is an anchor with it (`launch an attack`) is that verb's event.
    if verb != w && tree.upos(verb) == "VERB" && lexicon.is_phrase(&tree.lower(verb), &tree.lower(w)) {
        return None;
    }
    // `launched airstrikes on`, `announced the release of`: who does it is the verb's subject, and so are its helping verbs.
    let light = verb != w
        && tree.upos(verb) == "VERB"
        && tree.rel(w) == "obj"
        && tree.child(verb, &["aux:pass"]).is_none()
        && lexicon.is_light(&tree.lower(verb));
    if light
        && tree.child(w, &["nmod:poss"]).is_none()
        && let Some(doer) = subject(tree, lexicon, verb)
    {
        let mut targets: Vec<Vec<usize>> = Vec::new();
        for place in anchor.target.iter().filter(|t| !matches!(&***t, "object" | "clause")) {
            targets.extend([oblique(tree, w, place), oblique(tree, verb, place)]);
        }
        targets.retain(|t| !t.is_empty());
        let source = with_conjuncts(tree, doer);
        let found = finish(tree, lexicon, anchor, w, source, targets);
        let (status, refused) = (status(tree, lexicon, verb), is_negated(tree, lexicon, verb));
        return Some(Found { status, refused, ..found });
    }
    // `demanded the withdrawal`: what is wanted is no event yet.
    let wanted = verb != w && matches!(tree.rel(w), "obj" | "obl") && lexicon.is_directive(&tree.lower(verb));
    if wanted && anchor.event_type != EventType::Consult {
        return None;
    }
    let mut source: Vec<usize> = tree.child(w, &["nmod:poss"]).into_iter().collect();
    let both = oblique(tree, w, "between");
    if let Some(&pair) = both.first() {
        let (first, rest) = shared(tree, pair);
        return Some(Found { mutual: true, ..finish(tree, lexicon, anchor, w, vec![first], vec![rest]) });
    }
    for preposition in DOER {
        if source.is_empty() && !(preposition == "of" && anchor.target.iter().any(|t| &**t == "of")) {
            source.extend(oblique(tree, w, preposition));
        }
    }
    let targets: Vec<Vec<usize>> =
        anchor.target.iter().map(|place| oblique(tree, w, place)).filter(|t| !t.is_empty()).collect();
    if let Some((speaker, with)) =
        gathering(tree, lexicon, w).filter(|_| anchor.event_type == EventType::Consult)
    {
        return Some(finish(tree, lexicon, anchor, w, vec![speaker], vec![vec![with]]));
    }
    // `Israeli attack`: the nationality or name before the noun.
    if source.is_empty() {
        source.extend(tree.children(w).find(|&c| {
            let capital = tree.reading.input.words[c].is_capital();
            c < w
                && matches!(tree.rel(c), "amod" | "compound" | "nmod:desc")
                && (capital || tree.rel(c) != "amod")
        }));
    }
    let source = source.into_iter().flat_map(|s| with_conjuncts(tree, s)).collect();
    Some(finish(tree, lexicon, anchor, w, source, targets))
}

/// Who said something at a meeting, and with whom (`said at a joint press conference with`). By the order of the words,
/// for long names behind a noun are where trees go wrong.
fn gathering(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> Option<(usize, usize)> {
    let sentence = tree.sentence_words(w);
    let name = |v: &usize| matches!(tree.upos(*v), "PROPN" | "NOUN" | "ADJ" | "NUM");
    if w + 1 >= sentence.end || tree.lower(w + 1) != "with" {
        return None;
    }
    let with = (w + 2..sentence.end).take_while(name).last()?;
    let before = (sentence.start..w).rev().find(|v| !name(v) && tree.upos(*v) != "DET")?;
    if !matches!(tree.lower(before).as_str(), "at" | "during" | "in" | "after" | "before") {
        return None;
    }
    let verb = (sentence.start..before).rev().find(|&v| tree.upos(v) == "VERB")?;
    Some((subject(tree, lexicon, verb)?, with))
}

fn finish<'l>(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    anchor: &'l Anchor,
    w: usize,
    source: Vec<usize>,
    targets: Vec<Vec<usize>>,
) -> Found<'l> {
    let targets: Vec<Vec<usize>> = targets
        .into_iter()
        .map(|group| group.into_iter().flat_map(|t| with_conjuncts(tree, t)).collect())
        .collect();
    let is_target = |c: usize| targets.iter().flatten().any(|&t| t == c);
    let place = tree.children(w).find(|&c| {
        OBLIQUE.contains(&tree.rel(c))
            && preposition(tree, c).is_some_and(|p| PLACE.contains(&p.as_str()))
            && !is_target(c)
            && !source.contains(&c)
            && !is_time(tree, c)
            && tree.upos(c) == "PROPN"
    });
    let mut words = vec![w];
    words.extend(tree.children(w).filter(|&c| {
        tree.rel(c) == "obj"
            && tree.upos(c) == "NOUN"
            && !is_target(c)
            && lexicon.is_phrase(&tree.lower(w), &tree.lower(c))
    }));
    words.sort_unstable();
    let status = status(tree, lexicon, w);
    let refused = is_negated(tree, lexicon, w);
    Found { anchor, words, source, targets, mutual: false, refused, place, status, forbids: None, told: None }
}

/// The preposition before a word, if one is.
fn preposition(tree: &Tree<'_>, w: usize) -> Option<String> {
    tree.child(w, &["case"]).map(|c| tree.lower(c))
}

/// The phrases with a preposition that hang on a word, or on its object.
fn oblique(tree: &Tree<'_>, w: usize, preposition_: &str) -> Vec<usize> {
    let on = |w: usize| {
        tree.children(w)
            .filter(|&c| OBLIQUE.contains(&tree.rel(c)) && !is_time(tree, c))
            .find(|&c| preposition(tree, c).is_some_and(|p| p == preposition_))
    };
    let inner = || {
        tree.children(w).filter(|&c| matches!(tree.rel(c), "obj" | "obl" | "xcomp")).find_map(|o| {
            on(o).or_else(|| tree.children(o).filter(|&c| OBLIQUE.contains(&tree.rel(c))).find_map(on))
        })
    };
    on(w).or_else(inner).into_iter().collect()
}

/// Whether a noun names a time: `on Friday` is nobody to whom something is done.
fn is_time(tree: &Tree<'_>, w: usize) -> bool {
    tree.kind_at(w) == "time"
}

/// The first phrase with a preposition anywhere below a word.
fn deep(tree: &Tree<'_>, w: usize, preposition: &str) -> Vec<usize> {
    let mut open = vec![w];
    while let Some(at) = open.pop() {
        let found = oblique(tree, at, preposition);
        if !found.is_empty() {
            return found;
        }
        open.extend(tree.children(at));
    }
    Vec::new()
}

/// Whether a time belongs to what a word tells of: not to another clause that hangs beside it.
pub(super) fn belongs(tree: &Tree<'_>, time: usize, anchor: usize) -> bool {
    let up = |w: usize| (tree.head(w) != w).then(|| tree.head(w));
    let over: Vec<usize> = std::iter::successors(Some(anchor), |&w| up(w)).take(12).collect();
    // The first clause over the time.
    let clause = std::iter::successors(Some(time), |&w| up(w))
        .take(12)
        .find(|&w| w == anchor || matches!(tree.upos(w), "VERB" | "AUX") || up(w).is_none());
    // A time that the tree leaves by itself (`In May 2020, …`) goes with the verb next to it.
    let loose = |c: usize| up(c).is_none() && !matches!(tree.upos(c), "VERB" | "AUX") && c != anchor;
    let next = |c: usize| {
        let verbs = tree.sentence_words(c).filter(|&v| tree.upos(v) == "VERB");
        verbs.min_by_key(|&v| v.abs_diff(time))
    };
    clause.is_some_and(
        |c| if loose(c) { next(c).is_some_and(|v| over.contains(&v)) } else { over.contains(&c) },
    )
}

/// The head of what stands at a place that the lexicon names.
fn at(tree: &Tree<'_>, w: usize, place: &str) -> Vec<usize> {
    match place {
        "object" => tree.child(w, &["iobj"]).or_else(|| tree.child(w, &["obj"])).into_iter().collect(),
        "clause" => {
            let clause = tree.child(w, &["ccomp", "xcomp"]);
            let Some(clause) = clause else { return Vec::new() };
            let inside = tree.child(clause, &["nsubj", "nsubj:pass"]);
            // `agreed to sell uranium to India`: the one it is done to.
            let done_to = || {
                ["to", "with", "from", "for"].iter().find_map(|p| oblique(tree, clause, p).first().copied())
            };
            let object = || tree.child(clause, &["iobj", "obj"]);
            let other = inside.filter(|&s| tree.upos(s) != "PRON");
            other.or_else(done_to).or_else(object).or(inside).into_iter().collect()
        }
        preposition => oblique(tree, w, preposition),
    }
}

/// Who does what a verb tells of: its subject, or that of the verb it hangs on.
fn subject(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> Option<usize> {
    let mut at = w;
    for _ in 0..4 {
        let subjects: &[&str] =
            if at == w { &["nsubj", "nsubj:outer", "nsubj:pass"] } else { &["nsubj", "nsubj:outer"] };
        if let Some(s) = tree.child(at, subjects) {
            let relative = matches!(tree.xpos(s), "WDT" | "WP") || tree.lower(s) == "that";
            return if relative { above(tree, at) } else { Some(s) };
        }
        match tree.rel(at) {
            "conj" | "xcomp" | "advcl" | "ccomp" => at = tree.head(at),
            "acl" | "acl:relcl" => return above(tree, at),
            _ => return None,
        }
        // `accused Rome of holding the man`: the one accused does it.
        if tree.children(at).any(|c| c == w && tree.rel(c) != "conj")
            && lexicon.verb(&tree.lower(at), &[]).is_some_and(|a| a.event_type == EventType::Accuse)
            && let Some(object) = tree.child(at, &["obj", "iobj"])
        {
            return Some(object);
        }
    }
    None
}

/// The noun that a clause describes.
fn above(tree: &Tree<'_>, w: usize) -> Option<usize> {
    matches!(tree.rel(w), "acl" | "acl:relcl").then(|| tree.head(w))
}

/// A noun and those joined to it.
fn with_conjuncts(tree: &Tree<'_>, w: usize) -> Vec<usize> {
    let mut all = vec![w];
    all.extend(tree.children(w).filter(|&c| tree.rel(c) == "conj"));
    all
}

/// The first of several joined nouns, and the rest.
fn shared(tree: &Tree<'_>, w: usize) -> (usize, Vec<usize>) {
    (w, tree.children(w).filter(|&c| tree.rel(c) == "conj").collect())
}

fn is_negated(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> bool {
    tree.children(w).any(|c| c < w && lexicon.negates(&tree.lower(c)))
}

/// Whether what a word tells of happened.
fn status(tree: &Tree<'_>, lexicon: &Lexicon, w: usize) -> EventStatus {
    let mut at = w;
    let mut found = None;
    for step in 0..4 {
        if is_negated(tree, lexicon, at) {
            return EventStatus::Denied;
        }
        if tree.children(at).any(|c| tree.rel(c) == "mark" && lexicon.is_conditional(&tree.lower(c))) {
            return EventStatus::Hypothetical;
        }
        let helper =
            tree.children(at).filter(|&c| tree.rel(c) == "aux").find_map(|c| lexicon.helper(&tree.lower(c)));
        found = found.or(helper);
        if step > 0 {
            found = found.or(lexicon.governor(&tree.lower(at)));
        }
        let reason = tree.children(at).any(|c| tree.rel(c) == "mark" && lexicon.gives_reason(&tree.lower(c)));
        if reason || !matches!(tree.rel(at), "xcomp" | "ccomp" | "advcl") || tree.head(at) == at {
            break;
        }
        at = tree.head(at);
    }
    let progressive = tree.xpos(w) == "VBG" && tree.child(w, &["aux"]).is_some();
    found.unwrap_or(if progressive { EventStatus::Ongoing } else { EventStatus::Happened })
}

/// The words of an anchor's sentence without the clauses that say why or when (`because`, `after`), for they tell of
/// something else. The words of the parties stay.
pub(super) fn clause(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    words: &[usize],
    parties: &[Range<usize>],
) -> Vec<usize> {
    let sentence = tree.sentence_words(words[0]);
    let kept = |w: usize| words.contains(&w) || parties.iter().any(|p| p.contains(&w));
    let mut left_out: Vec<usize> = Vec::new();
    for v in sentence.clone().filter(|&v| tree.upos(v) == "VERB" && !words.contains(&v)) {
        let opener =
            tree.children(v).find(|&c| tree.rel(c) == "mark" && lexicon.gives_reason(&tree.lower(c)));
        let Some(opener) = opener.filter(|_| matches!(tree.rel(v), "advcl" | "advcl:relcl")) else {
            continue;
        };
        let end =
            tree.children(v).map(|c| c + 1).filter(|&c| c <= sentence.end).max().unwrap_or(v + 1).max(v + 1);
        if opener < v && !(opener..end).any(kept) {
            left_out.extend(opener..end);
        }
    }
    sentence.filter(|w| !left_out.contains(w)).collect()
}

/// Relations of what stands in a phrase without belonging to its name.
const ASIDE: [&str; 12] = [
    "case",
    "punct",
    "acl",
    "acl:relcl",
    "conj",
    "cc",
    "appos",
    "parataxis",
    "advcl",
    "mark",
    "cop",
    "nsubj",
];

/// The words of a phrase without what is only told along with it.
pub(super) fn phrase(tree: &Tree<'_>, head: usize) -> Range<usize> {
    let sentence = tree.sentence_words(head);
    let (mut start, mut end) = (head, head + 1);
    let mut open = vec![head];
    while let Some(w) = open.pop() {
        start = start.min(w);
        end = end.max(w + 1);
        let belongs = |c: usize| !ASIDE.contains(&tree.rel(c));
        open.extend(tree.children(w).filter(|&c| belongs(c) || (w != head && tree.rel(c) == "case")));
    }
    start.max(sentence.start)..end.min(sentence.end)
}
