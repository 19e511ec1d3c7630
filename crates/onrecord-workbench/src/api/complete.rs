//! What somebody who types a query may mean: fields, and values of the field they are in.

use crate::house::House;
use crate::pages::find::LONGEST;
use crate::problem::{ApiProblem, Problem};
use crate::view::link;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use onrecord_archive::Archive;
use onrecord_archive::query::FIELDS;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Suggestions at most.
const MOST: usize = 8;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    at: Option<usize>,
    field: Option<String>,
}

/// What may be meant.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Completed {
    /// The likeliest first.
    suggestions: Vec<Suggested>,
}

/// One thing that may be meant.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Suggested {
    /// All that stands in the field when it is taken.
    whole: String,
    /// Where the cursor is then, in code points.
    end: usize,
    /// How it is shown.
    shown: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<String>,
    /// Whether more is to be chosen after it.
    more: bool,
}

pub(crate) async fn complete(
    State(house): State<Arc<House>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Completed>, ApiProblem> {
    let Query(asked) = asked.map_err(|error| Problem::Bad(error.body_text()))?;
    if asked.q.len() > LONGEST {
        return Err(
            Problem::Bad(format!("A query of more than {LONGEST} characters is not completed.")).into()
        );
    }
    let suggestions = house.pool.ask(move |desk| suggested(&desk.archive, &asked)).await?;
    Ok(Json(Completed { suggestions }))
}

/// What is being typed at the cursor.
#[derive(Debug, PartialEq, Eq)]
struct Typed<'q> {
    before: &'q str,
    /// The field, if a colon has been typed.
    field: Option<&'q str>,
    value: &'q str,
    after: &'q str,
}

fn typed(query: &str, at: Option<usize>) -> Typed<'_> {
    let at = at.and_then(|at| query.char_indices().nth(at)).map_or(query.len(), |(byte, _)| byte);
    let (head, tail) = query.split_at(at);
    // The piece that is being typed begins after the last blank or bracket that is in no quotation marks.
    let (mut start, mut quoted) = (0, false);
    for (byte, c) in head.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if !quoted && (c.is_whitespace() || matches!(c, '(' | ',')) => start = byte + c.len_utf8(),
            _ => {}
        }
    }
    // After a comma, the field is the one before it.
    let comma = head[..start].ends_with(',');
    let before_comma = if comma { typed(&head[..start - 1], None).field } else { None };
    let piece = &head[start..];
    let (field, value) = match piece.split_once(':') {
        Some((field, value)) => (Some(field), value),
        None => (before_comma, piece),
    };
    let end = if quoted { tail.find('"').map_or(tail.len(), |n| n + 1) } else { 0 };
    let keeps = head.len() - value.len();
    Typed { before: &query[..keeps], field, value: value.trim_start_matches('"'), after: &tail[end..] }
}

fn suggested(archive: &Archive, asked: &Asked) -> Result<Vec<Suggested>, Problem> {
    if let Some(field) = &asked.field {
        let found = values(archive, field, asked.q.trim())?;
        let whole = |(value, what): (String, Option<String>)| Suggested {
            end: value.chars().count(),
            shown: value.clone(),
            whole: value,
            what,
            more: false,
        };
        return Ok(found.into_iter().map(whole).collect());
    }
    let typed = typed(&asked.q, asked.at);
    let put = |text: &str, shown: String, what: Option<String>, more: bool| {
        let gap = if more || typed.after.starts_with(' ') { "" } else { " " };
        let head = format!("{}{text}{gap}", typed.before);
        let end = head.chars().count();
        Suggested { whole: format!("{head}{}", typed.after), end, shown, what, more }
    };
    if let Some(field) = typed.field {
        let found = values(archive, field, typed.value)?;
        let written = |(value, what): (String, Option<String>)| {
            let text = link::field("", &value)?;
            Some(put(text.trim_start_matches(':'), value.clone(), what, false))
        };
        return Ok(found.into_iter().filter_map(written).collect());
    }
    if typed.value.is_empty() {
        return Ok(Vec::new());
    }
    let lower = typed.value.to_lowercase();
    let mut all: Vec<Suggested> = FIELDS
        .iter()
        .filter(|field| field.starts_with(&lower))
        .map(|field| put(&format!("{field}:"), format!("{field}:"), Some("field".to_owned()), true))
        .take(4)
        .collect();
    // A name that is typed is most often that of a speaker.
    if typed.value.chars().count() > 1 {
        for (name, what) in values(archive, "speaker", typed.value)? {
            all.extend(link::field("speaker", &name).map(|text| put(&text, text.clone(), what, false)));
        }
    }
    all.truncate(MOST);
    Ok(all)
}

/// Values of a field that begin like what was typed, each with what it is.
fn values(archive: &Archive, field: &str, typed: &str) -> Result<Vec<(String, Option<String>)>, Problem> {
    let listed = |all: &[&str]| -> Vec<(String, Option<String>)> {
        let lower = typed.to_lowercase();
        let fit = all.iter().filter(|v| v.to_lowercase().starts_with(&lower));
        fit.take(MOST).map(|v| ((*v).to_owned(), None)).collect()
    };
    Ok(match field {
        "speaker" | "to" | "from" | "target" | "party" => {
            let found = archive.actors_like(typed, MOST)?;
            found.into_iter().map(|s| (s.value, s.what)).collect()
        }
        "outlet" | "voice" => {
            let found = archive.outlets_like(typed, MOST)?;
            found.into_iter().map(|s| (s.value, Some("outlet".to_owned()))).collect()
        }
        "act" => {
            let acts: Vec<String> = crate::pages::correct::acts().iter().map(crate::view::word).collect();
            listed(&acts.iter().map(String::as_str).collect::<Vec<_>>())
        }
        "kind" => listed(&["direct", "mixed", "indirect"]),
        "event" => {
            let names: Vec<&str> = onrecord::events::EventType::ALL.iter().map(|t| t.name()).collect();
            listed(&names)
        }
        "status" => {
            let names: Vec<&str> = onrecord::events::EventStatus::ALL.iter().map(|s| s.name()).collect();
            listed(&names)
        }
        "negated" | "hedge" | "condition" | "inside" | "repeat" | "saying" | "duplicate" => {
            listed(&["yes", "no"])
        }
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_told_from_what_stands_around() {
        let of = |query: &'static str, at| {
            let t = typed(query, at);
            (t.before, t.field, t.value, t.after)
        };
        assert_eq!(of("act:promise spe", None), ("act:promise ", None, "spe", ""));
        assert_eq!(of("speaker:Ho act:deny", Some(10)), ("speaker:", Some("speaker"), "Ho", " act:deny"));
        assert_eq!(of("speaker:\"Marit Ho\" x", Some(17)), ("speaker:", Some("speaker"), "Marit Ho", " x"));
        assert_eq!(of("(act:deny,re", None), ("(act:deny,", Some("act"), "re", ""));
        assert_eq!(of("", None), ("", None, "", ""));
        assert_eq!(of("ä", Some(9)), ("", None, "ä", ""));
    }
}
