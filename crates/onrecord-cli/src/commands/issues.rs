//! The issues that flags name, for discourse networks and positions.

use crate::args::IssueFlags;
use crate::message::Hinted;
use onrecord_archive::positions::{Issue, IssuesError, issues};
use onrecord_archive::{Query, QueryError};
use std::io;
use std::path::{Path, PathBuf};

/// Issues that are none.
#[derive(Debug, thiserror::Error)]
pub enum IssueFlagsError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not of the form.
    #[error("{}: {error}", path.display())]
    Issues {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        error: Box<IssuesError>,
    },
    /// What is given is neither NAME=QUERY nor a file.
    #[error("`--issue {0}` is not of the form NAME=QUERY")]
    Form(String),
    /// A query makes no sense.
    #[error("--issue {name}: {error}")]
    Query {
        /// Of which issue.
        name: String,
        /// What is wrong.
        error: QueryError,
    },
    /// A day is none.
    #[error("--{flag}: {error}")]
    Day {
        /// Which flag.
        flag: &'static str,
        /// What is wrong.
        error: QueryError,
    },
}

impl IssueFlagsError {
    /// Whether the command line makes no sense, and not a file.
    pub fn is_usage(&self) -> bool {
        !matches!(self, IssueFlagsError::File { .. } | IssueFlagsError::Issues { .. })
    }
}

impl Hinted for IssueFlagsError {
    fn hint(&self) -> Option<String> {
        Some(match self {
            IssueFlagsError::File { .. } => "check the spelling, and that you may read it".to_owned(),
            IssueFlagsError::Issues { .. } => "docs/networks.md shows a file of issues".to_owned(),
            IssueFlagsError::Form(_) => {
                "write it like 'ferry=about:ferry', or give a file with --issues".to_owned()
            }
            IssueFlagsError::Query { error, .. } => return error.hint().map(str::to_owned),
            IssueFlagsError::Day { error, .. } => return error.hint().map(str::to_owned),
        })
    }
}

/// The issues that the flags name, of what the query wants.
pub fn named(flags: &IssueFlags, query: Option<&Query>) -> Result<Vec<Issue>, IssueFlagsError> {
    let mut all = Vec::new();
    for path in &flags.issues {
        all.extend(read(path)?);
    }
    for given in &flags.issue {
        // `--issue FILE` was how `positions` named a file, and is understood still.
        let path = Path::new(given);
        let Some((name, query)) = given.split_once('=').filter(|_| !path.is_file()) else {
            if path.is_file() || given.ends_with(".toml") {
                all.extend(read(path)?);
                continue;
            }
            return Err(IssueFlagsError::Form(given.clone()));
        };
        let query =
            Query::parse(query).map_err(|error| IssueFlagsError::Query { name: name.to_owned(), error })?;
        all.push(Issue { name: name.trim().to_owned(), query, pro: None, con: None }.coded());
    }
    if let Some(query) = query {
        for issue in &mut all {
            issue.query = Query::All(vec![issue.query.clone(), query.clone()]);
        }
    }
    Ok(all)
}

/// What a query wants of the days that the flags name; none where that is everything.
pub fn narrowed(query: Query, flags: &IssueFlags) -> Result<Option<Query>, IssueFlagsError> {
    let one = |flag, given: &Option<String>, read: fn(&str) -> Result<Query, QueryError>| {
        let day = given.as_deref().map(read).transpose();
        day.map_err(|error| IssueFlagsError::Day { flag, error })
    };
    let from = one("from", &flags.from, Query::since)?;
    let to = one("to", &flags.to, Query::until)?;
    let query = Some(query).filter(|query| *query != Query::Everything);
    let mut all: Vec<Query> = query.into_iter().chain(from).chain(to).collect();
    Ok(if all.len() > 1 { Some(Query::All(all)) } else { all.pop() })
}

/// Reads a file of issues.
fn read(path: &Path) -> Result<Vec<Issue>, IssueFlagsError> {
    let failed = |source| IssueFlagsError::File { path: path.to_owned(), source };
    let text = std::fs::read_to_string(path).map_err(failed)?;
    issues(&text).map_err(|error| IssueFlagsError::Issues { path: path.to_owned(), error: Box::new(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(issue: &[&str], from: Option<&str>, to: Option<&str>) -> IssueFlags {
        let text = |day: Option<&str>| day.map(str::to_owned);
        IssueFlags {
            issue: issue.iter().map(|i| (*i).to_owned()).collect(),
            from: text(from),
            to: text(to),
            ..IssueFlags::default()
        }
    }

    #[test]
    fn issues_are_narrowed_by_query_and_days() {
        let given = flags(&["ferry=about:ferry"], Some("2024-03"), Some("2024"));
        let query = narrowed(Query::parse("speaker:Holm").unwrap(), &given).unwrap();
        let all = named(&given, query.as_ref()).unwrap();
        assert_eq!(
            all[0].query.to_string(),
            "about:\"ferry\" (speaker:\"Holm\" date:2024-03-01.. date:..2024-12-31)"
        );
        let bare = flags(&["ferry=about:ferry"], None, None);
        assert_eq!(narrowed(Query::Everything, &bare).unwrap(), None);
        let bare = named(&bare, None).unwrap();
        assert_eq!((bare[0].name.as_str(), bare[0].query.to_string().as_str()), ("ferry", "about:\"ferry\""));
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        for (given, told) in [
            (flags(&["ferry"], None, None), "not of the form"),
            (flags(&["ferry=act:fly"], None, None), "no act"),
            (flags(&["none.toml"], None, None), "none.toml"),
            (flags(&[], Some("yesterday"), None), "--from"),
            (flags(&[], None, Some("2024..2025")), "--to"),
            (flags(&[], None, Some("2024\" OR \"x")), "--to"),
        ] {
            let days = narrowed(Query::Everything, &given).and_then(|days| named(&given, days.as_ref()));
            let error = days.unwrap_err();
            assert!(error.to_string().contains(told) && error.hint().is_some(), "{error}");
        }
    }
}
