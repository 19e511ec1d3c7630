//! Making corrections and taking them back.

use super::anchor::Anchor;
use super::change::Of;
use super::make_article::{mention, of_article, retell};
use super::make_events::{missing_event, of_event};
use super::names::{acquaint, ensure, resolved};
use super::settle::{Moves, settle_actors, settle_version};
use super::{By, Change, CorrectionError, Effective, Named, NamedParty, Subject, apply, attach};
use crate::add::to_store;
use crate::duplicates::Agencies;
use crate::spans::{Spans, words_at};
use crate::{Archive, ArchiveError, bodies};
use onrecord::dictionary::Dictionary;
use onrecord::time::Moment;
use onrecord::{Party, Record, Span, Statement, Text};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::collections::HashMap;

/// Names of people are no longer than this.
const LONGEST_NAME: usize = 100;

pub(crate) type Made<T> = Result<Result<T, CorrectionError>, rusqlite::Error>;

/// The store with what is known besides.
#[derive(Clone, Copy)]
pub(crate) struct Whole<'a> {
    pub db: &'a Connection,
    pub dictionary: &'a Dictionary,
    pub agencies: &'a Agencies,
}

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
        keep_in_order(by)?;
        self.in_one(|whole| one(whole, subject, change, by))
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
        let whole = Whole { db: &transaction, dictionary: &self.dictionary, agencies: &self.agencies };
        let mut made = Vec::with_capacity(all.len());
        for (subject, change, by) in all {
            // Whatever a correction says that cannot be is found before anything of it is written.
            made.push(match keep_in_order(*by) {
                Ok(()) => one(whole, *subject, change, *by).map_err(failed)?,
                Err(error) => Err(error),
            });
        }
        transaction.commit().map_err(failed)?;
        Ok(made)
    }

    /// Takes a correction back. It stays in the archive, marked as undone.
    ///
    /// # Errors
    /// When there is none of this number, or it was undone before.
    pub fn undo(&mut self, correction: i64, by: By) -> Result<(), CorrectionError> {
        self.in_one(|whole| {
            let db = whole.db;
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
                .prepare_cached(
                    "SELECT version FROM corrected WHERE correction = ?1
                     UNION SELECT version FROM concerned WHERE correction = ?1",
                )?
                .query_map([correction], |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            for version in versions {
                settle_version(db, version, &before)?;
                if kind == "article" {
                    retell(whole, version)?;
                }
            }
            Ok(Ok(()))
        })
    }

    /// All of it or nothing.
    pub(super) fn in_one<T>(&mut self, work: impl FnOnce(Whole) -> Made<T>) -> Result<T, CorrectionError> {
        let path = self.path.clone();
        let failed = |e| CorrectionError::from(ArchiveError::from_store(&path, e));
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let whole = Whole { db: &all, dictionary: &self.dictionary, agencies: &self.agencies };
        let done = work(whole).map_err(failed)??;
        all.commit().map_err(failed)?;
        Ok(done)
    }
}

/// Sees that somebody stands for what is done.
pub(crate) fn keep_in_order(by: By) -> Result<(), CorrectionError> {
    if by.person.trim().is_empty() || by.person.chars().count() > LONGEST_NAME {
        let what = "it needs the name of the person who makes it".to_owned();
        return Err(CorrectionError::Senseless(what));
    }
    Ok(())
}

pub(crate) fn one(whole: Whole, subject: Subject, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    if let Some(what) = change.names().into_iter().find_map(unnamed) {
        return senseless(what);
    }
    match (subject, change.of()) {
        (Subject::Actors, Of::Actors) => of_actors(whole, change, by),
        (Subject::Article(article), _) => match change {
            Change::Missing { .. } => missing(whole, article, change, by),
            Change::MissingEvent { .. } => missing_event(whole, article, change, by),
            Change::Article { .. } => of_article(whole, article, change, by),
            Change::Mention { words, .. } if !words.is_empty() => mention(whole, article, change, by),
            _ => senseless("it is about a statement or an event, and none was given"),
        },
        (Subject::Statement { article, statement }, Of::Statement) => {
            of_statement(db, whole, article, statement, change, by)
        }
        (Subject::Event { article, event }, Of::Event) => of_event(whole, article, event, change, by),
        (Subject::Actors, _) => senseless("it is about a statement, and none was given"),
        (Subject::Statement { .. }, _) => senseless("it is not about one statement"),
        (Subject::Event { .. }, _) => senseless("it is not about one event"),
    }
}

pub(super) struct Put<'a> {
    pub change: &'a Change,
    pub by: By<'a>,
    pub article: Option<i64>,
    pub anchor: Option<&'a Anchor>,
    pub was: Option<&'a Change>,
}

