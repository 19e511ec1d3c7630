//! Saying of several places at once that an actor is another one there.

use super::make::{keep_in_order, one};
use super::{By, Change, CorrectionError, Named, Subject};
use crate::Archive;
use onrecord::Span;

/// Where an actor is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// Throughout an article, by its address.
    Article(String),
    /// In a statement of it.
    Statement {
        /// The article's address.
        article: String,
        /// The id in the record: `s3`.
        statement: String,
    },
    /// In an event of it.
    Event {
        /// The article's address.
        article: String,
        /// The id in the record: `e3`.
        event: String,
    },
    /// Where words of it name the actor.
    Words {
        /// The article's address.
        article: String,
        /// The words.
        span: Span,
    },
}

impl Archive {
    /// Says of all these places that an actor is another one there. Returns the numbers of the corrections.
    ///
    /// # Errors
    /// When one of them cannot be made; nothing is done then.
    pub fn split_at(
        &mut self,
        from: &Named,
        into: &Named,
        places: &[Where],
        by: By,
    ) -> Result<Vec<i64>, CorrectionError> {
        keep_in_order(by)?;
        let whole: Vec<String> = places
            .iter()
            .filter_map(|place| match place {
                Where::Article(article) => Some(article.clone()),
                _ => None,
            })
            .collect();
        let named = || (from.clone(), into.clone());
        let mention = |words: Vec<Span>, event| {
            let (from, into) = named();
            Change::Mention { from, into, words, event }
        };
        let mut all: Vec<(Subject, Change)> = Vec::new();
        // Single places first: where a whole article is another one's, nobody is left there who could be parted.
        for place in places {
            all.push(match place {
                // What holds of the whole article holds of its places.
                Where::Statement { article, .. }
                | Where::Event { article, .. }
                | Where::Words { article, .. }
                    if whole.contains(article) =>
                {
                    continue;
                }
                Where::Article(_) => continue,
                Where::Statement { article, statement } => {
                    (Subject::Statement { article, statement }, mention(Vec::new(), false))
                }
                Where::Event { article, event } => {
                    (Subject::Event { article, event }, mention(Vec::new(), true))
                }
                Where::Words { article, span } => (Subject::Article(article), mention(vec![*span], false)),
            });
        }
        if !whole.is_empty() {
            let (from, into) = named();
            all.push((Subject::Actors, Change::Split { from, into, articles: whole }));
        }
        if all.is_empty() {
            return Err(CorrectionError::Senseless(
                "it needs the places where the actor is another one".to_owned(),
            ));
        }
        self.in_one(|whole| {
            let mut made = Vec::with_capacity(all.len());
            for (subject, change) in &all {
                match one(whole, *subject, change, by)? {
                    Ok(id) => made.push(id),
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(made))
        })
    }
}
