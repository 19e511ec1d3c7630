//! Keeping questions.

use crate::house::House;
use crate::problem::Problem;
use crate::sent::Sent;
use crate::view::link;
use axum::extract::State;
use axum::response::Response;
use onrecord_archive::corrections::By;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    name: String,
    query: String,
}

/// Keeps one.
pub(crate) async fn keep(State(house): State<Arc<House>>, sent: Sent<Kept>) -> Result<Response, Problem> {
    let (name, query, at) = (sent.value.name.clone(), sent.value.query.clone(), house.now());
    // Whoever has not said their name keeps searches all the same.
    let person = sent.person().unwrap_or_default().to_owned();
    house
        .change(move |archive| Ok(archive.keep_search(&name, &query, By { person: &person, at: &at })?))
        .await?;
    Ok(sent.done(&link::find(&sent.value.query)))
}

#[derive(Debug, Deserialize)]
pub(crate) struct Dropped {
    search: i64,
}

/// Drops one.
pub(crate) async fn forget(
    State(house): State<Arc<House>>,
    sent: Sent<Dropped>,
) -> Result<Response, Problem> {
    let id = sent.value.search;
    match house.change(move |archive| Ok(archive.drop_search(id)?)).await? {
        true => Ok(sent.done("/find")),
        false => Err(Problem::NoSuch("kept search of this number".to_owned())),
    }
}
