//! Taking a place at the desk, and leaving an article behind.

use crate::house::House;
use crate::problem::Problem;
use crate::sent::Sent;
use crate::view::link;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Whose {
    #[serde(default)]
    q: String,
    #[serde(default)]
    order: String,
}

/// Takes a place at the desk under a name.
pub(crate) async fn sit(State(house): State<Arc<House>>, sent: Sent<Whose>) -> Result<Response, Problem> {
    let (person, at) = (sent.person()?.to_owned(), house.now());
    house.change(move |archive| Ok(archive.add_coder(&person, None, &at)?)).await?;
    let mut pairs = vec![("q", sent.value.q.as_str()), ("order", sent.value.order.as_str())];
    pairs.retain(|(_, value)| !value.is_empty());
    Ok(sent.done(&link::page("/desk", &pairs)))
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Finished {
    address: String,
    finished: String,
}

/// Says that the coder has finished an article, or has not after all.
pub(crate) async fn finish(
    State(house): State<Arc<House>>,
    sent: Sent<Finished>,
) -> Result<Response, Problem> {
    let (person, at, given) = (sent.person()?.to_owned(), house.now(), sent.value.clone());
    house
        .change(move |archive| {
            archive.add_coder(&person, None, &at)?;
            Ok(archive.finish(&person, &given.address, given.finished == "yes", &at)?)
        })
        .await?;
    Ok(sent.done("/desk"))
}
