//! Saying what is right where the reading is wrong: one statement, or one that was not found.

use super::desk::words::{lines as lines_of, not_there, offsets, one_line, places, span as told_span};
use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::corrections::{Line, lines};
use crate::view::marks::{Piece, paragraphs};
use crate::view::speakers::Speakers;
use crate::view::{Frame, Visitor, link, word};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use onrecord::acts::Act;
use onrecord::{Record, Span, Text};
use onrecord_archive::Archive;
use onrecord_archive::corrections::{By, Change, Named, Subject, Which};
use serde::Deserialize;
use std::sync::Arc;

/// Somebody who cannot be told, in the field for the speaker.
pub(super) const NOBODY: &str = "nobody";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    address: String,
    statement: Option<String>,
}

struct Role {
    name: &'static str,
    label: &'static str,
    words: String,
    /// Where these stand.
    at: String,
    lines: usize,
}

#[derive(Template)]
#[template(path = "correct.html")]
struct Page {
    frame: Frame,
    address: String,
    back: String,
    title: String,
    /// The statement's id; nothing where one is missing.
    statement: String,
    paragraphs: Vec<Vec<Piece>>,
    speaker: String,
    names: Vec<String>,
    acts: Vec<(String, bool)>,
    negated: bool,
    roles: Vec<Role>,
    made: Vec<Line>,
}

/// The forms for one statement.
pub(crate) async fn form(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let frame = Frame::new(&house, &visitor, "home", "Correct");
    let made = move |desk: &mut crate::pool::Desk| {
        let nothing = || Problem::NoSuch("article of this address".to_owned());
        let heading = desk.archive.heading(&asked.address, None)?.ok_or_else(nothing)?;
        let record = desk.archive.corrected(&asked.address, None)?.ok_or_else(nothing)?;
        let which =
            Which { article: Some(&asked.address), undone: true, limit: Some(500), ..Which::default() };
        let made = desk.archive.corrections(which)?;
        let made: Vec<_> = made.into_iter().filter(|c| c.statement == asked.statement).collect();
        let title = heading.title.unwrap_or(heading.address);
        shown(frame, asked, title, &record, lines(&made))
    };
    Ok(page(&house.pool.ask(made).await?))
}

fn shown(
    mut frame: Frame,
    asked: Asked,
    title: String,
    record: &Record,
    made: Vec<Line>,
) -> Result<Page, Problem> {
    let id = asked.statement.as_deref();
    let statement = id.and_then(|id| record.statements.iter().find(|s| s.id == id));
    // One that was struck out is not in the record any more, and can still be taken back.
    if id.is_some() && statement.is_none() && made.is_empty() {
        return Err(Problem::NoSuch("statement of this number in the article".to_owned()));
    }
    frame.title = match id {
        Some(id) => format!("Correct {id}"),
        None => "Add a missing statement".to_owned(),
    };
    let speakers = Speakers::of(record);
    let all = paragraphs(record, &speakers);
    let of_it = |p: &Piece| id.is_some_and(|id| p.ids.split(' ').any(|i| i == id));
    let paragraphs: Vec<Vec<Piece>> = all
        .into_iter()
        .filter(|p| id.is_none() && p.kind != "litter" || p.pieces.iter().any(of_it))
        .map(|p| p.pieces)
        .collect();
    let speaker = statement.and_then(|s| speakers.of_statement(s.speaker.as_deref()));
    let now = statement.and_then(|s| s.act);
    let role = |name, label, spans: Option<&Vec<Span>>| {
        let spans = spans.map(Vec::as_slice).unwrap_or_default();
        let words = lines_of(&record.article.text, spans);
        let lines = (words.len() / 60 + words.lines().count()).clamp(1, 8);
        Role { name, label, lines, at: offsets(spans), words }
    };
    let mut names: Vec<String> = record.actors.iter().filter_map(|a| a.name.clone()).collect();
    names.sort();
    names.dedup();
    Ok(Page {
        back: link::article(&asked.address, id),
        address: asked.address.clone(),
        title,
        statement: id.unwrap_or_default().to_owned(),
        paragraphs,
        speaker: match (statement, speaker) {
            (Some(s), Some(speaker)) if s.speaker.is_some() => speaker.name.clone(),
            (Some(_), _) => NOBODY.to_owned(),
            (None, _) => String::new(),
        },
        names,
        acts: acts().into_iter().map(|act| (word(&act), Some(act) == now)).collect(),
        negated: statement.is_some_and(|s| s.negated),
        roles: vec![
            role("content", "What is said", statement.map(|s| &s.content)),
            role("cue", "Cue: the words that mark the saying", statement.map(|s| &s.cue)),
            role("source", "Source: the words that name the speaker", statement.map(|s| &s.source)),
        ],
        made,
        frame,
    })
}

