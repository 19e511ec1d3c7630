//! Reading brat standoff.

use super::{BRAT, CUE, HAS_CUE, HAS_SOURCE, PASSAGE, SOURCE, STATEMENT};
use crate::document::{act, is_id, kind};
use crate::files::{Index, MARKS, hold_text, read_each, text};
use crate::written::{as_it_was, joined, read_code, read_codes};
use crate::{Code, Document, ExchangeError, Mark, Read, Who};
use onrecord::budget::{Budget, Over};
use onrecord::{ActorKind, Span, Text};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads an `.ann` file with the `.txt` beside it, or a folder of them.
///
/// # Errors
/// When nothing of it can be read. What is wrong with one document of several is told in the notes.
pub fn read(path: &Path, budget: &Budget) -> Result<Read, ExchangeError> {
    read_each(path, "ann", budget, |path, index, notes| document(path, index, notes, budget))
}

fn document(
    path: &Path,
    index: &Index,
    notes: &mut Vec<String>,
    budget: &Budget,
) -> Result<Document, ExchangeError> {
    let words = text(&path.with_extension("txt"), BRAT, budget)?;
    hold_text(path, BRAT, &words)?;
    let standoff = text(path, BRAT, budget)?;
    let mut document = index.document(path, Text::new(words));
    let (marks, passed) = marks(&document.text, &standoff, budget).map_err(ExchangeError::over(path))?;
    document.marks = marks;
    if passed > 0 {
        notes.push(format!(
            "{}: {passed} lines say nothing that is understood, or lie outside the text",
            path.display()
        ));
    }
    document.sort();
    Ok(document)
}

/// An entity with what is said of it.
#[derive(Debug, Default)]
struct Entity {
    kind: String,
    pieces: Vec<Span>,
    attributes: Vec<(String, String)>,
    notes: Vec<(String, String)>,
    cue: Vec<Span>,
    source: Vec<Span>,
    /// Whether it is the cue or source of another.
    taken: bool,
}

/// The marks of a standoff file, and how many of its lines could not be used.
fn marks(text: &Text, standoff: &str, budget: &Budget) -> Result<(Vec<Mark>, usize), Over> {
    let mut entities: BTreeMap<(usize, &str), Entity> = BTreeMap::new();
    let mut order: BTreeMap<&str, usize> = BTreeMap::new();
    let mut passed = 0;
    // Whatever speaks of entities may stand before them.
    let first = |line: &&str| line.starts_with('T');
    let lines: Vec<&str> =
        standoff.split('\n').map(|l| l.trim_end_matches('\r')).filter(|l| !l.is_empty()).collect();
    for line in lines.iter().filter(|l| first(l)) {
        budget.node()?;
        match entity(text, line, budget)? {
            Some((id, entity)) if order.len() < MARKS * 3 && !order.contains_key(id) => {
                order.insert(id, order.len());
                entities.insert((order[id], id), entity);
            }
            _ => passed += 1,
        }
    }
    for line in lines.iter().filter(|l| !first(l)) {
        budget.node()?;
        if further(line, &mut entities, &order, budget).is_none() {
            passed += 1;
        }
    }
    let mut marks = Vec::new();
    for entity in entities.into_values().filter(|e| !e.taken) {
        if marks.len() < MARKS {
            marks.extend(mark(text, entity, budget)?);
        }
    }
    Ok((marks, passed))
}

fn entity<'l>(text: &Text, line: &'l str, budget: &Budget) -> Result<Option<(&'l str, Entity)>, Over> {
    let Some((id, kind, pieces)) = places(text, line) else { return Ok(None) };
    let pieces = joined(text, pieces, budget)?;
    Ok(Some((id, Entity { kind: kind.to_owned(), pieces, ..Entity::default() })))
}

/// The id, the kind and the pieces that the line of an entity gives.
fn places<'l>(text: &Text, line: &'l str) -> Option<(&'l str, &'l str, Vec<Span>)> {
    let mut columns = line.splitn(3, '\t');
    let (id, middle) = (columns.next()?, columns.next()?);
    let (kind, places) = middle.split_once(' ')?;
    let mut pieces = Vec::new();
    for place in places.split(';') {
        let (start, end) = place.trim().split_once(' ')?;
        let (start, end): (u32, u32) = (start.trim().parse().ok()?, end.trim().parse().ok()?);
        if start >= end || end > text.len() {
            return None;
        }
        pieces.push(Span::new(start, end));
    }
    Some((id, kind, pieces))
}

