//! From a stretch that is a name to its mention, with its titles and the mentions inside those.

use super::{Candidate, Descriptor, Form, Gathering, Stretch};
use crate::actors::names;
use crate::actors::types::ActorKind;
use crate::dictionary::{Gender, How, Kind, Match, NameGender};
use crate::labels::{Deprel, Penn, Upos};
use std::ops::Range;

impl<'d> Gathering<'_, 'd> {
    /// One stretch to its mention, with its titles, and the mentions inside those.
    pub(super) fn name(&self, stretch: Stretch<'d>, out: &mut Vec<Candidate<'d>>) {
        let t = self.document;
        let mut core = stretch.words;
        let entry_kind = stretch.matches.first().map(|m| m.entry.kind);
        let kind = match entry_kind {
            Some(Kind::Person) => Some(ActorKind::Person),
            Some(Kind::Office) => Some(ActorKind::Office),
            Some(Kind::Organisation) => Some(ActorKind::Organisation),
            Some(Kind::State) => Some(ActorKind::State),
            Some(Kind::Group) => Some(ActorKind::Group),
            None if stretch.kind == Some(ActorKind::Person) && self.is_paper(&core) => {
                Some(ActorKind::Organisation)
            }
            None => stretch.kind,
        };
        let mut region = core.start..core.start;
        if kind == Some(ActorKind::Person) {
            // Titles that the model took into the name.
            let titled = self.lexicon.titles_in(t.words(core.clone()));
            if let Some(title) = titled.first().filter(|f| f.range.start == 0) {
                let base = t.text().bytes(t.span(core.clone())).start;
                let end = t.text().char_at(base + title.range.end);
                let after = t.input.words.partition_point(|w| w.span.start < end);
                if after < core.end {
                    core.start = after;
                    region.end = after;
                }
            }
        }
        if kind == Some(ActorKind::Person) {
            let start = self.given_names(&core);
            // The model may have taken the given name for a name of its own.
            let part = |o: &Candidate| o.core.start >= start && o.core.end <= core.start;
            let alone = out.last().is_some_and(|o| part(o) && o.is_name());
            let free = out.last().is_none_or(|o| o.core.end <= start);
            if start < core.start && region.is_empty() && (alone || free) {
                if alone {
                    out.pop();
                }
                core.start = start;
                region = start..start;
            }
        }
        let left = self.left_edge(&core, region.start, kind);
        // `U.N. Secretary-General [Ban Ki-moon]`: the office is one by the dictionary, whatever the grammar makes of its hyphen.
        let office = out.last().filter(|o| {
            let office =
                o.kind == Some(ActorKind::Office) || o.matches.iter().any(|m| m.how == How::Composed);
            office && o.core.start < left && (left..=core.start).contains(&o.core.end)
        });
        let person = kind == Some(ActorKind::Person);
        let left = office.filter(|_| person).map_or(left, |o| o.words.start);
        region.start = left;
        if kind == Some(ActorKind::Organisation) && entry_kind.is_none() {
            core.start = self.with_adjectives(left..core.start, out);
        }
        let words = left..core.end;
        if kind == Some(ActorKind::Person) && region.end > region.start {
            // The titles' own names (`German`, `NATO`) are mentions already; a composed office was one too, of the
            // same person: it goes, and leaves its state.
            self.open_offices(&region, out);
        }
        let nationality = stretch.matches.first().is_some_and(|m| m.how == How::Nationality)
            && entry_kind == Some(Kind::State);
        let form = match (nationality, t.xpos(core.end - 1)) {
            (true, Penn::Nns | Penn::Nnps) => Form::Nominal,
            (true, _) => Form::Nationality,
            _ => Form::Name,
        };
        let plural = form == Form::Nominal;
        let descriptors = if kind == Some(ActorKind::Person) { self.descriptors(region) } else { Vec::new() };
        let tokens = names::tokens(t.words(core.clone()), &self.reference.names);
        if tokens.is_empty() {
            return;
        }
        let gender = (kind == Some(ActorKind::Person))
            .then(|| self.name_gender(&stretch.matches, &core, &descriptors))
            .flatten();
        out.push(Candidate {
            head: t.top(&words),
            words,
            core,
            form,
            kind,
            believed: stretch.kind,
            matches: stretch.matches,
            gender,
            plural,
            descriptors,
            tokens,
        });
    }

    /// Where the name of a body begins, before which `words` stand: `the [National] Hurricane Center`. Whose it is (`the German
    /// Interior Ministry`) is a name of its own.
    fn with_adjectives(&self, words: Range<usize>, out: &[Candidate]) -> usize {
        let t = self.document;
        let first = t.sentence_words(words.end).start;
        let own = |w: usize| out.last().is_some_and(|o| o.core.contains(&w));
        let belongs = |w: &usize| {
            *w > first
                && !own(*w)
                && t.looks_named(*w)
                && matches!(t.upos(*w), Upos::Adj | Upos::Propn | Upos::Noun)
        };
        let end = words.end;
        words.rev().take_while(belongs).last().unwrap_or(end)
    }

    /// Whether what the model takes for a person's name is a newspaper's: `the Kalvik Courier`.
    fn is_paper(&self, core: &Range<usize>) -> bool {
        let t = self.document;
        let the = core
            .start
            .checked_sub(1)
            .is_some_and(|w| self.reference.names.paper_articles.contains(&t.lower(w)));
        let last = t.lower(core.end - 1);
        let given = || core.len() == 1 || self.lexicon.given_name(t.word(core.start)).is_some();
        self.reference.names.papers.contains(&last) && (the || !given())
    }

    /// Where a person's name begins if what the model left out stands directly before it: a given name before a surname, initials, or a given
    /// name before initials (`[John] F. Dale`).
    fn given_names(&self, core: &Range<usize>) -> usize {
        let t = self.document;
        let initials = |w: usize| {
            let word = t.word(w);
            word.ends_with('.')
                && word
                    .split_terminator('.')
                    .all(|l| l.chars().all(char::is_uppercase) && l.chars().count() == 1)
        };
        let name = |w: usize| {
            t.sentence(w) == t.sentence(core.start)
                && t.upos(w) == Upos::Propn
                && self.lexicon.title(t.word(w)).is_none()
        };
        let mut start = core.start;
        while start > 0 && core.len() == 1 && initials(start - 1) && name(start - 1) {
            start -= 1;
        }
        let Some(before) = start.checked_sub(1).filter(|_| core.len() == 1 || initials(start)) else {
            return start;
        };
        let given = self.lexicon.given_name(t.word(before)).is_some();
        if given && name(before) { before } else { start }
    }

    /// A person's name with what an editor put in: `[Marit] Holmberg`, of which the model may know either part alone.
    pub(super) fn with_insertion(&self, words: Range<usize>) -> Range<usize> {
        let t = self.document;
        let is = |w: usize, mark: &str| {
            w < t.len() && t.word(w) == mark && t.sentence(w) == t.sentence(words.start)
        };
        let name = |w: usize| w < t.len() && t.looks_named(w) && self.lexicon.title(t.word(w)).is_none();
        let (start, end) = (words.start, words.end);
        if start >= 3 && is(start - 3, "[") && is(start - 1, "]") && name(start - 2) {
            start - 3..end
        } else if start >= 1 && is(start - 1, "[") && is(end, "]") && name(end + 1) {
            start - 1..end + 2
        } else {
            words
        }
    }

    /// How far a name's own words reach to the left: titles, adjectives, an article.
    fn left_edge(&self, core: &Range<usize>, from: usize, kind: Option<ActorKind>) -> usize {
        let t = self.document;
        let sentence = t.sentence_words(core.start);
        let mut left = from.min(core.start);
        let top = t.top(core);
        while left > sentence.start && core.start - left < 14 {
            let w = left - 1;
            // `[German] President [Anna] Brandt`: what an editor put in belongs to the rest.
            let editor = matches!(t.word(w), "[" | "]");
            if !t.input.words[w].is_wordlike() && t.word(w) != "-" && !editor {
                break;
            }
            let person = kind == Some(ActorKind::Person);
            let rel = t.rel(w);
            let inside = t.leads_into(w, &(left..core.end));
            // `Biologist Nick Bos`: older treebanks hang the name on its title.
            let over = person
                && t.head(top) == w
                && matches!(t.rel(top), Deprel::Flat | Deprel::Appos | Deprel::Compound | Deprel::NmodDesc)
                && matches!(t.upos(w), Upos::Noun | Upos::Propn);
            let fits = if person {
                matches!(
                    t.upos(w),
                    Upos::Noun
                        | Upos::Propn
                        | Upos::Adj
                        | Upos::Det
                        | Upos::Num
                        | Upos::Punct
                        | Upos::Part
                        | Upos::Verb
                        | Upos::Adv
                        | Upos::Pron
                ) && !matches!(rel, Deprel::Punct | Deprel::Case | Deprel::Cc | Deprel::Mark)
                    | (t.word(w) == "-" || self.reference.names.owning.contains(t.word(w)))
            } else {
                matches!(rel, Deprel::Det | Deprel::Amod | Deprel::Nummod | Deprel::Compound)
                    && t.head(w) >= left
            };
            if !(fits && (inside || over)) {
                break;
            }
            left = w;
        }
        // Never begin with a mark or a loose possessive.
        while left < core.start && (!t.input.words[left].is_wordlike() || t.xpos(left) == Penn::Pos) {
            left += 1;
        }
        left
    }

    /// Offices inside a person's titles become the states or bodies they are of.
    fn open_offices(&self, region: &Range<usize>, out: &mut Vec<Candidate<'d>>) {
        let t = self.document;
        let mut inner = Vec::new();
        // Names come in text order, so those inside the titles are the last ones.
        let from = out.iter().rposition(|c| c.core.start < region.start).map_or(0, |n| n + 1);
        let last = out.split_off(from);
        for c in last {
            let inside = c.core.end <= region.end;
            let office =
                c.kind == Some(ActorKind::Office) || c.matches.iter().any(|m| m.how == How::Composed);
            if inside && office {
                inner.push(c.core.clone());
            } else {
                out.push(c);
            }
        }
        for words in inner {
            // The longest words at its beginning that lead to a state or a body by themselves.
            let owner = (words.start + 1..words.end).rev().find_map(|end| {
                let matches = self.dictionary.find(t.words(words.start..end));
                let owns =
                    matches.first().is_some_and(|m| matches!(m.entry.kind, Kind::State | Kind::Organisation));
                owns.then_some(Stretch { words: words.start..end, kind: None, matches })
            });
            if let Some(owner) = owner {
                self.name(owner, out);
            }
        }
    }

    /// What the words before a name, or a noun itself, say that somebody is.
    pub(super) fn descriptors(&self, region: Range<usize>) -> Vec<Descriptor> {
        let t = self.document;
        let mut out = Vec::new();
        if region.is_empty() {
            return out;
        }
        let text = t.words(region.clone());
        for found in self.lexicon.titles_in(text) {
            let title = found.titles[0];
            if title.kind == "honorific" {
                continue;
            }
            out.push(Descriptor {
                noun: text[found.range].to_lowercase(),
                office: title.office.clone(),
                owner: None,
                former: title.kind == "former",
            });
        }
        let last = region.clone().rev().find(|&w| matches!(t.upos(w), Upos::Noun | Upos::Propn));
        if let Some(noun) = last.map(|w| t.lower(w))
            && !out.iter().any(|d| d.noun.ends_with(&noun))
        {
            out.push(Descriptor { noun, office: None, owner: None, former: false });
        }
        out
    }

    fn name_gender(
        &self,
        matches: &[Match<'d>],
        core: &Range<usize>,
        descriptors: &[Descriptor],
    ) -> Option<Gender> {
        let t = self.document;
        let full = core.len() > 1;
        let known = matches.first().filter(|m| m.entry.kind == Kind::Person).and_then(|m| m.entry.gender);
        let titled = || {
            let before = core.start.checked_sub(1)?;
            let title = self.lexicon.title(t.word(before))?;
            title.titles.iter().find_map(|x| x.gender)
        };
        let described = || descriptors.iter().find_map(|d| self.noun_gender(&d.noun));
        let given = || {
            let first = t.word(core.start);
            match self.lexicon.given_name(first)? {
                NameGender::Usually(g) if full => Some(g),
                NameGender::Usually(g) => Some(g),
                NameGender::Either => None,
            }
        };
        known.or_else(titled).or_else(described).or_else(given)
    }

    pub(super) fn noun_gender(&self, noun: &str) -> Option<Gender> {
        let title = self.lexicon.title(noun).and_then(|t| t.titles.iter().find_map(|t| t.gender));
        title.or_else(|| self.lexicon.person_noun(noun).and_then(|(n, _)| n.gender))
    }
}
