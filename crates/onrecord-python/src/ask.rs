//! Questions whose answers cross as JSON, which `onrecord._asked` has the types of; corrections; and files of other tools.

use crate::errors::{Raise, senseless};
use onrecord::Span;
use onrecord::budget::Budget;
use onrecord_archive::coding::{self, Codebook, CodingError};
use onrecord_archive::corrections::{By, Change, Subject};
use onrecord_archive::positions::{Bounds, Issue};
use onrecord_archive::wording::{self, TermSet, WordingWanted};
use onrecord_archive::{Archive, Query, Stored, Versions};
use onrecord_exchange::qda::{self, Drafted};
use onrecord_exchange::{About, Code, Format, out, writer};
use onrecord_lake::network::{Stand, by_act, each_on};
use pyo3::prelude::*;
use serde::Serialize;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// An answer as JSON, and the names that lead to nobody.
pub(crate) type Asked = (String, Vec<String>);

fn parse(query: &str) -> PyResult<Query> {
    Query::parse(query).map_err(|error| error.raise())
}

fn json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| senseless(&error.to_string(), None))
}

/// Who stands where on an issue.
pub(crate) fn positions(
    archive: &Archive,
    query: &str,
    sides: (Option<&str>, Option<&str>),
    bounds: (usize, usize),
) -> PyResult<Asked> {
    let side = |query: Option<&str>| query.map(parse).transpose();
    let issue =
        Issue { name: query.to_owned(), query: parse(query)?, pro: side(sides.0)?, con: side(sides.1)? };
    let bounds = Bounds { actors: bounds.0, stands: bounds.1, ..Bounds::default() };
    let found = archive.positions(&issue, bounds).map_err(|error| error.raise())?;
    Ok((json(&found)?, found.unknown))
}

/// What several articles have one and the same person say.
pub(crate) fn sayings(archive: &Archive, query: &str, limit: Option<usize>) -> PyResult<Asked> {
    let (found, unknown) = archive.sayings(&parse(query)?, limit).map_err(|error| error.raise())?;
    Ok((json(&found)?, unknown))
}

/// What is reported to happen.
pub(crate) fn events(archive: &Archive, query: &str, limit: Option<usize>) -> PyResult<Asked> {
    let (mut found, unknown) = archive.events(&parse(query)?).map_err(|error| error.raise())?;
    found.truncate(limit.unwrap_or(usize::MAX));
    Ok((json(&found)?, unknown))
}

/// The words that outlets choose.
pub(crate) fn wording(
    archive: &Archive,
    what: &str,
    of: Option<&str>,
    query: &str,
    by: &[String],
    (copies, limit): (bool, usize),
) -> PyResult<Asked> {
    let query = parse(query)?;
    let all: &[(&str, wording::By)] =
        if what == "verbs" { &wording::By::OF_STATEMENTS } else { &wording::By::OF_ARTICLES };
    let known = |name: &String| {
        let found = all.iter().find(|(known, _)| known == name).map(|(_, by)| *by);
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        let hint = format!("it is one of {}", names.join(", "));
        found.ok_or_else(|| senseless(&format!("{what} cannot be counted by `{name}`"), Some(&hint)))
    };
    let by: Vec<wording::By> = by.iter().map(known).collect::<PyResult<_>>()?;
    let wanted = WordingWanted { query: &query, by: &by, copies, limit };
    match (what, of) {
        ("names", Some(actor)) => rows(archive.namings(actor, wanted)),
        ("names", None) => {
            let sets: Vec<TermSet> = wording::terms(None).map_err(|e| senseless(&e.to_string(), None))?;
            rows(archive.terms(&sets, wanted))
        }
        ("verbs", _) => rows(archive.verbs(wanted)),
        ("scare_quotes", _) => rows(archive.scare_quotes(wanted)),
        ("voices", _) => rows(archive.voices(wanted)),
        (other, _) => Err(senseless(
            &format!("there is no view `{other}` of the wording"),
            Some("it is one of names, verbs, scare_quotes, voices"),
        )),
    }
}

fn rows<T: Serialize>(found: Result<wording::Rows<T>, onrecord_archive::ArchiveError>) -> PyResult<Asked> {
    let found = found.map_err(|error| error.raise())?;
    Ok((json(&found.rows)?, found.unknown))
}

/// What is right of a statement, as Python gives it.
#[derive(Debug, Default)]
pub(crate) struct Right {
    /// Who says it; the inner none: nobody can be told.
    pub speaker: Option<Option<String>>,
    /// What is done in saying it; the inner none: that cannot be told.
    pub act: Option<Option<String>>,
    pub negated: bool,
    pub content: Option<Vec<(u32, u32)>>,
    pub cue: Option<Vec<(u32, u32)>>,
    pub source: Option<Vec<(u32, u32)>>,
    pub is_statement: Option<bool>,
}

