//! Answers that change the archive. They need the token of this run in a header, which no page of another site can know.

use crate::house::House;
use crate::problem::{ApiProblem, Problem};
use crate::sent::STALE;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use onrecord_archive::corrections::{By, Change, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const TOKEN: &str = "x-onrecord-token";

/// A correction to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Given {
    /// Who makes it.
    person: String,
    /// The article's address; absent where actors are merged or split.
    #[serde(default)]
    article: Option<String>,
    /// The statement's id in the record; absent where one is missing, or where it is about something else.
    #[serde(default)]
    statement: Option<String>,
    /// The event's id in the record; absent where one is missing, or where it is about something else.
    #[serde(default)]
    event: Option<String>,
    /// What is right.
    change: Change,
}

/// Who takes a correction back.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Undo {
    /// The name.
    person: String,
}

/// The correction that was made or taken back.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Made {
    /// Its number.
    correction: i64,
}

fn allowed(house: &House, headers: &HeaderMap) -> Result<(), Problem> {
    let token = headers.get(TOKEN).and_then(|value| value.to_str().ok());
    if token.is_some_and(|token| house.is_form_token(token)) { Ok(()) } else { Err(STALE) }
}

fn body<T>(given: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    given.map(|Json(given)| given).map_err(|error| Problem::Bad(error.body_text()))
}

pub(crate) async fn correct(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    given: Result<Json<Given>, JsonRejection>,
) -> Result<Json<Made>, ApiProblem> {
    allowed(&house, &headers)?;
    let given = body(given)?;
    let at = house.now();
    let made = house.change(move |archive| {
        let subject = match (given.article.as_deref(), given.statement.as_deref(), given.event.as_deref()) {
            (_, Some(_), Some(_)) => {
                return Err(Problem::Bad(
                    "A correction is about a statement or an event, not about both.".to_owned(),
                ));
            }
            (Some(article), Some(statement), None) => Subject::Statement { article, statement },
            (Some(article), None, Some(event)) => Subject::Event { article, event },
            (Some(article), None, None) => Subject::Article(article),
            (None, ..) => Subject::Actors,
        };
        Ok(archive.correct(subject, &given.change, By { person: &given.person, at: &at })?)
    });
    Ok(Json(Made { correction: made.await? }))
}

pub(crate) async fn undo(
    State(house): State<Arc<House>>,
    number: Result<Path<i64>, PathRejection>,
    headers: HeaderMap,
    given: Result<Json<Undo>, JsonRejection>,
) -> Result<Json<Made>, ApiProblem> {
    allowed(&house, &headers)?;
    let Path(number) = number.map_err(|error| Problem::Bad(error.body_text()))?;
    let person = body(given)?.person;
    let at = house.now();
    if person.trim().is_empty() {
        return Err(Problem::Bad("Say who takes it back: `person` is empty.".to_owned()).into());
    }
    house.change(move |archive| Ok(archive.undo(number, By { person: &person, at: &at })?)).await?;
    Ok(Json(Made { correction: number }))
}