pub(super) fn put(db: &Connection, put: Put) -> rusqlite::Result<i64> {
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

pub(super) fn senseless<T>(what: impl Into<String>) -> Made<T> {
    Ok(Err(CorrectionError::Senseless(what.into())))
}

fn of_actors(whole: Whole, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    match change {
        Change::Merge { from, into } | Change::Split { from, into, .. } => {
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
            acquaint(db, whole.dictionary, change)?;
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
pub(super) fn latest(db: &Connection, address: &str) -> Made<(i64, i64)> {
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

/// Whether every span of a change lies in the text and has words.
pub(super) fn words_hold(text: &Text, change: &Change) -> Result<(), CorrectionError> {
    change.spans().iter().try_for_each(|(spans, role)| spans_hold(text, spans, role))
}

pub(super) fn right(change: &Change) -> Vec<Span> {
    change.spans().into_iter().flat_map(|(spans, _)| spans).collect()
}

fn missing(whole: Whole, address: &str, change: &Change, by: By) -> Made<i64> {
    let db = whole.db;
    let Change::Missing { content, cue, source, .. } = change else {
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
    if let Err(error) = words_hold(text, change) {
        return Ok(Err(error));
    }
    let of = Spans { content: content.clone(), cue: cue.clone(), source: source.clone() };
    let anchor = Anchor::new(text, &of, &right(change));
    // What two people add at the same words is one statement, on which they can agree.
    let there = attach::filled_alike(db, version, record.statements.len(), content)?;
    if let Some(row) = there
        && let Some(number) = added_by(db, version, row, by.person)?
    {
        return senseless(format!("you have added this statement already: it is s{}", number + 1));
    }
    acquaint(db, whole.dictionary, change)?;
    let id = put(db, Put { change, by, article: Some(article), anchor: anchor.as_ref(), was: None })?;
    let row = match there {
        Some(row) => row,
        None => attach::make(db, &record, version, content.clone())?,
    };
    attach::tie(db, id, version, row)?;
    settle_version(db, version, &Moves::load(db)?)?;
    Ok(Ok(id))
}

/// The number of a statement that a person has added, if it is in force.
fn added_by(db: &Connection, version: i64, row: i64, person: &str) -> rusqlite::Result<Option<u32>> {
    let mut ask = db.prepare_cached(
        "SELECT s.number FROM corrected t JOIN corrections c ON c.id = t.correction JOIN statements s ON s.id = t.statement
         WHERE t.version = ?1 AND t.statement = ?2 AND c.kind = 'missing' AND c.person = ?3 AND c.undone IS NULL",
    )?;
    ask.query_row(params![version, row, person.trim()], |r| r.get(0)).optional()
}

/// A place in the record from an id: `s3` or `e3`.
pub(super) fn place(id: &str, letter: char) -> Option<u32> {
    id.strip_prefix(letter).and_then(|n| n.parse::<u32>().ok()).and_then(|n| n.checked_sub(1))
}

/// What is wrong with an interval, if anything.
pub(super) fn days_wrong(from: Option<&str>, to: Option<&str>) -> Option<String> {
    let day = |given: Option<&str>| given.map(str::parse::<jiff::civil::Date>).transpose();
    match (day(from), day(to)) {
        (Ok(from), Ok(to)) => {
            let backwards = from.zip(to).is_some_and(|(from, to)| from > to);
            backwards.then(|| "the interval runs backwards".to_owned())
        }
        (Err(error), _) | (_, Err(error)) => Some(format!("a day is written YYYY-MM-DD: {error}")),
    }
}

/// The days of a time of the record.
pub(super) fn days(record: &Record, when: Option<&String>) -> (Option<String>, Option<String>) {
    let when = when.and_then(|id| record.times.iter().find(|t| t.id == *id));
    let day = |moment: Option<Moment>| moment.map(|m| m.date.to_string());
    when.map_or((None, None), |w| (day(w.earliest), day(w.latest)))
}

/// The keys and names of a record's actors, by their ids in it.
pub(crate) fn keys(
    db: &Connection,
    version: i64,
    effective: &Effective,
) -> rusqlite::Result<HashMap<String, (String, String)>> {
    let mut asked = db.prepare_cached(
        "SELECT local, key, name FROM casts JOIN actors ON actors.id = actor WHERE version = ?1",
    )?;
    let mut all: HashMap<String, (String, String)> =
        asked.query_map([version], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?.collect::<Result<_, _>>()?;
    for (local, named) in &effective.named {
        let now = resolved(db, named)?;
        all.insert(local.clone(), (now.key, now.name));
    }
    Ok(all)
}

/// A party of the record as a correction names it.
pub(super) fn named_party(
    record: &Record,
    keys: &HashMap<String, (String, String)>,
    party: &Party,
) -> NamedParty {
    let actor = party.actor.as_ref().and_then(|local| {
        let kind = record.actors.iter().find(|a| a.id == *local)?.kind;
        let (key, name) = keys.get(local)?.clone();
        Some(Named { key, name, kind })
    });
    NamedParty { actor, words: Some(party.span).filter(|span| span.start < span.end) }
}

fn of_statement(
    db: &Connection,
    whole: Whole,
    address: &str,
    statement: &str,
    change: &Change,
    by: By,
) -> Made<i64> {
    let (article, version) = match latest(db, address)? {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    let nothing =
        || CorrectionError::NoStatement { article: address.to_owned(), statement: statement.to_owned() };
    let Some(number) = place(statement, 's') else { return Ok(Err(nothing())) };
    let row: Option<i64> = db
        .prepare_cached("SELECT id FROM statements WHERE version = ?1 AND number = ?2")?
        .query_row(params![version, number], |r| r.get(0))
        .optional()?;
    let Some(row) = row else { return Ok(Err(nothing())) };
    let effective = apply(db, version, bodies::record(db, version)?)?;
    let record = &effective.record;
    let Some(now) = record.statements.get(number as usize) else { return Ok(Err(nothing())) };
    let text = &record.article.text;
    let mut change = change.clone();
    let was = match &mut change {
        Change::Speaker { .. } => Some(Change::Speaker { speaker: speaker_of(db, row, record, now)? }),
        Change::Addressee { .. } => {
            let keys = keys(db, version, &effective)?;
            let was = now.addressee.as_ref().map(|p| named_party(record, &keys, p)).unwrap_or_default();
            Some(Change::Addressee { addressee: was.actor, words: was.words })
        }
        Change::Act { .. } => Some(Change::Act { act: now.act, negated: now.negated }),
        Change::Day { from, to } => {
            if let Some(what) = days_wrong(from.as_deref(), to.as_deref()) {
                return senseless(what);
            }
            let (from, to) = days(record, now.when.as_ref());
            Some(Change::Day { from, to })
        }
        Change::Kind { .. } => Some(Change::Kind { form: now.kind }),
        Change::Conditions { .. } => Some(Change::Conditions { conditions: now.conditions.clone() }),
        Change::Hedged { hedged, words } => {
            if !*hedged && !words.is_empty() {
                return senseless("there are no hedging words where nothing is hedged");
            }
            Some(Change::Hedged { hedged: !now.hedges.is_empty(), words: now.hedges.clone() })
        }
        Change::Inside { statement: outer, words } => {
            words.clear();
            if let Some(id) = outer {
                let found = place(id, 's').and_then(|n| Some((n, record.statements.get(n as usize)?)));
                let Some((n, found)) = found.filter(|(n, _)| !effective.struck.contains(n)) else {
                    return senseless(format!("there is no statement {id} in this article"));
                };
                if n == number || effective.stands_in(id, number) {
                    return senseless(format!("{id} stands in {statement} itself"));
                }
                words.clone_from(&found.content);
            }
            Some(Change::Inside { statement: now.inside.clone(), words: Vec::new() })
        }
        Change::Boundaries { content, cue, source } => {
            if content.is_none() && cue.is_none() && source.is_none() {
                return senseless("it changes no boundary");
            }
            if content.as_ref().is_some_and(Vec::is_empty) {
                return senseless("a statement has content; say that it is no statement instead");
            }
            Some(Change::Boundaries {
                content: content.as_ref().map(|_| now.content.clone()),
                cue: cue.as_ref().map(|_| now.cue.clone()),
                source: source.as_ref().map(|_| now.source.clone()),
            })
        }
        Change::Statement { .. } => Some(Change::Statement { is: !effective.struck.contains(&number) }),
        Change::Mention { from, .. } => {
            let keys = keys(db, version, &effective)?;
            let known = resolved(db, from)?.key;
            let is =
                |id: Option<&String>| id.and_then(|id| keys.get(id)).is_some_and(|(key, _)| *key == known);
            let hears = now.addressee.as_ref().and_then(|p| p.actor.as_ref());
            if !is(now.speaker.as_ref()) && !is(hears) {
                return senseless(format!("{} neither speaks nor is spoken to in {statement}", from.name));
            }
            None
        }
        _ => return senseless("it is not about one statement"),
    };
    if let Err(error) = words_hold(text, &change) {
        return Ok(Err(error));
    }
    // What the reading had is what a later reading is most likely to have again.
    let read = bodies::record(db, version)?.statements.into_iter().nth(number as usize);
    let of = Spans::of(read.as_ref().unwrap_or(now));
    let anchor = Anchor::new(text, &of, &right(&change));
    acquaint(db, whole.dictionary, &change)?;
    let id = put(
        db,
        Put { change: &change, by, article: Some(article), anchor: anchor.as_ref(), was: was.as_ref() },
    )?;
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
