//! Reads expressions of time: `on Friday`, `late last year`, `from 2014 to 2018`, `5 p.m. EST`.
//!
//! The text is cut into tokens ([`token`]) that the lexicon (`lexicon/en/time.toml`) sorts into classes ([`lexicon`]).
//! Patterns over those classes ([`pattern`], [`rules`]) make expressions ([`expr`]), which the words beside them
//! widen and join ([`join`]). Each is then placed on the calendar ([`place`]), relative ones by the publication date
//! and the tense of their clause ([`tense`], [`choose`]). The conventions are set down in `lexicon/en/time.md`.

mod calendar;
mod choose;
mod expr;
mod join;
mod lexicon;
mod pattern;
mod place;
mod rules;
mod rules_calendar;
mod rules_length;
mod tense;
mod token;
mod told;
mod when;

pub use lexicon::LexiconError;
pub use tense::{NoHint, Tense, TenseHint};
pub use told::{nearest, told};
pub use when::{Anchor, Modifier, Moment, MomentError, Precision, Timex, TimexType, When};

use crate::language::{ByLanguage, Language};
use crate::{Article, Note, Part, Text};
use expr::Kind;
use join::{Found, Words};
use lexicon::Lexicon;
use pattern::Tree;
use place::{Context, Placed, Reference};
use std::sync::LazyLock;
use tense::Shown;

/// Reads times with the shipped lexicon. Building one compiles every pattern; reading with it is linear in the text.
#[derive(Debug)]
pub struct TimeReader {
    lexicon: Lexicon,
    tree: Tree,
}

/// The times of an article, and what was doubted about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// In text order, without overlap.
    pub times: Vec<When>,
    /// At most one note on a missing or unreadable publication date, and one on each date with two readings.
    pub notes: Vec<Note>,
}

/// The times of an article, read with the shipped lexicon and its own word lists for tense.
///
/// # Panics
/// Never: the shipped lexicon is part of the program, and a test reads it.
pub fn times(article: &Article) -> Times {
    static SHIPPED: LazyLock<TimeReader> =
        LazyLock::new(|| TimeReader::new().expect("the shipped time lexicon is sound"));
    SHIPPED.article(article, &NoHint)
}

impl TimeReader {
    /// The reader of a language, made when it is first asked for.
    ///
    /// # Errors
    /// When the lexicon in the crate is malformed; a test reads those of every language.
    pub fn of(language: Language) -> Result<&'static Self, &'static LexiconError> {
        static READERS: ByLanguage<Result<TimeReader, LexiconError>> = ByLanguage::new(|_| TimeReader::new());
        READERS.of(language).as_ref()
    }

    /// Reads the lexicon and compiles the patterns.
    ///
    /// # Errors
    /// When the lexicon in the crate is malformed.
    pub fn new() -> Result<Self, LexiconError> {
        let mut lexicon = Lexicon::shipped()?;
        let tree = rules::tree(&mut lexicon);
        Ok(TimeReader { lexicon, tree })
    }

    /// The times in the parts of an article that are read, placed by its publication date.
    pub fn article(&self, article: &Article, hint: &dyn TenseHint) -> Times {
        match article.published.as_deref().map(str::parse).transpose() {
            Ok(published) => self.read(&article.text, &article.parts, published, hint),
            Err(error) => {
                let MomentError { given, why } = error;
                let mut times = self.read(&article.text, &article.parts, None, hint);
                times.notes.retain(|n| n.span.is_some());
                let reason = format!(
                    "publication date `{given}` cannot be read ({why}): relative times stay unresolved"
                );
                times.notes.insert(0, Note::new(reason).remedy(REMEDY));
                times
            }
        }
    }

