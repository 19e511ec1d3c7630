//! Mentions without a name: pronouns and nouns.

use super::{Candidate, Form, Gathering};
use crate::actors::nameable;
use crate::actors::types::ActorKind;
use crate::dictionary::PersonNoun;
use crate::labels::{Deprel, Penn, Upos};
use std::collections::HashSet;
use std::ops::Range;

impl<'d> Gathering<'_, 'd> {
    pub(super) fn pronouns(&self, out: &mut Vec<Candidate<'d>>) {
        let t = self.document;
        let mut kind_of = vec![None; t.len()];
        for m in &t.mentions {
            kind_of[m.word] = Some(m.kind);
        }
        #[allow(clippy::needless_range_loop)] // w is the word itself, not only a place in this list
        for w in 0..t.len() {
            if !matches!(t.xpos(w), Penn::Prp | Penn::PrpPoss) && t.upos(w) != Upos::Pron {
                continue;
            }
            let Some(pronoun) = self.reference.pronoun(&t.lower(w)) else { continue };
            if pronoun.thing && (t.rel(w) == Deprel::Expl || kind_of[w].is_none()) {
                continue;
            }
            out.push(Candidate {
                words: w..w + 1,
                core: w..w + 1,
                head: w,
                form: Form::Pronoun(pronoun),
                kind: kind_of[w].and_then(nameable),
                believed: None,
                matches: Vec::new(),
                gender: pronoun.gender(),
                plural: pronoun.plural,
                descriptors: Vec::new(),
                tokens: Vec::new(),
            });
        }
    }

    pub(super) fn nominals(&self, taken: &[bool], out: &mut Vec<Candidate<'d>>) {
        let t = self.document;
        let mut kind_of = vec![None; t.len()];
        for m in &t.mentions {
            kind_of[m.word] = nameable(m.kind);
        }
        let sources = self.statements.iter().flat_map(|s| &s.source).map(|&span| t.words_of(span));
        let speaking: HashSet<usize> = sources.filter(|w| !w.is_empty()).map(|w| t.top(&w)).collect();
        for w in 0..t.len() {
            if taken[w] || !matches!(t.upos(w), Upos::Noun | Upos::Adj | Upos::Num | Upos::Det | Upos::Propn)
            {
                continue;
            }
            if self.reference.pronoun(&t.lower(w)).is_some() {
                continue;
            }
            let noun = || {
                t.upos(w) == Upos::Noun
                    && !matches!(t.rel(w), Deprel::Compound | Deprel::Amod | Deprel::Flat | Deprel::Fixed)
            };
            let person = || noun().then(|| self.lexicon.person_noun(t.word(w))).flatten();
            let body = || noun() && self.reference.nouns.organisation.contains(&t.lower(w));
            // `The auditor general's office confirmed`: only where it acts.
            let seat = || {
                noun() && t.rel(w).base() == Deprel::Nsubj && self.reference.nouns.seat.contains(&t.lower(w))
            };
            let titled = || {
                matches!(
                    t.rel(w),
                    Deprel::Appos | Deprel::Nsubj | Deprel::Xcomp | Deprel::Root | Deprel::Obl | Deprel::Conj
                ) && noun()
                    && self.lexicon.title(t.word(w)).is_some()
            };
            let kind = match kind_of[w] {
                // Who is called by a noun for bodies is one, whatever the model takes it for.
                Some(ActorKind::Person) if body() && person().is_none() => ActorKind::Organisation,
                Some(ActorKind::Place) if speaking.contains(&w) => ActorKind::Organisation,
                Some(kind) => kind,
                None if person().is_some() || titled() => ActorKind::Person,
                None if seat() => ActorKind::Organisation,
                // A study, a warning, footage: what is said to tell something is known by its words at least.
                None if speaking.contains(&w) && t.upos(w) == Upos::Noun => ActorKind::Organisation,
                None => continue,
            };
            let words = self.phrase(w);
            // `Police`, `staff`: a noun without a plural is of several.
            let several = |(noun, plural): (&PersonNoun, bool)| {
                plural || (noun.plural.is_none() && kind == ActorKind::Person)
            };
            let plural = matches!(t.xpos(w), Penn::Nns | Penn::Nnps) || person().is_some_and(several);
            let head_phrase = words.start..w + 1;
            let mut descriptors = self.descriptors(head_phrase);
            descriptors.retain(|d| d.office.is_some() || d.noun.ends_with(&t.lower(w)));
            let gender = self.noun_gender(t.word(w));
            out.push(Candidate {
                words,
                core: w..w + 1,
                head: w,
                form: Form::Nominal,
                kind: Some(kind),
                believed: None,
                matches: Vec::new(),
                gender,
                plural,
                descriptors,
                tokens: Vec::new(),
            });
        }
    }

    /// The noun behind another to which that belongs by its case alone: `der Sprecher [des Ministeriums]`.
    fn genitive(&self, head: usize, from: usize, end: usize) -> Option<usize> {
        let t = self.document;
        let own = |&k: &usize| {
            (from..end.min(from + 6)).contains(&k)
                && matches!(t.rel(k), Deprel::Nmod | Deprel::NmodPoss)
                && t.child(k, &[Deprel::Case]).is_none()
                && (from..k).all(|w| t.leads_into(w, &(k..k + 1)))
        };
        t.children(head).find(own)
    }

    /// A noun with what stands before it and its of-phrase.
    fn phrase(&self, head: usize) -> Range<usize> {
        let t = self.document;
        let sentence = t.sentence_words(head);
        let mut left = head;
        while left > sentence.start {
            let w = left - 1;
            let joined = t.word(w) == "-" || self.reference.names.owning.contains(t.word(w));
            let fits = joined
                || (t.input.words[w].is_wordlike()
                    && !matches!(
                        t.rel(w),
                        Deprel::Case
                            | Deprel::Cc
                            | Deprel::Mark
                            | Deprel::Nsubj
                            | Deprel::Cop
                            | Deprel::Aux
                            | Deprel::Root
                    ));
            if !(fits && t.leads_into(w, &(left..head + 1))) {
                break;
            }
            left = w;
        }
        // `Norway['s] foreign minister`: a phrase never begins with what makes the word before it an owner; that belongs to it then.
        let owning = |w: usize| self.reference.names.owning.contains(t.word(w)) && t.xpos(w) == Penn::Pos;
        if owning(left) && left > sentence.start && t.input.words[left - 1].is_wordlike() {
            left -= 1;
            let name = |w: usize| {
                matches!(t.rel(w), Deprel::Det | Deprel::Amod | Deprel::Compound | Deprel::Flat)
                    && t.leads_into(w, &(w + 1..head + 1))
            };
            while left > sentence.start && name(left - 1) {
                left -= 1;
            }
        }
        while left < head && (!t.input.words[left].is_wordlike() || owning(left)) {
            left += 1;
        }
        let mut right = head + 1;
        while right < sentence.end
            && matches!(t.rel(right), Deprel::Flat | Deprel::Compound)
            && t.head(right) == head
        {
            right += 1;
        }
        if right < sentence.end && self.reference.nouns.of.contains(&t.lower(right)) {
            let of = t.head(right);
            if of > right && of - right < 8 && t.head(of) == head {
                right = of + 1;
            }
        } else if self.reference.nouns.genitive
            && let Some(owner) = self.genitive(head, right, sentence.end)
        {
            right = owner + 1;
        }
        left..right
    }
}
