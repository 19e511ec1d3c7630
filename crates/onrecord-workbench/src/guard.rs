//! What every request goes through before it is answered, and every answer before it is sent.

use crate::house::House;
use crate::problem::{ApiProblem, Problem};
use crate::server::{Peer, arriving};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Most bytes of a form.
const FORM: usize = 1 << 20;
/// The cookie of somebody who gave the password.
pub(crate) const SESSION: &str = "onrecord_session";
/// The cookie with the name under which somebody corrects.
pub(crate) const PERSON: &str = "onrecord_person";

/// Nothing but what this server itself serves: no script or style in a page, no frame, no other site.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Sets the guards around some routes.
pub(crate) fn around(routes: Router<Arc<House>>, house: &Arc<House>) -> Router<Arc<House>> {
    routes
        .layer(DefaultBodyLimit::max(FORM))
        .layer(middleware::from_fn(arriving))
        .layer(middleware::from_fn_with_state(Arc::clone(house), admit))
        .layer(middleware::from_fn(seal))
}

/// Refuses what does not come from a page of this server itself.
async fn admit(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let api = path.starts_with("/api/");
    let told = |problem: Problem| match api {
        true => ApiProblem(problem).into_response(),
        false => problem.into_response(),
    };
    let refused = |why: &'static str| told(Problem::Refused(why));
    let headers = request.headers();
    let Some(host) = text(headers, header::HOST).map(str::to_ascii_lowercase) else {
        return refused("The request does not say which host it is for.");
    };
    if !house.settings.hosts.contains(&host) {
        return refused("This server does not go by the name that the request has.");
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && !of_this_site(headers, &host) {
        return refused("The request comes from a page of another site.");
    }
    let open = path == "/sign-in" || path.starts_with("/assets/");
    let signed_in = match house.locked() && !open {
        true => signed_in(&house, headers, peer(&request)),
        false => Ok(true),
    };
    let signed_in = match signed_in {
        Ok(signed_in) => signed_in,
        Err(wait) => return told(Problem::TooOften(wait)),
    };
    if !signed_in {
        return match (api, changes) {
            (true, _) | (_, true) => {
                (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response()
            }
            (false, false) => Redirect::to("/sign-in").into_response(),
        };
    }
    next.run(request).await
}

/// Whether a browser says that a page of this site sent it. A program that is no browser says nothing of the kind, and
/// needs the token of the form all the same.
fn of_this_site(headers: &HeaderMap, host: &str) -> bool {
    let origin = text(headers, header::ORIGIN).is_none_or(|origin| {
        origin.strip_prefix("http://").or(origin.strip_prefix("https://")) == Some(host)
    });
    let fetch = text(headers, HeaderName::from_static("sec-fetch-site"))
        .is_none_or(|site| matches!(site, "same-origin" | "none"));
    origin && fetch
}

/// Who is at the other end, where that is known.
pub(crate) fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<Peer>().map(|peer| peer.0)
}

/// Whether whoever asks has given the password; or how long to wait, where too many wrong ones were tried.
fn signed_in(house: &House, headers: &HeaderMap, peer: Option<IpAddr>) -> Result<bool, Duration> {
    if cookie(headers, SESSION).is_some_and(|value| house.is_session(&value)) {
        return Ok(true);
    }
    let given = text(headers, header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    given.map_or(Ok(false), |password| house.is_password(peer, password))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    Some(value.to_owned())
}

/// Says with every answer what a browser must not do with it.
async fn seal(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}
