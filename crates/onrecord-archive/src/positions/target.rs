//! What a query is about: the words it looks for, and where they stand in a text.

use crate::query::{EventField, Field, Query, Words};
use onrecord::events::EventType;
use onrecord::{Span, Text};
use rust_stemmers::{Algorithm, Stemmer};

/// The phrases that a query looks for in what is said.
pub(super) struct Target {
    phrases: Vec<Phrase>,
    stemmer: Stemmer,
}

struct Phrase {
    stems: Vec<String>,
    open: bool,
    text: String,
}

impl Target {
    pub fn of(query: &Query) -> Target {
        let mut target = Target { phrases: Vec::new(), stemmer: Stemmer::create(Algorithm::English) };
        target.gather(query);
        target
    }

    fn gather(&mut self, query: &Query) {
        let words = match query {
            Query::All(all) | Query::Any(all) => return all.iter().for_each(|one| self.gather(one)),
            Query::Field(Field::About(words)) => words.clone(),
            Query::Field(Field::Said(text)) => Words { text: text.clone(), open: false },
            // What is not wanted is not what the query is about.
            Query::Not(_) | Query::Everything | Query::Field(_) => return,
        };
        let stems: Vec<String> = pieces(&words.text).map(|(_, _, word)| self.stem(word)).collect();
        if !stems.is_empty() {
            self.phrases.push(Phrase { stems, open: words.open, text: words.text });
        }
    }

    fn stem(&self, word: &str) -> String {
        let lower = word.to_lowercase();
        self.stemmer.stem(&lower).into_owned()
    }

    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// The words that are looked for.
    pub fn words(&self) -> String {
        self.phrases.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Where the phrases stand in some stretches of a text.
    pub fn find(&self, text: &Text, within: &[Span]) -> Vec<Span> {
        let mut out = Vec::new();
        for span in within.iter().filter(|s| s.start <= s.end && s.end <= text.len()) {
            let begin = text.bytes(*span).start;
            let all: Vec<(usize, usize, &str)> = pieces(text.slice(*span)).collect();
            let stems: Vec<String> = all.iter().map(|(_, _, word)| self.stem(word)).collect();
            for phrase in &self.phrases {
                let n = phrase.stems.len();
                for at in 0..(stems.len() + 1).saturating_sub(n) {
                    let same = stems[at..at + n].iter().zip(&phrase.stems).enumerate().all(|(i, (a, b))| {
                        a == b
                            || (phrase.open
                                && i + 1 == n
                                && all[at + i].2.to_lowercase().starts_with(b.as_str()))
                    });
                    if same {
                        out.push(text.span_of(begin + all[at].0..begin + all[at + n - 1].1));
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// The words of a text, with the bytes from which and to which they stand.
fn pieces(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let end = text[start..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |n| start + n);
        at = end;
        Some((start, end, &text[start..end]))
    })
}

/// The question for events that a question for statements on an issue amounts to: what it asks of articles and days
/// stays, what it asks of statements goes, and besides events in whose sentence its words stand it wants those of the
/// types that its words are words for. None where nothing is left.
pub(super) fn of_events(query: &Query, deeds: &[EventType]) -> Option<Query> {
    let deed = |words: &Words| {
        let mut any = vec![Query::Field(Field::About(words.clone()))];
        let types = deeds.iter().map(|t| Query::Field(Field::Event(EventField::Type(t.name().to_owned()))));
        any.extend(types);
        Query::Any(any)
    };
    match query {
        Query::Everything => None,
        Query::All(all) => {
            let kept: Vec<Query> = all.iter().filter_map(|one| of_events(one, deeds)).collect();
            (!kept.is_empty()).then_some(Query::All(kept))
        }
        Query::Any(any) => any.iter().map(|one| of_events(one, deeds)).collect::<Option<_>>().map(Query::Any),
        Query::Not(not) => match &**not {
            Query::Field(field) if is_of_articles(field) => Some(query.clone()),
            _ => None,
        },
        Query::Field(Field::About(words)) => Some(deed(words)),
        Query::Field(Field::Said(text)) => Some(deed(&Words { text: text.clone(), open: false })),
        Query::Field(field) => is_of_articles(field).then(|| query.clone()),
    }
}

/// Whether a question asks nothing that only statements can answer, so that whoever does something on the issue is meant.
pub(super) fn is_whole(query: &Query) -> bool {
    match query {
        Query::Everything => true,
        Query::All(all) | Query::Any(all) => all.iter().all(is_whole),
        Query::Not(not) => matches!(&**not, Query::Field(field) if is_of_articles(field)),
        Query::Field(field) => is_of_articles(field) || matches!(field, Field::About(_) | Field::Said(_)),
    }
}

fn is_of_articles(field: &Field) -> bool {
    matches!(
        field,
        Field::Outlet(_)
            | Field::Language(_)
            | Field::Title(_)
            | Field::Published(_)
            | Field::When(_)
            | Field::Voice(_)
            | Field::IsDuplicate(_)
            | Field::Event(_)
            | Field::HasEvent(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str, text: &str) -> Vec<String> {
        let text = Text::new(text);
        let target = Target::of(&Query::parse(query).unwrap());
        target.find(&text, &[text.span()]).iter().map(|s| text.slice(*s).to_owned()).collect()
    }

    #[test]
    fn the_words_of_a_query_are_found_in_any_form() {
        assert_eq!(found("\"peace talk\"", "Peace talks are not peace, nor talks."), ["Peace talks"]);
        assert_eq!(found("negotiat* speaker:Holm NOT about:war", "Negotiators of war"), ["Negotiators"]);
        assert_eq!(found("talks OR said:\"red line\"", "a red line in talks"), ["red line", "talks"]);
        assert!(found("act:promise", "They promised.").is_empty());
    }

    #[test]
    fn of_a_question_for_statements_events_keep_what_is_theirs() {
        let deeds = [EventType::Assault];
        let kept = |query: &str| of_events(&Query::parse(query).unwrap(), &deeds);
        assert_eq!(kept("speaker:Holm act:deny"), None);
        assert_eq!(kept("attack speaker:Holm date:2024"), kept("attack date:2024"));
        assert!(format!("{:?}", kept("attack")).contains("ASSAULT"));
        assert_eq!(kept("attack OR speaker:Holm"), None, "the speaker may be anybody's who does something");
    }
}
