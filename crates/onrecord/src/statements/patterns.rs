//! Statements that punctuation alone marks: `Talks failed – minister`, `NATO: no talks`, `"We lost." – Jane Roe`,
//! `WALLACE: What then?`. The model, trained on running text, sees few of them.

use super::decode::Decoding;
use super::draft::{Draft, Words};
use crate::PartKind;
use crate::document::{Document, Name};
use crate::labels::{EntityKind, Upos};
use crate::language::{ByLanguage, QuoteMark};
use serde::Deserialize;
use std::collections::HashSet;
use std::ops::Range;

/// Who speaks by punctuation: `lexicon/<code>/speakers.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Speakers {
    headline_speakers: HashSet<String>,
    labels: HashSet<String>,
    saying: HashSet<String>,
    gestures: HashSet<String>,
    joints: HashSet<String>,
}

static SPEAKERS: ByLanguage<Speakers> = ByLanguage::new(|language| language.parse("speakers.toml"));

/// Whether a word is a verb that a colon and a quotation follow.
pub(super) fn is_saying(document: &Document, word: usize) -> bool {
    SPEAKERS.of(document.language).saying.contains(&document.lower(word))
}

/// Whether a word is a verb for what somebody does without a word: `nodded`.
pub(super) fn is_gesture(document: &Document, word: usize) -> bool {
    SPEAKERS.of(document.language).gestures.contains(&document.lower(word))
}

/// Longest speaker, in words.
const LONGEST: usize = 6;
/// Most words that tell behind a signature's name what its bearer is.
const LONGEST_ROLE: usize = 12;
/// Most words before the colon of a label, with what stands in brackets: `PLETT (voice-over): …`.
const LONGEST_LABEL: usize = 12;

/// Adds the statements of punctuation where no statement was found.
pub(super) fn add(document: &Document, drafts: &mut Vec<Draft>, rules: &Decoding) {
    for (n, paragraph) in document.input.paragraphs.iter().enumerate() {
        let heading = matches!(document.kinds[n], PartKind::Headline | PartKind::Subhead);
        let found = dash(document, paragraph.clone(), heading)
            .or_else(|| colon(document, paragraph.clone(), heading));
        let Some(found) = found else { continue };
        let found = Draft { score: rules.marks.punctuation, ..found };
        let content = found.content.0[0].clone();
        // A reading of the model's own over the same words is better informed; one without a source is not, nor one that
        // comes over from another paragraph: where this one names its speaker, it is nobody else's.
        let (mut taken, mut beaten) = (false, Vec::new());
        for (i, d) in drafts.iter_mut().enumerate() {
            if d.content.shared(&content) > 0 {
                // `“As I said in spring, …” – Lars Roe`: what is said to be said inside the words of another leaves them whole.
                let within = |w: usize| content.contains(&w);
                let told = d.cue.first().is_some_and(within);
                if told && !heading && d.content.iter().chain(d.source.iter()).all(within) {
                    continue;
                }
                let elsewhere = d.cue.first().is_some_and(|cue| !paragraph.contains(&cue));
                if elsewhere && !heading {
                    d.content.remove(paragraph);
                    if d.content.is_empty() {
                        beaten.push(i);
                    }
                    continue;
                }
                if d.source.is_empty()
                    || d.source.shared(&content) == d.source.len() && heading && d.score < 0.5
                {
                    beaten.push(i);
                } else {
                    taken = true;
                }
            }
        }
        if !taken {
            for i in beaten.into_iter().rev() {
                drafts.remove(i);
            }
            drafts.push(found);
        }
    }
}