/// Makes corrections of a statement, or fills in a missing one where none is named. Gives their numbers.
pub(crate) fn correct(
    archive: &mut Archive,
    article: &str,
    statement: Option<&str>,
    right: Right,
    by: By,
) -> PyResult<Vec<i64>> {
    let speaker = match right.speaker {
        None => None,
        Some(None) => Some(None),
        Some(Some(name)) => Some(Some(match archive.recognise(&name, Some(article)) {
            Ok(found) => found.named(),
            Err(error) => return Err(senseless(&error.to_string(), error.hint())),
        })),
    };
    let named = |name: String| {
        let value = serde_json::Value::String(name.to_lowercase());
        let hint = Some("lexicon/acts lists them; None if it cannot be told");
        serde_json::from_value(value).map_err(|_| senseless(&format!("there is no act `{name}`"), hint))
    };
    let act = right.act.map(|act| act.map(named).transpose()).transpose()?;
    let spans = |given: Option<Vec<(u32, u32)>>| -> PyResult<Option<Vec<Span>>> {
        let one = |(start, end)| {
            if start > end {
                Err(senseless(&format!("the span {start}–{end} runs backwards"), None))
            } else {
                Ok(Span { start, end })
            }
        };
        given.map(|all| all.into_iter().map(one).collect()).transpose()
    };
    let (content, cue, source) = (spans(right.content)?, spans(right.cue)?, spans(right.source)?);
    let mut changes = Vec::new();
    let subject = match statement {
        Some(statement) => {
            changes.extend(right.is_statement.map(|is| Change::Statement { is }));
            if content.is_some() || cue.is_some() || source.is_some() {
                changes.push(Change::Boundaries { content, cue, source });
            }
            changes.extend(speaker.map(|speaker| Change::Speaker { speaker }));
            changes.extend(act.map(|act| Change::Act { act, negated: right.negated }));
            Subject::Statement { article, statement }
        }
        None => {
            changes.push(Change::Missing {
                content: content.unwrap_or_default(),
                cue: cue.unwrap_or_default(),
                source: source.unwrap_or_default(),
                speaker: speaker.flatten(),
                act: act.flatten(),
            });
            Subject::Article(article)
        }
    };
    if changes.is_empty() {
        return Err(senseless(
            "nothing is said of what is right",
            Some("give speaker, act, content or is_statement"),
        ));
    }
    let mut made = Vec::new();
    for change in &changes {
        let number = archive.correct(subject, change, by);
        made.push(number.map_err(|error| senseless(&error.to_string(), error.hint()))?);
    }
    Ok(made)
}

/// Takes a correction back.
pub(crate) fn undo(archive: &mut Archive, number: i64, by: By) -> PyResult<()> {
    archive.undo(number, by).map_err(|error| senseless(&error.to_string(), error.hint()))
}

