//! What can go wrong with a request, for people and for programs.

use crate::view::Frame;
use askama::Template;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use onrecord_archive::browse::SearchError;
use onrecord_archive::coding::CodingError;
use onrecord_archive::corrections::{CorrectionError, NameError};
use onrecord_archive::{ArchiveError, QueryError};
use schemars::JsonSchema;
use serde::Serialize;
use std::time::Duration;

/// Why a request was not answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("There is no {0} here.")]
    NoSuch(String),
    #[error("{0}")]
    Bad(String),
    #[error("{0}")]
    Query(#[from] QueryError),
    #[error("{0}")]
    Name(NameError),
    #[error("{0}")]
    Correction(CorrectionError),
    #[error("{0}")]
    Coding(CodingError),
    #[error("{0}")]
    Refused(&'static str),
    #[error("{0}")]
    Archive(ArchiveError),
    #[error("This took too long and was stopped.")]
    TooLong,
    #[error("Too much is asked at the same time.")]
    Busy,
    #[error("The password was wrong too often.")]
    TooOften(Duration),
    #[error("Something went wrong in onrecord itself.")]
    Broken,
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Stopped(_) => Problem::TooLong,
            other => Problem::Archive(other),
        }
    }
}

impl From<CorrectionError> for Problem {
    fn from(error: CorrectionError) -> Self {
        match error {
            CorrectionError::Archive(error) => error.into(),
            other => Problem::Correction(other),
        }
    }
}

impl From<CodingError> for Problem {
    fn from(error: CodingError) -> Self {
        match error {
            CodingError::Archive(error) => error.into(),
            CodingError::Correction(error) => error.into(),
            CodingError::Query(error) => error.into(),
            other => Problem::Coding(other),
        }
    }
}

impl From<NameError> for Problem {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Archive(error) => error.into(),
            other => Problem::Name(other),
        }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Archive(error) => error.into(),
            SearchError::Query(error) => error.into(),
            other => Problem::Bad(other.to_string()),
        }
    }
}

impl Problem {
    pub fn status(&self) -> StatusCode {
        match self {
            Problem::NoSuch(_) => StatusCode::NOT_FOUND,
            Problem::Bad(_) | Problem::Query(_) => StatusCode::BAD_REQUEST,
            Problem::Name(NameError::Nobody(_))
            | Problem::Correction(
                CorrectionError::NoArticle(_)
                | CorrectionError::NoStatement { .. }
                | CorrectionError::NoEvent { .. }
                | CorrectionError::NoCorrection(_),
            ) => StatusCode::NOT_FOUND,
            Problem::Coding(CodingError::NoCode(_) | CodingError::NoCoder(_)) => StatusCode::NOT_FOUND,
            Problem::Coding(CodingError::Codebook(_)) => StatusCode::BAD_REQUEST,
            Problem::Name(_) | Problem::Correction(_) | Problem::Coding(_) => StatusCode::CONFLICT,
            Problem::Refused(_) => StatusCode::FORBIDDEN,
            Problem::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Problem::Archive(ArchiveError::Locked(_)) | Problem::Busy | Problem::TooLong => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Problem::Archive(_) | Problem::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Problem::NoSuch(_) => "It may have another name now: look for it on the page Find.".to_owned(),
            Problem::Coding(CodingError::Dropped(_)) => {
                "Keep it in the codebook, or say that it may lack it: the codes stay in the archive."
                    .to_owned()
            }
            Problem::Query(error) => return error.hint().map(str::to_owned),
            Problem::Archive(error) => return error.hint().map(str::to_owned),
            Problem::TooLong => "Ask for less: a shorter time, or more conditions.".to_owned(),
            Problem::Busy => "Wait a moment and ask again.".to_owned(),
            Problem::TooOften(wait) => format!("Wait {} seconds and try again.", seconds(*wait)),
            Problem::Name(NameError::Several { .. }) => {
                "Choose one of the names that are offered while you type, or give the key.".to_owned()
            }
            Problem::Broken => "This is a bug; please report it with what you did.".to_owned(),
            Problem::Bad(_)
            | Problem::Name(_)
            | Problem::Correction(_)
            | Problem::Coding(_)
            | Problem::Refused(_) => return None,
        })
    }
}

impl Problem {
    /// Says after how many seconds it makes sense to ask again, if it does.
    fn with_patience(&self, mut response: Response) -> Response {
        let after = match self {
            Problem::TooOften(wait) => seconds(*wait),
            Problem::Busy => 1,
            Problem::Archive(ArchiveError::Locked(_)) => 5,
            _ => return response,
        };
        response.headers_mut().insert(header::RETRY_AFTER, after.into());
        response
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs_f64().ceil() as u64
}

/// The page that tells a problem.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    what: String,
    hint: Option<String>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, what, hint) = (self.status(), self.to_string(), self.hint());
        let title = match status.as_u16() {
            404 => "Not found",
            400 | 409 => "That does not work",
            403 => "Refused",
            429 | 503 => "Not now",
            _ => "A failure",
        };
        let page = page(&ProblemPage { frame: Frame::bare(title), what, hint });
        self.with_patience((status, page).into_response())
    }
}

/// A page made by its template.
pub(crate) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        // Writing to memory does not fail, and nothing else in a template does.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A problem as the API tells it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// What is wrong.
    error: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// A problem of the API.
#[derive(Debug)]
pub(crate) struct ApiProblem(pub Problem);

impl<E: Into<Problem>> From<E> for ApiProblem {
    fn from(error: E) -> Self {
        ApiProblem(error.into())
    }
}

impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let told = Told { error: self.0.to_string(), hint: self.0.hint() };
        self.0.with_patience((self.0.status(), Json(told)).into_response())
    }
}
