//! One row an actor of an article.

use super::{about, key};
use crate::cells::{Cell, Kind, text};
use crate::columns::{Column, Item, Row};
use onrecord::{Actor, Record};

fn with<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Record, &'a Actor) -> Cell<'a>) -> Cell<'a> {
    match (row.of.record(), row.item) {
        (Some(record), Item::Actor(actor)) => cell(record, actor),
        _ => Cell::None,
    }
}

fn count(n: usize) -> Cell<'static> {
    Cell::Int(i32::try_from(n).unwrap_or(i32::MAX))
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("article", Kind::Text, about::ARTICLE, super::article).required(),
    Column::new("version", Kind::Int, about::VERSION, super::version),
    Column::new("actor", Kind::Text, "Id of the actor in the article's record: `a1`, `a2`, …", |row| {
        with(row, |_, a| text(Some(a.id.as_str())))
    }),
    Column::new("day", Kind::Day, about::DAY, super::day_of),
    Column::new("outlet", Kind::Text, about::OUTLET, super::outlet),
    Column::new("name", Kind::Text, "Its name; absent of those without one.", |row| {
        with(row, |_, a| text(a.name.as_deref()))
    }),
    Column::new(
        "key",
        Kind::Text,
        "The same for the same actor in every article, as far as can be told: see `speaker_key` of statements.",
        |row| with(row, |_, a| text(key(row, Some(a)))),
    ),
    Column::new(
        "kind",
        Kind::Text,
        "`person`, `office`, `organisation`, `state`, `group` or `place`.",
        |row| with(row, |_, a| text(Some(a.kind.name()))),
    ),
    Column::new("wikidata", Kind::Text, "Wikidata identifier, where the dictionary has one.", |row| {
        with(row, |_, a| text(a.wikidata.as_deref()))
    }),
    Column::new("dictionary", Kind::Text, "Identifier in the dictionary of actors.", |row| {
        with(row, |_, a| text(a.dictionary.as_deref()))
    }),
    Column::new("country", Kind::Text, "State that it belongs to, ISO 3166-1 alpha-3.", |row| {
        with(row, |_, a| text(a.country.as_deref()))
    }),
    Column::new("role", Kind::Text, "What it is on the article's day, by the dictionary of actors.", |row| {
        with(row, |_, a| text(a.role.as_deref()))
    }),
    Column::new("anonymous", Kind::Flag, "Whether its name is kept back or not given.", |row| {
        with(row, |_, a| Cell::Flag(a.anonymous))
    }),
    Column::new("statements", Kind::Int, "Number of the article's statements that it makes.", |row| {
        with(row, |record, a| {
            count(record.statements.iter().filter(|s| s.speaker.as_ref() == Some(&a.id)).count())
        })
    }),
    Column::new(
        "mentions",
        Kind::Texts,
        "The words by which the article speaks of it, in text order.",
        |row| {
            with(row, |record, a| {
                Cell::Texts(a.mentions.iter().map(|m| record.article.text.slice(m.span).into()).collect())
            })
        },
    ),
    Column::new("note", Kind::Text, about::NOTE, super::note),
    Column::new("coder", Kind::Text, about::CODER, |row| with(row, |_, a| super::coder(a.coded.as_ref()))),
    Column::new("coded_at", Kind::Text, about::CODED_AT, |row| {
        with(row, |_, a| super::coded_at(a.coded.as_ref()))
    }),
];
