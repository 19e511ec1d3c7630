//! Reading a `.dna` file, which may be anybody's.

use super::{DNA, about, names, open};
use crate::document::{act, is_id, kind};
use crate::files::{DOCUMENTS, MARKS, TEXT_LIMIT};
use crate::{Code, Document, ExchangeError, Mark, Read, Utf16, Who};
use onrecord::budget::{Budget, Over};
use onrecord::{ActorKind, Text};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::collections::HashMap;
use std::path::Path;

/// Most statements of one file.
const STATEMENTS: usize = 2_000_000;
/// Most bytes of all texts together.
const ALL_TEXT: u64 = 1 << 30;

/// Reads a `.dna` file.
///
/// # Errors
/// When it is none of version 3, is damaged, or holds more than is read of one file.
pub fn read(path: &Path, budget: &Budget) -> Result<Read, ExchangeError> {
    let unfit = |what: &dyn std::fmt::Display| unless_over(budget, path, what);
    let db = open(path).map_err(|e| unfit(&e))?;
    let strange =
        "SELECT count(*) FROM sqlite_schema WHERE type IN ('view', 'trigger') OR sql LIKE 'CREATE VIRTUAL%'";
    match db.query_row(strange, [], |r| r.get::<_, u32>(0)) {
        Ok(0) => {}
        Ok(_) => return Err(unfit(&"it holds views, triggers or virtual tables, which DNA makes none of")),
        Err(error) => return Err(unfit(&error)),
    }
    let version: rusqlite::Result<String> =
        db.query_row("SELECT Value FROM SETTINGS WHERE Property = 'version'", [], |r| r.get(0));
    match version {
        Ok(version) if version.starts_with('3') => {}
        Ok(version) => {
            return Err(unfit(&format!(
                "it is of version {version}, and version 3 is read; open it in DNA 3 and save it"
            )));
        }
        Err(error) => return Err(unfit(&format!("its settings tell no version: {error}"))),
    }
    let file = File::load(&db, budget).map_err(|e| unfit(&e))?;
    if file.rows > STATEMENTS {
        return Err(too_large(path, "more statements", STATEMENTS as u64));
    }
    let mut read = Read { speakers: file.speakers.clone(), ..Read::default() };
    documents(&db, path, &file, &mut read, budget)?;
    Ok(read)
}

/// What a question's error is: when the budget ended it, that.
fn unless_over(budget: &Budget, path: &Path, what: &dyn std::fmt::Display) -> ExchangeError {
    budget.over().map_or_else(|| ExchangeError::unfit(path, DNA, what), ExchangeError::over(path))
}

fn too_large(path: &Path, what: &str, limit: u64) -> ExchangeError {
    ExchangeError::TooLarge { path: path.to_owned(), what: what.to_owned(), limit }
}

/// A value of a statement's variable.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Value {
    fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        }
    }
}

/// A row of STATEMENTS.
#[derive(Debug, Clone, Copy)]
struct Coded {
    id: i64,
    of: i64,
    start: i64,
    stop: i64,
    coder: i64,
}

/// Everything but the documents.
#[derive(Debug, Default)]
struct File {
    coders: HashMap<i64, String>,
    types: HashMap<i64, String>,
    /// Names of variables.
    variables: HashMap<i64, String>,
    /// By the id of the statement.
    values: HashMap<i64, Vec<(i64, Value)>>,
    /// By the id of the document.
    coded: HashMap<i64, Vec<Coded>>,
    /// What the attribute `Type` says of a name.
    kinds: HashMap<String, ActorKind>,
    speakers: Vec<(String, String, String)>,
    rows: usize,
}

/// A cell as text, whatever it holds: SQLite does not hold columns to their types.
fn text(row: &Row, n: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(n)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null => String::new(),
    })
}

fn number(row: &Row, n: usize) -> rusqlite::Result<i64> {
    Ok(match row.get_ref(n)? {
        ValueRef::Integer(number) => number,
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).trim().parse().unwrap_or(-1),
        _ => -1,
    })
}