/// `content – Speaker`: in a heading, or after a quotation that fills the paragraph.
fn dash(document: &Document, paragraph: Range<usize>, heading: bool) -> Option<Draft> {
    let input = &document.input;
    let spaced = |w: usize| {
        let s = input.words[w].span;
        input.words[w - 1].span.end < s.start
            && w + 1 < paragraph.end
            && s.end < input.words[w + 1].span.start
    };
    let dash = |w: usize| matches!(document.word(w), "–" | "—" | "-" | "--" | "―");
    let whole = |end: usize| input.quotations.iter().any(|q| q.end == end && q.first == paragraph.start);
    let first = || (paragraph.start + 1..paragraph.end).find(|&w| dash(w) && whole(w));
    let last = || (paragraph.start + 1..paragraph.end).rev().take(LONGEST + 2).find(|&w| dash(w));
    let at = first().or_else(last)?;
    let mut end = paragraph.end;
    while end > at + 1 && !input.words[end - 1].is_wordlike() {
        end -= 1;
    }
    let speaker = at + 1..end;
    let quotation = input.marks[at - 1] == QuoteMark::Close && whole(at);
    let content = paragraph.start..at;
    let signed =
        names_speaker(document, speaker.clone()) || quotation && is_signature(document, speaker.clone());
    (((heading && spaced(at)) || quotation) && content.len() >= 3 && signed).then(|| Draft {
        cue: Words::one(at..at + 1),
        source: Words::one(speaker),
        content: Words::one(content),
        ..Draft::default()
    })
}

/// `Speaker: content`: in a heading, in a transcript (`WALLACE: …`), or before a quotation.
fn colon(document: &Document, paragraph: Range<usize>, heading: bool) -> Option<Draft> {
    let input = &document.input;
    let at = paragraph.clone().take(LONGEST_LABEL).find(|&w| document.word(w) == ":")?;
    // A transcript that is quoted as a whole has the mark before its first speaker.
    let quoted_whole = input.marks[paragraph.start] == QuoteMark::Open;
    let (mut speaker, content) = (paragraph.start + usize::from(quoted_whole)..at, at + 1..paragraph.end);
    // `PLETT (voice-over): …`
    if speaker.len() > 1 && document.word(at - 1) == ")" {
        speaker.end = speaker.clone().rev().find(|&w| document.word(w) == "(").unwrap_or(at);
    }
    if content.len() < 2 || speaker.is_empty() {
        return None;
    }
    let label = document.words(speaker.clone()).to_lowercase();
    let speakers = SPEAKERS.of(document.language);
    if speakers.labels.contains(&label) && !(heading && speakers.headline_speakers.contains(&label)) {
        return None;
    }
    let capitals = speaker.clone().all(|w| !document.word(w).chars().any(char::is_lowercase));
    let transcript = capitals && label.chars().count() > 2;
    let quoted = input.marks[content.start] == QuoteMark::Open;
    // `Kalvik: Three hurt in fire`: where it was, not who says so.
    let speaks = |n: &Name| {
        n.words.start >= speaker.start && n.words.end <= speaker.end && n.kind != EntityKind::Place
    };
    let person = document.names.iter().any(speaks);
    let named = names_speaker(document, speaker.clone());
    (named && (transcript || quoted || (heading && (person || speakers.headline_speakers.contains(&label)))))
        .then(|| Draft {
            cue: Words::one(at..at + 1),
            source: Words::one(speaker),
            content: Words::one(content),
            ..Draft::default()
        })
}

/// A name and, behind a comma, what its bearer is: `Lars Roe, commissioner for roads`.
fn is_signature(document: &Document, words: Range<usize>) -> bool {
    let Some(comma) = words.clone().find(|&w| document.word(w) == ",") else { return false };
    let role = comma + 1..words.end;
    let finite = role.clone().any(|w| matches!(document.upos(w), Upos::Verb | Upos::Aux));
    (1..=LONGEST_ROLE).contains(&role.len()) && !finite && names_speaker(document, words.start..comma)
}

/// Capitals throughout (with the small words that join names), or a word for a speaker.
fn names_speaker(document: &Document, words: Range<usize>) -> bool {
    if words.is_empty() || words.len() > LONGEST {
        return false;
    }
    let speakers = SPEAKERS.of(document.language);
    if words.len() <= 2 && speakers.headline_speakers.contains(&document.lower(words.end - 1)) {
        return true;
    }
    let joins = |w: usize| speakers.joints.contains(document.word(w));
    let capital = |w: usize| document.looks_named(w);
    words.clone().all(|w| capital(w) || joins(w)) && capital(words.start) && capital(words.end - 1)
}
