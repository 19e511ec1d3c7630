//! Issues on which actors take sides: a file, or queries.

use crate::coding::{Codebook, CodebookError};
use crate::query::{Query, QueryError};
use serde::Deserialize;

/// Something on which actors take sides; a concept, in the terms of Discourse Network Analyzer.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Its name.
    pub name: String,
    /// Which statements are on it.
    pub query: Query,
    /// Which of them are for it, whatever their act.
    pub pro: Option<Query>,
    /// Which of them are against it, whatever their act.
    pub con: Option<Query>,
}

impl Issue {
    /// The same issue, as people coded it: where codes of the concept of its name are in force, the statements on it are those
    /// that have one, and its sides are those that were coded. Where there are none, its queries tell.
    pub fn coded(self) -> Issue {
        let of = |side, otherwise| Query::Coded {
            concept: self.name.clone(),
            side,
            otherwise: Box::new(otherwise),
        };
        let nothing = || Query::Any(Vec::new());
        Issue {
            query: of(None, self.query),
            pro: Some(of(Some(true), self.pro.unwrap_or_else(nothing))),
            con: Some(of(Some(false), self.con.unwrap_or_else(nothing))),
            name: self.name,
        }
    }
}

/// What is wrong with a file of issues.
#[derive(Debug, thiserror::Error)]
pub enum IssuesError {
    /// It is not of the documented form.
    #[error("the issues cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// It is a codebook, and none that holds.
    #[error(transparent)]
    Codebook(#[from] CodebookError),
    /// It names none.
    #[error("there is no issue in it")]
    None,
    /// A query in it makes no sense.
    #[error("the issue `{issue}`: {error}")]
    Query {
        /// The issue.
        issue: String,
        /// What is wrong.
        error: QueryError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    issue: Vec<Entry>,
    /// Then it is a codebook.
    #[serde(default)]
    concept: Vec<toml::Value>,
    #[serde(default, rename = "title")]
    _title: String,
    #[serde(default, rename = "variable")]
    _variable: Vec<toml::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    query: String,
    #[serde(rename = "for")]
    pro: Option<String>,
    against: Option<String>,
}

/// Reads a file of issues: TOML with one `[[issue]]` each, of `name`, `query`, and perhaps `for` and `against`; or a codebook
/// ([`Codebook::parse`]), whose concepts with a query are issues. What people coded with the name of an issue goes before its
/// queries ([`Issue::coded`]).
///
/// ```
/// let issues = onrecord_archive::positions::issues(r#"
/// [[issue]]
/// name = "ferry"
/// query = 'about:ferry'
/// against = 'said:"without a ferry"'
/// "#).unwrap();
/// assert_eq!(issues[0].name, "ferry");
/// ```
///
/// # Errors
/// When it is not of that form, names no issue, or has a query that makes no sense.
pub fn issues(text: &str) -> Result<Vec<Issue>, IssuesError> {
    let file: File = toml::from_str(text)?;
    if !file.concept.is_empty() {
        let concepts = Codebook::parse(text)?.issues();
        return if concepts.is_empty() { Err(IssuesError::None) } else { Ok(concepts) };
    }
    if file.issue.is_empty() {
        return Err(IssuesError::None);
    }
    file.issue
        .into_iter()
        .map(|entry| {
            let parse = |query: &str| {
                Query::parse(query).map_err(|error| IssuesError::Query { issue: entry.name.clone(), error })
            };
            Ok(Issue {
                query: parse(&entry.query)?,
                pro: entry.pro.as_deref().map(parse).transpose()?,
                con: entry.against.as_deref().map(parse).transpose()?,
                name: entry.name,
            }
            .coded())
        })
        .collect()
}