impl File {
    fn load(db: &Connection, budget: &Budget) -> rusqlite::Result<File> {
        let mut file = File::default();
        each(db, budget, "SELECT ID, Name FROM CODERS", |r| {
            file.coders.insert(number(r, 0)?, text(r, 1)?);
            Ok(())
        })?;
        each(db, budget, "SELECT ID, Label FROM STATEMENTTYPES", |r| {
            file.types.insert(number(r, 0)?, text(r, 1)?);
            Ok(())
        })?;
        each(db, budget, "SELECT ID, Variable FROM VARIABLES", |r| {
            file.variables.insert(number(r, 0)?, text(r, 1)?);
            Ok(())
        })?;
        file.attributes(db, budget)?;
        let limit = STATEMENTS + 1;
        each(
            db,
            budget,
            &format!(
                "SELECT ID, StatementTypeId, Start, Stop, Coder, DocumentId FROM STATEMENTS ORDER BY ID LIMIT {limit}"
            ),
            |r| {
                let one = Coded {
                    id: number(r, 0)?,
                    of: number(r, 1)?,
                    start: number(r, 2)?,
                    stop: number(r, 3)?,
                    coder: number(r, 4)?,
                };
                file.coded.entry(number(r, 5)?).or_default().push(one);
                file.rows += 1;
                Ok(())
            },
        )?;
        // A statement has a handful of variables.
        let limit = STATEMENTS.saturating_mul(8);
        let mut put = |r: &Row, value: Value| -> rusqlite::Result<()> {
            let all = file.values.entry(number(r, 0)?).or_default();
            if all.len() < 256 {
                all.push((number(r, 1)?, value));
            }
            Ok(())
        };
        let from = |table: &str| {
            format!("SELECT StatementId, VariableId, Value FROM {table} ORDER BY ID LIMIT {limit}")
        };
        each(db, budget, &from("DATABOOLEAN"), |r| put(r, Value::Flag(number(r, 2)? != 0)))?;
        each(db, budget, &from("DATAINTEGER"), |r| put(r, Value::Number(number(r, 2)?)))?;
        each(db, budget, &from("DATALONGTEXT"), |r| put(r, Value::Text(text(r, 2)?)))?;
        let short = format!(
            "SELECT d.StatementId, d.VariableId, e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity
             ORDER BY d.ID LIMIT {limit}"
        );
        each(db, budget, &short, |r| put(r, Value::Text(text(r, 2)?)))?;
        Ok(file)
    }

    /// What is known of persons and organisations.
    fn attributes(&mut self, db: &Connection, budget: &Budget) -> rusqlite::Result<()> {
        let sql = "SELECT v.Variable, e.Value, a.AttributeVariable, w.AttributeValue FROM ATTRIBUTEVALUES w
            JOIN ENTITIES e ON e.ID = w.EntityId JOIN ATTRIBUTEVARIABLES a ON a.ID = w.AttributeVariableId
            JOIN VARIABLES v ON v.ID = e.VariableId WHERE w.AttributeValue <> '' AND e.Value <> ''
            ORDER BY w.ID LIMIT 1000000";
        each(db, budget, sql, |r| {
            let (variable, name, field, value) = (text(r, 0)?, text(r, 1)?, text(r, 2)?, text(r, 3)?);
            if !is(&variable, names::PERSON) && !is(&variable, names::ORGANIZATION) {
                return Ok(());
            }
            match kind(&value).filter(|_| field == "Type") {
                Some(kind) => {
                    self.kinds.entry(name).or_insert(kind);
                }
                None if matches!(field.as_str(), "wikidata" | "country") => {}
                None => self.speakers.push((name, field, value)),
            }
            Ok(())
        })
    }

    /// What was coded in a document, in its order.
    fn marks(&self, document: i64, text: &Text, note: &mut impl FnMut(String), budget: &Budget) -> Vec<Mark> {
        let units = Utf16::of(text);
        let mut marks: Vec<Mark> = Vec::new();
        let mut at: HashMap<(String, u32, u32), Vec<usize>> = HashMap::new();
        let coded = self.coded.get(&document).map(Vec::as_slice).unwrap_or_default();
        let mut outside = 0;
        let (statements, codes): (Vec<&Coded>, Vec<&Coded>) = coded.iter().partition(|c| self.says(c));
        for one in statements.into_iter().chain(codes) {
            let span = u64::try_from(one.start).ok().zip(u64::try_from(one.stop).ok());
            let Some(span) = span.and_then(|(start, stop)| units.span(start, stop)) else {
                outside += 1;
                continue;
            };
            let mut mark = self.mark(one);
            budget.bytes(weight(&mark));
            mark.content = vec![span];
            let here = at.entry((mark.coder.clone(), span.start, span.end)).or_default();
            budget.steps(here.len());
            if budget.spent() {
                break;
            }
            let same = here.iter().copied().find(|&n| belongs(&marks[n], &mark));
            match same {
                Some(n) => marks[n].codes.append(&mut mark.codes),
                None if marks.len() < MARKS => {
                    here.push(marks.len());
                    marks.push(mark);
                }
                None => outside += 1,
            }
        }
        for mark in &mut marks {
            mark.codes.sort();
            mark.codes.dedup();
        }
        if outside > 0 {
            note(format!(
                "{outside} of its statements lie outside the text, or are too many, and were left out"
            ));
        }
        marks
    }

