//! Giving codes to statements, events, articles and actors.

use super::codebook::{CONCEPT, MEMO, Scale, UnitKind, same};
use super::{Codebook, CodingError, VIA, codebook_of};
use crate::add::to_store;
use crate::bodies;
use crate::codes::{event_of, number_of, statement_of};
use crate::corrections::anchor::Anchor;
use crate::corrections::{By, CorrectionError, keep_in_order};
use crate::open::Archive;
use crate::query::{Query, condition};
use crate::spans::Spans;
use onrecord::{Span, Text};
use rusqlite::{Connection, Row, params, params_from_iter};
use schemars::JsonSchema;
use serde::Serialize;

/// What is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit<'a> {
    /// A statement of the latest version of an article.
    Statement {
        /// The article's address.
        article: &'a str,
        /// Its id in the record: `s3`.
        statement: &'a str,
    },
    /// An event of the latest version of an article.
    Event {
        /// The article's address.
        article: &'a str,
        /// Its id in the record: `e3`.
        event: &'a str,
    },
    /// An article, by its address.
    Article(&'a str),
    /// An actor, by its key.
    Actor(&'a str),
}

impl Unit<'_> {
    /// What it is.
    pub fn kind(&self) -> UnitKind {
        match self {
            Unit::Statement { .. } => UnitKind::Statement,
            Unit::Event { .. } => UnitKind::Event,
            Unit::Article(_) => UnitKind::Article,
            Unit::Actor(_) => UnitKind::Actor,
        }
    }
}

/// A code as people give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Code {
    /// `concept`, `memo`, or the variable.
    pub name: String,
    /// The name of the concept, the words of the memo, or the variable's value.
    pub value: String,
    /// Of a concept: whether the speaker is for it. None where it takes no side, or that was not coded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    /// Of a concept with a scale: the value on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<String>,
    /// It is said not to be so: a suggestion was turned down.
    pub absent: bool,
}

impl Code {
    /// That it is about a concept.
    pub fn concept(name: impl Into<String>, agrees: Option<bool>) -> Code {
        Code { agrees, ..Code::variable(CONCEPT, name) }
    }

    /// That a variable has a value.
    pub fn variable(name: impl Into<String>, value: impl Into<String>) -> Code {
        Code { name: name.into(), value: value.into(), agrees: None, score: None, absent: false }
    }

    /// Words of a coder on it.
    pub fn memo(words: impl Into<String>) -> Code {
        Code::variable(MEMO, words)
    }

    /// Whether it is about a concept.
    pub fn is_concept(&self) -> bool {
        self.name == CONCEPT
    }

    /// Of a unit a coder has one code of each concept, and one of each variable.
    pub fn same_slot(&self, other: &Code) -> bool {
        same(&self.name, &other.name) && (self.name != CONCEPT || same(&self.value, &other.value))
    }

    /// As the codebook has it: names and values as they are written there.
    pub(super) fn held(mut self, book: &Codebook, on: UnitKind) -> Result<Code, CodingError> {
        let wrong = |what: String| Err(CodingError::NotInCodebook(what));
        if self.name == MEMO {
            return Ok(self);
        }
        if self.name != CONCEPT {
            let Some(variable) = book.variable(&self.name) else {
                return wrong(format!("the codebook has no variable {}", self.name));
            };
            if variable.on != on {
                return wrong(format!("the variable {} is coded of something else", variable.name));
            }
            if !self.absent && !variable.allows(&self.value) {
                return wrong(format!(
                    "the variable {} does not take the value {:?}",
                    variable.name, self.value
                ));
            }
            self.name.clone_from(&variable.name);
            return Ok(self);
        }
        let Some(concept) = book.concept(&self.value) else {
            return wrong(format!("the codebook has no concept {}", self.value));
        };
        if !matches!(on, UnitKind::Statement | UnitKind::Event) {
            return wrong("concepts are given to statements and events".to_owned());
        }
        if self.agrees.is_some() && concept.scale != Scale::Stance {
            return wrong(format!("nobody is for or against the concept {} by the codebook", concept.name));
        }
        if let Some(score) = &self.score
            && !concept.allows(score)
        {
            return wrong(format!("the concept {} has no value {score:?} on its scale", concept.name));
        }
        self.value.clone_from(&concept.name);
        Ok(self)
    }
}

