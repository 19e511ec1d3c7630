//! The actors of a record by their keys in the archive, as corrections of actors leave them.

use super::names::{Row, resolved};
use super::{Change, Named, json};
use crate::actors::Known;
use onrecord::dictionary::Dictionary;
use onrecord::{Actor, Article, Hand, Record, Span};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, HashMap};

/// The actors of a record by their keys in the archive.
pub(super) struct Locals {
    by_key: HashMap<String, String>,
    /// Those that a person put in, by their ids in the record. They are of no cast.
    pub named: BTreeMap<String, Named>,
}

impl Locals {
    pub fn of(record: &Record) -> Locals {
        let none = Dictionary::new();
        let known = record
            .actors
            .iter()
            .filter_map(|a| Some((Known::of(a, &record.article, &none)?.key, a.id.clone())))
            .collect();
        Locals { by_key: known, named: BTreeMap::new() }
    }

    /// Follows merges and splits: actors of the record take over what they are now, and those that are one become one.
    pub fn move_actors(
        &mut self,
        db: &Connection,
        version: i64,
        record: &mut Record,
    ) -> rusqlite::Result<()> {
        let mut asked = db.prepare_cached(
            "SELECT c.local, b.key, a.key, a.name, a.kind, a.wikidata, a.country, a.dictionary
             FROM read_casts r JOIN casts c USING (version, local) JOIN actors a ON a.id = c.actor
             JOIN actors b ON b.id = r.actor WHERE version = ?1",
        )?;
        let moved: Vec<(String, String, Row)> = asked
            .query_map([version], |r| Ok((r.get(0)?, r.get(1)?, Row::read(r, 2)?)))?
            .collect::<Result<_, _>>()?;
        for (local, read, now) in moved {
            self.by_key.retain(|_, id| *id != local);
            let Some(at) = record.actors.iter().position(|a| a.id == local) else { continue };
            let hand = mover(db, &read)?;
            match self.by_key.get(&now.key).cloned() {
                Some(other) => {
                    let gone = record.actors.remove(at);
                    if let Some(stays) = record.actors.iter_mut().find(|a| a.id == other) {
                        stays.mentions.extend(gone.mentions);
                        stays.mentions.sort_by_key(|m| m.span);
                        stays.coded = hand;
                    }
                    rename(record, &local, &other);
                }
                None => {
                    let actor = &mut record.actors[at];
                    (actor.name, actor.kind) = (Some(now.name), now.kind);
                    (actor.wikidata, actor.country, actor.dictionary) =
                        (now.wikidata, now.country, now.dictionary);
                    actor.coded = hand;
                    self.by_key.insert(now.key, local);
                }
            }
        }
        Ok(())
    }

    /// The record's id of an actor, if it is one of the record's.
    pub fn known(&self, db: &Connection, named: &Named) -> rusqlite::Result<Option<String>> {
        Ok(self.by_key.get(&resolved(db, named)?.key).cloned())
    }

    /// The record's id of an actor, which becomes one of the record's if it was none.
    pub fn local(
        &mut self,
        db: &Connection,
        named: &Named,
        hand: &Hand,
        record: &mut Record,
    ) -> rusqlite::Result<String> {
        let now = resolved(db, named)?;
        if let Some(id) = self.by_key.get(&now.key) {
            return Ok(id.clone());
        }
        let number = |a: &Actor| a.id.get(1..)?.parse::<u32>().ok();
        let last = record.actors.iter().filter_map(number).max().unwrap_or(0);
        let id = format!("a{}", last.saturating_add(1));
        record.actors.push(Actor {
            id: id.clone(),
            name: Some(now.name),
            kind: now.kind,
            wikidata: now.wikidata,
            country: now.country,
            dictionary: now.dictionary,
            role: None,
            anonymous: false,
            mentions: Vec::new(),
            coded: Some(hand.clone()),
        });
        self.by_key.insert(now.key, id.clone());
        self.named.insert(id.clone(), named.clone());
        Ok(id)
    }
}

/// Who said last that an actor is another one.
fn mover(db: &Connection, key: &str) -> rusqlite::Result<Option<Hand>> {
    db.prepare_cached(
        "SELECT person, made FROM corrections WHERE kind IN ('merge', 'split') AND json_extract(change, '$.from.key') = ?1
         AND undone IS NULL ORDER BY id DESC LIMIT 1",
    )?
    .query_row([key], |r| Ok(Hand { coder: r.get(0)?, at: r.get(1)? }))
    .optional()
}

fn rename(record: &mut Record, from: &str, to: &str) {
    let swap = |id: &mut Option<String>| {
        if id.as_deref() == Some(from) {
            *id = Some(to.to_owned());
        }
    };
    for s in &mut record.statements {
        swap(&mut s.speaker);
        s.addressee.iter_mut().for_each(|party| swap(&mut party.actor));
        if let Some(occasion) = &mut s.occasion {
            occasion.with.iter_mut().chain(&mut occasion.place).for_each(|party| swap(&mut party.actor));
        }
    }
    for event in &mut record.events {
        let parties = event.source.iter_mut().chain(&mut event.target).chain(&mut event.place);
        parties.for_each(|party| swap(&mut party.actor));
    }
}

/// Words at which an actor is spoken of go over to another one.
pub(super) fn move_mentions(record: &mut Record, from: &str, into: &str, at: &[Span]) {
    let Some(of) = record.actors.iter_mut().find(|a| a.id == from) else { return };
    let (gone, left) = of.mentions.drain(..).partition(|m| at.iter().any(|span| span.overlaps(m.span)));
    of.mentions = left;
    if let Some(to) = record.actors.iter_mut().find(|a| a.id == into) {
        to.mentions.extend::<Vec<_>>(gone);
        to.mentions.sort_by_key(|m| m.span);
    }
}

/// What is told of an article, put right.
pub(super) fn put_right(article: &mut Article, change: &Change, hand: Option<Hand>) {
    let Change::Article { outlet, published, title, authors } = change else { return };
    let told = |given: &String| Some(given.clone()).filter(|text| !text.is_empty());
    if let Some(outlet) = outlet {
        article.outlet = told(outlet);
    }
    if let Some(published) = published {
        article.published = told(published);
    }
    if let Some(title) = title {
        article.title = told(title);
    }
    if let Some(authors) = authors {
        article.authors = authors.clone();
    }
    article.coded = hand.or(article.coded.take());
}

/// Of what a change of an article says, what an article has.
pub(super) fn as_read(article: &Article, change: &Change) -> Option<Change> {
    let Change::Article { outlet, published, title, authors } = change else { return None };
    let of = |asked: &Option<String>, has: &Option<String>| {
        asked.as_ref().map(|_| has.clone().unwrap_or_default())
    };
    Some(Change::Article {
        outlet: of(outlet, &article.outlet),
        published: of(published, &article.published),
        title: of(title, &article.title),
        authors: authors.as_ref().map(|_| article.authors.clone()),
    })
}

/// An article of a version with what people said of it.
pub(crate) fn article(db: &Connection, version: i64, mut article: Article) -> rusqlite::Result<Article> {
    let mut asked = db.prepare_cached(
        "SELECT c.change, c.person, c.made FROM concerned n JOIN corrections c ON c.id = n.correction
         WHERE n.version = ?1 AND c.kind = 'article' AND c.undone IS NULL ORDER BY c.id",
    )?;
    let mut rows = asked.query(params![version])?;
    while let Some(r) = rows.next()? {
        let hand = Hand { coder: r.get(1)?, at: r.get(2)? };
        put_right(&mut article, &json(r.get_ref(0)?.as_str()?)?, Some(hand));
    }
    Ok(article)
}