/// Writes a file of another tool for coding. Gives how many articles, and what was cut short.
pub(crate) fn export(
    archive: &Archive,
    (format, path): (&str, &Path),
    query: &str,
    issues: Vec<(String, String)>,
    made: String,
) -> PyResult<(usize, Vec<String>)> {
    let format = Format::ALL.into_iter().find(|f| f.name() == format).ok_or_else(|| {
        let names = Format::ALL.map(Format::name).join(", ");
        senseless(&format!("there is no format `{format}`"), Some(&format!("it is one of {names}")))
    })?;
    let query = if query.trim().is_empty() { None } else { Some(parse(query)?) };
    let stands = by_act().map_err(|error| senseless(&error.to_string(), None))?;
    let mut concepts: HashMap<String, HashMap<String, Vec<Code>>> = HashMap::new();
    for (name, of) in issues {
        let mut of = parse(&of)?;
        if let Some(query) = &query {
            of = Query::All(vec![of, query.clone()]);
        }
        let issue = Issue { name, query: of, pro: None, con: None };
        let each = |stored: &Stored, stand: &dyn Fn(u32) -> Option<Stand>| {
            for &place in stored.wanted.iter().flatten() {
                let statement = stored.record.statements.get(place as usize);
                let Some((statement, stand)) = statement.zip(stand(place)) else { continue };
                let of = concepts.entry(stored.address.clone()).or_default();
                let code = Code::concept(issue.name.clone(), stand == Stand::For);
                of.entry(statement.id.clone()).or_default().push(code);
            }
        };
        each_on(archive, &issue, &stands, each).map_err(|error| error.raise())?;
    }
    let facts = archive.speakers().map_err(|error| error.raise())?;
    let name = archive.path().file_stem().map_or_else(|| "news".into(), |n| n.to_string_lossy().into_owned());
    let mut to = writer(format, path, About { name, made }).map_err(|error| error.raise())?;
    let (none, mut count, mut failed) = (HashMap::new(), 0, None);
    let mut push = |stored: Stored| {
        let of = concepts.get(&stored.address).unwrap_or(&none);
        match out::document(archive, &stored, &facts, of).and_then(|document| to.push(&document)) {
            Ok(()) => {
                count += 1;
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    match &query {
        Some(query) => archive.each_with(query, &mut push).map(|_| ()),
        None => archive.each(Versions::Latest, &mut push),
    }
    .map_err(|error| error.raise())?;
    if let Some(error) = failed {
        return Err(error.raise());
    }
    let notes = to.finish().map_err(|error| error.raise())?;
    Ok((count, notes))
}

fn refused(error: CodingError) -> PyErr {
    match error {
        CodingError::Archive(error) => error.raise(),
        CodingError::Query(error) => error.raise(),
        other => senseless(&other.to_string(), other.hint()),
    }
}

/// All codebooks, the earliest first.
pub(crate) fn codebooks(archive: &Archive) -> PyResult<String> {
    json(&archive.codebooks().map_err(|error| error.raise())?)
}

/// The codebook in force, or another version, as it was given.
pub(crate) fn codebook(archive: &Archive, version: Option<u32>) -> PyResult<Option<String>> {
    let mut all = archive.codebooks().map_err(|error| error.raise())?;
    let found = match version {
        None => all.pop(),
        Some(number) => Some(all.into_iter().find(|book| book.version == number).ok_or_else(|| {
            let hint = "`Archive.codebooks()` lists them";
            senseless(&format!("this archive has no codebook {number}"), Some(hint))
        })?),
    };
    Ok(found.map(|book| book.source))
}

/// Writes a codebook as a `.qdc` file.
pub(crate) fn export_codebook(archive: &Archive, path: &Path, version: Option<u32>) -> PyResult<()> {
    let source = codebook(archive, version)?.ok_or_else(|| refused(CodingError::NoCodebook))?;
    let book = Codebook::parse(&source).map_err(|error| refused(error.into()))?;
    qda::write_codebook(&book, path).map_err(|error| error.raise())
}

/// The codebook that a file is, as TOML, and what of it was passed over.
#[pyfunction]
pub(crate) fn codebook_of(py: Python<'_>, path: PathBuf) -> PyResult<(String, Vec<String>)> {
    py.detach(|| {
        if qda::is_codebook(&path) {
            let Drafted { source, notes } =
                qda::draft(&path, &Budget::of_file(&|| false)).map_err(|error| error.raise())?;
            return Ok((source, notes));
        }
        Ok((std::fs::read_to_string(&path)?, Vec::new()))
    })
}

/// Puts a codebook in force, and gives its number.
pub(crate) fn set_codebook(archive: &mut Archive, source: &str, drop: bool, by: By) -> PyResult<u32> {
    archive.set_codebook(source, drop, by).map_err(refused)
}

/// What is coded: ids of statements and events stand behind the address, and an actor's key where there is none.
pub(crate) struct Unit<'a> {
    pub article: Option<&'a str>,
    pub of: Option<&'a str>,
}

/// Gives a unit a code: its name, its value, the side and the value on a scale. Gives its number.
pub(crate) fn code(
    archive: &mut Archive,
    unit: Unit,
    (name, value, agrees, score, absent): (String, String, Option<bool>, Option<String>, bool),
    by: By,
) -> PyResult<i64> {
    let code = coding::Code { name, value, agrees, score, absent };
    let unit = match (unit.article, unit.of) {
        (Some(article), None) => coding::Unit::Article(article),
        (Some(article), Some(event)) if event.starts_with('e') => coding::Unit::Event { article, event },
        (Some(article), Some(statement)) => coding::Unit::Statement { article, statement },
        (None, key) => coding::Unit::Actor(key.unwrap_or_default()),
    };
    archive.give(unit, &code, by).map_err(refused)
}

/// Takes a code back.
pub(crate) fn take_back(archive: &mut Archive, code: i64, by: By) -> PyResult<()> {
    archive.take_back(code, by).map_err(refused)
}

/// All codes in force, or a person's.
pub(crate) fn codes(archive: &Archive, person: Option<&str>) -> PyResult<String> {
    json(&archive.all_codes(person).map_err(|error| error.raise())?)
}

/// How far coders agree.
pub(crate) fn agreement(archive: &Archive, coders: &[String], query: &str) -> PyResult<String> {
    json(&archive.agreement(coders, &parse(query)?).map_err(refused)?)
}

/// What coders differ in.
pub(crate) fn differences(archive: &Archive, coders: &[String], query: &str) -> PyResult<String> {
    json(&archive.differences(coders, &parse(query)?).map_err(refused)?)
}

/// Takes over what others coded in another archive.
pub(crate) fn merge(archive: &mut Archive, other: &Path, by: By) -> PyResult<String> {
    let other = Archive::open(other).map_err(|error| error.raise())?;
    json(&archive.merge(&other, by).map_err(refused)?)
}