    /// The times in the parts of a text that are read. `published` is in the article's own offset from UTC, so that
    /// its date is the day its readers had.
    pub fn read(
        &self,
        text: &Text,
        parts: &[Part],
        published: Option<Moment>,
        hint: &dyn TenseHint,
    ) -> Times {
        let mut out = Times::default();
        let mut tokens = Vec::new();
        let mut reference: Option<Reference> = None;
        let mut missing = 0;
        for part in parts.iter().filter(|p| p.kind.is_read()) {
            let first = tokens.len();
            token::tokenise(text.as_str(), text.bytes(part.span), &self.lexicon, &mut tokens);
            let words = Words { text: text.as_str(), tokens: &tokens[first..], lexicon: &self.lexicon };
            let found = words.join(self.find(&words));
            let mut floor = 0;
            for found in found {
                let bytes = words.tokens[found.tokens.start].bytes.start
                    ..words.tokens[found.tokens.end - 1].bytes.end;
                let span = text.span_of(bytes);
                let sentence = words.tokens[found.tokens.start].sentence;
                let hinted = hint.tense(span).map(|tense| Shown { tense, sure: true });
                let shown =
                    hinted.or_else(|| tense::tense(words.tokens, found.tokens.clone(), &self.lexicon));
                let outside = words.outside(&found, floor);
                let shown = match (outside, shown) {
                    // What has lasted since a time has begun at it.
                    (Some(Modifier::OnOrAfter), s)
                        if s != Some(Shown { tense: Tense::Future, sure: true }) =>
                    {
                        Some(Shown { tense: Tense::Past, sure: true })
                    }
                    (_, shown) => shown,
                };
                let (tense, sure) = (shown.map(|s| s.tense), shown.is_some_and(|s| s.sure));
                let context = Context {
                    published,
                    tense,
                    sure,
                    reference: reference.as_ref(),
                    sentence,
                    lexicon: &self.lexicon,
                };
                let placed = context.place(&found.expr, outside);
                floor = found.tokens.end;
                missing += usize::from(placed.wants_published);
                if matches!(found.expr.kind, Kind::Never { ambiguous: true, .. }) {
                    let reason = format!("`{}` can be read as day/month or month/day", text.slice(span));
                    out.notes.push(Note::new(reason).at(span));
                }
                let id = format!("t{}", out.times.len() + 1);
                if let Some(new) = reference_of(&placed, &id, sentence) {
                    reference = Some(new);
                }
                let Placed { timex, earliest, latest, precision, anchor, modifier, .. } = placed;
                out.times.push(When { id, span, timex, earliest, latest, precision, anchor, modifier });
            }
        }
        if missing > 0 {
            let plural = if missing == 1 { "time is" } else { "times are" };
            let reason = format!("{missing} {plural} relative to the publication date, which is unknown");
            out.notes.insert(0, Note::new(reason).remedy(REMEDY));
        }
        out
    }

    /// What the patterns find, widened, in text order.
    fn find(&self, words: &Words) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        let mut fits = Vec::new();
        let mut at = 0;
        let mut floor = 0;
        while at < words.tokens.len() {
            if !self.tree.can_begin(&words.tokens[at]) {
                at += 1;
                continue;
            }
            self.tree.fits(&words.tokens[at..], &mut fits);
            let Some((expr, len)) = rules::first_taken(&fits, words.text, words.tokens, at, &self.lexicon)
            else {
                at += 1;
                continue;
            };
            let mut found = Found { expr, tokens: at..at + len };
            at += len;
            if found.expr.kind != Kind::Name {
                words.widen(&mut found, floor);
                out.push(found);
            }
            floor = at;
        }
        out
    }
}

const REMEDY: &str = "give it with --published DATE";

/// What later expressions can count from, if this is a place on the calendar.
fn reference_of(placed: &Placed, id: &str, sentence: u32) -> Option<Reference> {
    let kind = placed.timex.kind;
    let dated = matches!(kind, TimexType::Date | TimexType::Time) && placed.precision <= Precision::Year;
    let (first, last) = (placed.earliest?.date, placed.latest?.date);
    // `since 2014` has both ends, but is no place of its own.
    let open = matches!(placed.modifier, Some(Modifier::OnOrAfter | Modifier::OnOrBefore));
    let grain = if kind == TimexType::Time { Precision::Day } else { placed.precision };
    (dated && !open).then(|| Reference { id: id.to_owned(), first, last, grain, sentence })
}

#[cfg(test)]
mod tests;
