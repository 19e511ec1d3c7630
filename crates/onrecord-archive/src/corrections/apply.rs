//! The record of a version as it is with the corrections that belong to it.

use super::anchor::hex;
use super::names::{Row, resolved};
use super::{Attached, Change, Named, of_version};
use crate::actors::Known;
use crate::bodies;
use onrecord::dictionary::Dictionary;
use onrecord::{Actor, Note, Record, Span, Statement, StatementKind, Text};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A record with its corrections.
#[derive(Debug)]
pub(crate) struct Effective {
    /// Every statement in the order of the rows: those of the reading, then those it lacked.
    pub record: Record,
    /// Places of those that are no statements.
    pub struck: BTreeSet<u32>,
    /// Places of those that somebody has had a hand in, be it undone.
    pub touched: BTreeSet<u32>,
    /// The speakers that were put in.
    pub speakers: BTreeMap<u32, Option<Named>>,
}

impl Effective {
    /// A record that nobody corrected.
    pub fn plain(record: Record) -> Effective {
        Effective { record, struck: BTreeSet::new(), touched: BTreeSet::new(), speakers: BTreeMap::new() }
    }

    /// The record as everyone should see it.
    pub fn into_record(mut self) -> Record {
        let gone: BTreeSet<String> = self
            .struck
            .iter()
            .filter_map(|&n| self.record.statements.get(n as usize).map(|s| s.id.clone()))
            .collect();
        let lost = |id: &Option<String>| id.as_ref().is_some_and(|id| gone.contains(id));
        self.record.statements.retain(|s| !gone.contains(&s.id));
        for s in &mut self.record.statements {
            if lost(&s.inside) {
                s.inside = None;
            }
            if lost(&s.repeats) {
                s.repeats = None;
            }
        }
        for event in &mut self.record.events {
            if lost(&event.inside) {
                event.inside = None;
            }
            if lost(&event.statement) {
                event.statement = None;
            }
        }
        self.record.statements.sort_by_key(|s| s.content.first().map(|span| (span.start, span.end)));
        self.record
    }
}

/// Applies what belongs to a version to its record.
pub(crate) fn apply(db: &Connection, version: i64, record: Record) -> rusqlite::Result<Effective> {
    apply_of(db, version, record, None)
}

/// Applies what belongs to a version to its record; of one person alone if one is named, as if the others had said nothing
/// of its statements.
pub(crate) fn apply_of(
    db: &Connection,
    version: i64,
    mut record: Record,
    person: Option<&str>,
) -> rusqlite::Result<Effective> {
    let mut corrections = of_version(db, version)?;
    if let Some(person) = person {
        corrections.iter_mut().filter(|c| c.person != person || c.settled).for_each(|c| c.undone = true);
    }
    let mut locals = Locals::of(&record);
    locals.move_actors(db, version, &mut record)?;
    let mut out = Effective::plain(record);
    if corrections.is_empty() {
        return Ok(out);
    }
    let now = hex(&out.record.article.text);
    let read = out.record.statements.len();
    for c in &corrections {
        out.touched.insert(c.number);
        // Each of them has one row at most, after those that were read.
        if c.number as usize >= read + corrections.len() {
            let what = format!("a correction is tied to {}, and there is no such statement", name(c));
            return Err(bodies::harmed(std::io::Error::other(what)));
        }
        if let Change::Missing { .. } = c.change
            && c.number as usize >= read
        {
            while out.record.statements.len() <= c.number as usize {
                let id = format!("s{}", out.record.statements.len() + 1);
                out.record.statements.push(Statement {
                    id,
                    confidence: 1.0,
                    ..Statement::new(StatementKind::Indirect)
                });
            }
            // What is filled in stays there when it is undone, struck out, since its row stays.
            out.one(db, c, &now, &mut locals)?;
            if c.undone {
                out.struck.insert(c.number);
            }
        }
    }
    for c in corrections.iter().filter(|c| !c.undone) {
        let filled_in = matches!(c.change, Change::Missing { .. }) && c.number as usize >= read;
        if !filled_in {
            out.one(db, c, &now, &mut locals)?;
        }
        let at = out.record.statements.get(c.number as usize);
        let span = at.and_then(|s| s.content.first()).copied();
        let said = format!("{} was corrected by {} at {}: {}", name(c), c.person, c.made, c.change.kind());
        out.record.notes.push(Note { span, ..Note::new(said) });
    }
    bodies::hold(&out.record)?;
    Ok(out)
}

fn name(c: &Attached) -> String {
    format!("s{}", c.number + 1)
}

