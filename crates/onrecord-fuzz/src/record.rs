//! Texts, read to the end; and what holds of every record.

use crate::intake::assert_article;
use onrecord::{Reader, Record};
use onrecord_intake::{Capture, Hints, take};
use std::collections::HashSet;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("the model is built in"));

/// Reads plain text of any charset as `onrecord read` does.
pub fn text(data: &[u8]) {
    let capture = Capture {
        origin: "-".to_owned(),
        bytes: data.to_vec(),
        url: None,
        content_type: Some("text/plain".to_owned()),
    };
    let hints = Hints { published: Some("2024-02-29".to_owned()), ..Hints::default() };
    let Ok(taken) = take(&capture, &hints) else { return };
    assert_article(&taken.article);
    assert_record(&READER.read(taken.article, taken.notes));
}

/// Reads a text of the pieces that the bytes choose: what comes deeper into the reading than bytes do.
pub fn said(data: &[u8]) {
    text(crate::news(data).as_bytes());
}

/// What holds of every record, whatever text it was read from: every span lies in the text, what is told apart by ids
/// has its own, every id that is named is there, numbers that are probabilities are some, and JSON gives the record back.
///
/// # Panics
/// When something of it does not hold.
pub fn assert_record(record: &Record) {
    let text = &record.article.text;
    assert_eq!(record.span_outside(), None, "in a text of {}", text.len());
    assert!(record.spans().into_iter().all(|span| text.as_str().is_char_boundary(text.bytes(span).start)));
    for s in &record.statements {
        assert!(!s.content.is_empty() && s.content.iter().all(|c| !c.is_empty()), "{}: no content", s.id);
        assert!((0.0..=1.0).contains(&s.confidence), "{}: {}", s.id, s.confidence);
    }
    let ids = |all: Vec<&str>| -> HashSet<String> {
        let set: HashSet<String> = all.iter().map(|&id| id.to_owned()).collect();
        assert_eq!(set.len(), all.len(), "an id is there twice: {all:?}");
        set
    };
    let statements = ids(record.statements.iter().map(|s| &*s.id).collect());
    let actors = ids(record.actors.iter().map(|a| &*a.id).collect());
    let times = ids(record.times.iter().map(|t| &*t.id).collect());
    ids(record.events.iter().map(|e| &*e.id).collect());
    let known = |of: &HashSet<String>, id: &Option<String>| {
        assert!(id.as_ref().is_none_or(|id| of.contains(id)), "{id:?} is nowhere");
    };
    for s in &record.statements {
        known(&actors, &s.speaker);
        known(&times, &s.when);
        known(&statements, &s.inside);
        known(&statements, &s.repeats);
        assert!(s.inside.as_ref() != Some(&s.id) && s.repeats.as_ref() != Some(&s.id), "{} in itself", s.id);
        let occasion = s.occasion.iter().flat_map(|o| o.with.iter().chain(&o.place));
        s.addressee.iter().chain(occasion).for_each(|p| known(&actors, &p.actor));
    }
    for e in &record.events {
        known(&times, &e.when);
        known(&statements, &e.inside);
        known(&statements, &e.statement);
        e.source.iter().chain(&e.target).chain(&e.place).for_each(|p| known(&actors, &p.actor));
        assert!((0.0..=1.0).contains(&e.confidence), "{}: {}", e.id, e.confidence);
    }
    let mentions = record.actors.iter().flat_map(|a| &a.mentions);
    assert!(mentions.into_iter().all(|m| (0.0..=1.0).contains(&m.confidence)));

    let json = serde_json::to_string(record).expect("a record is JSON");
    let back: Record = serde_json::from_str(&json).expect("what was written can be read");
    assert!(back == *record, "JSON gives another record back");
}
