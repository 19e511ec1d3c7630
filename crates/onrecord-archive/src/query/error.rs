//! What is wrong with a query, and where.

use std::fmt;
use std::ops::Range;

/// A query that makes no sense. Shown, it has the query with a mark under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query as given.
    pub query: String,
    /// The bytes of it that are wrong; at its end where something is missing.
    pub at: Range<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: Option<String>,
}

impl QueryError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line: String = self.query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let before = self.query[..self.at.start].chars().count();
        let marked = self.query[self.at.clone()].chars().count().max(1);
        write!(f, "{}\n{line}\n{}{}", self.what, " ".repeat(before), "^".repeat(marked))
    }
}

impl std::error::Error for QueryError {}
