//! What a query is about: the words it looks for, and where they stand in a text.

use crate::phrases::Phrase;
use crate::query::{EventField, Field, Query, Words, refers};
use onrecord::events::EventType;
use onrecord::{Record, Span, Text};

/// The phrases that a query looks for in what is said.
#[derive(Default)]
pub(super) struct Target {
    phrases: Vec<Phrase>,
    /// Those of which what refers to them is looked for, too.
    linked: Vec<Phrase>,
}

impl Target {
    pub fn of(query: &Query) -> Target {
        let mut target = Target::default();
        target.gather(query);
        target
    }

    fn gather(&mut self, query: &Query) {
        let (words, linked) = match query {
            Query::All(all) | Query::Any(all) => return all.iter().for_each(|one| self.gather(one)),
            Query::Coded { otherwise, .. } => return self.gather(otherwise),
            Query::Field(Field::About(words)) => (words.clone(), false),
            Query::Field(Field::Refers(words)) => (words.clone(), true),
            Query::Field(Field::Said(text)) => (Words { text: text.clone(), open: false }, false),
            // What is not wanted is not what the query is about.
            Query::Not(_) | Query::Everything | Query::Field(_) => return,
        };
        if let Some(phrase) = Phrase::of(&words) {
            self.linked.extend(linked.then(|| phrase.clone()));
            self.phrases.push(phrase);
        }
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
            let places = self.phrases.iter().flat_map(|phrase| phrase.places(text.slice(*span)));
            out.extend(places.map(|(start, end)| text.span_of(begin + start..begin + end)));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// As [`Target::find`], with what refers to the phrases by the article's own links, where that is asked for.
    pub fn find_linked(&self, record: &Record, within: &[Span]) -> Vec<Span> {
        let mut out = self.find(&record.article.text, within);
        let linked = self.linked.iter().flat_map(|phrase| refers::linked(record, phrase));
        out.extend(linked.filter(|&span| refers::meets(within, &[span])));
        out.sort_unstable();
        out.dedup();
        out
    }
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
        Query::Field(Field::About(words) | Field::Refers(words)) => Some(deed(words)),
        Query::Field(Field::Said(text)) => Some(deed(&Words { text: text.clone(), open: false })),
        Query::Field(field) => is_of_articles(field).then(|| query.clone()),
        Query::Coded { otherwise, .. } => of_events(otherwise, deeds),
    }
}

/// Whether a question asks nothing that only statements can answer, so that whoever does something on the issue is meant.
pub(super) fn is_whole(query: &Query) -> bool {
    match query {
        Query::Everything => true,
        Query::All(all) | Query::Any(all) => all.iter().all(is_whole),
        Query::Not(not) => matches!(&**not, Query::Field(field) if is_of_articles(field)),
        Query::Field(field) => {
            is_of_articles(field) || matches!(field, Field::About(_) | Field::Refers(_) | Field::Said(_))
        }
        Query::Coded { otherwise, .. } => is_whole(otherwise),
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
