//! What goes out of an archive: its statements as they are with all corrections, and the codes that people gave.

use crate::{Code, Document, ExchangeError, Mark};
use onrecord::Span;
use onrecord_archive::codes::PassageCode;
use onrecord_archive::corrections::{Change, Which};
use onrecord_archive::{Archive, Facts, Stored};
use std::collections::{BTreeMap, HashMap};

/// A version of an article with its statements, whose coders are the people who corrected them last, and with the codes
/// that people gave. `concepts` has further codes by the ids of statements.
///
/// # Errors
/// When the archive cannot be read.
pub fn document(
    archive: &Archive,
    stored: &Stored,
    facts: &Facts,
    concepts: &HashMap<String, Vec<Code>>,
) -> Result<Document, ExchangeError> {
    let mut document = Document::of(stored, |key| facts.named(key));
    if stored.current {
        coders(archive, &mut document)?;
    }
    for mark in &mut document.marks {
        let id = mark.statement.as_deref().unwrap_or_default();
        mark.codes.extend(concepts.get(id).into_iter().flatten().cloned());
        mark.codes.sort();
    }
    if stored.current {
        codes(archive, stored, &mut document)?;
    }
    document.sort();
    Ok(document)
}

/// Says of statements that people have corrected, or filled in, that they are theirs.
fn coders(archive: &Archive, document: &mut Document) -> Result<(), ExchangeError> {
    let Some(address) = document.address.clone() else { return Ok(()) };
    // The latest first.
    let corrections = archive.corrections(Which { article: Some(&address), ..Which::default() })?;
    for mark in &mut document.marks {
        let of_mark = corrections.iter().find(|c| c.statement.is_some() && c.statement == mark.statement);
        if let Some(correction) = of_mark {
            mark.coder.clone_from(&correction.person);
            mark.made = Some(correction.made.clone());
            if matches!(correction.change, Change::Missing { .. }) {
                mark.certainty = None;
            }
        }
    }
    Ok(())
}

/// Adds the codes that people gave. A concept one may be for or against is a statement's, whoever coded it; any other code
/// is a passage's.
fn codes(archive: &Archive, stored: &Stored, document: &mut Document) -> Result<(), ExchangeError> {
    let mut passages: BTreeMap<(Vec<Span>, String, Option<String>), Mark> = BTreeMap::new();
    let all = archive.codes(&stored.address)?;
    let given = document.marks.clone();
    for coded in all {
        let PassageCode { name, value, agrees, score, statement, spans } = coded.code;
        let code = Code { name, value, agrees, score };
        let of = statement.as_deref();
        let on = given.iter().find(|m| m.statement.as_deref() == of && of.is_some());
        // Only what the query wants of an article with statements goes out.
        if stored.wanted.is_some() && on.is_none() {
            continue;
        }
        let says = code.agrees.is_some() || code.name == "organization";
        let own = document.marks.iter_mut().find(|m| {
            m.is_statement && m.coder == coded.person && of.is_some() && m.statement.as_deref() == of && says
        });
        if let Some(own) = own {
            own.codes.push(code);
            continue;
        }
        let id = of.filter(|_| says).map(str::to_owned);
        let key = (spans.clone(), coded.person.clone(), id.clone());
        let mark = passages.entry(key).or_insert_with(|| {
            let said = on.filter(|_| says);
            Mark {
                coder: coded.person,
                made: Some(coded.made),
                statement: id,
                is_statement: says,
                content: spans,
                cue: Vec::new(),
                source: Vec::new(),
                speaker: said.and_then(|s| s.speaker.clone()),
                act: said.and_then(|s| s.act),
                certainty: None,
                codes: Vec::new(),
            }
        });
        mark.codes.push(code);
    }
    document.marks.extend(passages.into_values());
    for mark in &mut document.marks {
        mark.codes.sort();
        mark.codes.dedup();
    }
    Ok(())
}
