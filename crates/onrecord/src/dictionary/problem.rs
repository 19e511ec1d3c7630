//! What is wrong with a line of a dictionary, and what to do about it.

use std::fmt;

/// What happens to a dictionary that has bad lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Policy {
    /// Nothing of it loads.
    #[default]
    Strict,
    /// The rest of it loads, and each bad line is reported.
    Lenient,
}

/// One line of a dictionary that does not hold what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as its owner names it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

/// How much of a bad line a message repeats.
const SHOWN: usize = 80;

impl Problem {
    /// A problem on one line. Long lines are cut.
    pub fn new(file: &str, line: usize, found: impl Into<String>, expected: impl Into<String>) -> Self {
        let mut found = found.into();
        if let Some((cut, _)) = found.char_indices().nth(SHOWN) {
            found.truncate(cut);
            found.push('…');
        }
        Problem { file: file.to_owned(), line, found, expected: expected.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, line, found, expected } = self;
        write!(f, "{file}, line {line}: found “{found}”, expected {expected}")
    }
}

/// Why a dictionary did not load under [`Policy::Strict`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing was loaded: {}{}", first(problems), more(problems))]
pub struct LoadError {
    /// Every bad line, in the order of the file.
    pub problems: Vec<Problem>,
}

fn first(problems: &[Problem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

fn more(problems: &[Problem]) -> String {
    match problems.len() {
        0 | 1 => String::new(),
        n => format!(" (and {} more)", n - 1),
    }
}

/// Applies the policy: under [`Policy::Strict`] any problem is the end of it.
pub(super) fn judge<T>(
    value: T,
    problems: Vec<Problem>,
    policy: Policy,
) -> Result<(T, Vec<Problem>), LoadError> {
    match policy {
        Policy::Strict if !problems.is_empty() => Err(LoadError { problems }),
        _ => Ok((value, problems)),
    }
}
