//! The language in which an archive is asked. `docs/query.md` describes it for users.
//!
//! [`Query::parse`] makes a tree of what was typed; `sql` makes a condition of the tree, and [`crate::Archive::find`]
//! asks it.

mod error;
mod fields;
mod parse;
mod print;
pub(crate) mod refers;
mod sql;
mod tokens;

pub use error::QueryError;
pub use fields::FIELDS;
pub(crate) use parse::words as open_words;
pub(crate) use sql::{Condition, condition, event_condition, is_coded, like, named};
pub(crate) use tokens::{Token, tokens};

/// A question: which statements are wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Every statement.
    Everything,
    /// Those that all of these want.
    All(Vec<Query>),
    /// Those that at least one of these wants.
    Any(Vec<Query>),
    /// Those that this does not want.
    Not(Box<Query>),
    /// Those that one field wants.
    Field(Field),
    /// Those that people coded with a concept, where they have coded any with it; else those that a query wants. It is not
    /// typed: issues are made so.
    Coded {
        /// The name of the concept.
        concept: String,
        /// As for it, as against it, or either way.
        side: Option<bool>,
        /// Where nobody has coded it.
        otherwise: Box<Query>,
    },
}

/// What a field wants of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum EventField {
    /// Its PLOVER type.
    Type(String),
    /// Its quad class.
    Quad(String),
    /// Whoever does it goes by this name, or belongs to the state of this code.
    From(Words),
    /// Whoever it is done to does.
    Target(Words),
    /// Either of them does.
    Party(Words),
    /// Whether it happened.
    Status(String),
    /// What kind of its type it is.
    Mode(String),
    /// A field it belongs to.
    Context(String),
    /// The words for where it is.
    Place(String),
}

/// What one field wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// The speaker goes by this name.
    Speaker(Words),
    /// It was said to somebody of this name, or to somebody named by these words.
    To(Words),
    /// The words that name the speaker hold these.
    Source(Words),
    /// What is said holds these words, in any form.
    About(Words),
    /// What is said holds these words, or refers by the article's own links to what they name.
    Refers(Words),
    /// What is said tells of an event that this wants.
    RefersTo(Box<Query>),
    /// What is said holds exactly these words.
    Said(String),
    /// What is done in saying it.
    Act(String),
    /// `direct`, `mixed` or `indirect`.
    Kind(String),
    /// The outlet.
    Outlet(String),
    /// The speaker has this value, or one like it where it ends in a star, in a field of the user's own table.
    SpeakerFact {
        /// The name of the field.
        field: String,
        /// The value.
        value: Words,
    },
    /// Somebody has given it a code of this name or value.
    Code(Words),
    /// Somebody has coded it with this concept of the codebook; as for it, or against it.
    Concept(Words, Option<bool>),
    /// A variable of the codebook has this value on it.
    Variable {
        /// The name of the variable.
        name: String,
        /// The value.
        value: Words,
    },
    /// Somebody of this name has coded or corrected it.
    Coder(Words),
    /// The state of the speaker, as ISO 3166-1 alpha-3.
    Country(String),
    /// Words of the headline.
    Title(String),
    /// The article's language.
    Language(String),
    /// The article was published on one of these days.
    Published(Days),
    /// It was said on one of these days.
    When(Days),
    /// Whether it stands inside another statement.
    IsInside(bool),
    /// It stands inside a statement that this wants.
    Inside(Box<Query>),
    /// Whether it is said to depend on something.
    IsConditional(bool),
    /// The words for what it depends on hold these.
    Condition(Words),
    /// Whether less is claimed by a hedge.
    IsHedged(bool),
    /// Whether the text says that the act was not performed.
    IsNegated(bool),
    /// Whether it tells again what another statement of the article has.
    Repeats(bool),
    /// Whether its article carries a report for which another article stands.
    IsDuplicate(bool),
    /// Its article carries a report of this agency or outlet.
    Voice(String),
    /// Whether other articles have the same saying.
    IsSaying(bool),
    /// It is the saying of this number.
    Saying(i64),
    /// How sure the reader is: at least, and at most.
    Confidence(Bound, f64),
    /// It is, or holds, an event of this.
    Event(EventField),
    /// It is, or holds, one event that this wants.
    HasEvent(Box<Query>),
}

/// Which side of a number is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

/// Words that are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Whether the last one may go on (`weapon*`).
    pub open: bool,
}

/// A range of days, both ends included, as `YYYY-MM-DD`; an open end is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<String>,
    /// The last.
    pub to: Option<String>,
}

impl Query {
    /// Reads a question.
    ///
    /// # Errors
    /// When it makes no sense. The error shows where.
    pub fn parse(text: &str) -> Result<Query, QueryError> {
        parse::parse(text)
    }

    /// What was published on a day, in a month or in a year, or later.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn since(day: &str) -> Result<Query, QueryError> {
        parse::days_from(day, true)
    }

    /// What was published on a day, in a month or in a year, or earlier.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn until(day: &str) -> Result<Query, QueryError> {
        parse::days_from(day, false)
    }
}
