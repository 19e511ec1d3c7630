//! Forms that change something: from a page of this server, and by somebody with a name.

use crate::guard::{PERSON, SESSION, cookie};
use crate::house::House;
use crate::problem::Problem;
use crate::view::{Visitor, link};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// How long a browser keeps the name under which somebody corrects.
const YEAR: u32 = 365 * 24 * 60 * 60;

/// A form whose token is right.
#[derive(Debug)]
pub(crate) struct Sent<T> {
    pub value: T,
    person: Option<String>,
}

impl<T> Sent<T> {
    /// Who sent it.
    pub fn person(&self) -> Result<&str, Problem> {
        let name = self.person.as_deref().map(str::trim).filter(|name| !name.is_empty());
        name.ok_or_else(|| Problem::Bad("Say who you are: a correction carries a name.".to_owned()))
    }

    /// What is answered when it is done: another page, and the name is kept for the next time.
    pub fn done(&self, to: &str) -> Response {
        let to = Redirect::to(to);
        match self.person.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => {
                let name = link::encoded(name);
                let cookie = format!("{PERSON}={name}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Strict");
                ([(header::SET_COOKIE, cookie)], to).into_response()
            }
            None => to.into_response(),
        }
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<House>> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, house: &Arc<House>) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(visitor) = Visitor::from_request_parts(&mut parts, house).await;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let too_much = |_| Problem::Bad("The form is too large.".to_owned());
        let body = Bytes::from_request(request, house).await.map_err(too_much)?;
        let field = |name: &str| {
            form_urlencoded::parse(&body).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if !field("form_token").is_some_and(|token| house.is_form_token(&token)) {
            return Err(STALE);
        }
        let value = serde_urlencoded::from_bytes(&body)
            .map_err(|error| Problem::Bad(format!("The form does not say what is needed: {error}.")))?;
        let person = field("person").or(visitor.person);
        // Behind a password, a session acts under one name.
        let session = cookie(&headers, SESSION).filter(|_| house.locked());
        if let Some(session) = session {
            let given = person.as_deref().map(str::trim).filter(|name| !name.is_empty());
            let own = house.name_of_session(&session, given);
            if own.is_some() && given.is_some() && own.as_deref() != given {
                return Err(ANOTHER_NAME);
            }
        }
        Ok(Sent { value, person })
    }
}

/// What is said of a form under another name than the session's.
const ANOTHER_NAME: Problem = Problem::Refused(
    "This browser has changed things under another name since it signed in. Sign out, and sign in again, to act under this one.",
);

/// What is said of a form with another token than the present one.
pub(crate) const STALE: Problem = Problem::Refused(
    "The form is from another run of the workbench, or from another site. Load the page again and send it anew.",
);
