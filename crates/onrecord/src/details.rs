//! What goes with each statement: its act, circumstances and time, its speaker, and the events told of.

use crate::actors::{Actors, Given, actors};
use crate::acts::{self, Said};
use crate::circumstances::{self, ConditionKind};
use crate::dictionary::{Dictionary, LoadError, Policy, Problem, Words};
use crate::document::Document;
use crate::events::{self, Event};
use crate::language::{Language, Tables};
use crate::learned;
use crate::model::Model;
use crate::statements::{Decoding, Told};
use crate::time::{self, TimeReader, Times, When};
use crate::{AddresseeHow, Article, Occasion, Party, Span, Statement, Wording, WordingKind};
use std::cmp::Ordering;

/// The stages that need no model, with what they share. Their lexicons are read when a language is first met.
pub(crate) struct Details {
    dictionaries: Tables<Dictionary>,
    /// What users added: name, text, and what to do with bad lines.
    added: Vec<(String, String, Policy)>,
}

impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Details").finish_non_exhaustive()
    }
}

impl Details {
    /// With the lexicons that are built in; those of English, which most texts need, are read at once.
    pub(crate) fn embedded() -> Result<Self, String> {
        let english = Language::english();
        acts::Lexicon::of(english).map_err(|e| e.to_string())?;
        circumstances::Lexicon::of(english).map_err(|e| e.to_string())?;
        TimeReader::of(english).map_err(|e| e.to_string())?;
        events::Lexicon::of(english);
        let details = Details { dictionaries: Tables::new(), added: Vec::new() };
        details.dictionary();
        Words::of(english);
        Ok(details)
    }

    /// The dictionary of actors, as English texts name them.
    pub fn dictionary(&self) -> &Dictionary {
        self.dictionary_of(Language::english())
    }

    fn dictionary_of(&self, language: Language) -> &Dictionary {
        self.dictionaries.get_or_make(language, || {
            let mut dictionary = Dictionary::of(language);
            for (file, text, policy) in &self.added {
                // What could not be loaded was told when it was added.
                let _ = dictionary.add(file, text, *policy);
            }
            dictionary
        })
    }

    /// Adds a dictionary of actors to the one in use.
    pub(crate) fn add_actors(
        &mut self,
        file: &str,
        text: &str,
        policy: Policy,
    ) -> Result<Vec<Problem>, LoadError> {
        self.dictionary();
        let mut problems = Vec::new();
        for dictionary in self.dictionaries.made() {
            problems = dictionary.add(file, text, policy)?;
        }
        self.added.push((file.to_owned(), text.to_owned(), policy));
        Ok(problems)
    }

    /// The article's expressions of time.
    pub(crate) fn times(&self, article: &Article) -> Times {
        let language = Language::of(article.language.as_deref());
        TimeReader::of(language).expect(TESTED).article(article, &time::NoHint)
    }

