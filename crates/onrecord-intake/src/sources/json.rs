//! JSON Lines: one object a line, each an article. Also a file that is one object, or one list of them.

use super::lines::{Line, read_line};
use super::sniff::Stream;
use super::{Articles, Many, Mapping, Received, SourceError, date};
use crate::input::Input;
use crate::json::{self, NoJson};
use crate::loose::digits;
use crate::{Capture, Hints, IntakeError};
use onrecord::budget::Budget;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::BufReader;

/// Whether bytes begin as an object does, or a list of them, and not only as a text with a brace.
pub(super) fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
    let object = head.strip_prefix(b"[").map_or(head, <[u8]>::trim_ascii_start);
    object
        .strip_prefix(b"{")
        .is_some_and(|inside| matches!(inside.trim_ascii_start().first(), Some(b'"' | b'}')))
}

/// The articles of a JSON Lines file.
pub(super) struct Lines {
    origin: String,
    place: Option<String>,
    stream: BufReader<Stream>,
    mapping: Mapping,
    limit: u64,
    number: u64,
    read: u64,
    ended: bool,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines")
            .field("origin", &self.origin)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl Lines {
    pub fn new(origin: String, place: Option<String>, stream: Stream, mapping: Mapping, limit: u64) -> Self {
        let stream = BufReader::with_capacity(1 << 16, stream);
        Lines { origin, place, stream, mapping, limit, number: 0, read: 0, ended: false }
    }
}

impl Many for Lines {
    fn next(&mut self, budget: &Budget) -> Option<Result<Received, SourceError>> {
        let mut line = Vec::new();
        while !self.ended {
            self.number += 1;
            match read_line(&mut self.stream, &mut line, self.limit) {
                Err(error) => {
                    self.ended = true;
                    let (origin, why) = (self.origin.clone(), error.to_string());
                    return Some(Err(SourceError::BreaksOff { origin, read: self.read, why }));
                }
                Ok(Line::End) => self.ended = true,
                Ok(Line::TooLong(size)) => {
                    self.read += size;
                    return Some(Err(SourceError::Json {
                        origin: self.origin.clone(),
                        place: format!("line {}", self.number),
                        why: format!("{size} bytes are more than one article may have"),
                        hint: "leave it out, or split it",
                    }));
                }
                Ok(Line::Whole) => {
                    self.read += line.len() as u64;
                    let bytes = line.trim_ascii();
                    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
                    if !bytes.is_empty() {
                        let place = format!("line {}", self.number);
                        let value = json::value(bytes, budget);
                        return Some(match value {
                            Ok(value) => article(
                                &self.origin,
                                self.place.as_deref(),
                                place,
                                &value,
                                bytes,
                                &self.mapping,
                            ),
                            Err(error) => Err(no_json(&self.origin, place, error)),
                        });
                    }
                }
            }
        }
        None
    }
}

/// The articles of a file that is one object or one list of objects.
pub(super) fn whole(
    input: &Input,
    file: Option<&str>,
    mapping: &Mapping,
) -> Vec<Result<Received, SourceError>> {
    let Input { origin, bytes, budget, .. } = *input;
    let mut articles = Articles::new(input);
    let trimmed = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match json::value(trimmed, budget) {
        Err(error) => {
            let line = if let NoJson::Not(error) = &error { error.line() } else { 0 };
            articles.push(Err(no_json(origin, format!("line {line}"), error)));
        }
        Ok(Value::Array(all)) => articles.take((1..).zip(&all).map(|(n, value)| {
            article(origin, file, format!("element {n}"), value, value.to_string().as_bytes(), mapping)
        })),
        Ok(value) => {
            articles.push(article(origin, file, "the object".to_owned(), &value, bytes, mapping));
        }
    }
    articles.end()
}

fn no_json(origin: &str, place: String, error: NoJson) -> SourceError {
    let error = match error {
        NoJson::Not(error) => error,
        NoJson::Over(over) => return IntakeError::over(&format!("{origin}: {place}"), over).into(),
    };
    SourceError::Json {
        origin: origin.to_owned(),
        place,
        why: format!("is no JSON: {error}"),
        hint: "each line should be one whole JSON object; the other lines are read all the same",
    }
}

pub(super) fn article(
    origin: &str,
    file: Option<&str>,
    place: String,
    value: &Value,
    bytes: &[u8],
    mapping: &Mapping,
) -> Result<Received, SourceError> {
    let Some(body) = mapping.text(value) else {
        return Err(SourceError::Json {
            origin: origin.to_owned(),
            place,
            why: format!("has no text (looked for in {})", mapping.text_fields()),
            hint: "say which field holds it, for instance --field text=body",
        });
    };
    let title = mapping.title(value);
    let markup = body.starts_with('<') && body.contains("</");
    let text = match &title {
        Some(title) if !markup && !body.starts_with(title.as_str()) => format!("{title}\n\n{body}"),
        _ => body,
    };
    let mut notes = Vec::new();
    let id = mapping.id(value);
    let published = mapping.published(value).and_then(|given| match given.parse::<i64>() {
        // Digits that are a day and a clock are that, and only others count seconds.
        Ok(seconds) if digits(&given).is_none() => moment(seconds),
        _ => date(&given, &mut notes),
    });
    let capture = Capture {
        origin: format!("{origin}: {place}"),
        bytes: text.into_bytes(),
        url: mapping.url(value),
        content_type: Some(
            if markup { "text/html; charset=utf-8" } else { "text/plain; charset=utf-8" }.to_owned(),
        ),
    };
    let language = mapping.language(value).map(|l| l.chars().take(2).collect());
    Ok(Received {
        hints: Hints { published, outlet: mapping.outlet(value), language, today: None },
        title,
        authors: mapping.authors(value),
        place: file.zip(id).map(|(file, id)| format!("{file}#{id}")),
        // Of the whole object: the same text under another address is another article.
        hash: Sha256::digest(bytes).into(),
        notes,
        ..Received::new(capture)
    })
}

/// A number for a date counts seconds or milliseconds since 1970.
fn moment(number: i64) -> Option<String> {
    let stamp = if number.abs() > 100_000_000_000 {
        jiff::Timestamp::from_millisecond(number)
    } else {
        jiff::Timestamp::from_second(number)
    };
    stamp.ok().map(|s| s.to_string())
}
