//! Saving what a form of the desk says: corrections of what differs from what the coder saw, and codes.

use super::{Place, addressee_of, day_of, next, speaker_of, unit};
use crate::house::House;
use crate::pages::correct::{NOBODY, act, spans};
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::speakers::Speakers;
use crate::view::{Frame, Visitor, link};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord::{Span, StatementKind};
use onrecord_archive::Archive;
use onrecord_archive::coding::{Code, Codebook, Unit, UnitKind};
use onrecord_archive::corrections::{By, Change, Named};
use std::sync::Arc;

/// What a form of the desk says: its fields depend on the codebook.
#[derive(Debug, Clone)]
struct Filled(Vec<(String, String)>);

impl Filled {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    fn place(&self) -> Place {
        let get = |name| self.get(name).to_owned();
        Place {
            address: get("address"),
            of: get("of"),
            q: get("q"),
            order: get("order"),
            saved: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "desk_new.html")]
struct New {
    frame: Frame,
    name: String,
    fields: Vec<(String, String)>,
    near: Vec<String>,
    back: String,
}

/// Saves what a form says, and goes on to the next statement.
pub(crate) async fn save(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let person = sent.person()?.to_owned();
    let filled = Filled(sent.value.clone());
    let place = filled.place();
    let frame = Frame::new(&house, &visitor, "desk", "A new actor");
    let at = house.now();
    let (work, whose) = (filled.clone(), person.clone());
    let outcome = house
        .change(move |archive| {
            let place = work.place();
            let by = By { person: &whose, at: &at };
            let book = archive.codebook()?.map(|(book, _)| book);
            let codes = codes(book.as_ref(), unit(&place).kind(), &work);
            match unit(&place) {
                Unit::Statement { article, statement } => {
                    let changes = match changes(archive, &work, &whose)? {
                        Ok(changes) => changes,
                        Err(unknown) => return Ok(Err(unknown)),
                    };
                    archive.judge(article, statement, &changes, &codes, by)?;
                }
                other => archive.give_these(other, &codes, by)?,
            }
            Ok(Ok(()))
        })
        .await?;
    if let Err((name, near)) = outcome {
        let back = place.at(&place.address, &place.of);
        let fields = filled.0.into_iter().filter(|(n, _)| n != "form_token").collect();
        return Ok(page(&New { frame, name, fields, near, back }));
    }
    if filled.has("stay") || !place.of.starts_with('s') {
        let to = place.at(&place.address, &place.of);
        return Ok(sent.done(&format!("{to}&saved={}", link::encoded(&place.of))));
    }
    let found = {
        let place = place.clone();
        let after = (place.address.clone(), place.of.clone());
        let ask = move |desk: &mut crate::pool::Desk| {
            next(&desk.archive, &place, &person, Some((&after.0, &after.1)))
        };
        house.pool.ask(ask).await?
    };
    let saved = format!("saved={}", link::encoded(&place.of));
    Ok(sent.done(&match found {
        Some(to) => format!("{to}&{saved}"),
        None => link::page("/desk", &[("q", &place.q), ("order", &place.order)]),
    }))
}

/// The codes that a form gives.
fn codes(book: Option<&Codebook>, kind: UnitKind, filled: &Filled) -> Vec<Code> {
    let mut all = Vec::new();
    for (n, concept) in book.map(|b| b.concepts.as_slice()).unwrap_or_default().iter().enumerate() {
        let concept = concept.name.clone();
        match filled.get(&format!("concept-{n}")) {
            "" => {}
            "for" => all.push(Code::concept(concept, Some(true))),
            "against" => all.push(Code::concept(concept, Some(false))),
            "there" => all.push(Code::concept(concept, None)),
            score => all.push(Code { score: Some(score.to_owned()), ..Code::concept(concept, None) }),
        }
    }
    for (n, variable) in book.map(|b| b.variables.as_slice()).unwrap_or_default().iter().enumerate() {
        let value = filled.get(&format!("variable-{n}")).trim();
        if variable.on == kind && !value.is_empty() {
            all.push(Code::variable(variable.name.clone(), value));
        }
    }
    all.extend(Some(filled.get("memo").trim()).filter(|m| !m.is_empty()).map(Code::memo));
    all
}

/// A name that nobody in the archive goes by, and those who go by one like it.
type Unknown = (String, Vec<String>);

/// What a form corrects: that which differs from what the coder saw.
fn changes(
    archive: &Archive,
    filled: &Filled,
    person: &str,
) -> Result<Result<Vec<Change>, Unknown>, Problem> {
    let place = filled.place();
    if filled.has("no-statement") {
        return Ok(Ok(vec![Change::Statement { is: false }]));
    }
    let nothing = || Problem::NoSuch("article of this address".to_owned());
    let record = archive.corrected_by(&place.address, person)?.ok_or_else(nothing)?;
    let Some(now) = record.statements.iter().find(|s| s.id == place.of) else {
        // It was struck out by this coder, and is one after all.
        return Ok(Ok(vec![Change::Statement { is: true }]));
    };
    let mut all = Vec::new();
    let given = filled.get("speaker").trim();
    if !given.is_empty() && given != speaker_of(&record, now, &Speakers::of(&record)) {
        let speaker = match somebody(archive, given, filled)? {
            Ok(named) => named,
            Err(unknown) => return Ok(Err(unknown)),
        };
        all.push(Change::Speaker { speaker });
    }
    if filled.has("act") {
        let (given, negated) = (act(filled.get("act"))?, filled.has("negated"));
        if (given, negated) != (now.act, now.negated) {
            all.push(Change::Act { act: given, negated });
        }
    }
    let given = filled.get("addressee").trim();
    if filled.has("addressee") && given != addressee_of(&record, now) {
        let addressee = match given {
            "" => None,
            given => match somebody(archive, given, filled)? {
                Ok(named) => named,
                Err(unknown) => return Ok(Err(unknown)),
            },
        };
        all.push(Change::Addressee { addressee, words: None });
    }
    let given = filled.get("day").trim();
    if filled.has("day") && given != day_of(&record, now) {
        let end = |day: &str| Some(day.trim().to_owned()).filter(|day| !day.is_empty());
        let (from, to) = given.split_once('/').unwrap_or((given, given));
        all.push(Change::Day { from: end(from), to: end(to) });
    }
    if let Some(form) = form(filled.get("kind")).filter(|form| *form != now.kind) {
        all.push(Change::Kind { form });
    }
    if filled.has("content") {
        let text = &record.article.text;
        let near = now.content.first().map_or(0, |s| s.start);
        let role = |name: &str, old: &[Span]| -> Result<Option<Vec<Span>>, Problem> {
            // Browsers send line ends of their own.
            let given = filled.get(name).replace('\r', "");
            let shown: Vec<&str> = old.iter().map(|&s| text.slice(s)).collect();
            if given.trim() == shown.join("\n").trim() {
                return Ok(None);
            }
            Ok(Some(spans(&given, text, near)?).filter(|new| new != old))
        };
        let (content, cue, source) =
            (role("content", &now.content)?, role("cue", &now.cue)?, role("source", &now.source)?);
        if content.is_some() || cue.is_some() || source.is_some() {
            all.push(Change::Boundaries { content, cue, source });
        }
    }
    Ok(Ok(all))
}

/// An actor by the name in the form; or why none was made of a name that nobody goes by.
fn somebody(
    archive: &Archive,
    name: &str,
    filled: &Filled,
) -> Result<Result<Option<Named>, Unknown>, Problem> {
    if name == NOBODY {
        return Ok(Ok(None));
    }
    let found = archive.recognise(name, Some(filled.get("address")))?;
    if found.is_new() && !filled.has("new-actor") {
        let near = archive.actors_like(name, 5)?.into_iter().map(|s| s.value).collect();
        return Ok(Err((name.to_owned(), near)));
    }
    Ok(Ok(Some(found.named())))
}

fn form(word: &str) -> Option<StatementKind> {
    serde_json::from_value(word.into()).ok()
}