impl Effective {
    fn one(&mut self, db: &Connection, c: &Attached, now: &str, locals: &mut Locals) -> rusqlite::Result<()> {
        let text = self.record.article.text.clone();
        let moved = |spans: &[Span]| -> Option<Vec<Span>> {
            let anchor = c.anchor.as_ref()?;
            let same = anchor.text == now;
            spans.iter().map(|&span| anchor.right_in(span, &text, same)).collect()
        };
        let number = c.number;
        match &c.change {
            Change::Speaker { speaker } => self.speaker(db, number, speaker.as_ref(), locals)?,
            Change::Act { act, negated } => {
                if let Some(s) = self.record.statements.get_mut(number as usize) {
                    (s.act, s.negated) = (*act, *negated);
                }
            }
            Change::Boundaries { content, cue, source } => {
                if let Some(s) = self.record.statements.get_mut(number as usize) {
                    if let Some(spans) = content.as_deref().and_then(moved) {
                        s.kind = kind(&text, &spans);
                        s.content = spans;
                    }
                    s.cue = cue.as_deref().and_then(moved).unwrap_or_else(|| s.cue.clone());
                    s.source = source.as_deref().and_then(moved).unwrap_or_else(|| s.source.clone());
                }
            }
            Change::Statement { is } => {
                if *is {
                    self.struck.remove(&number);
                } else {
                    self.struck.insert(number);
                }
            }
            Change::Missing { content, cue, source, speaker, act } => {
                if let Some(s) = self.record.statements.get_mut(number as usize) {
                    if let Some(spans) = moved(content) {
                        s.kind = kind(&text, &spans);
                        s.content = spans;
                    }
                    s.cue = moved(cue).unwrap_or_default();
                    s.source = moved(source).unwrap_or_default();
                    s.act = *act;
                }
                self.speaker(db, number, speaker.as_ref(), locals)?;
            }
            Change::Merge { .. } | Change::Split { .. } => {}
        }
        Ok(())
    }

    fn speaker(
        &mut self,
        db: &Connection,
        number: u32,
        speaker: Option<&Named>,
        locals: &mut Locals,
    ) -> rusqlite::Result<()> {
        self.speakers.insert(number, speaker.cloned());
        let local = match speaker {
            None => None,
            Some(named) => Some(locals.local(db, named, &mut self.record)?),
        };
        if let Some(s) = self.record.statements.get_mut(number as usize) {
            s.speaker_how = s.speaker_how.filter(|_| s.speaker == local);
            s.speaker = local;
        }
        Ok(())
    }
}

/// How words are given, by the quotation marks around them and inside them.
pub(crate) fn kind(text: &Text, content: &[Span]) -> StatementKind {
    const MARKS: [char; 7] = ['"', '“', '”', '„', '‘', '«', '»'];
    let pieces: Vec<&str> = content.iter().filter_map(|&s| crate::spans::words_at(text, s)).collect();
    let opens = |piece: &str| {
        let piece = piece.trim();
        piece.starts_with(MARKS) && piece.ends_with(|c| MARKS.contains(&c) || c == '’')
    };
    if !pieces.is_empty() && pieces.iter().all(|p| opens(p)) {
        StatementKind::Direct
    } else if pieces.iter().any(|p| p.contains(MARKS)) {
        StatementKind::Mixed
    } else {
        StatementKind::Indirect
    }
}

/// The actors of a record by their keys in the archive.
struct Locals {
    by_key: HashMap<String, String>,
}

impl Locals {
    fn of(record: &Record) -> Locals {
        let none = Dictionary::new();
        let known = record
            .actors
            .iter()
            .filter_map(|a| Some((Known::of(a, &record.article, &none)?.key, a.id.clone())))
            .collect();
        Locals { by_key: known }
    }

    /// Follows merges and splits: actors of the record take over what they are now, and those that are one become one.
    fn move_actors(&mut self, db: &Connection, version: i64, record: &mut Record) -> rusqlite::Result<()> {
        let mut asked = db.prepare_cached(
            "SELECT c.local, a.key, a.name, a.kind, a.wikidata, a.country, a.dictionary
             FROM read_casts r JOIN casts c USING (version, local) JOIN actors a ON a.id = c.actor WHERE version = ?1",
        )?;
        let moved: Vec<(String, Row)> =
            asked.query_map([version], |r| Ok((r.get(0)?, Row::read(r, 1)?)))?.collect::<Result<_, _>>()?;
        for (local, now) in moved {
            self.by_key.retain(|_, id| *id != local);
            let Some(at) = record.actors.iter().position(|a| a.id == local) else { continue };
            match self.by_key.get(&now.key).cloned() {
                Some(other) => {
                    let gone = record.actors.remove(at);
                    if let Some(stays) = record.actors.iter_mut().find(|a| a.id == other) {
                        stays.mentions.extend(gone.mentions);
                        stays.mentions.sort_by_key(|m| m.span);
                    }
                    rename(record, &local, &other);
                }
                None => {
                    let actor = &mut record.actors[at];
                    (actor.name, actor.kind) = (Some(now.name), now.kind);
                    (actor.wikidata, actor.country, actor.dictionary) =
                        (now.wikidata, now.country, now.dictionary);
                    self.by_key.insert(now.key, local);
                }
            }
        }
        Ok(())
    }

    /// The record's id of an actor, which becomes one of the record's if it was none.
    fn local(&mut self, db: &Connection, named: &Named, record: &mut Record) -> rusqlite::Result<String> {
        let now = resolved(db, named)?;
        if let Some(id) = self.by_key.get(&now.key) {
            return Ok(id.clone());
        }
        let last = record.actors.iter().filter_map(|a| a.id[1..].parse::<u32>().ok()).max().unwrap_or(0);
        let id = format!("a{}", last + 1);
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
        });
        self.by_key.insert(now.key, id.clone());
        Ok(id)
    }
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
