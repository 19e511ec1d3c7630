//! The JSON API: the same answers as the pages give, for programs. One table ([`ENDPOINTS`]) has what is answered where
//! and how that is described, so that the OpenAPI document and the routes cannot part.

mod ask;
mod change;
pub(crate) mod complete;
mod openapi;

use crate::house::House;
use axum::Router;
use axum::routing::MethodRouter;
use schemars::{Schema, SchemaGenerator};
use std::sync::Arc;

/// A parameter in the address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    name: &'static str,
    /// `query` or `path`.
    place: &'static str,
    /// `string` or `integer`.
    kind: &'static str,
    required: bool,
    told: &'static str,
}

/// What is answered at an address.
pub(crate) struct Endpoint {
    method: &'static str,
    path: &'static str,
    told: &'static str,
    parameters: &'static [Parameter],
    body: Option<fn(&mut SchemaGenerator) -> Schema>,
    answer: fn(&mut SchemaGenerator) -> Schema,
    route: fn() -> MethodRouter<Arc<House>>,
}

const fn text(name: &'static str, required: bool, told: &'static str) -> Parameter {
    Parameter { name, place: "query", kind: "string", required, told }
}

const fn figure(name: &'static str, required: bool, told: &'static str) -> Parameter {
    Parameter { name, place: "query", kind: "integer", required, told }
}

const QUERY: Parameter =
    text("q", false, "A query, as docs/query.md describes the language; everything if absent.");
const PAGE: Parameter = figure("page", false, "Which page, from 1.");
const PRO: Parameter =
    text("for", false, "Which of the statements are for the issue, as a query, whatever their acts tell.");
const CON: Parameter = text("against", false, "Which of them are against it, as a query.");
const ISSUES: Parameter = text("issues", false, "A file of issues, as docs/networks.md describes it.");
const FROM: Parameter =
    text("from", false, "Only what was published on this day, in this month or year, or later.");
const TO: Parameter =
    text("to", false, "Only what was published on this day, in this month or year, or earlier.");
const COPIES: Parameter = text(
    "copies",
    false,
    "Anything: each article that carries a report counts; without it copies of one report count once.",
);
const NUMBER: Parameter =
    Parameter { name: "number", place: "path", kind: "integer", required: true, told: "Its number." };

macro_rules! schema {
    ($of:ty) => {
        |generator: &mut SchemaGenerator| generator.subschema_for::<$of>()
    };
}