/// A code as it lies in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Given {
    /// Its number.
    pub id: i64,
    /// What it says.
    #[serde(flatten)]
    pub code: Code,
    /// Who gave it.
    pub person: String,
    /// When, RFC 3339.
    pub made: String,
    /// How it came in: `onrecord`, or the format of a file.
    pub via: String,
    /// Whether it was settled between coders.
    pub settled: bool,
}

/// A code with what it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OnUnit {
    /// What it stands on.
    pub unit: UnitKind,
    /// The article's address; none of an actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The id of the statement or event in the record, or the actor's key. None of an article, and where the words are
    /// gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The code.
    #[serde(flatten)]
    pub given: Given,
}

/// What a code stands on, in the store's terms.
pub(super) struct Place {
    pub(super) kind: UnitKind,
    article: Option<i64>,
    actor: Option<String>,
    version: Option<i64>,
    /// The row of the statement or event.
    row: Option<i64>,
    /// What it holds on to.
    anchor: Option<String>,
}

impl Place {
    /// The row of the statement or event.
    pub(super) fn at(&self) -> Option<i64> {
        self.row
    }

    /// The version in which that is.
    pub(super) fn version(&self) -> Option<i64> {
        self.version
    }
}

pub(super) type Made<T> = rusqlite::Result<Result<T, CodingError>>;

/// The columns of a code `c`, as [`given`] reads them.
const COLUMNS: &str =
    "c.id, c.name, c.value, c.agrees, c.score, c.absent, c.person, c.made, c.via, c.settled";

fn given(r: &Row) -> rusqlite::Result<Given> {
    Ok(Given {
        id: r.get(0)?,
        code: Code {
            name: r.get(1)?,
            value: r.get(2)?,
            agrees: r.get(3)?,
            score: r.get(4)?,
            absent: r.get(5)?,
        },
        person: r.get(6)?,
        made: r.get(7)?,
        via: r.get(8)?,
        settled: r.get(9)?,
    })
}

impl Archive {
    /// Gives a unit a code, in the place of what the same person gave it of that concept or variable. Returns its number.
    ///
    /// # Errors
    /// When there is no such unit, or the codebook does not have what is given.
    pub fn give(&mut self, unit: Unit, code: &Code, by: By) -> Result<i64, CodingError> {
        self.all_or_nothing(|db| give_one(db, unit, code, by, false))
    }

