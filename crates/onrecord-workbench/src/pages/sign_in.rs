//! Giving the password, where the workbench has one.

use crate::guard::{SESSION, cookie};
use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::server::Peer;
use crate::view::Frame;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// What a wrong password costs.
const PAUSE: Duration = Duration::from_millis(700);

#[derive(Deserialize)]
pub(crate) struct Given {
    password: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    frame: Frame,
    wrong: bool,
}

pub(crate) async fn form(State(house): State<Arc<House>>) -> Response {
    match house.locked() {
        true => page(&Page { frame: Frame::bare("Sign in"), wrong: false }),
        false => Redirect::to("/").into_response(),
    }
}

pub(crate) async fn sign_in(
    State(house): State<Arc<House>>,
    extensions: Extensions,
    Form(given): Form<Given>,
) -> Response {
    let peer = extensions.get::<Peer>().map(|peer| peer.0);
    match house.is_password(peer, &given.password) {
        Ok(true) => {
            let session = house.begin_session();
            let cookie = format!("{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Ok(false) if !house.locked() => Redirect::to("/").into_response(),
        Ok(false) => {
            tokio::time::sleep(PAUSE).await;
            let form = page(&Page { frame: Frame::bare("Sign in"), wrong: true });
            (StatusCode::UNAUTHORIZED, form).into_response()
        }
        Err(wait) => Problem::TooOften(wait).into_response(),
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Leaving {}

/// Ends the session of the browser that asks, and of no other.
pub(crate) async fn sign_out(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    _sent: Sent<Leaving>,
) -> Response {
    if let Some(session) = cookie(&headers, SESSION) {
        house.end_session(&session);
    }
    let cookie = format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    ([(header::SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response()
}
