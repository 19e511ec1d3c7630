//! A statement that was found, as lists show it.

use super::marks::{Piece, excerpt};
use super::{day, link, sureness};
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
            title: found.title.clone().unwrap_or_else(|| found.article.clone()),
            kind: found.kind.clone(),
            facts,
            sure: sureness(found.confidence),
            pieces,
        }
    }
}
