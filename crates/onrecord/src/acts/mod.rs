//! Speech acts: what somebody is reported to have done in saying what they said.
//!
//! The list of acts is closed ([`Act`]) and grouped as the field groups them ([`ActGroup`]). Which words name which
//! act, what negates it and which contexts change it are data (`lexicon/en/acts/`, described there); this module holds the
//! mechanism. It works on plain words, without a model.
//!
//! ```
//! use onrecord::acts::{Act, Lexicon, Said};
//! use onrecord::{Span, Text};
//!
//! let text = Text::new("The minister refused to rule out a tax on salt.");
//! let said = Said {
//!     cue: &[Span::new(13, 32)],
//!     source: &[Span::new(0, 12)],
//!     content: &[Span::new(33, 46)],
//!     sentence: text.span(),
//! };
//! let decision = Lexicon::embedded()?.decide(&text, said);
//! assert_eq!((decision.act, decision.negated), (Act::Reject, true));
//! # Ok::<(), onrecord::acts::LexiconError>(())
//! ```

mod context;
mod decide;
mod kinds;
mod lexicon;
mod negation;

pub use decide::{Decision, Evidence, Said};
pub use kinds::{Act, ActGroup};
pub use lexicon::{Definition, Lexicon, LexiconError};
