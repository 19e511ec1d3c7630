//! What goes with each statement: its act, circumstances, time, and which statements are one saying told twice.

use crate::actors::{Actors, Given, actors};
use crate::acts::{self, Said};
use crate::circumstances::{self, ConditionKind};
use crate::dictionary::{Dictionary, LoadError, Policy, Problem, Words};
use crate::events::{self, Event};
use crate::model::{Labels, Model};
use crate::reading::Reading;
use crate::time::{self, TimeReader, Times, When};
use crate::{Article, Occasion, PartKind, Party, Span, Statement, Text, Wording, WordingKind};
use std::cmp::Ordering;
use std::collections::HashSet;

/// The stages that need no model, with their lexicons.
pub(crate) struct Details {
    acts: acts::Lexicon,
    circumstances: circumstances::Lexicon,
    times: TimeReader,
    dictionary: Dictionary,
    words: Words,
    events: events::Lexicon,
}

impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Details").finish_non_exhaustive()
    }
}

impl Details {
    /// With the lexicons that are built in.
    pub(crate) fn embedded() -> Result<Self, String> {
        Ok(Details {
            acts: acts::Lexicon::embedded().map_err(|e| e.to_string())?,
            circumstances: circumstances::Lexicon::embedded().map_err(|e| e.to_string())?,
            times: TimeReader::new().map_err(|e| e.to_string())?,
            dictionary: Dictionary::embedded(),
            words: Words::embedded(),
            events: events::Lexicon::embedded()?,
        })
    }

    /// Adds a dictionary of actors to the one in use.
    pub(crate) fn add_actors(
        &mut self,
        file: &str,
        text: &str,
        policy: Policy,
    ) -> Result<Vec<Problem>, LoadError> {
        self.dictionary.add(file, text, policy)
    }

    /// The article's expressions of time.
    pub(crate) fn times(&self, article: &Article) -> Times {
        self.times.article(article, &time::NoHint)
    }

    /// Fills in each statement and returns the wording that was met on the way.
    pub(crate) fn add(
        &self,
        article: &Article,
        reading: &Reading,
        labels: &Labels,
        times: &[When],
        statements: &mut [Statement],
    ) -> Vec<Wording> {
        let text = &article.text;
        let mut wording = Vec::new();
        // What is said in one statement says nothing of when another was made, unless that stands inside it.
        let outer = statements.iter().filter(|s| s.inside.is_none());
        let mut told: Vec<Span> = outer.flat_map(|s| s.content.iter().copied()).collect();
        told.sort_unstable();
        for s in statements.iter_mut() {
            let Some(&anchor) = s.cue.first().or(s.content.first()) else { continue };
            let sentence = reading.sentence_at(anchor);
            let said = Said { cue: &s.cue, source: &s.source, content: &s.content, sentence };
            let decision = self.acts.decide(text, said);
            let found = self.circumstances.read(text, said);
            // `Holm, who has led the port since 2019, said`: the source's times are not the saying's.
            let elsewhere = |time: Span| {
                s.source.iter().any(|p| p.overlaps(time))
                    || s.inside.is_none() && told.binary_search_by(|p| overlap_order(*p, time)).is_ok()
            };
            let may = |time: Span| !elsewhere(time) && !reading.is_subordinate(labels, time, &s.cue);
            let when = time::nearest(times, &s.cue, &s.content, sentence, may).map(|t| t.id.clone());
            s.act = Some(decision.act);
            s.negated = decision.negated;
            wording.extend(decision.distancing.map(|span| Wording { kind: WordingKind::Distancing, span }));
            s.when = when;
            s.addressee = found.addressee.map(|span| Party { span, actor: None });
            s.medium = found.medium;
            s.occasion = found.occasion.map(|o| Occasion {
                span: o.span,
                with: o.with.map(|span| Party { span, actor: None }),
                place: o.place.map(|span| Party { span, actor: None }),
            });
            for c in found.conditions {
                match c.kind {
                    ConditionKind::Concession => s.concessions.push(c.span),
                    ConditionKind::Condition | ConditionKind::Comparison => s.conditions.push(c.span),
                }
            }
            s.hedges = found.hedges.iter().map(|h| h.span).collect();
        }
        wording.sort_by_key(|w| w.span);
        wording.dedup();
        wording
    }
}