    /// Fills in each statement, of which `told` is what the model says, and returns the wording that was met on the way.
    pub(crate) fn add(
        &self,
        document: &Document,
        times: &[When],
        statements: &mut [Statement],
        told: &[Told],
    ) -> Vec<Wording> {
        let text = document.text();
        let acts = acts::Lexicon::of(document.language).expect(TESTED);
        let circumstances = circumstances::Lexicon::of(document.language).expect(TESTED);
        let mut wording = Vec::new();
        // What is said in one statement says nothing of when another was made, unless that stands inside it.
        let outer = statements.iter().filter(|s| s.inside.is_none());
        let mut contents: Vec<Span> = outer.flat_map(|s| s.content.iter().copied()).collect();
        contents.sort_unstable();
        for (s, told) in statements.iter_mut().zip(told) {
            let Some(&anchor) = s.cue.first().or(s.content.first()) else { continue };
            let sentence = document.sentence_at(anchor);
            let said = Said { cue: &s.cue, source: &s.source, content: &s.content, sentence };
            let decision = acts.decide(text, said);
            let found = match document.language.traits().capitals {
                true => circumstances.read(text, said),
                false => circumstances.read_with_names(text, said, &|span| {
                    document.words_of(span).any(|w| document.looks_named(w))
                }),
            };
            s.act = Some(acts.likeliest(&told.acts, decision.act));
            s.negated = decision.negated;
            wording.extend(decision.distancing.map(|span| Wording { kind: WordingKind::Distancing, span }));
            // `Holm, who has led the port since 2019, said`: the source's times are not the saying's.
            let elsewhere = |time: Span| {
                s.source.iter().any(|p| p.overlaps(time))
                    || s.inside.is_none() && contents.binary_search_by(|p| overlap_order(*p, time)).is_ok()
            };
            let may = |time: Span| !elsewhere(time) && !document.is_subordinate(time, &s.cue);
            let dating = told.when.iter().filter(|w| learned::can_date(document, w, s));
            let words: Vec<Span> = dating.map(|w| document.span(w.clone())).collect();
            let when = time::told(times, &words)
                .or_else(|| time::nearest(times, &s.cue, &s.content, sentence, may))
                .map(|t| t.id.clone());
            s.when = when;
            // Where the model sees nobody, the words that name hearers behind certain verbs.
            let pointed_at = told.addressee.as_ref();
            let hearer = pointed_at
                .and_then(|words| learned::addressee(document, circumstances, (times, &*s), words))
                .or(found.addressee);
            if let Some(span) = hearer {
                // `urged residents to stay` names a hearer, `demanded that the ministry pay` only who is to do it.
                let inside = s.content.iter().any(|c| c.overlaps(span));
                let follows = s.cue.iter().any(|c| c.end < span.start && span.start - c.end <= 1);
                let demand = inside && !follows;
                s.addressee = Some(Party { span, actor: None });
                s.addressee_how = Some(if demand { AddresseeHow::Demand } else { AddresseeHow::Told });
            }
            s.medium = found.medium;
            let occasion = found.occasion.map(|o| Occasion {
                span: o.span,
                with: o.with.map(|span| Party { span, actor: None }),
                place: o.place.map(|span| Party { span, actor: None }),
            });
            let pointed_at = told.occasion.as_ref().filter(|_| s.medium.is_none());
            let learned =
                pointed_at.and_then(|words| learned::occasion(document, circumstances, (times, &*s), words));
            s.occasion = occasion.or(learned.map(|span| Occasion { span, with: None, place: None }));
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

/// Why a lexicon can be had: a test reads the files of every language.
const TESTED: &str = "a test reads the lexicons of every language";

/// Where a span lies of another: before it, over it, or behind it.
fn overlap_order(span: Span, other: Span) -> Ordering {
    if span.overlaps(other) { Ordering::Equal } else { span.cmp(&other) }
}

impl Details {
    /// The article's actors; tells each statement who speaks in it, and to whom and with whom.
    pub(crate) fn cast(&self, document: &Document, statements: &mut [Statement]) -> Actors {
        let dictionary = self.dictionary_of(document.language);
        let given = Given { document, dictionary, words: Words::of(document.language), statements };
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
        carry_days(document, statements);
        found
    }
}

/// How many paragraphs on a day still holds for who goes on speaking.
const DAY_REACH: usize = 2;

/// Gives a statement without a day of its own that of the statement before, where the same speaker goes on: it is the same occasion
/// until somebody else speaks or another day is told.
fn carry_days(document: &Document, statements: &mut [Statement]) {
    let place = |s: &Statement| s.cue.first().or(s.content.first()).map(|&c| document.words_of(c).start);
    let mut last: Option<(Option<String>, usize, String)> = None;
    for s in statements.iter_mut().filter(|s| s.inside.is_none()) {
        let Some(word) = place(s).filter(|&w| w < document.len()) else { continue };
        let paragraph = document.paragraph(word);
        let goes_on = |(speaker, before, _): &&(Option<String>, usize, String)| {
            s.speaker.is_some() && s.speaker == *speaker && paragraph <= before + DAY_REACH
        };
        if s.when.is_none() {
            s.when = last.as_ref().filter(goes_on).map(|(_, _, when)| when.clone());
        }
        last = s.when.clone().map(|when| (s.speaker.clone(), paragraph, when));
    }
}

impl Details {
    /// What the article reports as having happened, or being about to.
    pub(crate) fn events(
        &self,
        document: &Document,
        (model, rules): (&Model, &Decoding),
        times: &[When],
        (actors, statements): (&Actors, &[Statement]),
    ) -> Vec<Event> {
        events::events(&events::Given {
            document,
            model,
            rules,
            lexicon: events::Lexicon::of(document.language),
            actors,
            statements,
            times,
        })
    }
}