/// Everything that the API answers.
pub(crate) static ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "get",
        path: "/api/status",
        told: "How much the archive holds, and the token that requests which change something need.",
        parameters: &[],
        body: None,
        answer: schema!(ask::Status),
        route: || axum::routing::get(ask::status),
    },
    Endpoint {
        method: "get",
        path: "/api/find",
        told: "Statements that a query wants, the latest first, with counts over the latest ones.",
        parameters: &[QUERY, PAGE],
        body: None,
        answer: schema!(onrecord_archive::browse::Page),
        route: || axum::routing::get(ask::find),
    },
    Endpoint {
        method: "get",
        path: "/api/complete",
        told: "What somebody who types may mean.",
        parameters: &[
            text("q", false, "What has been typed."),
            figure("at", false, "Where in it the cursor is, in code points; at its end if absent."),
            text(
                "field",
                false,
                "Of which field values are wanted, where what is typed is one value and no query.",
            ),
        ],
        body: None,
        answer: schema!(complete::Completed),
        route: || axum::routing::get(complete::complete),
    },
    Endpoint {
        method: "get",
        path: "/api/articles",
        told: "Articles, the latest published first.",
        parameters: &[PAGE],
        body: None,
        answer: schema!(ask::Articles),
        route: || axum::routing::get(ask::articles),
    },
    Endpoint {
        method: "get",
        path: "/api/article",
        told: "An article with its record, corrections applied.",
        parameters: &[
            text("address", true, "What it is known by."),
            figure("version", false, "Which version; the latest if absent."),
        ],
        body: None,
        answer: schema!(ask::Article),
        route: || axum::routing::get(ask::article),
    },
    Endpoint {
        method: "get",
        path: "/api/actor",
        told: "What the archive knows of an actor.",
        parameters: &[text("key", true, "What it is known by across articles.")],
        body: None,
        answer: schema!(onrecord_archive::browse::Profile),
        route: || axum::routing::get(ask::actor),
    },
    Endpoint {
        method: "get",
        path: "/api/actors",
        told: "Actors, fifty on a page.",
        parameters: &[
            text(
                "q",
                false,
                "Words that one of their names has, or how such words begin; all actors if absent.",
            ),
            text(
                "order",
                false,
                "By `statements`, `articles`, `name`, `first` or `last` day on which they spoke.",
            ),
            text("unnamed", false, "Anything: those without a name, too."),
            PAGE,
        ],
        body: None,
        answer: schema!(crate::pages::actors::Actors),
        route: || axum::routing::get(ask::actors),
    },
    Endpoint {
        method: "get",
        path: "/api/sayings",
        told: "Sayings among the latest statements that a query wants, those with most voices first.",
        parameters: &[QUERY],
        body: None,
        answer: schema!(ask::Sayings),
        route: || axum::routing::get(ask::sayings),
    },
    Endpoint {
        method: "get",
        path: "/api/events",
        told: "Events out of the latest tellings that a query wants, the latest first.",
        parameters: &[QUERY],
        body: None,
        answer: schema!(ask::Events),
        route: || axum::routing::get(ask::events),
    },
    Endpoint {
        method: "get",
        path: "/api/network",
        told: "Who takes which side on some issues.",
        parameters: &[
            text("query", false, "The query of an issue; may be given several times."),
            text("name", false, "The name of an issue; the first one is that of the first query, and so on."),
            PRO,
            CON,
            ISSUES,
            FROM,
            TO,
            COPIES,
            text("every", false, "Anything: every statement counts, and not once an article."),
            figure("min_statements", false, "Leaves out actors who speak on the issues less often."),
        ],
        body: None,
        answer: schema!(ask::Network),
        route: || axum::routing::get(ask::network),
    },
    Endpoint {
        method: "get",
        path: "/api/positions",
        told: "Which side each actor takes on an issue, in the order of time.",
        parameters: &[
            text("q", false, "The issue, as a query."),
            text("name", false, "Its name."),
            PRO,
            CON,
            ISSUES,
            figure("at", false, "Which issue of the file, from 0."),
            FROM,
            TO,
            COPIES,
        ],
        body: None,
        answer: schema!(onrecord_archive::positions::Positions),
        route: || axum::routing::get(ask::positions),
    },
    Endpoint {
        method: "get",
        path: "/api/wording",
        told: "The words that outlets choose, side by side.",
        parameters: &[
            QUERY,
            text("actor", false, "An actor: how outlets name it."),
            text("terms", false, "Anything: which of the words for the same thing they choose, too."),
        ],
        body: None,
        answer: schema!(crate::pages::wording::SideBySide),
        route: || axum::routing::get(ask::wording),
    },
    Endpoint {
        method: "get",
        path: "/api/searches",
        told: "The kept searches.",
        parameters: &[],
        body: None,
        answer: schema!(ask::Searches),
        route: || axum::routing::get(ask::searches),
    },
    Endpoint {
        method: "get",
        path: "/api/corrections",
        told: "The latest corrections.",
        parameters: &[
            text("article", false, "Only those of the article of this address."),
            text("person", false, "Only those that this person made."),
        ],
        body: None,
        answer: schema!(ask::Corrections),
        route: || axum::routing::get(ask::corrections).post(change::correct),
    },
    Endpoint {
        method: "post",
        path: "/api/corrections",
        told: "Makes a correction.",
        parameters: &[],
        body: Some(schema!(change::Given)),
        answer: schema!(change::Made),
        route: MethodRouter::new,
    },
    Endpoint {
        method: "post",
        path: "/api/corrections/{number}/undo",
        told: "Takes a correction back.",
        parameters: &[NUMBER],
        body: Some(schema!(change::Undo)),
        answer: schema!(change::Made),
        route: || axum::routing::post(change::undo),
    },
    Endpoint {
        method: "get",
        path: "/api/jobs/{number}",
        told: "How far the reading of something that was sent is.",
        parameters: &[NUMBER],
        body: None,
        answer: schema!(crate::jobs::Progress),
        route: || axum::routing::get(ask::job),
    },
    Endpoint {
        method: "get",
        path: "/api/openapi.json",
        told: "This document.",
        parameters: &[],
        body: None,
        answer: |_| Schema::from(true),
        route: || axum::routing::get(openapi::document),
    },
];

/// The routes of the API.
pub(crate) fn routes() -> Router<Arc<House>> {
    // An address with two methods has both in the first of its entries.
    let mut router = Router::new();
    let mut seen = Vec::new();
    for endpoint in ENDPOINTS {
        if !seen.contains(&endpoint.path) {
            seen.push(endpoint.path);
            router = router.route(endpoint.path, (endpoint.route)());
        }
    }
    router
}