    /// Gives every statement that a query wants a code. Returns how many it gave one to that did not have it from the same
    /// person.
    ///
    /// # Errors
    /// When the codebook does not have what is given, or the store cannot be written.
    pub fn give_all(&mut self, query: &Query, code: &Code, by: By) -> Result<usize, CodingError> {
        self.all_or_nothing(|db| {
            let book = match codebook_of(db)? {
                Ok(book) => book,
                Err(error) => return Ok(Err(error)),
            };
            let code = match code.clone().held(&book, UnitKind::Statement) {
                Ok(code) => code,
                Err(error) => return Ok(Err(error)),
            };
            let condition = condition(db, query)?;
            let sql = format!(
                "SELECT s0.id, s0.version, v.article, s0.spans FROM statements s0 JOIN versions v ON v.id = s0.version
                 WHERE s0.current = 1 AND ({}) ORDER BY s0.version, s0.number",
                condition.sql
            );
            let mut asked = db.prepare(&sql)?;
            let found: Vec<(i64, i64, i64, String)> = asked
                .query_map(params_from_iter(condition.values()), |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
                })?
                .collect::<Result<_, _>>()?;
            let (mut count, mut at_hand) = (0, None);
            for (row, version, article, spans) in found {
                if at_hand.as_ref().is_none_or(|(of, _)| *of != version) {
                    at_hand = Some((version, bodies::record(db, version)?.article.text));
                }
                let spans: Spans = serde_json::from_str(&spans).map_err(bodies::harmed)?;
                let text = at_hand.as_ref().map(|(_, text)| text);
                let place = Place {
                    kind: UnitKind::Statement,
                    article: Some(article),
                    actor: None,
                    version: Some(version),
                    row: Some(row),
                    anchor: text.map(|text| anchor(text, spans.content)).transpose()?.flatten(),
                };
                count += usize::from(put(db, &place, &code, by, false)?.1);
            }
            Ok(Ok(count))
        })
    }

    /// The codes that a person gives a unit, in the place of all that they gave it before.
    ///
    /// # Errors
    /// When there is no such unit, or the codebook does not have what is given; nothing is done then.
    pub fn give_these(&mut self, unit: Unit, codes: &[Code], by: By) -> Result<(), CodingError> {
        self.all_or_nothing(|db| replace(db, unit, codes, by))
    }

    /// Takes a code back. It stays in the archive, marked as undone.
    ///
    /// # Errors
    /// When there is none of this number that is in force.
    pub fn take_back(&mut self, code: i64, by: By) -> Result<(), CodingError> {
        self.all_or_nothing(|db| {
            let sql = "UPDATE codes SET undone = ?2, undone_by = ?3 WHERE id = ?1 AND undone IS NULL";
            let changed = db.prepare_cached(sql)?.execute(params![code, by.at, by.person])?;
            Ok(if changed == 1 { Ok(()) } else { Err(CodingError::NoCode(code)) })
        })
    }

    /// The codes in force on an article, its statements and its events as people gave them, each coder's beside the
    /// others'; those of one person alone if one is named. Where words are gone, codes wait and say nothing of what they
    /// stand on.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn codes_on(&self, article: &str, person: Option<&str>) -> Result<Vec<OnUnit>, crate::ArchiveError> {
        self.codes_at(article, person).map_err(|e| self.failed(e))
    }

    pub(super) fn codes_at(&self, article: &str, person: Option<&str>) -> rusqlite::Result<Vec<OnUnit>> {
        let Some(latest) = bodies::latest(&self.db, article)? else { return Ok(Vec::new()) };
        let sql = format!(
                "SELECT {COLUMNS}, c.unit, ?4, s.number, e.number FROM codes c
                 LEFT JOIN coded d ON d.code = c.id AND d.version = ?2 LEFT JOIN statements s ON s.id = d.statement
                 LEFT JOIN coded_events k ON k.code = c.id AND k.version = ?2 LEFT JOIN events e ON e.id = k.event
                 WHERE c.article = ?1 AND c.undone IS NULL AND (?3 IS NULL OR c.person = ?3) ORDER BY c.id"
            );
        let mut asked = self.db.prepare_cached(&sql)?;
        asked.query_map(params![latest.article, latest.version, person, article], on_unit)?.collect()
    }

    /// The codes in force on an actor.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn codes_of_actor(&self, key: &str, person: Option<&str>) -> Result<Vec<Given>, crate::ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<Given>> {
            let sql = format!(
                "SELECT {COLUMNS} FROM codes c WHERE c.actor = ?1 AND c.undone IS NULL
                 AND (?2 IS NULL OR c.person = ?2) ORDER BY c.id"
            );
            self.db.prepare_cached(&sql)?.query_map(params![key, person], given)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }

    /// All codes in force, in the order in which they were given; those of one person alone if one is named.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn all_codes(&self, person: Option<&str>) -> Result<Vec<OnUnit>, crate::ArchiveError> {
        let ask = || -> rusqlite::Result<Vec<OnUnit>> {
            let sql = format!(
                "SELECT {COLUMNS}, c.unit, coalesce(a.address, c.actor), s.number, e.number FROM codes c
                 LEFT JOIN articles a ON a.id = c.article
                 LEFT JOIN versions v ON v.article = c.article
                     AND v.number = (SELECT max(number) FROM versions WHERE article = c.article)
                 LEFT JOIN coded d ON d.code = c.id AND d.version = v.id LEFT JOIN statements s ON s.id = d.statement
                 LEFT JOIN coded_events k ON k.code = c.id AND k.version = v.id LEFT JOIN events e ON e.id = k.event
                 WHERE c.undone IS NULL AND (?1 IS NULL OR c.person = ?1) ORDER BY c.id"
            );
            self.db.prepare_cached(&sql)?.query_map([person], on_unit)?.collect()
        };
        ask().map_err(|e| self.failed(e))
    }
}

