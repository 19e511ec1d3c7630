//! The codebook: the concepts and variables that a project codes by, as a file that people write.

use super::reliability::Level;
use crate::positions::Issue;
use crate::query::{Query, QueryError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What a code stands on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// A statement.
    Statement,
    /// An event.
    Event,
    /// An actor, in all articles.
    Actor,
    /// An article.
    Article,
}

/// What a project codes by.
///
/// ```
/// use onrecord_archive::coding::Codebook;
/// let book = Codebook::parse(r#"
/// title = "The crossing"
///
/// [[concept]]
/// name = "ferry"
/// definition = "The speaker says what should become of the ferry."
/// query = "about:ferry"
///
/// [[variable]]
/// name = "tone"
/// on = "statement"
/// type = "choice"
/// values = ["calm", "angry"]
/// "#).unwrap();
/// assert_eq!(book.concepts[0].name, "ferry");
/// assert!(book.variable("tone").unwrap().allows("angry"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Codebook {
    /// What it is called.
    pub title: String,
    /// What statements and events can be about.
    pub concepts: Vec<Concept>,
    /// What else is coded.
    pub variables: Vec<Variable>,
}

/// What statements and events can be about: a concept of discourse network analysis, an issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// Its name.
    pub name: String,
    /// When it is to be coded.
    pub definition: String,
    /// Words to which it is to be given.
    pub examples: Vec<String>,
    /// Which statements it is suggested for.
    pub query: Option<Query>,
    /// Which of them are taken to be for it.
    pub pro: Option<Query>,
    /// Which of them are taken to be against it.
    pub con: Option<Query>,
    /// What is coded with it.
    pub scale: Scale,
}

/// What is coded with a concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Whether the speaker is for it or against it, or neither.
    Stance,
    /// Nothing: it is there or not.
    Presence,
    /// One of these values.
    Values {
        /// In their order.
        values: Vec<String>,
        /// What they can be compared by.
        level: Level,
    },
}

/// Something that is coded of a statement, an event, an actor or an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// What it is coded of.
    pub on: UnitKind,
    /// How it is to be coded.
    pub definition: String,
    /// What values it takes.
    pub kind: VariableKind,
}

/// What values a variable takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VariableKind {
    /// Any words.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// One of these.
    Choice {
        /// In their order.
        values: Vec<String>,
        /// What they can be compared by.
        level: Level,
    },
}

