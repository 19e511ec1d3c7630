//! One row a statement.

use super::{about, actor, key, when, word, words};
use crate::cells::{Cell, Kind, spans, text};
use crate::columns::{Column, Item, Row};
use onrecord::{Actor, Record, Span, Statement};

/// The statement of a row, with its record.
fn with<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Record, &'a Statement) -> Cell<'a>) -> Cell<'a> {
    match (row.of.record(), row.item) {
        (Some(record), Item::Statement(statement)) => cell(record, statement),
        _ => Cell::None,
    }
}

fn speaker<'a>(row: &Row<'a>, cell: impl FnOnce(&'a Actor) -> Cell<'a>) -> Cell<'a> {
    with(row, |record, s| actor(record, s.speaker.as_deref()).map_or(Cell::None, cell))
}

fn role<'a>(row: &Row<'a>, spans: fn(&Statement) -> &[Span]) -> Cell<'a> {
    with(row, |record, s| text(words(&record.article.text, spans(s))))
}

pub(crate) const COLUMNS: &[Column] = &[
    Column::new("article", Kind::Text, about::ARTICLE, super::article).required(),
    Column::new("version", Kind::Int, about::VERSION, super::version),
    Column::new(
        "statement",
        Kind::Text,
        "Id of the statement in the article's record: `s1`, `s2`, …",
        |row| with(row, |_, s| text(Some(s.id.as_str()))),
    ),
    Column::new("published", Kind::Text, about::PUBLISHED, super::published),
    Column::new("day", Kind::Day, about::DAY, super::day_of),
    Column::new("outlet", Kind::Text, about::OUTLET, super::outlet),
    Column::new(
        "url",
        Kind::Text,
        "Address of the article, where the page or the source names one.",
        super::url,
    ),
    Column::new("title", Kind::Text, "Headline of the article.", |row| {
        with(row, |record, _| text(record.article.title.as_deref()))
    }),
    Column::new("language", Kind::Text, "Language of the article, ISO 639-1.", |row| {
        with(row, |record, _| text(record.article.language.as_deref()))
    }),
    Column::new("kind", Kind::Text, "`direct`, `mixed` or `indirect` speech.", |row| {
        with(row, |_, s| text(Some(s.kind.name())))
    }),
    Column::new(
        "act",
        Kind::Text,
        "What is done in saying it, one of the acts of `lexicon/en/acts`; absent where it is not known.",
        |row| with(row, |_, s| s.act.as_ref().map_or(Cell::None, word)),
    ),
    Column::new(
        "negated",
        Kind::Flag,
        "Whether the text says that the act was not performed (`did not rule out`).",
        |row| with(row, |_, s| Cell::Flag(s.negated)),
    ),
    Column::new("content", Kind::Text, "What is said; pieces are joined by ` … `.", |row| {
        role(row, |s| &s.content)
    }),
    Column::new("cue", Kind::Text, "The words that mark the saying.", |row| role(row, |s| &s.cue)),
    Column::new("source", Kind::Text, "The words that name the speaker.", |row| role(row, |s| &s.source)),
    Column::new(
        "speaker",
        Kind::Text,
        "Name of the speaker; absent where the speaker is not known or has no name.",
        |row| speaker(row, |a| text(a.name.as_deref())),
    ),
    Column::new(
        "speaker_key",
        Kind::Text,
        "The same for the same speaker in every article, as far as can be told: `wikidata:Q…`, `dictionary:…`, `name:KIND:…`, or `words:KIND:…` for those without a name.",
        |row| with(row, |record, s| text(key(row, actor(record, s.speaker.as_deref())))),
    ),
    Column::new(
        "speaker_kind",
        Kind::Text,
        "`person`, `office`, `organisation`, `state`, `group` or `place`.",
        |row| speaker(row, |a| text(Some(a.kind.name()))),
    ),
    Column::new(
        "speaker_country",
        Kind::Text,
        "State that the speaker belongs to, ISO 3166-1 alpha-3.",
        |row| speaker(row, |a| text(a.country.as_deref())),
    ),
    Column::new(
        "speaker_role",
        Kind::Text,
        "What the speaker is on the article's day, by the dictionary of actors.",
        |row| speaker(row, |a| text(a.role.as_deref())),
    ),
    Column::new(
        "speaker_anonymous",
        Kind::Flag,
        "Whether the speaker's name is kept back (`two officials`).",
        |row| speaker(row, |a| Cell::Flag(a.anonymous)),
    ),
    Column::new(
        "speaker_how",
        Kind::Text,
        "How the speaker was found: `source`, `carried` or `turn`.",
        |row| with(row, |_, s| s.speaker_how.as_ref().map_or(Cell::None, word)),
    ),
    Column::new(
        "addressee",
        Kind::Text,
        "The words that name whom it was said to; the name where a person has put it in and the text does not name anybody.",
        |row| with(row, |record, s| text(s.addressee.as_ref().map(|p| super::party_words(record, p)))),
    ),
    Column::new("addressee_key", Kind::Text, "As `speaker_key`, of the addressee.", |row| {
        with(row, |record, s| {
            let party = s.addressee.as_ref();
            text(key(row, actor(record, party.and_then(|p| p.actor.as_deref()))))
        })
    }),
    Column::new("occasion", Kind::Text, "The words for the event at which it was said.", |row| {
        with(row, |record, s| text(s.occasion.as_ref().map(|o| record.article.text.slice(o.span))))
    }),
    Column::new("medium", Kind::Text, "The words for what it was said through.", |row| {
        with(row, |record, s| text(s.medium.map(|span| record.article.text.slice(span))))
    }),
    Column::new(
        "said_from",
        Kind::Day,
        "First day on which it can have been said, where the article tells.",
        |row| with(row, |record, s| when(record, s.when.as_deref(), true)),
    ),
    Column::new(
        "said_to",
        Kind::Day,
        "Last day on which it can have been said, where the article tells.",
        |row| with(row, |record, s| when(record, s.when.as_deref(), false)),
    ),
    Column::new("conditions", Kind::Text, "The words for what it is said to depend on.", |row| {
        role(row, |s| &s.conditions)
    }),
    Column::new("concessions", Kind::Text, "The words for what it is said to hold in spite of.", |row| {
        role(row, |s| &s.concessions)
    }),
    Column::new("hedges", Kind::Text, "Words by which less is claimed.", |row| role(row, |s| &s.hedges)),
    Column::new("inside", Kind::Text, "Id of the statement in whose content this one stands.", |row| {
        with(row, |_, s| text(s.inside.as_deref()))
    }),
    Column::new(
        "repeats",
        Kind::Text,
        "Id of the statement of the same article which this one tells again.",
        |row| with(row, |_, s| text(s.repeats.as_deref())),
    ),
    Column::new(
        "confidence",
        Kind::Float,
        "Calibrated probability, 0 to 1, that this is a statement with this content and source; absent where a person has put it right or confirmed it.",
        |row| with(row, |_, s| super::confidence(s.confidence, s.coded.as_ref())),
    ),
    Column::new(
        "content_spans",
        Kind::Spans,
        "Where the content stands: spans of the article's text in Unicode code points, end exclusive.",
        |row| with(row, |_, s| spans(&s.content)),
    ),
    Column::new("cue_spans", Kind::Spans, "Where the cue stands.", |row| with(row, |_, s| spans(&s.cue))),
    Column::new("source_spans", Kind::Spans, "Where the source stands.", |row| {
        with(row, |_, s| spans(&s.source))
    }),
    Column::new("note", Kind::Text, about::NOTE, super::note),
    Column::new("coder", Kind::Text, about::CODER, |row| with(row, |_, s| super::coder(s.coded.as_ref()))),
    Column::new("coded_at", Kind::Text, about::CODED_AT, |row| {
        with(row, |_, s| super::coded_at(s.coded.as_ref()))
    }),
];
