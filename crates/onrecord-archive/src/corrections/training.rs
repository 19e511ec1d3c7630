//! Corrections as training data.

use super::{At, Attached, Change, Effective, Of, Which, apply, of_version};
use crate::{Archive, ArchiveError, bodies};
use onrecord::{Actor, Event, Record, Statement};
use rusqlite::Connection;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::ControlFlow;

/// Name and version of the form in which corrections are exported.
pub const SCHEMA: &str = "onrecord-corrections/1";

/// The corrections of one article's version, with its text: one line of the export.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ArticleCorrections {
    /// Always `onrecord-corrections/1`.
    pub schema: String,
    /// The article's address.
    pub article: String,
    /// Which version of it.
    pub version: u32,
    /// SHA-256 of its text, in hex.
    pub text_hash: String,
    /// Name and version of what read it.
    pub reader: String,
    /// The text that every span counts in, in code points.
    pub text: String,
    /// Every statement that somebody has judged.
    pub statements: Vec<CorrectedStatement>,
    /// Every event that somebody has judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<CorrectedEvent>,
    /// What was said of the article itself, and of words that name somebody else than was read, in the order it was made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Judgement>,
    /// The actors that statements and events before and after corrections name.
    pub actors: Vec<Actor>,
}

/// An event as it was read and as it is right.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CorrectedEvent {
    /// Its id in the record.
    pub event: String,
    /// As it was read; none when the reading did not have it.
    pub read: Option<Event>,
    /// As it is right; none when it is no event, or is told with another one.
    pub right: Option<Event>,
    /// What was said of it, by whom, in the order it was made.
    pub corrections: Vec<Judgement>,
}

/// A statement as it was read and as it is right.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CorrectedStatement {
    /// Its id in the record.
    pub statement: String,
    /// As it was read; none when the reading did not have it.
    pub read: Option<Statement>,
    /// As it is right; none when it is no statement.
    pub right: Option<Statement>,
    /// What was said of it, by whom, in the order it was made.
    pub corrections: Vec<Judgement>,
}

/// One person's correction of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Judgement {
    /// What is right.
    #[serde(flatten)]
    pub change: Change,
    /// Who said so.
    pub person: String,
    /// When, RFC 3339.
    pub made: String,
}

/// Corrections of actors: one line of the export each.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ActorCorrection {
    /// Always `onrecord-corrections/1`.
    pub schema: String,
    /// A merge or a split.
    #[serde(flatten)]
    pub judgement: Judgement,
}

impl Archive {
    /// Hands on the corrections of every article's latest version that has any in force.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn training(
        &self,
        mut each: impl FnMut(ArticleCorrections) -> ControlFlow<()>,
    ) -> Result<(), ArchiveError> {
        let mut ask = || -> rusqlite::Result<()> {
            let mut asked = self.db.prepare(
                "SELECT DISTINCT v.id, a.address, v.number, v.reader, v.text_hash
                 FROM (SELECT correction, version FROM corrected UNION ALL SELECT correction, version FROM concerned) t JOIN corrections c ON c.id = t.correction
                 JOIN versions v ON v.id = t.version JOIN articles a ON a.id = v.article
                 WHERE c.undone IS NULL AND v.number = (SELECT max(number) FROM versions WHERE article = v.article)
                 ORDER BY v.id",
            )?;
            let mut rows = asked.query([])?;
            while let Some(row) = rows.next()? {
                let hash: Vec<u8> = row.get(4)?;
                let one = ArticleCorrections {
                    schema: SCHEMA.to_owned(),
                    article: row.get(1)?,
                    version: row.get(2)?,
                    reader: row.get(3)?,
                    text_hash: hex::encode(hash),
                    ..of(&self.db, row.get(0)?)?
                };
                if each(one).is_break() {
                    break;
                }
            }
            Ok(())
        };
        ask().map_err(|e| self.failed(e))
    }

    /// The merges and splits in force, in the order they were made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn training_actors(&self) -> Result<Vec<ActorCorrection>, ArchiveError> {
        let mut all = self.corrections(Which::default())?;
        all.reverse();
        Ok(all
            .into_iter()
            .filter(|c| c.change.of() == Of::Actors)
            .map(|c| ActorCorrection {
                schema: SCHEMA.to_owned(),
                judgement: Judgement { change: c.change, person: c.person, made: c.made },
            })
            .collect())
    }
}

fn of(db: &Connection, version: i64) -> rusqlite::Result<ArticleCorrections> {
    let read = bodies::record(db, version)?;
    let right = apply(db, version, read.clone())?;
    let judged: Vec<Attached> = of_version(db, version)?.into_iter().filter(|c| !c.undone).collect();
    let statements: Vec<CorrectedStatement> = places(&judged, |at| match at {
        At::Statement(n) => Some(n),
        _ => None,
    })
    .into_iter()
    .map(|n| CorrectedStatement {
        statement: format!("s{}", n + 1),
        read: read.statements.get(n as usize).cloned(),
        right: right.record.statements.get(n as usize).filter(|_| !right.struck.contains(&n)).cloned(),
        corrections: judgements(&judged, At::Statement(n)),
    })
    .collect();
    let events: Vec<CorrectedEvent> = places(&judged, |at| match at {
        At::Event(n) => Some(n),
        _ => None,
    })
    .into_iter()
    .map(|n| CorrectedEvent {
        event: format!("e{}", n + 1),
        read: read.events.get(n as usize).cloned(),
        right: right.record.events.get(n as usize).filter(|_| !right.struck_events.contains(&n)).cloned(),
        corrections: judgements(&judged, At::Event(n)),
    })
    .collect();
    let actors = named(&statements, &events, &right);
    Ok(ArticleCorrections {
        schema: String::new(),
        article: String::new(),
        version: 0,
        text_hash: String::new(),
        reader: String::new(),
        text: read.article.text.as_str().to_owned(),
        statements,
        events,
        corrections: judgements(&judged, At::Article),
        actors,
    })
}

/// The places of what was judged, each once.
fn places(judged: &[Attached], of: impl Fn(At) -> Option<u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = judged.iter().filter_map(|c| of(c.at)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn judgements(judged: &[Attached], at: At) -> Vec<Judgement> {
    let of =
        |c: &Attached| Judgement { change: c.change.clone(), person: c.person.clone(), made: c.made.clone() };
    judged.iter().filter(|c| c.at == at).map(of).collect()
}

/// The actors that these statements and events name.
fn named(statements: &[CorrectedStatement], events: &[CorrectedEvent], right: &Effective) -> Vec<Actor> {
    let Record { actors, .. } = &right.record;
    let takes_part = |actor: &Actor| {
        let is = |id: Option<&String>| id == Some(&actor.id);
        let says =
            |s: &Statement| is(s.speaker.as_ref()) || is(s.addressee.as_ref().and_then(|p| p.actor.as_ref()));
        let does = |e: &Event| e.source.iter().chain(&e.target).chain(&e.place).any(|p| is(p.actor.as_ref()));
        statements.iter().flat_map(|s| s.read.iter().chain(&s.right)).any(says)
            || events.iter().flat_map(|e| e.read.iter().chain(&e.right)).any(does)
    };
    actors.iter().filter(|a| takes_part(a)).cloned().collect()
}
