//! Saving what a form of the desk says: corrections of what differs from what the coder saw, and codes.

use super::ask::{Asking, Halt};
use super::fields::codes;
use super::filled::Filled;
use super::place::Place;
use super::{event, next, statement};
use crate::house::House;
use crate::problem::Problem;
use crate::sent::Sent;
use crate::view::{Visitor, link};
use axum::extract::State;
use axum::response::Response;
use onrecord::Record;
use onrecord_archive::Archive;
use onrecord_archive::coding::Unit;
use onrecord_archive::corrections::By;
use std::collections::HashSet;
use std::sync::Arc;

/// Saves what a form says, and goes on to the next of its kind.
pub(crate) async fn save(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let person = sent.person()?.to_owned();
    let filled = Filled(sent.value.clone());
    let place = filled.place();
    let back = place.at(&place.address, &place.of);
    let asking =
        Asking { house: &house, visitor: &visitor, sent: &sent, section: "desk", action: "/desk", back };
    if let Err(question) = asking.change(judge).await? {
        return Ok(question);
    }
    let saved = format!("saved={}", link::encoded(&place.of));
    if filled.has("stay") || place.of.is_empty() {
        return Ok(sent.done(&format!("{}&{saved}", place.at(&place.address, &place.of))));
    }
    let found = {
        let place = place.clone();
        let ask = move |desk: &mut crate::pool::Desk| match place.unit() {
            Unit::Event { .. } => match next_event(&desk.archive, &place, &person)? {
                Some(to) => Ok(Some(to)),
                None => next(&desk.archive, &place, &person, None),
            },
            _ => next(&desk.archive, &place, &person, Some((&place.address, &place.of))),
        };
        house.pool.ask(ask).await?
    };
    Ok(sent.done(&match found {
        Some(to) => format!("{to}&{saved}"),
        None => link::page("/desk", &[("q", &place.q), ("order", &place.order)]),
    }))
}

fn judge(archive: &mut Archive, filled: &Filled, by: By) -> Result<(), Halt> {
    let place = filled.place();
    let book = archive.codebook()?.map(|(book, _)| book);
    let codes = codes(book.as_ref(), place.unit().kind(), filled);
    match place.unit() {
        Unit::Statement { article, statement } => {
            let changes = statement::changes(archive, filled, by.person)?;
            archive.judge(article, statement, &changes, &codes, by)?;
        }
        Unit::Event { article, event } => {
            let changes = event::changes(archive, filled, by.person)?;
            archive.judge_event(article, event, &changes, &codes, by)?;
        }
        other => archive.give_these(other, &codes, by)?,
    }
    Ok(())
}

/// The next event of the article that a person has not judged: one after the place, or else the first.
fn next_event(archive: &Archive, place: &Place, person: &str) -> Result<Option<String>, Problem> {
    let Some(record) = archive.corrected_by(&place.address, person)? else { return Ok(None) };
    let judged = archive.judged_events(person, &place.address)?;
    Ok(unjudged(&record, place, &judged))
}

pub(super) fn unjudged(record: &Record, place: &Place, judged: &HashSet<String>) -> Option<String> {
    let here = record.events.iter().position(|e| e.id == place.of).map_or(0, |n| n + 1);
    let (before, after) = record.events.split_at(here);
    let next = after.iter().chain(before).find(|event| !judged.contains(&event.id))?;
    Some(place.at(&place.address, &next.id))
}
