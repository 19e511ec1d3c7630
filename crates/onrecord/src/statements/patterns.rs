//! Statements that punctuation alone marks: `Talks failed – minister`, `NATO: no talks`, `"We lost." – Jane Roe`,
//! `WALLACE: What then?`. The model, trained on running text, sees few of them.

use super::decode::Decoding;
use super::draft::{Draft, Words};
use crate::PartKind;
use crate::document::Document;
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
    joints: HashSet<String>,
}

static SPEAKERS: ByLanguage<Speakers> = ByLanguage::new(|language| language.parse("speakers.toml"));

/// Whether a word is a verb that a colon and a quotation follow.
pub(super) fn is_saying(document: &Document, word: usize) -> bool {
    SPEAKERS.of(document.language).saying.contains(&document.lower(word))
}

/// Longest speaker, in words.
const LONGEST: usize = 6;

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
    let at = (paragraph.start + 1..paragraph.end)
        .rev()
        .take(LONGEST + 2)
        .find(|&w| matches!(document.word(w), "–" | "—" | "-" | "--" | "―"))?;
    let mut end = paragraph.end;
    while end > at + 1 && !input.words[end - 1].is_wordlike() {
        end -= 1;
    }
    let speaker = at + 1..end;
    let quotation = input.marks[at - 1] == QuoteMark::Close
        && input.quotations.iter().any(|q| q.end == at && q.first == paragraph.start);
    let content = paragraph.start..at;
    (((heading && spaced(at)) || quotation) && content.len() >= 3 && names_speaker(document, speaker.clone()))
        .then(|| Draft {
            cue: Words::one(at..at + 1),
            source: Words::one(speaker),
            content: Words::one(content),
            ..Draft::default()
        })
}

/// `Speaker: content`: in a heading, in a transcript (`WALLACE: …`), or before a quotation.
fn colon(document: &Document, paragraph: Range<usize>, heading: bool) -> Option<Draft> {
    let input = &document.input;
    let at = paragraph.clone().take(LONGEST + 2).find(|&w| document.word(w) == ":")?;
    // A transcript that is quoted as a whole has the mark before its first speaker.
    let quoted_whole = input.marks[paragraph.start] == QuoteMark::Open;
    let (speaker, content) = (paragraph.start + usize::from(quoted_whole)..at, at + 1..paragraph.end);
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
    let person = document.names.iter().any(|n| n.words.start >= speaker.start && n.words.end <= speaker.end);
    let named = names_speaker(document, speaker.clone());
    (named && (transcript || quoted || (heading && (person || speakers.headline_speakers.contains(&label)))))
        .then(|| Draft {
            cue: Words::one(at..at + 1),
            source: Words::one(speaker),
            content: Words::one(content),
            ..Draft::default()
        })
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