fn on_unit(r: &Row) -> rusqlite::Result<OnUnit> {
    let (unit, at): (String, Option<String>) = (r.get(10)?, r.get(11)?);
    let number = |column, letter: char| -> rusqlite::Result<Option<String>> {
        Ok(r.get::<_, Option<u32>>(column)?.map(|n| format!("{letter}{}", n + 1)))
    };
    let (unit, article, of) = match unit.as_str() {
        "event" => (UnitKind::Event, at, number(13, 'e')?),
        "article" => (UnitKind::Article, at, None),
        "actor" => (UnitKind::Actor, None, at),
        _ => (UnitKind::Statement, at, number(12, 's')?),
    };
    Ok(OnUnit { unit, article, of, given: given(r)? })
}

pub(super) fn give_one(db: &Connection, unit: Unit, code: &Code, by: By, settled: bool) -> Made<i64> {
    if let Err(error) = keep_in_order(by) {
        return Ok(Err(error.into()));
    }
    let book = match codebook_of(db)? {
        Ok(book) => book,
        Err(error) if code.name != MEMO => return Ok(Err(error)),
        Err(_) => Codebook { title: String::new(), concepts: Vec::new(), variables: Vec::new() },
    };
    let code = match code.clone().held(&book, unit.kind()) {
        Ok(code) => code,
        Err(error) => return Ok(Err(error)),
    };
    match place(db, unit)? {
        Ok(place) => Ok(Ok(put(db, &place, &code, by, settled)?.0)),
        Err(error) => Ok(Err(error)),
    }
}

