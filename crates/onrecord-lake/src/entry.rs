//! What becomes rows: an article that was read, or one that could not be.

use onrecord::{Note, Record};
use onrecord_archive::{Incoming, Stored, address};
use std::collections::HashMap;

/// An article on its way into the tables.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is known by: the address that the archive knows it by, or the id that the caller of the batch function gave.
    pub article: String,
    /// The number of the version, where an archive tells.
    pub version: Option<u32>,
    /// Whether it is the latest version, where an archive tells.
    pub current: Option<bool>,
    /// SHA-256 of the bytes received.
    pub received: [u8; 32],
    /// The URL that came with the bytes, if any did.
    pub fetched: Option<String>,
    /// When it was added, RFC 3339.
    pub added: Option<String>,
    /// Name and version of what read it.
    pub reader: String,
    /// What came of it.
    pub outcome: Outcome,
    /// By the ids of the record's actors, what each is known by across articles, where an archive tells.
    pub keys: Option<HashMap<String, String>>,
    /// The places of the statements that are wanted, from 0, in order. All if none.
    pub wanted: Option<Vec<u32>>,
}

/// What came of an article.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was read.
    Read(Box<Record>),
    /// Nothing could be read of it.
    Unread(Unread),
}

/// An article of which nothing could be read: what its row says all the same.
#[derive(Debug, Clone)]
pub struct Unread {
    /// Its URL, as given.
    pub url: Option<String>,
    /// Its date of publication, as given.
    pub published: Option<String>,
    /// Its outlet, as given.
    pub outlet: Option<String>,
    /// Why, and what to do.
    pub notes: Vec<Note>,
}

impl Entry {
    /// The record, if it was read.
    pub fn record(&self) -> Option<&Record> {
        match &self.outcome {
            Outcome::Read(record) => Some(record),
            Outcome::Unread(_) => None,
        }
    }

    /// The article as an archive takes it; none of one that could not be read. `added` is taken for the time where the
    /// entry has none.
    pub fn into_incoming(self, added: &str) -> Option<Incoming> {
        let Outcome::Read(record) = self.outcome else { return None };
        Some(Incoming {
            record: *record,
            received: self.received,
            fetched: self.fetched,
            place: Some(self.article),
            added: self.added.unwrap_or_else(|| added.to_owned()),
            reader: self.reader,
        })
    }

    /// What was skipped, repaired or doubted.
    pub fn notes(&self) -> &[Note] {
        match &self.outcome {
            Outcome::Read(record) => &record.notes,
            Outcome::Unread(unread) => &unread.notes,
        }
    }

    /// Whether the statement at this place is wanted.
    pub fn wants(&self, place: usize) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted.binary_search_by_key(&place, |&n| n as usize).is_ok())
    }
}

impl From<Stored> for Entry {
    fn from(stored: Stored) -> Self {
        Entry {
            article: stored.address,
            version: Some(stored.version),
            current: Some(stored.current),
            received: stored.received,
            fetched: stored.fetched,
            added: Some(stored.added),
            reader: stored.reader,
            outcome: Outcome::Read(Box::new(stored.record)),
            keys: Some(stored.keys),
            wanted: stored.wanted,
        }
    }
}

impl From<Incoming> for Entry {
    fn from(incoming: Incoming) -> Self {
        let url = incoming.record.article.url.as_deref();
        Entry {
            article: address(url, incoming.place.as_deref(), &incoming.received),
            version: None,
            current: None,
            received: incoming.received,
            fetched: incoming.fetched,
            added: Some(incoming.added),
            reader: incoming.reader,
            outcome: Outcome::Read(Box::new(incoming.record)),
            keys: None,
            wanted: None,
        }
    }
}
