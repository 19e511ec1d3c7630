//! Interviews printed in turns: whose paragraph it is, and whom it speaks to.

use super::mentions::Form;
use super::scene::Scene;
use super::types::ActorKind;
use crate::labels::{Deprel, Upos};
use crate::language::QuoteMark;
use std::collections::HashMap;
use std::ops::Range;

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
    if labelled.values().filter(|label| **label != Label::Nobody).count() >= FEWEST {
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
    /// Somebody of whom no more is known: `Unidentified man: “…”`.
    Nobody,
}

/// The label of each paragraph that has one.
fn labels(scene: &Scene) -> HashMap<usize, Label> {
    let t = scene.document;
    let mut out = HashMap::new();
    for (p, words) in t.input.paragraphs.iter().enumerate() {
        let colon = words.clone().take(6).position(|w| t.word(w) == ":").map(|n| words.start + n);
        let alone = words.len() <= 4 && words.clone().all(|w| t.looks_named(w));
        let end = match colon {
            Some(colon) if colon > words.start => colon,
            _ if alone => words.end,
            _ => continue,
        };
        let text = t.words(words.start..end).to_lowercase();
        let label = if scene.reference.interviews.questions.contains(&text) {
            Some(Label::Question)
        } else if scene.reference.interviews.answers.contains(&text) {
            Some(Label::Answer)
        } else {
            let verb = (words.start..end).any(|w| matches!(t.upos(w), Upos::Verb | Upos::Aux));
            let said = t.input.marks.get(end + 1) == Some(&QuoteMark::Open);
            let nobody = (colon == Some(end) && said && !verb).then_some(Label::Nobody);
            named(scene, words.start..end).map(Label::Actor).or(nobody)
        };
        if let Some(label) = label {
            out.insert(p, label);
        }
    }
    out
}

/// The actor that a label names: by its name, a part of it, or its initials.
fn named(scene: &Scene, words: Range<usize>) -> Option<usize> {
    let t = scene.document;
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
    let guest = interviewees(scene).list.first().copied();
    let who = |label: Label| match label {
        Label::Question => asker,
        Label::Answer => guest,
        Label::Actor(m) => Some(m),
        Label::Nobody => None,
    };
    let mut voices: Vec<usize> = labels.values().filter_map(|&l| who(l)).collect();
    voices.sort_unstable();
    voices.dedup();
    let mut out = HashMap::new();
    let mut now: Option<Option<usize>> = None;
    let mut before: Option<usize> = None;
    for p in 0..scene.document.input.paragraphs.len() {
        if let Some(&label) = labels.get(&p) {
            let next = who(label);
            if now != Some(next) {
                before = now.flatten();
            }
            now = Some(next);
        }
        if let Some(by) = now {
            // The first turn speaks to whoever is interviewed.
            let other = match voices[..] {
                [a, b] if by == Some(a) => Some(b),
                [a, b] if by == Some(b) => Some(a),
                _ => before.or(guest),
            };
            let to = other.filter(|&m| Some(m) != by);
            out.insert(p, Turn { by, to });
        }
    }
    Turns(out)
}

/// Questions and answers without labels: the one person whom the article introduces answers.
fn unlabelled(scene: &Scene) -> Turns {
    let t = scene.document;
    let paragraphs = &t.input.paragraphs;
    let voices: Vec<Voice> = paragraphs.iter().map(|p| voice(scene, p.clone())).collect();
    let questions = voices.iter().filter(|v| v.asks).count();
    let own = voices.iter().filter(|v| v.first > 0).count();
    let guests = interviewees(scene);
    // Of an interview that says so, fewer turns are enough.
    let fewest = if guests.told { 1 } else { FEWEST };
    if questions < fewest || own < fewest || own + questions < FEWEST {
        return under_names(scene, &voices);
    }
    let asker = interviewer(scene);
    let opens = |v: &Voice| v.asks || (guests.told && v.first > 0 && v.third == 0);
    let Some(first) = voices.iter().position(opens) else { return Turns::default() };
    let mut out = HashMap::new();
    let mut before_asked = false;
    let mut answering = guests.list.first().copied();
    for (p, voice) in voices.iter().enumerate().skip(first) {
        // Behind a question comes its answer; elsewhere a short turn that speaks to somebody asks too.
        let speaks_to = voice.second >= voice.first.max(1) && voice.words < SHORT;
        let asks = voice.asks || (!before_asked && speaks_to);
        before_asked = asks;
        if asks {
            out.insert(p, Turn { by: asker, to: answering });
            continue;
        }
        if let Some(by) = guests.speaking(scene, &paragraphs[p]) {
            answering = Some(by);
        }
        out.insert(p, Turn { by: answering, to: asker });
    }
    Turns(out)
}

/// Words of a turn that can be a question without a question mark.
const SHORT: usize = 60;

/// What the words of a paragraph outside quotation marks say of who speaks.
struct Voice {
    /// It ends in a question.
    asks: bool,
    /// Pronouns of the first, second and third person.
    first: usize,
    second: usize,
    third: usize,
    words: usize,
}

fn voice(scene: &Scene, words: Range<usize>) -> Voice {
    let t = scene.document;
    let free = |w: &usize| !t.input.marks[*w].is_quoted();
    let asks = words.clone().rev().take(2).any(|w| t.word(w) == "?" && free(&w));
    let mut voice = Voice { asks, first: 0, second: 0, third: 0, words: words.len() };
    for pronoun in words.filter(free).filter_map(|w| scene.reference.pronoun(&t.lower(w))) {
        match (pronoun.person, pronoun.gender.is_some()) {
            (1, _) => voice.first += 1,
            (2, _) => voice.second += 1,
            (_, true) => voice.third += 1,
            _ => {}
        }
    }
    voice
}