    /// Whether it is coded with somebody who speaks.
    fn says(&self, coded: &Coded) -> bool {
        let values = self.values.get(&coded.id).map(Vec::as_slice).unwrap_or_default();
        let speaks = |name: &String| is(name, names::PERSON) || is(name, names::ORGANIZATION);
        values.iter().any(|(variable, _)| self.variables.get(variable).is_some_and(speaks))
    }

    fn mark(&self, coded: &Coded) -> Mark {
        let is_statement = self.says(coded);
        let mut mark = Mark {
            coder: self.coders.get(&coded.coder).cloned().unwrap_or_default(),
            made: None,
            statement: None,
            is_statement,
            content: Vec::new(),
            cue: Vec::new(),
            source: Vec::new(),
            speaker: None,
            act: None,
            certainty: None,
            codes: Vec::new(),
        };
        let label = self.types.get(&coded.of).map_or("", String::as_str);
        let values = self.values.get(&coded.id).map(Vec::as_slice).unwrap_or_default();
        let named = |name: &str| {
            values
                .iter()
                .find(|(v, _)| self.variables.get(v).is_some_and(|n| is(n, name)))
                .map(|(_, value)| value)
        };
        let words = |name: &str| named(name).map(Value::shown).filter(|v| !v.trim().is_empty());
        mark.statement = words(names::STATEMENT).filter(|id| is_id(id));
        if label == names::OTHER && named(names::CODE).is_some() {
            let code = words(names::CODE).unwrap_or_default();
            let value = named(names::VALUE).map(Value::shown).unwrap_or_default();
            mark.codes.push(Code { score: words(names::SCORE), ..Code::new(code, value) });
            return mark;
        }
        let mut used = vec![names::STATEMENT];
        if is_statement {
            used.extend([names::PERSON, names::ORGANIZATION]);
            let organization = words(names::ORGANIZATION);
            let who = |name: String, or: ActorKind| {
                let kind = self.kinds.get(&name).copied().unwrap_or(or);
                Who::new(name, kind)
            };
            mark.speaker = match (words(names::PERSON), organization) {
                (Some(person), organization) => {
                    mark.codes.extend(organization.map(|o| Code::new(names::ORGANIZATION, o)));
                    Some(who(person, ActorKind::Person))
                }
                (None, organization) => organization.map(|o| who(o, ActorKind::Organisation)),
            };
            if let Some(act) = words(names::ACT).and_then(|name| act(&name)) {
                mark.act = Some(act);
                used.push(names::ACT);
            } else if words(names::ACT).is_none() {
                used.push(names::ACT);
            }
            if let (Some(Value::Number(sure)), names::PLAIN) = (named(names::CERTAINTY), label) {
                mark.certainty = u8::try_from(*sure).ok().filter(|n| *n <= 100);
                used.push(names::CERTAINTY);
            }
            if let Some(concept) = words(names::CONCEPT) {
                let agrees = named(names::AGREEMENT).and_then(|value| match value {
                    Value::Flag(flag) => Some(*flag),
                    Value::Number(number) => (*number != 0).then_some(*number > 0),
                    Value::Text(_) => None,
                });
                mark.codes.push(Code { agrees, ..Code::new(Code::CONCEPT, concept) });
                used.push(names::AGREEMENT);
            }
            used.push(names::CONCEPT);
        }
        let mut any = false;
        for (variable, value) in values {
            let Some(name) = self.variables.get(variable) else { continue };
            let shown = value.shown();
            if !shown.trim().is_empty() && !used.iter().any(|u| is(name, u)) {
                mark.codes.push(Code::new(name.clone(), shown));
                any = true;
            }
        }
        if !is_statement && !any {
            mark.codes.push(Code::new(label, ""));
        }
        mark
    }
}

