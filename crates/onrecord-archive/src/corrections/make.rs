//! Making corrections and taking them back.

use super::anchor::Anchor;
use super::names::ensure;
use super::settle::{Moves, settle_actors, settle_version};
use super::{By, Change, CorrectionError, Named, Subject, apply, attach};
use crate::add::to_store;
use crate::spans::{Spans, words_at};
use crate::{Archive, ArchiveError, bodies};
use onrecord::{Record, Span, Statement, Text};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// Names of people are no longer than this.
const LONGEST_NAME: usize = 100;

type Made<T> = Result<Result<T, CorrectionError>, rusqlite::Error>;

impl Archive {
    /// Puts a correction into the archive and makes every answer follow it. Returns its number.
    ///
    /// One that says what the reading says as well is kept too: somebody has looked, which counts when the agreement of
    /// two people is computed.
    ///
    /// # Errors
    /// When there is no such article or statement, when it says what cannot be, or when the store cannot be written. The
    /// archive is then as it was.
    pub fn correct(&mut self, subject: Subject, change: &Change, by: By) -> Result<i64, CorrectionError> {
        self.in_one(|db| one(db, subject, change, by))
    }

    /// Puts several corrections into the archive, as [`Archive::correct`] does each, in one go: all that can be made, with
    /// why the others cannot. Every correction sees those before it.
    ///
    /// # Errors
    /// When the store cannot be written. The archive is then as it was.
    pub fn correct_all(
        &mut self,
        all: &[(Subject, Change, By)],
    ) -> Result<Vec<Result<i64, CorrectionError>>, ArchiveError> {
        let path = self.path.clone();
        let failed = |e| ArchiveError::from_store(&path, e);
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut made = Vec::with_capacity(all.len());
        for (subject, change, by) in all {
            // Whatever a correction says that cannot be is found before anything of it is written.
            made.push(one(&transaction, *subject, change, *by).map_err(failed)?);
        }
        transaction.commit().map_err(failed)?;
        Ok(made)
    }

    /// Takes a correction back. It stays in the archive, marked as undone.
    ///
    /// # Errors
    /// When there is none of this number, or it was undone before.
    pub fn undo(&mut self, correction: i64, by: By) -> Result<(), CorrectionError> {
        self.in_one(|db| {
            let found: Option<(bool, String)> = db
                .query_row(
                    "SELECT undone IS NOT NULL, kind FROM corrections WHERE id = ?1",
                    [correction],
                    |r| Ok((r.get(0)?, r.get(1)?)),
                )
                .optional()?;
            let kind = match found {
                None => return Ok(Err(CorrectionError::NoCorrection(correction))),
                Some((true, _)) => return Ok(Err(CorrectionError::UndoneAlready(correction))),
                Some((false, kind)) => kind,
            };
            let before = Moves::load(db)?;
            db.execute(
                "UPDATE corrections SET undone = ?2, undone_by = ?3 WHERE id = ?1",
                params![correction, by.at, by.person],
            )?;
            if matches!(kind.as_str(), "merge" | "split") {
                settle_actors(db, &before)?;
                return Ok(Ok(()));
            }
            let versions: Vec<i64> = db
                .prepare_cached("SELECT version FROM corrected WHERE correction = ?1")?
                .query_map([correction], |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            for version in versions {
                settle_version(db, version, &before)?;
            }
            Ok(Ok(()))
        })
    }

    /// All of it or nothing.
    fn in_one<T>(&mut self, work: impl FnOnce(&Connection) -> Made<T>) -> Result<T, CorrectionError> {
        let path = self.path.clone();
        let failed = |e| CorrectionError::from(ArchiveError::from_store(&path, e));
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&all).map_err(failed)??;
        all.commit().map_err(failed)?;
        Ok(done)
    }
}

pub(crate) fn named(by: By) -> Result<(), CorrectionError> {
    if by.person.trim().is_empty() || by.person.chars().count() > LONGEST_NAME {
        let what = "it needs the name of the person who makes it".to_owned();
        return Err(CorrectionError::Senseless(what));
    }
    Ok(())
}

