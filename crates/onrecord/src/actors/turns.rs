//! Interviews printed in turns: whose paragraph it is, and whom it speaks to.

use super::mentions::Form;
use super::reference::REFERENCE;
use super::scene::Scene;
use super::types::ActorKind;
use std::collections::HashMap;

/// Who speaks in a paragraph, and to whom.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Turn {
    pub by: Option<usize>,
    pub to: Option<usize>,
}

/// The turns of an article; none for one that is no interview.
#[derive(Debug, Default)]
pub(super) struct Turns(HashMap<usize, Turn>);

impl Turns {
    pub fn of_paragraph(&self, paragraph: usize) -> Option<Turn> {
        self.0.get(&paragraph).copied()
    }
}

/// Paragraphs of an article that must be questions, or speak in the first person, for it to be an interview.
const FEWEST: usize = 3;

/// Finds the turns: by labels (`Roe: …`, a line that is a name alone), else questions and answers of one interviewee.
pub(super) fn turns(scene: &Scene) -> Turns {
    let labelled = labels(scene);
    if labelled.len() >= FEWEST {
        return by_label(scene, &labelled);
    }
    unlabelled(scene)
}

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Question,
    Answer,
    Actor(usize),
}

/// The label of each paragraph that has one.
fn labels(scene: &Scene) -> HashMap<usize, Label> {
    let t = scene.tree;
    let mut out = HashMap::new();
    for (p, words) in t.reading.input.paragraphs.iter().enumerate() {
        let colon = words.clone().take(6).position(|w| t.word(w) == ":").map(|n| words.start + n);
        let alone = words.len() <= 4 && words.clone().all(|w| t.reading.input.words[w].is_capital());
        let end = match colon {
            Some(colon) if colon > words.start => colon,
            _ if alone => words.end,
            _ => continue,
        };
        let text = t.words(words.start..end).to_lowercase();
        let label = if REFERENCE.interviews.questions.contains(&text) {
            Some(Label::Question)
        } else if REFERENCE.interviews.answers.contains(&text) {
            Some(Label::Answer)
        } else {
            named(scene, words.start..end).map(Label::Actor)
        };
        if let Some(label) = label {
            out.insert(p, label);
        }
    }
    out
}

/// The actor that a label names: by its name, a part of it, or its initials.
fn named(scene: &Scene, words: std::ops::Range<usize>) -> Option<usize> {
    let t = scene.tree;
    let c = scene.mention_at(t.top(&words));
    let whole = c.filter(|&c| scene.candidates[c].words == words && scene.candidates[c].form == Form::Name);
    if let Some(m) = whole.and_then(|c| scene.member_of(c)) {
        return matches!(scene.members[m].kind, ActorKind::Person | ActorKind::Organisation).then_some(m);
    }
    let text = t.words(words);
    if !text.chars().all(|c| c.is_uppercase() || c == '.') || text.chars().count() < 2 {
        return None;
    }
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    scene.members.iter().position(|m| {
        let initials: String = m.tokens.iter().filter_map(|t| t.chars().next()).collect();
        m.kind == ActorKind::Person && (initials == letters || m.tokens.last() == Some(&letters))
    })
}

fn by_label(scene: &Scene, labels: &HashMap<usize, Label>) -> Turns {
    let asker = interviewer(scene);
    let guest = interviewee(scene);
    let who = |label: Label| match label {
        Label::Question => asker,
        Label::Answer => guest,
        Label::Actor(m) => Some(m),
    };
    let mut out = HashMap::new();
    let mut now: Option<Option<usize>> = None;
    let mut before: Option<usize> = None;
    for p in 0..scene.tree.reading.input.paragraphs.len() {
        if let Some(&label) = labels.get(&p) {
            let next = who(label);
            if now != Some(next) {
                before = now.flatten();
            }
            now = Some(next);
        }
        if let Some(by) = now {
            // The first turn speaks to whoever is interviewed.
            let to = before.or(guest).filter(|&m| Some(m) != by);
            out.insert(p, Turn { by, to });
        }
    }
    Turns(out)
}

/// Questions and answers without labels: the one person whom the article introduces answers.
fn unlabelled(scene: &Scene) -> Turns {
    let t = scene.tree;
    let paragraphs = &t.reading.input.paragraphs;
    let ends_asking = |p: usize| {
        let words = &paragraphs[p];
        words.clone().rev().take(2).any(|w| t.word(w) == "?" && !t.reading.input.marks[w].is_quoted())
    };
    let first_person = |p: usize| {
        paragraphs[p].clone().any(|w| {
            !t.reading.input.marks[w].is_quoted()
                && REFERENCE.pronoun(&t.lower(w)).is_some_and(|n| n.person == 1)
        })
    };
    let questions: Vec<usize> = (0..paragraphs.len()).filter(|&p| ends_asking(p)).collect();
    let own = (0..paragraphs.len()).filter(|&p| first_person(p)).count();
    if questions.len() < FEWEST || own < FEWEST {
        return Turns::default();
    }
    let (guest, asker) = (interviewee(scene), interviewer(scene));
    let first = questions[0];
    let turns = (first..paragraphs.len()).map(|p| {
        let turn = if ends_asking(p) { Turn { by: asker, to: guest } } else { Turn { by: guest, to: asker } };
        (p, turn)
    });
    Turns(turns.collect())
}

/// The person most spoken of at the beginning, before the first question; most of all whom the outlet speaks with.
fn interviewee(scene: &Scene) -> Option<usize> {
    let t = scene.tree;
    let end = t
        .reading
        .input
        .paragraphs
        .iter()
        .find(|p| (*p).clone().rev().take(2).any(|w| t.word(w) == "?"))
        .map_or(t.len().min(400), |p| p.start);
    let mut score: HashMap<usize, f32> = HashMap::new();
    for (c, candidate) in scene.candidates.iter().enumerate() {
        let Some(m) = scene.member_of(c) else { continue };
        if candidate.head >= end || scene.members[m].kind != ActorKind::Person || !candidate.is_name() {
            continue;
        }
        let spoken_with = interviewing(scene, candidate.head);
        *score.entry(m).or_default() += 1.0 + if spoken_with { 3.0 } else { 0.0 };
    }
    let best = score.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    Some(*best.0)
}

/// Whether a word is the object of an interview, by the verb above it.
fn interviewing(scene: &Scene, w: usize) -> bool {
    let t = scene.tree;
    let up = t.head(w);
    let words = &REFERENCE.interviews;
    match t.rel(w) {
        "obj" | "obl" | "iobj" => words.verbs.contains(&t.lower(up)),
        "nmod" => words.nouns.contains(&t.lower(up)),
        "nsubj" | "nsubj:pass" => {
            // `Roe talks to the Herald`, `Roe was interviewed`.
            words.verbs.contains(&t.lower(up))
                && (t.rel(w) == "nsubj:pass" || t.child(up, &["obj"]).is_none())
        }
        _ => false,
    }
}

/// The outlet that asks: a body that is the subject of an interview.
fn interviewer(scene: &Scene) -> Option<usize> {
    let t = scene.tree;
    scene.candidates.iter().enumerate().find_map(|(c, candidate)| {
        let m = scene.member_of(c)?;
        let asks = t.rel(candidate.head) == "nsubj"
            && REFERENCE.interviews.verbs.contains(&t.lower(t.head(candidate.head)));
        (asks && candidate.is_name() && scene.members[m].kind == ActorKind::Organisation).then_some(m)
    })
}