/// What is wrong with a codebook.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodebookError {
    /// It is not of the documented form.
    #[error("the codebook cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// It says something that cannot be.
    #[error("the codebook does not hold: {0}")]
    Senseless(String),
    /// A query in it makes no sense.
    #[error("the concept `{concept}`: {error}")]
    Query {
        /// The concept.
        concept: String,
        /// What is wrong.
        error: QueryError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    title: String,
    #[serde(default)]
    concept: Vec<ConceptEntry>,
    #[serde(default)]
    variable: Vec<VariableEntry>,
    /// A file of issues is a codebook as well.
    #[serde(default)]
    issue: Vec<ConceptEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConceptEntry {
    name: String,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    examples: Vec<String>,
    query: Option<String>,
    #[serde(rename = "for")]
    pro: Option<String>,
    against: Option<String>,
    scale: Option<Vec<String>>,
    level: Option<Level>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariableEntry {
    name: String,
    on: UnitKind,
    #[serde(default)]
    definition: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    values: Vec<String>,
    level: Option<Level>,
}

/// The names of codes that are something else than variables.
pub(crate) const CONCEPT: &str = "concept";
pub(crate) const MEMO: &str = "memo";

fn senseless<T>(what: impl Into<String>) -> Result<T, CodebookError> {
    Err(CodebookError::Senseless(what.into()))
}

impl Codebook {
    /// Reads a codebook: TOML with a `title`, `[[concept]]`s and `[[variable]]`s. A file of issues ([`crate::positions::issues`])
    /// is one as well, whose issues are its concepts. `docs/coding.md` describes the fields.
    ///
    /// # Errors
    /// When it is not of that form, names something twice, or has a query that makes no sense.
    pub fn parse(source: &str) -> Result<Codebook, CodebookError> {
        let File { title, mut concept, variable, issue } = toml::from_str(source)?;
        concept.extend(issue);
        let concepts: Vec<Concept> = concept.into_iter().map(of_concept).collect::<Result<_, _>>()?;
        let variables: Vec<Variable> = variable.into_iter().map(of_variable).collect::<Result<_, _>>()?;
        unique("concept", concepts.iter().map(|c| &c.name))?;
        unique("variable", variables.iter().map(|v| &v.name))?;
        Ok(Codebook { title, concepts, variables })
    }

    /// A concept by its name, capitals aside.
    pub fn concept(&self, name: &str) -> Option<&Concept> {
        self.concepts.iter().find(|c| same(&c.name, name))
    }

    /// Its concepts as issues: those that have a query.
    pub fn issues(&self) -> Vec<Issue> {
        let issue = |c: &Concept| {
            let (pro, con) = (c.pro.clone(), c.con.clone());
            c.query.clone().map(|query| Issue { name: c.name.clone(), query, pro, con }.coded())
        };
        self.concepts.iter().filter_map(issue).collect()
    }

    /// A variable by its name, capitals aside.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|v| same(&v.name, name))
    }
}

pub(crate) fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a String>) -> Result<(), CodebookError> {
    let mut seen = HashSet::new();
    for name in names {
        if name.trim().is_empty()
            || name.trim() != name
            || name.chars().count() > 190
            || name.chars().any(char::is_control)
        {
            return senseless(format!("the {what} {name:?} needs a name of 1 to 190 characters on one line"));
        }
        if !seen.insert(name.to_lowercase()) {
            return senseless(format!("the {what} {name} stands in it twice"));
        }
    }
    Ok(())
}

fn of_concept(entry: ConceptEntry) -> Result<Concept, CodebookError> {
    let ConceptEntry { name, definition, examples, query, pro, against, scale, level } = entry;
    let parse = |query: Option<String>| {
        let wrong = |error| CodebookError::Query { concept: name.clone(), error };
        query.as_deref().map(Query::parse).transpose().map_err(wrong)
    };
    let (query, pro, con) = (parse(query)?, parse(pro)?, parse(against)?);
    let scale = match scale {
        None if level.is_some() => {
            return senseless(format!("the concept {name} has a level and no scale that it would be of"));
        }
        None => Scale::Stance,
        Some(values) if values.is_empty() => Scale::Presence,
        Some(values) => {
            let level = level.unwrap_or(Level::Ordinal);
            hold(&format!("concept {name}"), &values, level)?;
            Scale::Values { values, level }
        }
    };
    Ok(Concept { name, definition, examples, query, pro, con, scale })
}

fn of_variable(entry: VariableEntry) -> Result<Variable, CodebookError> {
    let VariableEntry { name, on, definition, kind, values, level } = entry;
    if [CONCEPT, MEMO].iter().any(|taken| same(taken, &name)) {
        return senseless(format!("a variable cannot be called {name}: every unit has that already"));
    }
    if kind != "choice" && (!values.is_empty() || level.is_some()) {
        return senseless(format!("the variable {name} has values or a level, and is no choice"));
    }
    let kind = match kind.as_str() {
        "text" => VariableKind::Text,
        "number" => VariableKind::Number,
        "date" => VariableKind::Date,
        "choice" => {
            let level = level.unwrap_or(Level::Nominal);
            hold(&format!("variable {name}"), &values, level)?;
            VariableKind::Choice { values, level }
        }
        other => {
            return senseless(format!(
                "the variable {name} is of the type {other}, and there are text, number, date and choice"
            ));
        }
    };
    Ok(Variable { name, on, definition, kind })
}

