//! Which stretches are names: by the model, by the dictionary, and by both together.

use super::{Gathering, Stretch};
use crate::actors::nameable;
use crate::actors::types::ActorKind;
use crate::dictionary::{How, Kind};
use crate::labels::{Deprel, Penn, Upos};
use std::ops::Range;

impl<'d> Gathering<'_, 'd> {
    pub(super) fn stretches(&self) -> Vec<Stretch<'d>> {
        let known = self.known();
        let mut found: Vec<Stretch<'d>> = Vec::new();
        let mut next = 0;
        for (words, kind) in self.model_names() {
            while next < known.len() && known[next].words.end <= words.start {
                found.push(known[next].clone());
                next += 1;
            }
            let from = next;
            while next < known.len() && known[next].words.start < words.end {
                next += 1;
            }
            self.settle(words, kind, &known[from..next], &mut found);
        }
        found.extend_from_slice(&known[next..]);
        found
    }

    /// A name of the model and the words of the dictionary that overlap it.
    fn settle(
        &self,
        words: Range<usize>,
        kind: Option<ActorKind>,
        known: &[Stretch<'d>],
        out: &mut Vec<Stretch<'d>>,
    ) {
        let whole = known.iter().find(|k| k.words.start <= words.start && words.end <= k.words.end);
        if let Some(k) = whole {
            out.push(Stretch { kind, ..k.clone() });
            return;
        }
        let person = kind == Some(ActorKind::Person);
        let mut rest = words.clone();
        let mut entry = Vec::new();
        for k in known {
            let leads = k.words.start <= rest.start && k.words.end < rest.end;
            let nation = k.matches.iter().any(|m| m.how == How::Nationality);
            let office = k.matches[0].entry.kind == Kind::Office;
            let body = matches!(k.matches[0].entry.kind, Kind::State | Kind::Organisation);
            let after = || self.document.words(k.words.end..rest.end);
            if leads && person && (nation || office || (body && self.leads_title(after()))) {
                out.push(k.clone());
                rest.start = k.words.end;
            } else if k.words.end > rest.end {
                // The dictionary goes on where the model stops: what the two share is the dictionary's.
                if k.words.start > rest.start && !person {
                    out.push(Stretch { words: rest.start..k.words.start, kind, matches: Vec::new() });
                }
                out.push(k.clone());
                rest.start = rest.end;
            } else if k.words.end == rest.end && k.matches[0].entry.kind == Kind::Person {
                entry = k.matches.clone();
            }
        }
        if !rest.is_empty() {
            out.push(Stretch { words: rest, kind, matches: entry });
        }
    }

    /// Whether what the model takes for a person's name is a title and nothing else (`Prime Minister`): then it is the noun
    /// of a name that follows, or of a mention of its own.
    pub(super) fn is_title(&self, stretch: &Stretch<'d>) -> bool {
        let text = self.document.words(stretch.words.clone());
        stretch.matches.is_empty()
            && stretch.kind == Some(ActorKind::Person)
            && self.lexicon.titles_in(text).iter().any(|t| {
                let honorific = t.titles.iter().any(|t| t.kind == "honorific");
                t.range == (0..text.len()) && !honorific
            })
    }

    pub(super) fn leads_title(&self, text: &str) -> bool {
        self.lexicon.titles_in(text).first().is_some_and(|t| t.range.start == 0)
    }

    /// Names by the model: its name labels, and proper nouns that head a mention.
    fn model_names(&self) -> Vec<(Range<usize>, Option<ActorKind>)> {
        let t = self.document;
        let mut head_kind = vec![None; t.len()];
        for m in &t.mentions {
            head_kind[m.word] = Some(m.kind);
        }
        let by_head = |range: &Range<usize>| range.clone().find_map(|w| head_kind[w].and_then(nameable));
        let mut out: Vec<(Range<usize>, Option<ActorKind>)> = Vec::new();
        let mut covered = vec![false; t.len()];
        for name in &t.names {
            covered[name.words.clone()].fill(true);
        }
        for name in &t.names {
            let mut words = self.whole_name(name.words.clone(), &covered);
            covered[words.clone()].fill(true);
            while words.len() > 1 && !self.is_name_start(words.start) {
                words.start += 1;
            }
            while words.len() > 1 && !self.is_name_end(words.end - 1) {
                words.end -= 1;
            }
            // `eBay` is written with a capital too.
            let capital = !t.language.traits().capitals
                || words.clone().any(|w| t.word(w).chars().any(char::is_uppercase));
            let kind = nameable(name.kind).or_else(|| by_head(&words));
            if let (Some(kind), true) = (kind, capital)
                && self.reference.pronoun(&t.lower(words.start)).is_none()
            {
                out.push((words, Some(kind)));
            }
        }
        for m in &t.mentions {
            let Some(kind) = nameable(m.kind) else { continue };
            if covered[m.word]
                || !self.is_proper(m.word)
                || self.reference.pronoun(&t.lower(m.word)).is_some()
            {
                continue;
            }
            let sentence = t.sentence_words(m.word);
            let free = |w: &usize| {
                self.is_proper(*w) && !covered[*w] && self.reference.pronoun(&t.lower(*w)).is_none()
            };
            let start = (sentence.start..m.word).rev().take_while(free).last().unwrap_or(m.word);
            let end = (m.word + 1..sentence.end).take_while(free).last().unwrap_or(m.word) + 1;
            covered[start..end].fill(true);
            out.push((start..end, Some(kind)));
        }
        for (words, _) in out.iter_mut().filter(|(_, kind)| *kind == Some(ActorKind::Person)) {
            *words = self.with_insertion(words.clone());
        }
        out.sort_by_key(|(r, _)| (r.start, std::cmp::Reverse(r.end)));
        let mut end = 0;
        out.retain(|(r, _)| {
            let new = r.start >= end;
            end = end.max(r.end);
            new
        });
        out
    }

    /// A name with those of its words that the model left out and that are one name with it by the grammar (`Peter [Vance]`, `the
    /// [Kalvik] Courier`).
    fn whole_name(&self, words: Range<usize>, covered: &[bool]) -> Range<usize> {
        let t = self.document;
        let sentence = t.sentence_words(words.start);
        // A newspaper's name holds its town's.
        let paper = self.reference.names.papers.contains(&t.lower(words.end - 1));
        let belongs = |w: usize, words: &Range<usize>, rel: Deprel| {
            let free = (paper || !covered[w]) && self.is_proper(w);
            free && t.rel(w) == rel && words.contains(&t.head(w))
        };
        let mut whole = words;
        while whole.end < sentence.end && belongs(whole.end, &whole, Deprel::Flat) {
            whole.end += 1;
        }
        while whole.start > sentence.start && belongs(whole.start - 1, &whole, Deprel::Compound) {
            whole.start -= 1;
        }
        // `[Jeyhun] Bayramov`: the rest of a name hangs on its first word.
        while whole.start > sentence.start {
            let first = whole.start - 1;
            let hangs = t.rel(whole.start) == Deprel::Flat && t.head(whole.start) == first;
            if !(hangs
                && self.is_proper(first)
                && !covered[first]
                && self.lexicon.title(t.word(first)).is_none())
            {
                break;
            }
            whole.start = first;
        }
        whole
    }

    fn is_proper(&self, w: usize) -> bool {
        self.document.upos(w) == Upos::Propn && self.document.looks_named(w)
    }

    fn is_name_start(&self, w: usize) -> bool {
        self.document.input.words[w].is_wordlike() && self.document.upos(w) != Upos::Det
    }

    fn is_name_end(&self, w: usize) -> bool {
        self.document.input.words[w].is_wordlike() && self.document.xpos(w) != Penn::Pos
    }

    /// Words of the dictionary that stand as names.
    fn known(&self) -> Vec<Stretch<'d>> {
        let t = self.document;
        let mut in_name = vec![false; t.len()];
        for n in &t.names {
            in_name[n.words.clone()].fill(true);
        }
        let demonyms_are_names = t.language.traits().demonyms_are_names;
        let mut out = Vec::new();
        for paragraph in &t.input.paragraphs {
            let span = t.span(paragraph.clone());
            let base = t.text().bytes(span).start;
            for found in self.dictionary.scan(t.text().slice(span)) {
                let span = t.text().span_of(base + found.range.start..base + found.range.end);
                let words = t.words_of(span);
                let aligned = !words.is_empty() && t.span(words.clone()) == span;
                if !aligned {
                    continue;
                }
                let people = found.matches.iter().any(|m| m.how == How::Nationality);
                let proper = |w: usize| {
                    matches!(t.upos(w), Upos::Propn | Upos::Adj)
                        || in_name[w]
                        || people && !demonyms_are_names && t.upos(w) == Upos::Noun
                };
                let described = found.matches.iter().any(|m| m.how == How::Description);
                if described || words.len() > 1 || proper(words.start) {
                    out.push(Stretch { words, kind: None, matches: found.matches });
                }
            }
        }
        out
    }
}
