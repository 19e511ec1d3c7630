//! Wording: the words that outlets choose. How they name the same actor or thing, by which verbs they report and keep their
//! distance, what they put in scare quotes, and whom they let speak at which length. `docs/wording.md` tells people how.
//!
//! Every view is a method of [`crate::Archive`] that takes a [`WordingWanted`] and gives [`Rows`]. Shares come with the
//! 95% interval of Wilson 1927 ("Probable Inference, the Law of Succession, and Statistical Inference").

mod ask;
mod share;
pub(crate) mod store;
mod terms;

pub use share::Share;
pub use terms::{TermSet, TermsError, terms};

use crate::query::Query;
use schemars::JsonSchema;
use serde::Serialize;

/// What is asked, and how much of the answer is handed on.
#[derive(Debug, Clone, Copy)]
pub struct WordingWanted<'q> {
    /// For verbs and voices, the statements that are looked at; for names and scare quotes, the articles in which it finds a
    /// statement.
    pub query: &'q Query,
    /// What is counted apart. Nothing: all together.
    pub by: &'q [By],
    /// Whether what a copy of a report has word for word from the article that stands for the report counts again.
    pub copies: bool,
    /// No more than this many rows, those with most first.
    pub limit: usize,
}

/// What can be counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The outlet.
    Outlet,
    /// The day of publication.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
    /// Who speaks; of verbs only, elsewhere it is not known.
    Speaker,
}

impl By {
    /// Those of articles, with their names.
    pub const OF_ARTICLES: [(&'static str, By); 4] =
        [("outlet", By::Outlet), ("day", By::Day), ("month", By::Month), ("year", By::Year)];
    /// Those of statements.
    pub const OF_STATEMENTS: [(&'static str, By); 5] = [
        ("outlet", By::Outlet),
        ("day", By::Day),
        ("month", By::Month),
        ("year", By::Year),
        ("speaker", By::Speaker),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        By::OF_STATEMENTS.iter().find(|(_, by)| *by == self).map_or("", |(n, _)| n)
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Rows<T> {
    /// The rows, those with most first within their group, the groups with most first.
    pub rows: Vec<T>,
    /// How many rows there are in all.
    pub in_all: usize,
    /// Names that lead to nobody.
    pub unknown: Vec<String>,
}

/// What is counted apart: one value for each [`By`]; none where it is not known.
pub type Group = Vec<Option<String>>;

/// One way of naming.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Naming {
    /// Where.
    pub group: Group,
    /// The set of terms, or the actor as it was asked for.
    pub of: String,
    /// The words, or the variant of the set.
    pub words: String,
    /// How often.
    pub times: u64,
    /// How many of the articles that name it at all name it so.
    pub articles: Share,
}

/// The verbs and other cues by which statements are reported.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Verbs {
    /// Where.
    pub group: Group,
    /// How many of the statements with a cue have one that keeps the outlet's distance.
    pub distancing: Share,
    /// The cues, as the lexicon of acts lists them, the most frequent first; no more than twenty.
    pub cues: Vec<CueCount>,
}

/// How often a cue is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CueCount {
    /// The cue.
    pub cue: String,
    /// How often.
    pub count: u64,
    /// Whether it keeps the outlet's distance.
    pub distancing: bool,
}

/// Words in quotation marks that are nobody's reported statement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ScareQuoted {
    /// Where.
    pub group: Group,
    /// The words, in small letters.
    pub words: String,
    /// How often.
    pub times: u64,
    /// How many of all articles of the group have it.
    pub articles: Share,
    /// The address of an article that has it.
    pub article: String,
    /// Where it stands there, in code points.
    pub start: u32,
}

/// Who is let speak.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LetSpeak {
    /// Where.
    pub group: Group,
    /// Who; none where that is not known.
    pub speaker: Option<String>,
    /// The same speaker in every article.
    pub key: Option<String>,
    /// How many of the group's statements are theirs.
    pub statements: Share,
    /// Of these, how many are quoted as a whole.
    pub direct: Share,
    /// In part.
    pub mixed: u64,
    /// Not at all.
    pub indirect: u64,
    /// Words of what they are reported to say.
    pub words: u64,
    /// Of these, words between quotation marks.
    pub quoted: u64,
}
