//! What goes with a statement: conditions and hedges in what is said, and whom it was said to, where and through what.
//!
//! The words by which these are known are data (`lexicon/<code>/circumstances.toml`, explained in `circumstances.md` beside
//! it). Everything works on plain words, without a model.
//!
//! ```
//! use onrecord::acts::Said;
//! use onrecord::circumstances::Lexicon;
//! use onrecord::{Span, Text};
//!
//! let text = Text::new("She told reporters the road would close if the rain went on.");
//! let said = Said {
//!     cue: &[Span::new(4, 8)],
//!     source: &[Span::new(0, 3)],
//!     content: &[Span::new(19, 59)],
//!     sentence: text.span(),
//! };
//! let found = Lexicon::embedded()?.read(&text, said);
//! assert_eq!(found.addressee.map(|s| text.slice(s)), Some("reporters"));
//! assert_eq!(text.slice(found.conditions[0].span), "if the rain went on");
//! # Ok::<(), onrecord::circumstances::LexiconError>(())
//! ```

mod conditions;
mod hedges;
mod lexicon;
mod setting;

pub use lexicon::{Lexicon, LexiconError};

use crate::acts::Said;
use crate::phrase::{Word, words};
use crate::{Span, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What goes with one statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The words that name whom it was said to.
    pub addressee: Option<Span>,
    /// The event at which it was said.
    pub occasion: Option<Occasion>,
    /// The words for what it was said through.
    pub medium: Option<Span>,
    /// What the content depends on, or does not, in text order.
    pub conditions: Vec<Condition>,
    /// Words of the content or the cue by which less is claimed, in text order.
    pub hedges: Vec<Hedge>,
}

/// An event at which something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// All its words, with the preposition.
    pub span: Span,
    /// The words that name its participants.
    pub with: Option<Span>,
    /// The words that name its place.
    pub place: Option<Span>,
}

/// Words of a content on which the rest depends, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Where they stand, with what marks them.
    pub span: Span,
    /// Of which kind.
    pub kind: ConditionKind,
}

/// Kinds of condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConditionKind {
    /// The rest holds if this does.
    Condition,
    /// The rest holds whether this does or not.
    Concession,
    /// The rest varies with this: `the longer they wait, …`.
    Comparison,
}

/// Words by which less is claimed, or less often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hedge {
    /// Where they stand.
    pub span: Span,
    /// Of which kind.
    pub kind: HedgeKind,
}

/// Kinds of hedge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HedgeKind {
    /// `may`, `could`.
    Modal,
    /// `allegedly`: somebody else says so.
    Evidential,
    /// `probably`.
    Likelihood,
    /// `roughly`.
    Approximation,
    /// `about to`.
    Imminence,
    /// `repeatedly`, `often`.
    Frequency,
}

impl Lexicon {
    /// Reads the circumstances of a statement off its sentence. Words with a capital are taken for names.
    pub fn read(&self, text: &Text, said: Said<'_>) -> Circumstances {
        self.read_with_names(text, said, &|span| text.slice(span).starts_with(char::is_uppercase))
    }

    /// The same, for a language in which a capital marks no name: `named` tells which words are of names.
    pub fn read_with_names(
        &self,
        text: &Text,
        said: Said<'_>,
        named: &dyn Fn(Span) -> bool,
    ) -> Circumstances {
        let mut conditions = self.conditions(text, &said);
        conditions.sort_by_key(|c| c.span);
        let mut hedges = self.hedges(text, &said, &conditions);
        hedges.sort_by_key(|h| h.span);
        let mut found = Circumstances { conditions, hedges, ..Circumstances::default() };
        self.setting(text, &said, named, &mut found);
        found
    }

    fn cut(&self, text: &Text, span: Span) -> Vec<Word> {
        words(text, span, &self.forms)
    }

    /// One past the last word of the noun phrase that begins at `from`; `from` where none does.
    fn phrase_end(&self, words: &[Word], from: usize, stops: impl Fn(usize) -> bool) -> usize {
        let possessive = |w: &Word| w.stands_in(&self.words.phrase.possessive);
        let ends = |w: &Word| w.is_mark() || w.is_in(&self.words.phrase.ends) && !possessive(w);
        let stop = |&i: &usize| stops(i) || ends(&words[i]) && !(i > from && self.abbreviates(words, i));
        (from..words.len()).find(stop).unwrap_or(words.len())
    }

    /// Whether a word is the full stop of an abbreviation or an initial, with something after it.
    fn abbreviates(&self, words: &[Word], at: usize) -> bool {
        let short =
            |w: &Word| !w.is_mark() && (w.span.len() == 1 || w.stands_in(&self.words.phrase.abbreviations));
        &*words[at].lower == "."
            && at > 0
            && short(&words[at - 1])
            && words.get(at + 1).is_some_and(|w| !w.is_mark())
    }
}

/// The span from the first to the last of some words.
fn cover(words: &[Word]) -> Span {
    words[0].span.cover(words[words.len() - 1].span)
}
