//! The decision: which act, negated or not, and on what evidence.

use super::context::Scene;
use super::lexicon::{Cue, Lexicon};
use super::negation::Negation;
use super::{Act, ActGroup};
use crate::phrase::{Word, words};
use crate::{Span, Text};

/// The words of one statement.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The words that mark the saying; none where only punctuation does.
    pub cue: &'a [Span],
    /// The words that name the speaker.
    pub source: &'a [Span],
    /// What is said.
    pub content: &'a [Span],
    /// The sentence that the cue stands in.
    pub sentence: Span,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The act.
    pub act: Act,
    /// Whether the text says that the act was *not* performed (`did not rule out`).
    pub negated: bool,
    /// The word by which the outlet keeps its distance (`claimed`), whatever the act.
    pub distancing: Option<Span>,
    /// Why.
    pub evidence: Evidence,
}

/// What a decision rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The words of the cue that name the act; none where the act is the most general one for want of any.
    pub cue: Vec<Span>,
    /// The words that negate it; two of them cancel each other out.
    pub negations: Vec<Span>,
    /// The rule of `lexicon/<code>/acts/contexts.toml` that changed what the cue alone would give.
    pub context: Option<String>,
}

/// Most words that may stand between two words of a cue.
const SLACK: usize = 2;
/// Words after the cue that may complete it: `agreed` + `to`.
const BEYOND: usize = 2;

struct Match<'a> {
    cue: &'a Cue,
    at: Vec<usize>,
}

impl Lexicon {
    /// Decides which act a statement reports.
    pub fn decide(&self, text: &Text, said: Said<'_>) -> Decision {
        let sentence = said.cue.iter().fold(said.sentence, |s, c| s.cover(*c));
        let all = words(text, sentence, &self.forms);
        let inside = |w: &Word, spans: &[Span]| spans.iter().any(|s| s.overlaps(w.span));
        let source: Vec<Word> = self.cut(text, said.source);
        let content: Vec<Word> = self.cut(text, said.content);

        // The cue with the sentence's words beyond it, as a sequence of its own: it may be interrupted.
        let in_cue: Vec<usize> = (0..all.len()).filter(|&i| inside(&all[i], said.cue)).collect();
        let Some((&first, &last)) = in_cue.first().zip(in_cue.last()) else {
            return self.settle(Act::Say, &[], &source, &content, Decision::bare());
        };
        let is_source = |i: usize| inside(&all[i], said.source);
        let start = self.negation.reach(&all, first, is_source);
        let beyond = (last + 1..all.len()).take(BEYOND).take_while(|&i| !all[i].is_mark());
        let numbers: Vec<usize> = (start..first).chain(in_cue.iter().copied()).chain(beyond).collect();
        let line: Vec<Word> = numbers.iter().map(|&i| all[i].clone()).collect();
        let (cue_from, cue_to) = (first - start, first - start + in_cue.len());

        let governing = self.negation.governing(&line, 0, cue_to);
        let best = self.best(&line, cue_from, cue_to, &governing);
        let (at, mut turns) = match &best {
            Some(m) => (m.at.clone(), usize::from(m.cue.negative)),
            None => (Vec::new(), 0),
        };
        let mut negations: Vec<usize> = Vec::new();
        if let Some(&head) = at.first() {
            for g in governing.iter().filter(|g| !g.iter().any(|w| at.contains(w))) {
                let chained = governing.iter().any(|other| Negation::governs(g, other[0]));
                if Negation::governs(g, head) || chained {
                    turns += 1;
                    negations.extend(g);
                }
            }
        }
        let taken: Vec<usize> = at.iter().chain(&negations).copied().collect();
        let end = at.last().copied().unwrap_or(cue_to);
        for found in self.negation.plain(&line, cue_to, end, &taken) {
            turns += 1;
            negations.extend(found);
        }
        let mut spans: Vec<Span> = negations.iter().map(|&i| line[i].span).collect();
        if let Some(found) = self.negation.empty_source(&source)
            && !found.iter().any(|&i| spans.contains(&source[i].span))
        {
            turns += 1;
            spans.extend(found.iter().map(|&i| source[i].span));
        }
        let cue = &line[cue_from..cue_to];
        let distancing = (0..cue.len()).find_map(|i| self.distancing.find_at(cue, i));
        let decision = Decision {
            act: Act::Say,
            negated: turns % 2 == 1,
            distancing: distancing.map(|at| cue[at[0]].span),
            evidence: Evidence {
                cue: at.iter().map(|&i| line[i].span).collect(),
                negations: spans,
                context: None,
            },
        };
        self.settle(best.map_or(Act::Say, |m| m.cue.act), cue, &source, &content, decision)
    }