/// A quotation set apart without quotation marks, with its speaker's name alone on the line below it.
fn under_names(scene: &Scene, voices: &[Voice]) -> Turns {
    let paragraphs = &scene.document.input.paragraphs;
    let mut out = HashMap::new();
    for (p, pair) in voices.windows(2).enumerate() {
        if pair[0].first == 0 || pair[1].words > 6 {
            continue;
        }
        let below = paragraphs[p + 1].clone();
        let wordlike = |w: &usize| scene.document.input.words[*w].is_wordlike();
        let (Some(start), Some(end)) = (below.clone().find(wordlike), below.rev().find(wordlike)) else {
            continue;
        };
        if let Some(by) = named(scene, start..end + 1) {
            out.insert(p, Turn { by: Some(by), to: None });
        }
    }
    Turns(out)
}

/// The people who are interviewed.
struct Guests {
    /// Whoever is most in question first.
    list: Vec<usize>,
    /// Whether the article says that it talks with them.
    told: bool,
}

impl Guests {
    /// Whose answer a paragraph is, by its own words: `I'm Ann Roe`; and of two, the one who speaks of the other.
    fn speaking(&self, scene: &Scene, words: &Range<usize>) -> Option<usize> {
        let t = scene.document;
        let person = |w: usize| scene.headed_by(w).filter(|&c| scene.candidates[c].is_name());
        let introduced = words.clone().find_map(|w| {
            let me = t.child(w, &[Deprel::Nsubj]).is_some_and(|s| {
                scene.reference.pronoun(&t.lower(s)).is_some_and(|p| p.person == 1 && !p.plural)
            });
            let name = person(w).filter(|_| me && t.child(w, &[Deprel::Cop]).is_some())?;
            scene.member_of(name).filter(|m| self.list.contains(m))
        });
        let other = || {
            let [a, b] = self.list[..] else { return None };
            let spoken_of =
                |m: usize| words.clone().filter_map(person).any(|c| scene.member_of(c) == Some(m));
            match (spoken_of(a), spoken_of(b)) {
                (true, false) => Some(b),
                (false, true) => Some(a),
                _ => None,
            }
        };
        introduced.or_else(other)
    }
}

/// The person most spoken of at the beginning, before the first question; most of all whom the outlet speaks with, and
/// who is named together with that one.
fn interviewees(scene: &Scene) -> Guests {
    let t = scene.document;
    let end = t
        .input
        .paragraphs
        .iter()
        .find(|p| (*p).clone().rev().take(2).any(|w| t.word(w) == "?"))
        .map_or(t.len().min(400), |p| p.start);
    let mut score: HashMap<usize, f32> = HashMap::new();
    let mut told = Vec::new();
    for (c, candidate) in scene.candidates.iter().enumerate() {
        let Some(m) = scene.member_of(c) else { continue };
        if candidate.head >= end || scene.members[m].kind != ActorKind::Person || !candidate.is_name() {
            continue;
        }
        let joined = candidate
            .words
            .start
            .checked_sub(2)
            .filter(|&w| scene.reference.names.and.contains(&t.lower(w + 1)));
        let with = joined
            .and_then(|w| scene.mention_at(w))
            .and_then(|o| scene.member_of(o))
            .is_some_and(|o| told.contains(&o));
        let spoken_with = with || interviewing(scene, candidate.head) || behind(scene, candidate.words.start);
        if spoken_with && !told.contains(&m) {
            told.push(m);
        }
        *score.entry(m).or_default() += 1.0 + if spoken_with { 3.0 } else { 0.0 };
    }
    let best = score.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(&m, _)| m);
    let is_told = best.is_some_and(|m| told.contains(&m));
    let mut list: Vec<usize> = best.into_iter().collect();
    if is_told {
        told.retain(|&m| Some(m) != best);
        list.append(&mut told);
    }
    Guests { list, told: is_told }
}

/// Whether a name stands directly behind a verb or noun of interviews, as in headlines, which are hard to read by grammar:
/// `Wikinews interviews Ann Roe`, `Interview with Ann Roe`.
fn behind(scene: &Scene, start: usize) -> bool {
    let t = scene.document;
    let words = &scene.reference.interviews;
    let before = |n: usize| start.checked_sub(n).map(|w| t.lower(w)).unwrap_or_default();
    words.verbs.contains(&before(1))
        || (words.with.contains(&before(1)) && {
            words.nouns.contains(&before(2)) || words.verbs.contains(&before(2))
        })
}

/// Whether a word is the object of an interview, by the verb above it.
fn interviewing(scene: &Scene, w: usize) -> bool {
    let t = scene.document;
    let up = t.head(w);
    let words = &scene.reference.interviews;
    match t.rel(w) {
        Deprel::Obj | Deprel::Obl | Deprel::Iobj => words.verbs.contains(&t.lower(up)),
        Deprel::Nmod => words.nouns.contains(&t.lower(up)),
        Deprel::Nsubj | Deprel::NsubjPass => {
            // `Roe talks to the Herald`, `Roe was interviewed`.
            words.verbs.contains(&t.lower(up))
                && (t.rel(w) == Deprel::NsubjPass || t.child(up, &[Deprel::Obj]).is_none())
        }
        _ => false,
    }
}

/// The outlet that asks: a body that is the subject of an interview.
fn interviewer(scene: &Scene) -> Option<usize> {
    let t = scene.document;
    scene.candidates.iter().enumerate().find_map(|(c, candidate)| {
        let m = scene.member_of(c)?;
        let asks = t.rel(candidate.head) == Deprel::Nsubj
            && scene.reference.interviews.verbs.contains(&t.lower(t.head(candidate.head)));
        (asks && candidate.is_name() && scene.members[m].kind == ActorKind::Organisation).then_some(m)
    })
}
