//! Plain words and patterns of words: what the lexicons of acts and circumstances are written in.

mod forms;
mod pattern;
mod words;

pub(crate) use forms::Forms;
pub(crate) use pattern::{Classes, Pattern, PatternError, Patterns};
pub(crate) use words::{Word, WordSet, words};
