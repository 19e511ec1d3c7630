//! Corrections, as lists show them.

use super::{day, link, word};
use onrecord::Span;
use onrecord_archive::corrections::{Change, Correction, State};

/// A correction in a list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub id: i64,
    pub person: String,
    pub made: String,
    pub day: String,
    pub what: String,
    pub was: Option<String>,
    pub words: Option<String>,
    pub link: Option<String>,
    pub place: Option<String>,
    pub waits: bool,
    pub undone: Option<String>,
}

/// Corrections as lists show them.
pub(crate) fn lines(all: &[Correction]) -> Vec<Line> {
    all.iter().map(line).collect()
}

fn line(of: &Correction) -> Line {
    Line {
        id: of.id,
        person: of.person.clone(),
        made: of.made.clone(),
        day: day(&of.made),
        what: told(&of.change),
        was: of.was.as_ref().map(told),
        words: of.words.clone(),
        link: of.article.as_ref().map(|article| link::article(article, of.statement.as_deref())),
        place: of.article.as_ref().map(|a| match of.statement.as_ref().or(of.event.as_ref()) {
            Some(id) => format!("{a}#{id}"),
            None => a.clone(),
        }),
        waits: of.state == State::Waits,
        undone: match of.state {
            State::Undone => Some(format!(
                "undone by {}, {}",
                of.undone_by.as_deref().unwrap_or("somebody"),
                of.undone.as_deref().map(day).unwrap_or_default()
            )),
            _ => None,
        },
    }
}

/// What a correction says.
pub(crate) fn told(change: &Change) -> String {
    let places = |spans: &[Span]| {
        let all: Vec<String> = spans.iter().map(|s| format!("{}–{}", s.start, s.end)).collect();
        if all.is_empty() { "none".to_owned() } else { all.join(", ") }
    };
    match change {
        Change::Speaker { speaker } => {
            format!("speaker: {}", speaker.as_ref().map_or("nobody is named", |s| s.name.as_str()))
        }
        Change::Act { act, negated } => {
            let act = act.as_ref().map_or_else(|| "cannot be told".to_owned(), word);
            format!("act: {}{act}", if *negated { "not " } else { "" })
        }
        Change::Boundaries { content, cue, source } => {
            let roles = [("content", content), ("cue", cue), ("source", source)];
            let said: Vec<String> = roles
                .into_iter()
                .filter_map(|(role, spans)| Some(format!("{role} at {}", places(spans.as_ref()?))))
                .collect();
            said.join("; ")
        }
        Change::Statement { is: true } => "it is a statement".to_owned(),
        Change::Statement { is: false } => "it is not a statement".to_owned(),
        Change::Missing { content, .. } => format!("a missing statement at {}", places(content)),
        Change::Merge { from, into } => format!("{} is {}", from.name, into.name),
        Change::Split { from, into, articles } => {
            format!("{} is {} in {}", from.name, into.name, super::counted(articles.len() as u64, "article"))
        }
        other => other.to_string(),
    }
}
