//! Stances: whether somebody is for or against what they speak of, as far as the words tell.
//!
//! The task is that of stance detection with a given target (Mohammad et al. 2016, "SemEval-2016 Task 6: Detecting
//! Stance in Tweets"): for, against, or neither. It is done by composition (Polanyi & Zaenen 2006, "Contextual Valence
//! Shifters"): an act takes a side on its content, and words of the content turn it (`demanded an end to the talks`).
//! The words are data, `lexicon/<code>/stands.toml`. Where they do not tell, the answer is [`Side::Unclear`] with the reason.
//!
//! ```
//! use onrecord::acts::Act;
//! use onrecord::stances::{Lexicon, Side, Spoken};
//! use onrecord::{Span, Text};
//!
//! let text = Text::new("The union demanded an end to the talks.");
//! let spoken = Spoken {
//!     act: Some(Act::Demand),
//!     cue: &[Span::new(10, 18)],
//!     content: &[Span::new(19, 38)],
//!     ..Spoken::default()
//! };
//! let stance = Lexicon::embedded()?.decide(&text, spoken, &[Span::new(33, 38)]);
//! assert_eq!(stance.side, Side::Against);
//! # Ok::<(), onrecord::stances::LexiconError>(())
//! ```

mod decide;
mod lexicon;
#[cfg(test)]
mod tests;

pub use decide::{Side, Spoken, Stance};
pub use lexicon::{Lexicon, LexiconError};