/// The codes that a person gives a unit, in the place of those before.
pub(super) fn replace(db: &Connection, unit: Unit, codes: &[Code], by: By) -> Made<()> {
    let place = match place(db, unit)? {
        Ok(place) => place,
        Err(error) => return Ok(Err(error)),
    };
    for now in of_person(db, &place, by.person)? {
        if !codes.iter().any(|code| code.same_slot(&now.code)) {
            undo(db, now.id, by)?;
        }
    }
    for code in codes {
        if let Err(error) = give_one(db, unit, code, by, false)? {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

fn undo(db: &Connection, code: i64, by: By) -> rusqlite::Result<usize> {
    db.prepare_cached("UPDATE codes SET undone = ?2, undone_by = ?3 WHERE id = ?1")?
        .execute(params![code, by.at, by.person])
}

/// Finds what is to be coded.
pub(super) fn place(db: &Connection, unit: Unit) -> Made<Place> {
    let blank =
        Place { kind: unit.kind(), article: None, actor: None, version: None, row: None, anchor: None };
    let (address, id) = match unit {
        Unit::Actor(key) => {
            let mut known = db.prepare_cached("SELECT 1 FROM actors WHERE key = ?1")?;
            let there = known.exists([key])?;
            let nobody = || CorrectionError::Senseless(format!("there is no actor {key}")).into();
            return Ok(there.then(|| Place { actor: Some(key.to_owned()), ..blank }).ok_or_else(nobody));
        }
        Unit::Article(address) => (address, None),
        Unit::Statement { article, statement } => (article, Some(statement)),
        Unit::Event { article, event } => (article, Some(event)),
    };
    let Some(latest) = bodies::latest(db, address)? else {
        return Ok(Err(CorrectionError::NoArticle(address.to_owned()).into()));
    };
    let blank = Place { article: Some(latest.article), version: Some(latest.version), ..blank };
    let Some(id) = id else { return Ok(Ok(blank)) };
    let (article, of) = (address.to_owned(), id.to_owned());
    let (found, nothing) = match unit.kind() {
        UnitKind::Event => {
            (event_of(db, latest.version, id)?, CorrectionError::NoEvent { article, event: of })
        }
        _ => (statement_of(db, latest.version, id)?, CorrectionError::NoStatement { article, statement: of }),
    };
    let Some((row, now)) = found else { return Ok(Err(nothing.into())) };
    let record = bodies::record(db, latest.version)?;
    // What the reading had is what a later reading is most likely to have again, and the same for all coders.
    let read = match unit.kind() {
        UnitKind::Statement => {
            number_of(id, 's').and_then(|n| record.statements.get(n as usize)).map(|s| &s.content)
        }
        _ => None,
    };
    let anchor = anchor(&record.article.text, read.cloned().unwrap_or(now))?;
    Ok(Ok(Place { row: Some(row), anchor, ..blank }))
}

fn anchor(text: &Text, content: Vec<Span>) -> rusqlite::Result<Option<String>> {
    let of = Spans { content, ..Spans::default() };
    Anchor::new(text, &of, &[]).map(|anchor| serde_json::to_string(&anchor).map_err(to_store)).transpose()
}

/// What a person has given a unit and not taken back.
pub(super) fn of_person(db: &Connection, place: &Place, person: &str) -> rusqlite::Result<Vec<Given>> {
    let stands = match place.kind {
        UnitKind::Statement => "EXISTS (SELECT 1 FROM coded d WHERE d.code = c.id AND d.statement = ?2)",
        UnitKind::Event => "EXISTS (SELECT 1 FROM coded_events d WHERE d.code = c.id AND d.event = ?2)",
        UnitKind::Article => "c.unit = 'article' AND ?2 IS NULL",
        UnitKind::Actor => "c.unit = 'actor' AND ?2 IS NULL",
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM codes c WHERE c.article IS ?1 AND c.actor IS ?3 AND c.person = ?4 AND c.via = ?5
         AND c.undone IS NULL AND NOT c.settled AND {stands} ORDER BY c.id"
    );
    let mut asked = db.prepare_cached(&sql)?;
    asked.query_map(params![place.article, place.row, place.actor, person, VIA], given)?.collect()
}

/// What was settled of a unit.
fn settled_on(db: &Connection, place: &Place) -> rusqlite::Result<Vec<Given>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM codes c WHERE c.article IS ?1 AND c.actor IS ?3 AND c.undone IS NULL AND c.settled
         AND (?2 IS NULL OR EXISTS (SELECT 1 FROM coded d WHERE d.code = c.id AND d.statement = ?2)
              OR EXISTS (SELECT 1 FROM coded_events d WHERE d.code = c.id AND d.event = ?2)) ORDER BY c.id"
    );
    let mut asked = db.prepare_cached(&sql)?;
    asked.query_map(params![place.article, place.row, place.actor], given)?.collect()
}

/// Puts a code on a unit, in the place of the same person's of that slot. Returns its number, and whether it is new.
pub(super) fn put(
    db: &Connection,
    place: &Place,
    code: &Code,
    by: By,
    settled: bool,
) -> rusqlite::Result<(i64, bool)> {
    let before = if settled { settled_on(db, place)? } else { of_person(db, place, by.person)? };
    for old in before.into_iter().filter(|old| old.code.same_slot(code)) {
        if old.code == *code {
            return Ok((old.id, false));
        }
        undo(db, old.id, by)?;
    }
    let unit = match place.kind {
        UnitKind::Statement => "passage",
        UnitKind::Event => "event",
        UnitKind::Article => "article",
        UnitKind::Actor => "actor",
    };
    let id = db
        .prepare_cached(
            "INSERT INTO codes (unit, article, actor, person, via, made, name, value, agrees, score, absent, settled, anchor)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .insert(params![
            unit,
            place.article,
            place.actor,
            by.person.trim(),
            VIA,
            by.at,
            code.name,
            code.value,
            code.agrees,
            code.score,
            code.absent,
            settled,
            place.anchor,
        ])?;
    let tied = match place.kind {
        UnitKind::Event => "INSERT INTO coded_events (code, version, event) VALUES (?1, ?2, ?3)",
        _ => "INSERT INTO coded (code, version, statement) VALUES (?1, ?2, ?3)",
    };
    if let (Some(row), Some(version)) = (place.row, place.version) {
        db.prepare_cached(tied)?.execute([id, version, row])?;
    }
    Ok((id, true))
}