/// Every act there is, as the record's schema lists them.
pub(crate) fn acts() -> Vec<Act> {
    let schema = schemars::schema_for!(Act).to_value();
    let all = schema.get("oneOf").and_then(|of| of.as_array()).into_iter().flatten();
    all.filter_map(|one| serde_json::from_value(one.get("const")?.clone()).ok()).collect()
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Given {
    address: String,
    #[serde(default)]
    statement: String,
    /// What is corrected.
    what: String,
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    negated: Option<String>,
    #[serde(default)]
    content: String,
    #[serde(default)]
    cue: String,
    #[serde(default)]
    source: String,
    /// Where what was marked stands.
    #[serde(default, rename = "content-at")]
    content_at: String,
    #[serde(default, rename = "cue-at")]
    cue_at: String,
    #[serde(default, rename = "source-at")]
    source_at: String,
    #[serde(default)]
    outlet: String,
    #[serde(default)]
    published: String,
    #[serde(default)]
    title: String,
    /// One a line.
    #[serde(default)]
    authors: String,
}

/// Makes a correction.
pub(crate) async fn correct(State(house): State<Arc<House>>, sent: Sent<Given>) -> Result<Response, Problem> {
    let person = sent.person()?.to_owned();
    let given = sent.value.clone();
    let at = house.now();
    let id = house
        .change(move |archive| {
            let by = By { person: &person, at: &at };
            let record = archive
                .corrected(&given.address, None)?
                .ok_or_else(|| Problem::NoSuch("article of this address".to_owned()))?;
            let change = change(archive, &given, &record)?;
            let subject = match given.statement.as_str() {
                "" => Subject::Article(&given.address),
                statement => Subject::Statement { article: &given.address, statement },
            };
            Ok(archive.correct(subject, &change, by)?)
        })
        .await?;
    let statement = Some(sent.value.statement.as_str()).filter(|s| !s.is_empty());
    let to = link::page("/article", &[("address", &sent.value.address), ("done", &id.to_string())]);
    Ok(sent.done(&statement.map_or(to.clone(), |s| format!("{to}#{s}"))))
}

fn change(archive: &Archive, given: &Given, record: &Record) -> Result<Change, Problem> {
    let text = &record.article.text;
    let now = record.statements.iter().find(|s| s.id == given.statement);
    let near = |spans: Option<&Vec<Span>>| spans.and_then(|s| s.first()).map_or(0, |s| s.start);
    let content = || spans(&given.content, &given.content_at, text, near(now.map(|s| &s.content)));
    let cue = |near| spans(&given.cue, &given.cue_at, text, near);
    let source = |near| spans(&given.source, &given.source_at, text, near);
    Ok(match given.what.as_str() {
        "speaker" => Change::Speaker { speaker: speaker(archive, &given.speaker, &given.address)? },
        "act" => Change::Act { act: act(&given.act)?, negated: given.negated.is_some() },
        "not-a-statement" => Change::Statement { is: false },
        "is-a-statement" => Change::Statement { is: true },
        "boundaries" => {
            let changed =
                |new: Vec<Span>, old: Option<&Vec<Span>>| Some(new.clone()).filter(|_| old != Some(&new));
            let content = content()?;
            let near = content.first().map_or(0, |s| s.start);
            let change = (
                changed(content, now.map(|s| &s.content)),
                changed(cue(near)?, now.map(|s| &s.cue)),
                changed(source(near)?, now.map(|s| &s.source)),
            );
            if change == (None, None, None) {
                return Err(Problem::Bad("These are the boundaries that it has already.".to_owned()));
            }
            Change::Boundaries { content: change.0, cue: change.1, source: change.2 }
        }
        "missing" => {
            let content = content()?;
            let near = content.first().map_or(0, |s| s.start);
            let speaker = match given.speaker.trim() {
                "" => None,
                _ => speaker(archive, &given.speaker, &given.address)?,
            };
            Change::Missing {
                cue: cue(near)?,
                source: source(near)?,
                act: act(&given.act)?,
                content,
                speaker,
            }
        }
        "article" => told(given, record)?,
        other => return Err(Problem::Bad(format!("There is no correction of the kind “{other}”."))),
    })
}

/// What is told of the article; of which only what is another one than before is a correction.
fn told(given: &Given, record: &Record) -> Result<Change, Problem> {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let other = |given: &str, has: &Option<String>| {
        let given = line(given);
        Some(given).filter(|given| given.as_str() != has.as_deref().map_or("", str::trim))
    };
    let article = &record.article;
    let authors: Vec<String> = given.authors.lines().map(line).filter(|author| !author.is_empty()).collect();
    let change = (
        other(&given.outlet, &article.outlet),
        other(&given.published, &article.published),
        other(&given.title, &article.title),
        Some(authors).filter(|authors| *authors != article.authors),
    );
    match change {
        (None, None, None, None) => {
            Err(Problem::Bad("This is what is told of the article already.".to_owned()))
        }
        (outlet, published, title, authors) => Ok(Change::Article { outlet, published, title, authors }),
    }
}

pub(super) fn act(word: &str) -> Result<Option<Act>, Problem> {
    match word {
        "" | "none" => Ok(None),
        word => serde_json::from_value(word.into())
            .map(Some)
            .map_err(|_| Problem::Bad(format!("There is no act “{word}”."))),
    }
}

fn speaker(archive: &Archive, name: &str, address: &str) -> Result<Option<Named>, Problem> {
    match name.trim() {
        "" => Err(Problem::Bad(format!("Give a name, or “{NOBODY}” where the text does not tell."))),
        NOBODY => Ok(None),
        name => Ok(Some(archive.recognise(name, Some(address))?.named())),
    }
}

/// The places that lines name by their words: where these were marked, else the occurrence nearest to `near`. A line may also be a
/// place itself, `START-END` in code points.
pub(super) fn spans(lines: &str, marked: &str, text: &Text, near: u32) -> Result<Vec<Span>, Problem> {
    let mut marked: Vec<Span> = marked.split_whitespace().filter_map(|told| told_span(told, text)).collect();
    let mut all = Vec::new();
    for line in lines.lines().map(one_line).filter(|line| !line.is_empty()) {
        match marked.iter().position(|&s| one_line(text.slice(s)) == line) {
            Some(at) => all.push(marked.remove(at)),
            None => all.push(span(&line, text, near)?),
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

fn span(line: &str, text: &Text, near: u32) -> Result<Span, Problem> {
    let numbers: Option<(u32, u32)> =
        line.split_once('-').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    if numbers.is_some() {
        return told_span(line, text)
            .ok_or_else(|| Problem::Bad(format!("{line} is no stretch of this article.")));
    }
    places(text, line)
        .into_iter()
        .min_by_key(|span| span.start.abs_diff(near))
        .ok_or_else(|| Problem::Bad(not_there(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_can_be_chosen() {
        assert!(acts().len() > 40 && acts().contains(&Act::Promise) && acts().contains(&Act::Dislike));
    }

    #[test]
    fn words_are_found_where_the_statement_stands() {
        let text = Text::new("it rains, he said. Ünd it rains, she said.");
        assert_eq!(spans("it rains", "", &text, 0).unwrap(), [Span::new(0, 8)]);
        assert_eq!(spans("it rains", "", &text, 20).unwrap(), [Span::new(23, 31)]);
        assert_eq!(
            spans("she said\n23-31\n", "", &text, 20).unwrap(),
            [Span::new(23, 31), Span::new(33, 41)]
        );
        assert_eq!(spans("it rains", "23-31", &text, 0).unwrap(), [Span::new(23, 31)], "it was marked there");
        assert_eq!(spans("it rains", "33-41", &text, 0).unwrap(), [Span::new(0, 8)], "other words were");
        assert!(spans("it snows", "", &text, 0).is_err());
        assert!(spans("5-5", "", &text, 0).is_err());
        assert!(spans("5-900", "", &text, 0).is_err());
    }
}
