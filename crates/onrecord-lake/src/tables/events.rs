//! One row an event.

use super::{about, actor, key, party_name, when, word, words};
use crate::cells::{Cell, Kind, spans, text};
use crate::columns::{Column, Item, Row};
use onrecord::{Event, Party, Record};

fn with<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Record, &'a Event) -> Cell<'a>) -> Cell<'a> {
    match (row.of.record(), row.item) {
        (Some(record), Item::Event(event)) => cell(record, event),
        _ => Cell::None,
    }
}

fn names<'a>(row: &Row<'a>, parties: fn(&Event) -> &[Party]) -> Cell<'a> {
    with(row, |record, event| match parties(event) {
        [] => Cell::None,
        all => Cell::Texts(all.iter().map(|party| party_name(record, party)).collect()),
    })
}

/// The parties' keys; of one that is no actor of the record, an empty text, so that they stand beside the names.
fn keys<'a>(row: &Row<'a>, parties: fn(&Event) -> &[Party]) -> Cell<'a> {
    with(row, |record, event| match parties(event) {
        [] => Cell::None,
        all => Cell::Texts(
            all.iter()
                .map(|party| key(row, actor(record, party.actor.as_deref())).unwrap_or_default())
                .collect(),
        ),
    })
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("article", Kind::Text, about::ARTICLE, super::article).required(),
    Column::new("version", Kind::Int, about::VERSION, super::version),
    Column::new("event", Kind::Text, "Id of the event in the article's record: `e1`, `e2`, …", |row| {
        with(row, |_, e| text(Some(e.id.as_str())))
    }),
    Column::new("published", Kind::Text, about::PUBLISHED, super::published),
    Column::new("day", Kind::Day, about::DAY, super::day_of),
    Column::new("outlet", Kind::Text, about::OUTLET, super::outlet),
    Column::new("type", Kind::Text, "PLOVER's root type (`docs/events.md`).", |row| {
        with(row, |_, e| text(Some(e.event_type.name())))
    }),
    Column::new("quad", Kind::Text, "PLOVER's quad class of the type.", |row| {
        with(row, |_, e| word(&e.quad))
    }),
    Column::new("cameo", Kind::Text, "Root code of the older CAMEO scheme.", |row| {
        with(row, |_, e| text(Some(e.cameo.as_str())))
    }),
    Column::new("mode", Kind::Text, "What kind of the type it is, where the words are clear.", |row| {
        with(row, |_, e| text(e.mode.as_deref()))
    }),
    Column::new("context", Kind::Texts, "Fields it belongs to, where the words are clear.", |row| {
        with(row, |_, e| match e.context.as_slice() {
            [] => Cell::None,
            all => Cell::Texts(all.iter().map(|field| field.as_str().into()).collect()),
        })
    }),
    Column::new(
        "status",
        Kind::Text,
        "`happened`, `ongoing`, `planned`, `threatened`, `denied` or `hypothetical`.",
        |row| with(row, |_, e| word(&e.status)),
    ),
    Column::new("anchor", Kind::Text, "The words that tell of it; pieces are joined by ` … `.", |row| {
        with(row, |record, e| text(words(&record.article.text, &e.anchor)))
    }),
    Column::new("sources", Kind::Texts, "Who does it: names, or the words for those without one.", |row| {
        names(row, |e| &e.source)
    }),
    Column::new(
        "source_keys",
        Kind::Texts,
        "As `speaker_key` of statements, of each of `sources`; an empty string where there is none.",
        |row| keys(row, |e| &e.source),
    ),
    Column::new("targets", Kind::Texts, "To whom, or with whom.", |row| names(row, |e| &e.target)),
    Column::new("target_keys", Kind::Texts, "As `source_keys`, of `targets`.", |row| {
        keys(row, |e| &e.target)
    }),
    Column::new("mutual", Kind::Flag, "Whether it holds the other way round as well.", |row| {
        with(row, |_, e| Cell::Flag(e.mutual))
    }),
    Column::new(
        "from",
        Kind::Day,
        "First day on which it can have happened, where the article tells.",
        |row| with(row, |record, e| when(record, e.when.as_deref(), true)),
    ),
    Column::new("to", Kind::Day, "Last day on which it can have happened, where the article tells.", |row| {
        with(row, |record, e| when(record, e.when.as_deref(), false))
    }),
    Column::new("place", Kind::Text, "Where: a name, or the words for it.", |row| {
        with(row, |record, e| text(e.place.as_ref().map(|place| party_name(record, place))))
    }),
    Column::new(
        "inside",
        Kind::Text,
        "Id of the statement in whose content it stands: then it is that speaker's claim. Absent: the outlet's own report.",
        |row| with(row, |_, e| text(e.inside.as_deref())),
    ),
    Column::new("statement", Kind::Text, "Id of the statement that is the event.", |row| {
        with(row, |_, e| text(e.statement.as_deref()))
    }),
    Column::new(
        "confidence",
        Kind::Float,
        "Probability, 0 to 1, that type, parties and status are right; absent where a person has put it right or confirmed it.",
        |row| with(row, |_, e| super::confidence(e.confidence, e.coded.as_ref())),
    ),
    Column::new("anchor_spans", Kind::Spans, "Where the anchor stands.", |row| {
        with(row, |_, e| spans(&e.anchor))
    }),
    Column::new("note", Kind::Text, about::NOTE, super::note),
    Column::new("coder", Kind::Text, about::CODER, |row| with(row, |_, e| super::coder(e.coded.as_ref()))),
    Column::new("coded_at", Kind::Text, about::CODED_AT, |row| {
        with(row, |_, e| super::coded_at(e.coded.as_ref()))
    }),
];
