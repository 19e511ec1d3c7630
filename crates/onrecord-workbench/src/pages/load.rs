//! How busy the server is: places of each kind that are taken, and who found none.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::server::Doors;
use crate::slots::Places;
use crate::view::{Frame, Visitor};
use askama::Template;
use axum::extract::State;
use axum::http::Extensions;
use axum::response::Response;
use std::sync::Arc;

/// A kind of places.
struct Line {
    name: &'static str,
    told: &'static str,
    places: Places,
}

#[derive(Template)]
#[template(path = "load.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
    /// Questions that took too long and were ended.
    ended: u64,
    /// Guesses of the password that were not looked at.
    guesses: u64,
    /// Answers that are kept, in KB.
    kept: usize,
    kept_most: usize,
}

/// The page.
pub(crate) async fn load(
    State(house): State<Arc<House>>,
    visitor: Visitor,
    extensions: Extensions,
) -> Result<Response, Problem> {
    let line = |name, told, places| Line { name, told, places };
    // Only on a socket are there connections.
    let doors = extensions.get::<Doors>().map(|doors| doors.0.places());
    let pool = &house.pool;
    let lines = doors
        .map(|places| line("Connections", "open at the moment, this one too", places))
        .into_iter()
        .chain([
            line("Questions", "of pages, answered at the same time", pool.seats.places()),
            line("Questions that came", "answered, or waiting for their turn", pool.queue.places()),
            line("Exports", "that run", house.exports.places()),
            line("Files", "that are being sent", house.uploads.places()),
            line("Jobs", "that wait, or are being done", house.jobs.places()),
        ])
        .collect();
    Ok(page(&Page {
        frame: Frame::new(&house, &visitor, "load", "Load"),
        lines,
        ended: pool.ended(),
        guesses: house.guesses_refused(),
        kept: pool.kept_bytes() >> 10,
        kept_most: pool.kept_most() >> 10,
    }))
}