/// Sees that the values of a scale can be told apart, and are numbers where they are to have distances.
fn hold(of: &str, values: &[String], level: Level) -> Result<(), CodebookError> {
    let mut seen = HashSet::new();
    if values.is_empty() {
        return senseless(format!("the {of} has no values"));
    }
    for value in values {
        if value.trim().is_empty() || !seen.insert(value.to_lowercase()) {
            return senseless(format!("the {of} has the value {value:?} twice, or it is empty"));
        }
        if level == Level::Interval && value.parse::<f64>().is_err() {
            return senseless(format!("the {of} is of the level interval, and {value} is no number"));
        }
    }
    Ok(())
}

/// A value of a scale as a number that can be compared on its level.
pub(crate) fn measured(values: &[String], level: Level, value: &str) -> Option<f64> {
    match level {
        Level::Interval => value.parse().ok(),
        Level::Nominal | Level::Ordinal => values.iter().position(|v| same(v, value)).map(|n| n as f64),
    }
}

impl Variable {
    /// Whether it can have this value.
    pub fn allows(&self, value: &str) -> bool {
        match &self.kind {
            VariableKind::Text => !value.trim().is_empty(),
            VariableKind::Number => value.trim().parse::<f64>().is_ok_and(f64::is_finite),
            VariableKind::Date => value.trim().parse::<Date>().is_ok(),
            VariableKind::Choice { values, .. } => values.iter().any(|v| same(v, value)),
        }
    }
}

impl Concept {
    /// Whether a value is on its scale.
    pub fn allows(&self, score: &str) -> bool {
        matches!(&self.scale, Scale::Values { values, .. } if values.iter().any(|v| same(v, score)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(source: &str) -> String {
        Codebook::parse(source).unwrap_err().to_string()
    }

    #[test]
    fn a_codebook_has_scales_of_every_kind() {
        let book = Codebook::parse(
            "[[concept]]\nname='a'\n[[concept]]\nname='b'\nscale=[]\n[[concept]]\nname='c'\nscale=['-1','0','1']\nlevel='interval'",
        )
        .unwrap();
        assert_eq!(book.concepts[0].scale, Scale::Stance);
        assert_eq!(book.concepts[1].scale, Scale::Presence);
        assert!(book.concept("C").unwrap().allows("-1") && !book.concepts[2].allows("2"));
    }

    #[test]
    fn a_file_of_issues_is_a_codebook() {
        let book =
            Codebook::parse("[[issue]]\nname='ferry'\nquery='about:ferry'\nagainst='said:\"no ferry\"'")
                .unwrap();
        assert!(book.concepts[0].query.is_some() && book.concepts[0].con.is_some());
    }

    #[test]
    fn what_cannot_be_is_told() {
        assert!(wrong("[[concept]]\nname='a'\n[[concept]]\nname='A'").contains("twice"));
        assert!(wrong("[[concept]]\nname=''").contains("needs a name"));
        assert!(wrong("[[concept]]\nname='a'\nquery='act:'").contains("the concept `a`"));
        assert!(wrong("[[concept]]\nname='a'\nscale=['x','y']\nlevel='interval'").contains("no number"));
        assert!(wrong("[[variable]]\nname='memo'\non='event'\ntype='text'").contains("cannot be called"));
        assert!(wrong("[[variable]]\nname='v'\non='event'\ntype='choice'").contains("no values"));
        assert!(wrong("[[variable]]\nname='v'\non='event'\ntype='colour'").contains("colour"));
        assert!(wrong("[[variable]]\nname='v'\non='nothing'\ntype='text'").contains("cannot be read"));
        assert!(wrong("colour='red'").contains("cannot be read"));
    }

    #[test]
    fn variables_take_what_they_are_for() {
        let of = |kind: &str| {
            let source = format!("[[variable]]\nname='v'\non='article'\ntype='{kind}'");
            Codebook::parse(&source).unwrap().variables.remove(0)
        };
        assert!(of("number").allows("-3.5") && !of("number").allows("three") && !of("number").allows("inf"));
        assert!(of("date").allows("2024-02-29") && !of("date").allows("2023-02-29"));
        assert!(of("text").allows("x") && !of("text").allows("  "));
    }
}
