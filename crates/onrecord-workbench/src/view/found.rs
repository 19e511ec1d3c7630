//! A statement that was found, as lists show it.

use super::marks::{Piece, excerpt};
use super::{called, day, link, sureness};
use onrecord_archive::Found;

/// A statement in a list.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// The statement in its article.
    pub link: String,
    pub who: String,
    /// The speaker's page.
    pub speaker: Option<String>,
    pub outlet: Option<String>,
    pub day: Option<String>,
    pub title: String,
    pub kind: String,
    pub facts: Vec<String>,
    pub sure: String,
    pub pieces: Vec<Piece>,
}

impl Shown {
    pub fn of(found: &Found) -> Shown {
        let act =
            found.act.as_ref().map(|act| if found.negated { format!("not {act}") } else { act.clone() });
        let mut facts: Vec<String> = act.into_iter().collect();
        facts.extend(found.to.as_ref().map(|to| format!("to {to}")));
        facts.extend(said(found));
        facts.extend(found.conditional.then(|| "on a condition".to_owned()));
        facts.extend(found.hedged.then(|| "hedged".to_owned()));
        facts.extend(found.inside.then(|| "inside another".to_owned()));
        let words = Some(found.source.clone()).filter(|s| !s.is_empty());
        let pieces = match &found.context {
            Some(context) => excerpt(&context.text, context.start, &found.spans),
            None => vec![Piece {
                text: found.content.clone(),
                at: 0,
                class: "said".to_owned(),
                ids: String::new(),
                title: String::new(),
                tags: Vec::new(),
            }],
        };
        Shown {
            link: link::article(&found.article, Some(&found.statement)),
            who: found.speaker.clone().or(words).unwrap_or_else(|| "Nobody is named".to_owned()),
            speaker: found.speaker_key.as_deref().map(link::actor),
            outlet: found.outlet.clone(),
            day: found.published.as_deref().map(day),
            title: called(found.title.as_deref(), &found.article),
            kind: found.kind.clone(),
            facts,
            sure: sureness(found.confidence),
            pieces,
        }
    }
}

/// When it was said, where the article tells.
fn said(found: &Found) -> Option<String> {
    match (&found.said_from, &found.said_to) {
        (Some(from), Some(to)) if from == to => Some(format!("said on {}", day(from))),
        (Some(from), Some(to)) => Some(format!("said from {} to {}", day(from), day(to))),
        (Some(from), None) => Some(format!("said on {} or later", day(from))),
        (None, Some(to)) => Some(format!("said by {}", day(to))),
        (None, None) => None,
    }
}
