//! What goes with each statement: its act, circumstances and time, its speaker, and the events told of.

use crate::actors::{Actors, Given, actors};
use crate::acts::{self, Said};
use crate::circumstances::{self, ConditionKind};
use crate::demands;
use crate::dictionary::{Dictionary, LoadError, Policy, Problem, Words};
use crate::document::Document;
use crate::events::{self, Event};
use crate::model::Model;
use crate::time::{self, TimeReader, Times, When};
use crate::{AddresseeHow, Article, Occasion, Party, Span, Statement, Wording, WordingKind};
use std::cmp::Ordering;

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

    /// The dictionary of actors.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
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
        document: &Document,
        times: &[When],
        statements: &mut [Statement],
    ) -> Vec<Wording> {
        let text = document.text();
        let mut wording = Vec::new();
        // What is said in one statement says nothing of when another was made, unless that stands inside it.
        let outer = statements.iter().filter(|s| s.inside.is_none());
        let mut told: Vec<Span> = outer.flat_map(|s| s.content.iter().copied()).collect();
        told.sort_unstable();
        for s in statements.iter_mut() {
            let Some(&anchor) = s.cue.first().or(s.content.first()) else { continue };
            let sentence = document.sentence_at(anchor);
            let said = Said { cue: &s.cue, source: &s.source, content: &s.content, sentence };
            let decision = self.acts.decide(text, said);
            let found = self.circumstances.read(text, said);
            // `Holm, who has led the port since 2019, said`: the source's times are not the saying's.
            let elsewhere = |time: Span| {
                s.source.iter().any(|p| p.overlaps(time))
                    || s.inside.is_none() && told.binary_search_by(|p| overlap_order(*p, time)).is_ok()
            };
            let may = |time: Span| !elsewhere(time) && !document.is_subordinate(time, &s.cue);
            let when = time::nearest(times, &s.cue, &s.content, sentence, may).map(|t| t.id.clone());
            s.act = Some(decision.act);
            s.negated = decision.negated;
            wording.extend(decision.distancing.map(|span| Wording { kind: WordingKind::Distancing, span }));
            s.when = when;
            s.addressee = found.addressee.map(|span| Party { span, actor: None });
            s.addressee_how = s.addressee.is_some().then_some(AddresseeHow::Told);
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
    pub(crate) fn cast(&self, document: &Document, statements: &mut [Statement]) -> Actors {
        let given = Given { document, dictionary: &self.dictionary, words: &self.words, statements };
        let found = actors(&given);
        for (n, s) in statements.iter_mut().enumerate() {
            if let Some((actor, how)) = found.speaker(n) {
                s.speaker = Some(actor.id.clone());
                s.speaker_how = Some(how);
            }
            let occasion = s.occasion.as_mut().map(|o| [o.with.as_mut(), o.place.as_mut()]);
            let parties = occasion.into_iter().flatten().chain([s.addressee.as_mut()]).flatten();
            for party in parties {
                party.actor = found.of_span(document, party.span).map(|a| a.id.clone());
            }
        }
        demands::add(document, &self.acts, &self.circumstances, &found, statements);
        found
    }
}

impl Details {
    /// What the article reports as having happened, or being about to.
    pub(crate) fn events(
        &self,
        document: &Document,
        model: &Model,
        times: &[When],
        (actors, statements): (&Actors, &[Statement]),
    ) -> Vec<Event> {
        events::events(&events::Given { document, model, lexicon: &self.events, actors, statements, times })
    }
}