fn is(name: &str, wanted: &str) -> bool {
    name.eq_ignore_ascii_case(wanted)
}

/// Whether a row says no more of a passage than the mark it has: its codes are then further ones of that mark.
fn belongs(mark: &Mark, further: &Mark) -> bool {
    let same_id = further.statement.is_none() || mark.statement == further.statement;
    if !further.is_statement {
        return mark.statement == further.statement;
    }
    same_id && mark.is_statement && mark.speaker == further.speaker && mark.act == further.act
}

fn each(
    db: &Connection,
    budget: &Budget,
    sql: &str,
    mut each: impl FnMut(&Row) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut asked = db.prepare(sql)?;
    let mut rows = asked.query([])?;
    while let Some(row) = rows.next()? {
        // Joined rows may have the same long words again and again.
        let size = |n: usize| match row.get_ref(n) {
            Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => bytes.len(),
            _ => 0,
        };
        let held = (0..row.as_ref().column_count()).map(size).sum();
        let over = |over: Over| rusqlite::Error::ToSqlConversionFailure(Box::new(over));
        budget.node().and_then(|()| budget.hold(held)).map_err(over)?;
        each(row)?;
    }
    Ok(())
}

fn documents(
    db: &Connection,
    path: &Path,
    file: &File,
    read: &mut Read,
    budget: &Budget,
) -> Result<(), ExchangeError> {
    let unfit = |error: rusqlite::Error| unless_over(budget, path, &error);
    let sizes = "SELECT count(*), coalesce(sum(length(CAST(Text AS BLOB))), 0) FROM DOCUMENTS";
    let (count, size): (u64, u64) = db.query_row(sizes, [], |r| Ok((r.get(0)?, r.get(1)?))).map_err(unfit)?;
    if count > DOCUMENTS as u64 {
        return Err(too_large(path, &format!("{count} documents"), DOCUMENTS as u64));
    }
    if size > ALL_TEXT {
        return Err(too_large(path, &format!("{size} bytes of text"), ALL_TEXT));
    }
    let sql = "SELECT ID, Title, Author, Source, Notes, Date, length(CAST(Text AS BLOB)), Text FROM DOCUMENTS ORDER BY ID";
    let (documents, notes) = (&mut read.documents, &mut read.notes);
    each(db, budget, sql, |row| {
        let (id, title) = (number(row, 0)?, text(row, 1)?);
        let size = number(row, 6)?;
        if size as u64 > TEXT_LIMIT {
            notes
                .push(format!("document {id}, {title}: {size} bytes of text are too long and were left out"));
            return Ok(());
        }
        let words = Text::new(text(row, 7)?);
        if words.as_str().trim().is_empty() {
            notes.push(format!("document {id}, {title}: it has no text and was left out"));
            return Ok(());
        }
        let note = &mut |what: String| notes.push(format!("document {id}, {title}: {what}"));
        let marks = file.marks(id, &words, note, budget);
        let mut document = Document {
            address: None,
            name: format!("document {id}"),
            title: None,
            authors: Vec::new(),
            outlet: None,
            published: None,
            language: None,
            text: words,
            marks,
        };
        if !about::take(&text(row, 4)?, &mut document) {
            let given = |value: String| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
            document.title = given(title.clone());
            document.authors = given(text(row, 2)?).into_iter().collect();
            document.outlet = given(text(row, 3)?);
            document.published = day(number(row, 5)?);
        }
        document.name = document.title.clone().or(document.address.clone()).unwrap_or(document.name);
        document.sort();
        documents.push(document);
        Ok(())
    })
    .map_err(unfit)?;
    budget.check().map_err(ExchangeError::over(path))
}

/// What a mark holds of words that stand once in the file, and in each mark that has them.
fn weight(mark: &Mark) -> usize {
    let codes: usize = mark
        .codes
        .iter()
        .map(|code| code.name.len() + code.value.len() + code.score.as_ref().map_or(0, String::len))
        .sum();
    mark.coder.len() + mark.speaker.as_ref().map_or(0, |who| who.name.len()) + codes
}

/// The day of a time as DNA keeps it. It keeps no zone, and of what has no date it keeps the first second of 1970.
fn day(seconds: i64) -> Option<String> {
    let at = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds != 0)?;
    Some(jiff::tz::TimeZone::UTC.to_datetime(at).date().to_string())
}
