//! Reads expressions of time. English ones, by rules of its own: `on Friday`, `late last year`, `from 2014 to 2018`, `5 p.m. EST`.
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
mod plain;
mod row;
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
use plain::PlainWords;
use row::Row;
use tense::Shown;

/// Reads the times of a language. Making one for English compiles every pattern; reading is linear in the text.
#[derive(Debug)]
pub struct TimeReader(By);

/// How a language's times are read.
#[derive(Debug)]
enum By {
    /// English, by patterns of its own.
    English(Box<English>),
    /// Any other, by the grammar that is the same for all.
    Plain(Box<PlainWords>),
}

#[derive(Debug)]
struct English {
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

/// The times of an article, read with the words of its language.
///
/// # Panics
/// Never: the lexicons are part of the program, and a test reads them.
pub fn times(article: &Article) -> Times {
    let language = Language::of(article.language.as_deref());
    let reader = TimeReader::of(language).expect("a test reads the time lexicon of every language");
    reader.article(article, &NoHint)
}

impl TimeReader {
    /// The reader of a language, made when it is first asked for. In a language without a lexicon of times it finds only dates
    /// in figures.
    ///
    /// # Errors
    /// When the lexicon in the crate is malformed; a test reads those of every language.
    pub fn of(language: Language) -> Result<&'static Self, &'static LexiconError> {
        static READERS: ByLanguage<Result<TimeReader, LexiconError>> = ByLanguage::new(|language| {
            if language == Language::english() {
                return TimeReader::new();
            }
            let words = PlainWords::parse(language.file("time.toml").unwrap_or_default())?;
            Ok(TimeReader(By::Plain(Box::new(words))))
        });
        READERS.of(language).as_ref()
    }

    /// Reads the English lexicon and compiles the patterns.
    ///
    /// # Errors
    /// When the lexicon in the crate is malformed.
    pub fn new() -> Result<Self, LexiconError> {
        let mut lexicon = Lexicon::shipped()?;
        let tree = rules::tree(&mut lexicon);
        Ok(TimeReader(By::English(Box::new(English { lexicon, tree }))))
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
        match &self.0 {
            By::English(english) => english.read(text, parts, published, hint),
            By::Plain(words) => plain::read(words, text, parts, published),
        }
    }
}

impl English {
    fn read(&self, text: &Text, parts: &[Part], published: Option<Moment>, hint: &dyn TenseHint) -> Times {
        let mut tokens = Vec::new();
        let mut row = Row::new(text, published, &self.lexicon);
        for part in parts.iter().filter(|p| p.kind.is_read()) {
            let first = tokens.len();
            token::tokenise(text.as_str(), text.bytes(part.span), &self.lexicon, &mut tokens);
            let words = Words { text: text.as_str(), tokens: &tokens[first..], lexicon: &self.lexicon };
            let found = words.join(self.find(&words));
            let mut floor = 0;
            for mut found in found {
                let bytes = words.tokens[found.tokens.start].bytes.start
                    ..words.tokens[found.tokens.end - 1].bytes.end;
                let span = text.span_of(bytes);
                let sentence = words.tokens[found.tokens.start].sentence;
                let hinted = hint.tense(span).map(|tense| Shown { tense, sure: true });
                let shown =
                    hinted.or_else(|| tense::tense(words.tokens, found.tokens.clone(), &self.lexicon));
                let outside = words.outside(&found, floor);
                words.run_ahead(&mut found, shown);
                let told = words.is_told(floor..found.tokens.start);
                floor = found.tokens.end;
                row.add(span, &found.expr, (outside, shown), (sentence, told));
            }
        }
        row.done()
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

#[cfg(test)]
mod tests;
