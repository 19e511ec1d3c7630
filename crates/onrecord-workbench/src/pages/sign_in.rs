//! Giving the password, where the workbench has one.

use crate::guard::SESSION;
use crate::house::House;
use crate::problem::page;
use crate::view::Frame;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{StatusCode, header};
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

pub(crate) async fn sign_in(State(house): State<Arc<House>>, Form(given): Form<Given>) -> Response {
    match house.sign_in(&given.password) {
        Some(session) => {
            let cookie = format!("{SESSION}={session}; Path=/; HttpOnly; SameSite=Strict");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        None if !house.locked() => Redirect::to("/").into_response(),
        None => {
            tokio::time::sleep(PAUSE).await;
            let form = page(&Page { frame: Frame::bare("Sign in"), wrong: true });
            (StatusCode::UNAUTHORIZED, form).into_response()
        }
    }
}
