//! A record in the format asked for.

pub mod annotations;

use crate::args::Format;
use crate::message::escaped;
use crate::pretty;
use crate::settings::ReadSettings;
use onrecord::Record;
use serde::Serialize;

/// The record as text, with a line end after it.
pub fn render(record: &Record, settings: &ReadSettings) -> String {
    match settings.format {
        Format::Pretty => pretty::render(record, settings.width, settings.colour),
        Format::Json => indented(record),
        Format::Jsonl => one_line(record),
        Format::Annotations => indented(&annotations::collection(record)),
    }
}

/// What stands between two records.
pub fn between(format: Format) -> &'static str {
    match format {
        Format::Pretty => "\n\n",
        Format::Json | Format::Jsonl | Format::Annotations => "",
    }
}

// Records and annotations are structs of strings, numbers and lists: writing them to memory does not fail.

fn indented(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string_pretty(value).expect("plain data is JSON")) + "\n"
}

fn one_line(value: &impl Serialize) -> String {
    escaped(&serde_json::to_string(value).expect("plain data is JSON")) + "\n"
}