/// Where a span lies of another: before it, over it, or behind it.
fn overlap_order(span: Span, other: Span) -> Ordering {
    if span.overlaps(other) { Ordering::Equal } else { span.cmp(&other) }
}

impl Details {
    /// The article's actors; tells each statement who speaks in it, and to whom and with whom.
    pub(crate) fn cast(
        &self,
        article: &Article,
        reading: &Reading,
        labels: &Labels,
        statements: &mut [Statement],
    ) -> Actors {
        let given =
            Given { article, reading, labels, dictionary: &self.dictionary, words: &self.words, statements };
        let found = actors(&given);
        for (n, s) in statements.iter_mut().enumerate() {
            if let Some((actor, how)) = found.speaker(n) {
                s.speaker = Some(actor.id.clone());
                s.speaker_how = Some(how);
            }
            let occasion = s.occasion.as_mut().map(|o| [o.with.as_mut(), o.place.as_mut()]);
            let parties = occasion.into_iter().flatten().chain([s.addressee.as_mut()]).flatten();
            for party in parties {
                party.actor = found.of_span(reading, party.span).map(|a| a.id.clone());
            }
        }
        found
    }
}

impl Details {
    /// What the article reports as having happened, or being about to.
    pub(crate) fn events(
        &self,
        article: &Article,
        reading: &Reading,
        model: &Model,
        times: &[When],
        (actors, statements): (&Actors, &[Statement]),
    ) -> Vec<Event> {
        events::events(&events::Given {
            article,
            reading,
            model,
            lexicon: &self.events,
            actors,
            statements,
            times,
        })
    }
}

/// Least share of the shorter content's telling words that two tellings of one saying have in common.
const SAME: f32 = 0.5;

/// Marks the statements that tell again what another one tells: those of headline, summary and subhead point at the
/// body's, a later one in the body at an earlier. `same_speaker` tells whether two statements may have one speaker.
pub(crate) fn mark_repeats(
    article: &Article,
    statements: &mut [Statement],
    same_speaker: impl Fn(&Statement, &Statement) -> bool,
) {
    let heading = |s: &Statement| {
        s.content.first().is_some_and(|c| {
            let at = article.parts.partition_point(|p| p.span.end <= c.start);
            article
                .parts
                .get(at)
                .is_some_and(|p| matches!(p.kind, PartKind::Headline | PartKind::Summary | PartKind::Subhead))
        })
    };
    let headings: Vec<bool> = statements.iter().map(heading).collect();
    let words: Vec<HashSet<String>> = statements.iter().map(|s| telling(&article.text, &s.content)).collect();
    for i in 0..statements.len() {
        if statements[i].inside.is_some() {
            continue;
        }
        let likeness = |j: usize| {
            let shorter = words[i].len().min(words[j].len());
            if shorter < 3 { 0.0 } else { words[i].intersection(&words[j]).count() as f32 / shorter as f32 }
        };
        // The first telling in the body is the saying; headings repeat it, and so do later tellings.
        let candidates = (0..statements.len()).filter(|&j| {
            j != i
                && statements[j].inside.is_none()
                && !headings[j]
                && (headings[i] || j < i)
                && statements[j].repeats.is_none()
                && same_speaker(&statements[i], &statements[j])
        });
        let best =
            candidates.map(|j| (likeness(j), j)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let least = if headings[i] { SAME } else { 0.8 };
        if let Some((likeness, j)) = best
            && likeness >= least
        {
            statements[i].repeats = Some(statements[j].id.clone());
        }
    }
}

/// The beginnings of a content's longer words: what two tellings of one saying share in spite of inflection.
fn telling(text: &Text, content: &[Span]) -> HashSet<String> {
    content
        .iter()
        .flat_map(|&s| text.slice(s).split(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.chars().count() > 3)
        .map(|w| w.to_lowercase().chars().take(6).collect())
        .collect()
}