/// Takes a line that speaks of an entity.
fn further<'l>(
    line: &'l str,
    entities: &mut BTreeMap<(usize, &'l str), Entity>,
    order: &BTreeMap<&'l str, usize>,
    budget: &Budget,
) -> Option<()> {
    let key = |id: &'l str| Some((*order.get(id)?, id));
    let (id, rest) = line.split_once('\t')?;
    match id.chars().next()? {
        'R' => {
            let mut words = rest.split_whitespace();
            let relation = words.next()?;
            let mut argument = || words.next()?.split_once(':').map(|(_, id)| id);
            let (from, to) = (argument()?, argument()?);
            let of_other = entities.get_mut(&key(to)?)?;
            let fits = matches!((relation, of_other.kind.as_str()), (HAS_CUE, CUE) | (HAS_SOURCE, SOURCE));
            if !fits {
                return None;
            }
            // Every relation may have the same one, with all of its pieces.
            budget.hold(of_other.pieces.len() * size_of::<Span>()).ok()?;
            let spans = of_other.pieces.clone();
            of_other.taken = true;
            let of = entities.get_mut(&key(from)?)?;
            if relation == HAS_CUE { of.cue.extend(spans) } else { of.source.extend(spans) }
        }
        'A' | 'M' => {
            let mut words = rest.splitn(3, ' ');
            let (name, of, value) = (words.next()?, words.next()?, words.next().unwrap_or_default());
            entities.get_mut(&key(of)?)?.attributes.push((name.to_owned(), value.trim().to_owned()));
        }
        '#' => {
            let (head, words) = rest.split_once('\t')?;
            let (name, of) = head.split_once(' ')?;
            entities.get_mut(&key(of)?)?.notes.push((name.to_owned(), words.to_owned()));
        }
        _ => return None,
    }
    Some(())
}

/// The mark of an entity; none of a cue or source that belongs to nothing.
fn mark(text: &Text, entity: Entity, budget: &Budget) -> Result<Option<Mark>, Over> {
    if matches!(entity.kind.as_str(), CUE | SOURCE) {
        return Ok(None);
    }
    let ours = matches!(entity.kind.as_str(), STATEMENT | PASSAGE);
    let mut mark = Mark {
        coder: String::new(),
        made: None,
        statement: None,
        is_statement: entity.kind == STATEMENT,
        content: entity.pieces,
        cue: joined(text, entity.cue, budget)?,
        source: joined(text, entity.source, budget)?,
        speaker: None,
        act: None,
        certainty: None,
        codes: Vec::new(),
    };
    if !ours {
        mark.codes.push(Code::new(entity.kind.clone(), ""));
    }
    for (name, value) in entity.attributes {
        match act(&value).filter(|_| name == "Act" && mark.is_statement) {
            Some(act) => mark.act = Some(act),
            None => mark.codes.push(Code::new(name, value)),
        }
    }
    for (name, line) in entity.notes {
        let value = as_it_was(&line);
        match name.as_str() {
            "Coder" => mark.coder = value,
            "Made" => mark.made = Some(value),
            "Id" => mark.statement = Some(value).filter(|id| is_id(id)),
            "Certainty" => mark.certainty = value.parse().ok().filter(|n| *n <= 100),
            "Speaker" => mark.speaker = speaker(&value),
            "Facts" => {}
            "Code" => mark.codes.extend(read_code(&line)),
            _ => by_hand(&line, &mut mark),
        }
    }
    mark.codes.sort();
    mark.codes.dedup();
    Ok(Some(mark))
}

/// A speaker as a note names it: `person: Marit Holm`, or the name alone.
fn speaker(value: &str) -> Option<Who> {
    let (kind, name) = match value.split_once(": ").and_then(|(k, name)| Some((kind(k)?, name))) {
        Some((kind, name)) => (kind, name),
        None => (ActorKind::Person, value.trim()),
    };
    (!name.is_empty()).then(|| Who::new(name, kind))
}

/// A note that somebody wrote in brat.
fn by_hand(line: &str, mark: &mut Mark) {
    let lower = line.to_ascii_lowercase();
    if lower.starts_with("speaker:") {
        mark.speaker = speaker(line["speaker:".len()..].trim()).or(mark.speaker.take());
    } else if lower.starts_with("code:") {
        mark.codes.extend(read_codes(&line["code:".len()..]));
    } else if !line.trim().is_empty() {
        mark.codes.push(Code::new("note", line.trim()));
    }
}
