//! One row a note.

use super::about;
use crate::cells::{Cell, Kind, text};
use crate::columns::{Column, Item, Row};
use onrecord::Note;

fn with<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Note) -> Cell<'a>) -> Cell<'a> {
    match row.item {
        Item::Note(note) => cell(note),
        _ => Cell::None,
    }
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("article", Kind::Text, about::ARTICLE, super::article).required(),
    Column::new("version", Kind::Int, about::VERSION, super::version),
    Column::new("day", Kind::Day, about::DAY, super::day_of),
    Column::new("outlet", Kind::Text, about::OUTLET, super::outlet),
    Column::new("read", Kind::Flag, "Whether the article could be read at all.", |row| {
        Cell::Flag(row.of.record().is_some())
    })
    .required(),
    Column::new("reason", Kind::Text, "What happened, in a sentence.", |row| {
        with(row, |note| text(Some(note.reason.as_str())))
    })
    .required(),
    Column::new("remedy", Kind::Text, "What can be done about it, if anything.", |row| {
        with(row, |note| text(note.remedy.as_deref()))
    }),
    Column::new(
        "start",
        Kind::Int,
        "Where it begins, if it concerns a place in the text, in code points.",
        |row| with(row, |note| note.span.map_or(Cell::None, |s| Cell::Int(s.start as i32))),
    ),
    Column::new("end", Kind::Int, "Where it ends, exclusive.", |row| {
        with(row, |note| note.span.map_or(Cell::None, |s| Cell::Int(s.end as i32)))
    }),
];
