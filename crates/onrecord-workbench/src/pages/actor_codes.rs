//! What coders say of an actor: variables of the codebook, and a memo.

use super::desk::{Filled, VariableField, codes, memo, variables};
use crate::house::House;
use crate::problem::Problem;
use crate::sent::Sent;
use crate::view::link;
use axum::extract::State;
use axum::response::Response;
use onrecord_archive::Archive;
use onrecord_archive::coding::{Code, Given, Unit, UnitKind};
use onrecord_archive::corrections::By;
use std::sync::Arc;

/// What somebody has coded of an actor, to be coded on.
#[derive(Default)]
pub(crate) struct Coding {
    pub variables: Vec<VariableField>,
    pub memo: String,
}

/// An actor as one coder alone has coded it.
pub(crate) fn coding(archive: &Archive, key: &str, person: &str) -> Result<Coding, Problem> {
    let book = archive.codebook()?.map(|(book, _)| book);
    let given: Vec<Given> = archive.codes_of_actor(key, Some(person))?;
    let own: Vec<&Code> = given.iter().filter(|g| !g.settled).map(|g| &g.code).collect();
    Ok(Coding {
        variables: book.map(|book| variables(&book, UnitKind::Actor, &own)).unwrap_or_default(),
        memo: memo(&own),
    })
}

/// Saves what a form says of an actor, in the place of what its sender said before.
pub(crate) async fn code(
    State(house): State<Arc<House>>,
    sent: Sent<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (person, at) = (sent.person()?.to_owned(), house.now());
    let filled = Filled(sent.value.clone());
    let key = filled.get("key").to_owned();
    let to = format!("{}#coding", link::page("/actor", &[("key", &key), ("coded", "yes")]));
    house
        .change(move |archive| {
            let book = archive.codebook()?.map(|(book, _)| book);
            let codes = codes(book.as_ref(), UnitKind::Actor, &filled);
            Ok(archive.give_these(Unit::Actor(&key), &codes, By { person: &person, at: &at })?)
        })
        .await?;
    Ok(sent.done(&to))
}
