//! The codebook: what it has, and putting another one in force.

use crate::house::House;
use crate::problem::{Problem, page};
use crate::sent::Sent;
use crate::view::{Frame, Visitor, day};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use onrecord_archive::coding::{Scale, VariableKind};
use onrecord_archive::corrections::By;
use serde::Deserialize;
use std::sync::Arc;

/// What stands in the field where there is no codebook yet.
const FIRST: &str = r#"title = "My codebook"

[[concept]]
name = "ferry"
definition = "The speaker says what should become of the ferry."
query = "about:ferry"

[[variable]]
name = "tone"
on = "statement"
type = "choice"
values = ["calm", "angry"]
"#;

struct Entry {
    name: String,
    told: String,
    definition: String,
    examples: Vec<String>,
    used: u64,
}

#[derive(Template)]
#[template(path = "codebook.html")]
struct Page {
    frame: Frame,
    title: String,
    concepts: Vec<Entry>,
    variables: Vec<Entry>,
    /// What is coded and not in it.
    outside: Vec<(String, u64)>,
    source: String,
    versions: Vec<String>,
}

/// The page.
pub(crate) async fn show(State(house): State<Arc<House>>, visitor: Visitor) -> Result<Response, Problem> {
    let frame = Frame::new(&house, &visitor, "desk", "Codebook");
    let made = move |desk: &mut crate::pool::Desk| {
        let used = desk.archive.in_use()?;
        let count = |name: &str| {
            used.iter().find(|u| u.name.to_lowercase() == name.to_lowercase()).map_or(0, |u| u.codes)
        };
        let versions = desk.archive.codebooks()?;
        let versions =
            versions.iter().rev().map(|v| format!("{}: {}, {}", v.version, v.person, day(&v.made))).collect();
        let Some((book, version)) = desk.archive.codebook()? else {
            let (title, source) = (String::new(), FIRST.to_owned());
            let outside = used.into_iter().map(|u| (u.name, u.codes)).collect();
            return Ok(Page {
                frame,
                title,
                concepts: Vec::new(),
                variables: Vec::new(),
                outside,
                source,
                versions,
            });
        };
        let concepts: Vec<Entry> = book
            .concepts
            .iter()
            .map(|c| Entry {
                name: c.name.clone(),
                told: {
                    let scale = match &c.scale {
                        Scale::Stance => "for, against or neither".to_owned(),
                        Scale::Presence => "there or not".to_owned(),
                        Scale::Values { values, .. } => values.join(", "),
                    };
                    c.query.as_ref().map_or(scale.clone(), |query| format!("{scale}; suggested by {query}"))
                },
                definition: c.definition.clone(),
                examples: c.examples.clone(),
                used: count(&c.name),
            })
            .collect();
        let variables: Vec<Entry> = book
            .variables
            .iter()
            .map(|v| Entry {
                name: v.name.clone(),
                told: {
                    let on = crate::view::word(&v.on);
                    match &v.kind {
                        VariableKind::Text => format!("text on the {on}"),
                        VariableKind::Number => format!("a number on the {on}"),
                        VariableKind::Date => format!("a day on the {on}"),
                        VariableKind::Choice { values, .. } => format!("on the {on}: {}", values.join(", ")),
                    }
                },
                definition: v.definition.clone(),
                examples: Vec::new(),
                used: count(&v.name),
            })
            .collect();
        let outside = used
            .iter()
            .filter(|u| book.concept(&u.name).is_none() && book.variable(&u.name).is_none())
            .map(|u| (u.name.clone(), u.codes))
            .collect();
        Ok(Page { frame, title: book.title, concepts, variables, outside, source: version.source, versions })
    };
    Ok(page(&house.pool.ask(made).await?))
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Given {
    source: String,
    #[serde(default)]
    drop: Option<String>,
}

/// Puts a codebook in force.
pub(crate) async fn set(State(house): State<Arc<House>>, sent: Sent<Given>) -> Result<Response, Problem> {
    let (person, at, given) = (sent.person()?.to_owned(), house.now(), sent.value.clone());
    // Browsers send line ends of their own.
    let source = given.source.replace("\r\n", "\n");
    house
        .change(move |archive| {
            let by = By { person: &person, at: &at };
            Ok(archive.set_codebook(&source, given.drop.is_some(), by)?)
        })
        .await?;
    Ok(sent.done("/codebook"))
}
