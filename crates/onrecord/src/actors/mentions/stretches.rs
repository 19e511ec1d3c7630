//! Which stretches are names: by the model, by the dictionary, and by both together.

use super::{Gathering, Stretch};
use crate::actors::types::ActorKind;
use crate::actors::{nameable, names};
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
        // What says for which party and place somebody sits speaks of nobody else.
        let tags = self.party_tags();
        found.retain(|f| !tags.iter().any(|tag| tag.start < f.words.end && f.words.start < tag.end));
        found
    }

    /// Where a party and a place stand behind somebody's name: `[R-Texas]`, `[D-Mass.]`.
    pub(super) fn party_tags(&self) -> Vec<Range<usize>> {
        let t = self.document;
        let words = &t.input.words;
        let dash = |w: usize| matches!(t.word(w), "-" | "‐" | "‑" | "–");
        let glued = |w: usize| words[w].span.end == words[w + 1].span.start;
        let letters = |w: usize| {
            t.word(w).chars().all(char::is_uppercase) && self.reference.names.parties.contains(&t.lower(w))
        };
        let mut out = Vec::new();
        for w in 1..t.len().saturating_sub(2) {
            let behind = matches!(t.word(w - 1), "," | "(" | "[");
            if behind && dash(w + 1) && letters(w) && glued(w) && glued(w + 1) && t.looks_named(w + 2) {
                let sentence = t.sentence_words(w);
                let place = |p: &usize| t.looks_named(*p) || t.word(*p) == ".";
                let end = (w + 2..sentence.end).take_while(place).last().map_or(w + 3, |p| p + 1);
                out.push(w..end);
            }
        }
        out
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
            } else if k.words.end == rest.end
                && k.matches[0].entry.kind == Kind::Person
                && !self.is_namesake(k, rest.start)
            {
                entry = k.matches.clone();
            }
        }
        if !rest.is_empty() {
            out.push(Stretch { words: rest, kind, matches: entry });
        }
    }

    /// Whether the given name before a surname of the dictionary (from the word `start` on) is another than that person's: `[Tobias] Lindner`.
    fn is_namesake(&self, known: &Stretch<'d>, start: usize) -> bool {
        let t = self.document;
        let Some(given) = known.words.start.checked_sub(1).filter(|&w| w >= start) else { return false };
        let tokens = |text: &str| names::tokens(text, &self.reference.names);
        let name = tokens(t.words(given..known.words.end));
        self.lexicon.given_name(t.word(given)).is_some()
            && known
                .matches
                .iter()
                .all(|m| !names::same_person(&name, &tokens(&m.entry.name), &self.reference.names))
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

    /// Whether what the model takes for a person's name ends with the title of an office and begins with no given name: `Society President`
    /// is none.
    pub(super) fn ends_in_title(&self, stretch: &Stretch<'d>) -> bool {
        let t = self.document;
        let last = stretch.words.end - 1;
        let office = || {
            let title = self.lexicon.title(t.word(last));
            title.is_some_and(|t| t.titles.iter().any(|t| t.office.is_some()))
        };
        stretch.matches.is_empty()
            && stretch.kind == Some(ActorKind::Person)
            && stretch.words.len() > 1
            && self.lexicon.given_name(t.word(stretch.words.start)).is_none()
            && office()
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
        for words in self.bracketed() {
            covered[words.clone()].fill(true);
            out.push((words, Some(ActorKind::Organisation)));
        }
        // `L’` of `L’AG Éducation` names nobody by itself.
        let elided = |w: usize| t.word(w).ends_with(['\'', '’']);
        for name in t.names.iter().filter(|name| !name.words.clone().all(elided)) {
            let body = nameable(name.kind) == Some(ActorKind::Organisation);
            let mut words = self.whole_name(name.words.clone(), body, &covered);
            covered[words.clone()].fill(true);
            if body && words.len() > 1 {
                words.end = self.end_of_body(words.end);
                covered[words.clone()].fill(true);
            }
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
            // `the Minister of Trade and [Integration] Mohamed Roe`: a given name behind what joins an office's words begins the name.
            let given = |w: usize| self.lexicon.given_name(t.word(w)).is_some();
            let joined = words.start.checked_sub(1).is_some_and(|w| t.upos(w) == Upos::Cconj);
            let office = kind == Some(ActorKind::Person) && joined && words.len() > 2;
            if office && !given(words.start) && given(words.start + 1) {
                words.start += 1;
            }
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
        out.extend(
            self.people_of_sources(&covered).into_iter().map(|words| (words, Some(ActorKind::Person))),
        );
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
        self.without_titles(self.join_initials(out))
    }

    /// Without what is a title and nothing else right before a person's name (`[Broadcaster] Piers Roe`): it belongs to the mention of
    /// that name.
    fn without_titles(
        &self,
        names: Vec<(Range<usize>, Option<ActorKind>)>,
    ) -> Vec<(Range<usize>, Option<ActorKind>)> {
        let t = self.document;
        let person = |n: usize| names.get(n).filter(|(_, kind)| *kind == Some(ActorKind::Person));
        let title = |n: usize| {
            let (Some((words, _)), Some((next, _))) = (person(n), person(n + 1)) else { return false };
            let text = t.words(words.clone());
            // `[Transport] Minister Ana Roe`: a word before a title is what the office is for.
            let of_office = words.len() == 1
                && self.lexicon.given_name(text).is_none()
                && words.end < next.start
                && self
                    .lexicon
                    .title(t.words(words.end..next.start))
                    .is_some_and(|t| t.titles.iter().any(|t| t.kind != "honorific"));
            of_office
                || words.end == next.start
                    && (self.lexicon.title(text).is_some()
                        || self.lexicon.person_noun(&text.to_lowercase()).is_some())
        };
        let kept: Vec<bool> = (0..names.len()).map(|n| !title(n)).collect();
        names.into_iter().zip(kept).filter_map(|(name, kept)| kept.then_some(name)).collect()
    }

    /// Names of people that the model left out although somebody speaks under them: two words or more behind a given name or a
    /// noun for people (`Republican committee member [Doug Collins] of Georgia`).
    fn people_of_sources(&self, covered: &[bool]) -> Vec<Range<usize>> {
        let t = self.document;
        let mut out: Vec<Range<usize>> = Vec::new();
        for words in self.statements.iter().flat_map(|s| &s.source).map(|&span| t.words_of(span)) {
            let mut at = words.start;
            while at < words.end {
                let name = |w: &usize| self.is_proper(*w) && !covered[*w];
                let end = (at..words.end).take_while(name).last().map_or(at, |w| w + 1);
                let title = |w: usize| self.lexicon.title(t.word(w)).is_some();
                let start = (at..end).take_while(|&w| title(w)).last().map_or(at, |w| w + 1);
                let noun =
                    |w: usize| t.upos(w) == Upos::Noun && self.lexicon.person_noun(t.word(w)).is_some();
                let person = || {
                    self.lexicon.given_name(t.word(start)).is_some() || start > words.start && noun(start - 1)
                };
                // `his wife Bernadette`
                let alone = || {
                    end == start + 1
                        && start > words.start
                        && noun(start - 1)
                        && self.lexicon.given_name(t.word(start)).is_some()
                };
                if end > start + 1 && person() || alone() {
                    out.push(start..end);
                }
                at = end.max(at + 1);
            }
        }
        out.sort_by_key(|r| (r.start, r.end));
        out.dedup();
        out
    }

    /// Names that are nothing but initials are the beginning of the name right behind them: `A.K.` and `Nair` are one person.
    fn join_initials(
        &self,
        names: Vec<(Range<usize>, Option<ActorKind>)>,
    ) -> Vec<(Range<usize>, Option<ActorKind>)> {
        let t = self.document;
        let initials = |r: &Range<usize>| {
            r.clone().all(|w| {
                let word = t.word(w);
                word.ends_with('.') && word.split_terminator('.').all(|l| l.chars().count() == 1)
            })
        };
        let mut out: Vec<(Range<usize>, Option<ActorKind>)> = Vec::with_capacity(names.len());
        for (words, kind) in names {
            match out.last_mut() {
                Some((before, of))
                    if before.end == words.start && kind == Some(ActorKind::Person) && initials(before) =>
                {
                    *before = before.start..words.end;
                    *of = kind;
                }
                _ => out.push((words, kind)),
            }
        }
        out
    }

    /// A name with those of its words that the model left out and that are one name with it by the grammar (`Peter [Vance]`, `the
    /// [Kalvik] Courier`). The name of a body holds its town's or founder's (`[Kalvik] University`).
    fn whole_name(&self, words: Range<usize>, body: bool, covered: &[bool]) -> Range<usize> {
        let t = self.document;
        let sentence = t.sentence_words(words.start);
        let paper = self.reference.names.papers.contains(&t.lower(words.end - 1));
        let belongs = |w: usize, words: &Range<usize>, rel: Deprel| {
            let free = (paper || body && rel == Deprel::Compound || !covered[w]) && self.is_proper(w);
            free && t.rel(w) == rel && words.contains(&t.head(w))
        };
        let mut whole = words;
        while whole.end < sentence.end && belongs(whole.end, &whole, Deprel::Flat) {
            whole.end += 1;
        }
        while whole.start > sentence.start && belongs(whole.start - 1, &whole, Deprel::Compound) {
            let before = whole.start - 1;
            // Of a name that is a part of this one, all of it.
            let other = t.names.get(t.names.partition_point(|n| n.words.end <= before));
            whole.start = other.filter(|n| n.words.contains(&before)).map_or(before, |n| n.words.start);
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

    /// Where the name of a body ends that the model lets end in `of`: `University of [Oslo]`.
    fn end_of_body(&self, end: usize) -> usize {
        let of = self.reference.names.of.contains(&self.document.lower(end - 1));
        let sentence = self.document.sentence_words(end - 1);
        let rest = (end..sentence.end).take_while(|&w| of && self.is_proper(w));
        rest.last().map_or(end, |w| w + 1)
    }

    fn is_proper(&self, w: usize) -> bool {
        self.document.upos(w) == Upos::Propn && self.document.looks_named(w)
    }

    fn is_name_start(&self, w: usize) -> bool {
        self.document.input.words[w].is_wordlike() && self.document.upos(w) != Upos::Det
    }

    fn is_name_end(&self, w: usize) -> bool {
        let t = self.document;
        // `Mary Lund [of] Oslo`: what only leads on to another name.
        let joint = matches!(t.upos(w), Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Det);
        let leads = (joint || self.reference.names.of.contains(t.word(w)))
            && t.word(w).chars().all(char::is_lowercase);
        t.input.words[w].is_wordlike() && t.xpos(w) != Penn::Pos && !leads
    }

    /// Names of bodies with their short form in brackets behind them: `the [National Salvation Front] (NAS)`. Such a name begins with the first
    /// letter of its short form, and has all its letters in order.
    fn bracketed(&self) -> Vec<Range<usize>> {
        let t = self.document;
        let joint = |w: usize| self.reference.names.joints.contains(&t.lower(w));
        let capital = |w: usize| t.looks_named(w) && t.input.words[w].is_wordlike();
        let letters = |text: &str| -> Vec<char> {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let mut out = Vec::new();
        for open in 1..t.len().saturating_sub(2) {
            let short = t.word(open + 1);
            let capitals = short.chars().filter(|c| c.is_uppercase()).count();
            if t.word(open) != "(" || t.word(open + 2) != ")" || capitals < 2 {
                continue;
            }
            let name = |start: usize| t.words(start..open);
            let is_spelled = |start: usize| names::is_acronym(short, name(start), &self.reference.names);
            let short = letters(short);
            let fits = |&start: &usize| {
                let long = letters(name(start));
                let mut at = long.iter();
                capital(start)
                    && !matches!(t.upos(start), Upos::Det | Upos::Adp)
                    && long.first() == short.first()
                    && short.iter().all(|c| at.any(|l| l == c))
            };
            let sentence = t.sentence_words(open);
            let run = (sentence.start..open).rev().take_while(|&w| capital(w) || joint(w)).last();
            let person = |r: &Range<usize>| {
                let own = |n: &&crate::document::Name| r.start <= n.words.start && n.words.end <= r.end;
                t.names.iter().filter(own).any(|n| nameable(n.kind) == Some(ActorKind::Person))
            };
            let starts: Vec<usize> =
                run.map_or(open..open, |run| run..open.saturating_sub(1)).filter(fits).collect();
            // The one whose initials these are, else the nearest.
            let start = starts.iter().find(|&&s| is_spelled(s)).or(starts.last()).copied();
            let found = start.map(|start| start..open);
            out.extend(found.filter(|r| !person(r)));
        }
        out
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