pub(crate) fn one(db: &Connection, subject: Subject, change: &Change, by: By) -> Made<i64> {
    if let Err(error) = named(by) {
        return Ok(Err(error));
    }
    match subject {
        Subject::Actors => of_actors(db, change, by),
        Subject::Article(article) => missing(db, article, change, by),
        Subject::Statement { article, statement } => of_statement(db, article, statement, change, by),
    }
}

struct Put<'a> {
    change: &'a Change,
    by: By<'a>,
    article: Option<i64>,
    anchor: Option<&'a Anchor>,
    was: Option<&'a Change>,
}

fn put(db: &Connection, put: Put) -> rusqlite::Result<i64> {
    let written = |value: Result<String, serde_json::Error>| value.map_err(to_store);
    db.prepare_cached(
        "INSERT INTO corrections (kind, change, person, made, article, anchor, was) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .insert(params![
        put.change.kind(),
        written(serde_json::to_string(put.change))?,
        put.by.person.trim(),
        put.by.at,
        put.article,
        put.anchor.map(serde_json::to_string).map(written).transpose()?,
        put.was.map(serde_json::to_string).map(written).transpose()?,
    ])
}

fn senseless<T>(what: impl Into<String>) -> Made<T> {
    Ok(Err(CorrectionError::Senseless(what.into())))
}

fn of_actors(db: &Connection, change: &Change, by: By) -> Made<i64> {
    match change {
        Change::Merge { from, into } | Change::Split { from, into, .. } => {
            for named in [from, into] {
                if let Some(what) = unnamed(named) {
                    return senseless(what);
                }
            }
            let known = |named: &Named| {
                db.query_row("SELECT coalesce(same_as, id) FROM actors WHERE key = ?1", [&named.key], |r| {
                    r.get::<_, i64>(0)
                })
                .optional()
            };
            let (a, b) = (known(from)?, known(into)?);
            if a.is_none() {
                return senseless(format!("there is no actor {}", from.key));
            }
            if a == b {
                return senseless(format!("{} and {} are the same actor already", from.name, into.name));
            }
            if let Change::Split { articles, .. } = change {
                if articles.is_empty() {
                    return senseless("it needs the articles in which the actor is another one");
                }
                let mut there = db.prepare_cached("SELECT 1 FROM articles WHERE address = ?1")?;
                for address in articles {
                    if !there.exists([address])? {
                        return Ok(Err(CorrectionError::NoArticle(address.clone())));
                    }
                }
            }
            let before = Moves::load(db)?;
            ensure(db, into)?;
            let id = put(db, Put { change, by, article: None, anchor: None, was: None })?;
            settle_actors(db, &before)?;
            Ok(Ok(id))
        }
        _ => senseless("it is about a statement, and none was given"),
    }
}

fn unnamed(named: &Named) -> Option<String> {
    (named.name.trim().is_empty() || named.key.trim().is_empty() || named.name.chars().count() > 500)
        .then(|| "an actor needs a name".to_owned())
}

/// The article's row and that of its latest version.
fn latest(db: &Connection, address: &str) -> Made<(i64, i64)> {
    let found = bodies::latest(db, address)?.map(|latest| (latest.article, latest.version));
    Ok(found.ok_or_else(|| CorrectionError::NoArticle(address.to_owned())))
}

/// Whether spans lie in the text, have words, and run on without overlapping.
fn spans_hold(text: &Text, spans: &[Span], role: &str) -> Result<(), CorrectionError> {
    let wrong = |what: &str| Err(CorrectionError::Senseless(format!("the span of the {role} {what}")));
    for span in spans {
        match words_at(text, *span) {
            None => return wrong(&format!("{}–{} lies outside the text", span.start, span.end)),
            Some(words) if words.trim().is_empty() => return wrong("has no words"),
            Some(_) => {}
        }
    }
    if spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
        return wrong("overlaps another or stands before it; give them in the order of the text");
    }
    Ok(())
}

