//! Sentences with their roles marked in place: `**cue**`, `_source_`, `[content]` in English sentences that stand alone, and
//! `{1s source}`, `{1c cue}`, `{1d content}` in passages of other languages, which have several statements.

use crate::page::{Page, key_value};
use onrecord::{Span, StatementKind, Text};
use std::collections::BTreeMap;

/// A sentence whose marks were taken out, and where they stood.
#[derive(Debug)]
pub struct Marked {
    /// Page and sentence, for complaints.
    pub place: String,
    /// The sentence without marks.
    pub text: Text,
    /// What was marked as cue.
    pub cue: Vec<Span>,
    /// What was marked as source.
    pub source: Vec<Span>,
    /// What was marked as content.
    pub content: Vec<Span>,
    /// What stands after the arrow.
    pub answer: String,
    /// Why it is known to come out otherwise.
    pub known_failure: Option<String>,
}

/// Every line `- sentence → answer` of a page; a line `  known-failure: why` may stand below.
///
/// # Errors
/// Names the first line that is not well formed.
pub fn sentences(page: &Page) -> Result<Vec<Marked>, String> {
    let mut all = Vec::new();
    let lines: Vec<&str> = page.body.lines().collect();
    for (n, line) in lines.iter().enumerate().filter(|(_, l)| l.starts_with("- ")) {
        let place = format!("{}:{}", page.name, n + 1);
        let (sentence, answer) = line[2..].rsplit_once(" → ").ok_or(format!("{place}: no ` → `"))?;
        let below = lines.get(n + 1).and_then(|l| key_value(l)).filter(|(key, _)| *key == "known-failure");
        let mut marked = roles(sentence).map_err(|e| format!("{place}: {e}"))?;
        marked.place = place;
        marked.answer = answer.trim().to_owned();
        marked.known_failure = below.map(|(_, why)| why.to_owned());
        all.push(marked);
    }
    Ok(all)
}

/// Takes `**cue**`, `_source_` and `[content]` out of a sentence.
fn roles(sentence: &str) -> Result<Marked, String> {
    let mut plain = String::new();
    let mut at = 0u32;
    let mut open: [Option<u32>; 3] = [None; 3];
    let mut roles: [Vec<Span>; 3] = Default::default();
    let mut rest = sentence;
    while let Some(c) = rest.chars().next() {
        let (role, opens, closes, len) = match c {
            _ if rest.starts_with("**") => (0, true, true, 2),
            '_' => (1, true, true, 1),
            '[' => (2, true, false, 1),
            ']' => (2, false, true, 1),
            _ => {
                plain.push(c);
                at += 1;
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        match open[role].take() {
            None if opens => open[role] = Some(at),
            Some(start) if closes => roles[role].push(Span::new(start, at)),
            _ => return Err(format!("`{c}` stands where it cannot")),
        }
        rest = &rest[len..];
    }
    if open.iter().any(Option::is_some) {
        return Err("a mark is not closed".to_owned());
    }
    let [cue, source, content] = roles;
    let (place, answer) = (String::new(), String::new());
    Ok(Marked { place, text: Text::new(plain), cue, source, content, answer, known_failure: None })
}

/// A statement as it is marked in a passage of several.
#[derive(Debug, Default)]
pub struct Statement {
    /// Wholly, partly or not in quotation marks; `None` if no content was marked.
    pub kind: Option<StatementKind>,
    /// Its source words.
    pub source: Vec<Span>,
    /// Its content.
    pub content: Vec<Span>,
}

/// Takes the marks `{1s …}` out of a passage, and gives its statements by number.
///
/// # Errors
/// Says which mark is not one.
pub fn numbered(marked: &str) -> Result<(Text, BTreeMap<u32, Statement>), String> {
    let (mut text, mut length) = (String::new(), 0_u32);
    let (mut open, mut out) = (Vec::new(), BTreeMap::<u32, Statement>::new());
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' => {
                let (mark, after) = rest.split_once(' ').ok_or_else(|| format!("an open mark: {marked}"))?;
                rest = after;
                let (at, role) =
                    mark.char_indices().next_back().ok_or_else(|| format!("no role: {marked}"))?;
                let number: u32 =
                    mark[..at].parse().map_err(|_| format!("no number: `{mark}` in {marked}"))?;
                open.push((number, role, length));
            }
            '}' => {
                let (number, role, start) = open.pop().ok_or_else(|| format!("nothing is open: {marked}"))?;
                let span = Span::new(start, length);
                let statement = out.entry(number).or_default();
                let kind = match role {
                    's' => {
                        statement.source.push(span);
                        continue;
                    }
                    'c' => continue,
                    'd' => StatementKind::Direct,
                    'm' => StatementKind::Mixed,
                    'i' => StatementKind::Indirect,
                    _ => return Err(format!("no role: `{role}` in {marked}")),
                };
                statement.content.push(span);
                statement.kind = Some(kind);
            }
            c => {
                text.push(c);
                length += 1;
            }
        }
    }
    if open.is_empty() { Ok((Text::new(text), out)) } else { Err(format!("a mark is not closed: {marked}")) }
}