    /// What is told by the words of a cue apart from the act: the cue as the lexicon lists it (`claim` of `has claimed`),
    /// none where the lexicon lists none of its words, and whether the outlet keeps its distance by it.
    pub fn cue(&self, text: &Text, cue: &[Span]) -> (Option<String>, bool) {
        let line = self.cut(text, cue);
        let listed = self.best(&line, 0, line.len(), &[]).map(|found| {
            let word = |(n, &at): (usize, &usize)| {
                let word = &line[at];
                // The head is listed by its form; the others stand as they are.
                let form = word.forms().find(|form| n > 0 || self.cues.contains_key(*form));
                form.unwrap_or(&word.lower).to_owned()
            };
            found.at.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
        });
        (listed, (0..line.len()).any(|i| self.distancing.find_at(&line, i).is_some()))
    }

    fn cut(&self, text: &Text, spans: &[Span]) -> Vec<Word> {
        spans.iter().flat_map(|s| words(text, *s, &self.forms)).collect()
    }

    /// The match that says most: not a governing word if there is another, of the most words, not a noun, not a general
    /// one, and the first of equals.
    fn best(&self, line: &[Word], from: usize, to: usize, governing: &[Vec<usize>]) -> Option<Match<'_>> {
        let governs = |at: &[usize]| at.iter().any(|w| governing.iter().any(|g| g.contains(w)));
        let noun = |at: usize| at > from && line[at - 1].is_in(&self.determiners);
        let mut best: Option<(Match<'_>, _)> = None;
        for head in from..to {
            for cue in self.cues_of(&line[head]) {
                let Some(at) = cue.pattern.matches(line, head, SLACK) else { continue };
                let loose = at.windows(2).any(|w| w[1] > to && w[1] > w[0] + 1);
                if loose {
                    continue;
                }
                let rank = (!governs(&at), cue.pattern.len(), !noun(head), !cue.general);
                if best.as_ref().is_none_or(|(_, other)| rank > *other) {
                    best = Some((Match { cue, at }, rank));
                }
            }
        }
        best.map(|(m, _)| m)
    }

    fn cues_of(&self, word: &Word) -> impl Iterator<Item = &Cue> {
        word.forms().filter_map(|form| self.cues.get(form)).flatten()
    }

    /// The act in its context.
    fn settle(
        &self,
        act: Act,
        cue: &[Word],
        source: &[Word],
        content: &[Word],
        mut decision: Decision,
    ) -> Decision {
        let scene = Scene::new(act, cue, source, content, &self.finite, &self.subject);
        let context = self.contexts.iter().find(|c| c.holds(&scene));
        decision.act = context.map_or(act, |c| c.becomes);
        decision.evidence.context = context.map(|c| c.name.clone());
        decision
    }
}

/// How much likelier the act is that the cue's words name, in log probability, and how much likelier those of its group:
/// chosen by cross-validation on the gold.
const NAMED: f32 = 3.0;
const NAMED_GROUP: f32 = 0.5;
/// What the commonest class, the one that is taken in doubt, is worth against the others.
const PLAIN: f32 = 0.6;

impl Lexicon {
    /// The likeliest act by what the model says of cue, content and source together, and by the act that the lexicon has for the
    /// words. The lexicon's where the model says nothing, or never learned of that act.
    pub fn likeliest(&self, model: &[(Act, f32)], lexicon: Act) -> Act {
        if !model.iter().any(|(act, _)| *act == lexicon) {
            return lexicon;
        }
        let group = self.group(lexicon);
        let score = |&(act, p): &(Act, f32)| {
            // `said` names no act: what is done by it, content and source tell.
            let named = if act == lexicon { NAMED } else { 0.0 };
            let alike = if self.group(act) == group { NAMED_GROUP } else { 0.0 };
            p.max(1e-6).ln() + if lexicon == Act::Say { 0.0 } else { named + alike }
        };
        // The class first: many acts share what the model is sure of in a class.
        let mut classes: Vec<(Option<ActGroup>, f32)> = Vec::new();
        for of in model {
            let group = self.group(of.0);
            let p = score(of).exp() * if group == Some(ActGroup::Assertive) { PLAIN } else { 1.0 };
            match classes.iter_mut().find(|(g, _)| *g == group) {
                Some((_, sum)) => *sum += p,
                None => classes.push((group, p)),
            }
        }
        let Some((class, _)) = classes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)) else { return lexicon };
        let of_class = model.iter().filter(|(act, _)| self.group(*act) == class);
        of_class.max_by(|a, b| score(a).total_cmp(&score(b))).map_or(lexicon, |(act, _)| *act)
    }
}

impl Decision {
    /// A decision without a cue.
    fn bare() -> Decision {
        Decision { act: Act::Say, negated: false, distancing: None, evidence: Evidence::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_that_the_model_never_learned_of_is_the_lexicons_to_tell() {
        let lexicon = Lexicon::embedded().expect("the lexicon that is shipped");
        let sure_of_praise = [(Act::Say, 0.05), (Act::Praise, 0.9)];
        assert_eq!(lexicon.likeliest(&sure_of_praise, Act::Say), Act::Praise);
        assert_eq!(lexicon.likeliest(&sure_of_praise, Act::Mock), Act::Mock);
        assert_eq!(lexicon.likeliest(&[], Act::Mock), Act::Mock);
    }
}