fn missing(db: &Connection, address: &str, change: &Change, by: By) -> Made<i64> {
    let Change::Missing { content, cue, source, speaker, .. } = change else {
        return senseless("it is about a statement, and none was given");
    };
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let record = bodies::record(db, version)?;
    let text = &record.article.text;
    if content.is_empty() {
        return senseless("a statement has content");
    }
    let roles = [(content, "content"), (cue, "cue"), (source, "source")];
    if let Err(error) = roles.iter().try_for_each(|(spans, role)| spans_hold(text, spans, role)) {
        return Ok(Err(error));
    }
    if let Some(what) = speaker.as_ref().and_then(unnamed) {
        return senseless(what);
    }
    let of = Spans { content: content.clone(), cue: cue.clone(), source: source.clone() };
    let all: Vec<Span> = [&content[..], cue, source].concat();
    let anchor = Anchor::new(text, &of, &all);
    let id = put(db, Put { change, by, article: Some(article), anchor: anchor.as_ref(), was: None })?;
    let row = attach::make(db, &record, version, content.clone())?;
    attach::tie(db, id, version, row)?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
}

fn of_statement(db: &Connection, address: &str, statement: &str, change: &Change, by: By) -> Made<i64> {
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let nothing =
        || CorrectionError::NoStatement { article: address.to_owned(), statement: statement.to_owned() };
    let number =
        statement.strip_prefix('s').and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1));
    let Some(number) = number else { return Ok(Err(nothing())) };
    let row: Option<i64> = db
        .prepare_cached("SELECT id FROM statements WHERE version = ?1 AND number = ?2")?
        .query_row(params![version, number], |r| r.get(0))
        .optional()?;
    let Some(row) = row else { return Ok(Err(nothing())) };
    let effective = apply(db, version, bodies::record(db, version)?)?;
    let record = &effective.record;
    let Some(now) = record.statements.get(number as usize) else { return Ok(Err(nothing())) };
    let text = &record.article.text;
    let mut right = Vec::new();
    let was = match change {
        Change::Speaker { speaker } => {
            if let Some(what) = speaker.as_ref().and_then(unnamed) {
                return senseless(what);
            }
            Change::Speaker { speaker: speaker_of(db, row, record, now)? }
        }
        Change::Act { .. } => Change::Act { act: now.act, negated: now.negated },
        Change::Boundaries { content, cue, source } => {
            if content.is_none() && cue.is_none() && source.is_none() {
                return senseless("it changes no boundary");
            }
            if content.as_ref().is_some_and(Vec::is_empty) {
                return senseless("a statement has content; say that it is no statement instead");
            }
            for (spans, role) in [(content, "content"), (cue, "cue"), (source, "source")] {
                let Some(spans) = spans else { continue };
                if let Err(error) = spans_hold(text, spans, role) {
                    return Ok(Err(error));
                }
                right.extend(spans);
            }
            Change::Boundaries {
                content: content.as_ref().map(|_| now.content.clone()),
                cue: cue.as_ref().map(|_| now.cue.clone()),
                source: source.as_ref().map(|_| now.source.clone()),
            }
        }
        Change::Statement { .. } => Change::Statement { is: !effective.struck.contains(&number) },
        Change::Missing { .. } | Change::Merge { .. } | Change::Split { .. } => {
            return senseless("it is not about one statement");
        }
    };
    // What the reading had is what a later reading is most likely to have again.
    let read = bodies::record(db, version)?.statements.into_iter().nth(number as usize);
    let of = Spans::of(read.as_ref().unwrap_or(now));
    let anchor = Anchor::new(text, &of, &right);
    let id = put(db, Put { change, by, article: Some(article), anchor: anchor.as_ref(), was: Some(&was) })?;
    attach::tie(db, id, version, row)?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
}

/// The speaker that a statement has now, as a correction names it.
fn speaker_of(
    db: &Connection,
    row: i64,
    record: &Record,
    now: &Statement,
) -> rusqlite::Result<Option<Named>> {
    let Some(local) = &now.speaker else { return Ok(None) };
    let kind = record.actors.iter().find(|a| a.id == *local).map(|a| a.kind);
    let found: Option<(String, String)> = db
        .query_row(
            "SELECT key, name FROM actors WHERE id = (SELECT speaker FROM statements WHERE id = ?1)",
            [row],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .optional()?;
    Ok(found.zip(kind).map(|((key, name), kind)| Named { key, name, kind }))
}
