//! Everything in a reading that may speak of an actor: names, words of the dictionary, pronouns, nouns.

use super::reference::{Pronoun, REFERENCE};
use super::tree::Tree;
use super::types::ActorKind;
use super::{nameable, names};
use crate::dictionary::{Dictionary, Entry, Gender, How, Kind, Match, NameGender, Words};
use std::ops::Range;

/// What a mention is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Name,
    /// A word for a state's own (`German`).
    Nationality,
    Pronoun(Pronoun),
    Nominal,
}

/// A noun that says what somebody is, and of whom or what.
#[derive(Debug, Clone)]
pub(super) struct Descriptor {
    /// In small letters.
    pub noun: String,
    /// The sort of office it names.
    pub office: Option<String>,
    /// Mention that owns it: the state, the body.
    pub owner: Option<usize>,
    /// Held once (`former president`).
    pub former: bool,
}

/// A mention in the making.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'d> {
    /// All its words.
    pub words: Range<usize>,
    /// Of a name, the name alone; of another, its head.
    pub core: Range<usize>,
    /// The word the others depend on.
    pub head: usize,
    pub form: Form,
    pub kind: Option<ActorKind>,
    /// Of a name, what the model takes it for, whatever the dictionary says.
    pub believed: Option<ActorKind>,
    /// What the dictionary knows under these words.
    pub matches: Vec<Match<'d>>,
    pub gender: Option<Gender>,
    pub plural: bool,
    pub descriptors: Vec<Descriptor>,
    /// Of a name, its words as compared.
    pub tokens: Vec<String>,
}

impl<'d> Candidate<'d> {
    pub fn entry(&self) -> Option<&'d Entry> {
        self.matches.first().map(|m| m.entry)
    }

    pub fn is_name(&self) -> bool {
        self.form == Form::Name
    }
}

/// A stretch that is a name by the model or the dictionary.
#[derive(Debug, Clone)]
struct Stretch<'d> {
    words: Range<usize>,
    kind: Option<ActorKind>,
    matches: Vec<Match<'d>>,
}

/// What a gathering needs.
pub(super) struct Gathering<'a, 'd> {
    pub tree: &'a Tree<'a>,
    pub dictionary: &'d Dictionary,
    pub lexicon: &'a Words,
}

impl<'d> Gathering<'_, 'd> {
    /// All mentions, by their first word; of several, the longer first.
    pub fn gather(&self) -> Vec<Candidate<'d>> {
        let mut taken = vec![false; self.tree.len()];
        let mut out = Vec::new();
        for stretch in self.stretches() {
            if self.is_title(&stretch) {
                continue;
            }
            taken[stretch.words.clone()].fill(true);
            self.name(stretch, &mut out);
        }
        let mut headed = vec![false; self.tree.len()];
        for c in &out {
            headed[c.head] = true;
            // The nouns before a name and the words inside it speak of nobody else.
            taken[c.words.clone()].fill(true);
        }
        self.pronouns(&mut out);
        self.nominals(&taken, &mut out);
        out.sort_by_key(|c| (c.words.start, std::cmp::Reverse(c.words.end)));
        self.owners(&mut out);
        out
    }

    // ---- names ----

    fn stretches(&self) -> Vec<Stretch<'d>> {
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
            let after = || self.tree.words(k.words.end..rest.end);
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
    fn is_title(&self, stretch: &Stretch<'d>) -> bool {
        let text = self.tree.words(stretch.words.clone());
        stretch.matches.is_empty()
            && stretch.kind == Some(ActorKind::Person)
            && self.lexicon.titles_in(text).iter().any(|t| {
                let honorific = t.titles.iter().any(|t| t.kind == "honorific");
                t.range == (0..text.len()) && !honorific
            })
    }

    fn leads_title(&self, text: &str) -> bool {
        self.lexicon.titles_in(text).first().is_some_and(|t| t.range.start == 0)
    }

    /// Names by the model: its name labels, and proper nouns that head a mention.
    fn model_names(&self) -> Vec<(Range<usize>, Option<ActorKind>)> {
        let t = self.tree;
        let mut head_kind = vec![0_u8; t.len()];
        for m in &t.reading.mentions {
            head_kind[m.word] = m.kind;
        }
        let by_head =
            |range: &Range<usize>| range.clone().find_map(|w| nameable(t.mention_kind(head_kind[w])));
        let mut out: Vec<(Range<usize>, Option<ActorKind>)> = Vec::new();
        let mut covered = vec![false; t.len()];
        for name in &t.reading.names {
            let mut words = name.words.clone();
            covered[words.clone()].fill(true);
            while words.len() > 1 && !self.is_name_start(words.start) {
                words.start += 1;
            }
            while words.len() > 1 && !self.is_name_end(words.end - 1) {
                words.end -= 1;
            }
            // `eBay` is written with a capital too.
            let capital = words.clone().any(|w| t.word(w).chars().any(char::is_uppercase));
            let kind = nameable(t.name_kind(name.label)).or_else(|| by_head(&words));
            if let (Some(kind), true) = (kind, capital)
                && REFERENCE.pronoun(&t.lower(words.start)).is_none()
            {
                out.push((words, Some(kind)));
            }
        }
        for m in &t.reading.mentions {
            let Some(kind) = nameable(t.mention_kind(m.kind)) else { continue };
            let proper = |w: usize| t.upos(w) == "PROPN" && t.reading.input.words[w].is_capital();
            if covered[m.word] || !proper(m.word) || REFERENCE.pronoun(&t.lower(m.word)).is_some() {
                continue;
            }
            let sentence = t.sentence_words(m.word);
            let free = |w: &usize| proper(*w) && !covered[*w] && REFERENCE.pronoun(&t.lower(*w)).is_none();
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

    fn is_name_start(&self, w: usize) -> bool {
        self.tree.reading.input.words[w].is_wordlike() && self.tree.upos(w) != "DET"
    }

    fn is_name_end(&self, w: usize) -> bool {
        self.tree.reading.input.words[w].is_wordlike() && self.tree.xpos(w) != "POS"
    }

    /// Words of the dictionary that stand as names.
    fn known(&self) -> Vec<Stretch<'d>> {
        let t = self.tree;
        let mut in_name = vec![false; t.len()];
        for n in &t.reading.names {
            in_name[n.words.clone()].fill(true);
        }
        let mut out = Vec::new();
        for paragraph in &t.reading.input.paragraphs {
            let span = t.reading.span(paragraph.clone());
            let base = t.text.bytes(span).start;
            for found in self.dictionary.scan(t.text.slice(span)) {
                let span = t.text.span_of(base + found.range.start..base + found.range.end);
                let words = t.words_of(span);
                let aligned = !words.is_empty() && t.reading.span(words.clone()) == span;
                if !aligned {
                    continue;
                }
                let proper = |w: usize| matches!(t.upos(w), "PROPN" | "ADJ") || in_name[w];
                let described = found.matches.iter().any(|m| m.how == How::Description);
                if described || words.len() > 1 || proper(words.start) {
                    out.push(Stretch { words, kind: None, matches: found.matches });
                }
            }
        }
        out
    }

    /// One stretch to its mention, with its titles, and the mentions inside those.
    fn name(&self, stretch: Stretch<'d>, out: &mut Vec<Candidate<'d>>) {
        let t = self.tree;
        let mut core = stretch.words;
        let entry_kind = stretch.matches.first().map(|m| m.entry.kind);
        let kind = match entry_kind {
            Some(Kind::Person) => Some(ActorKind::Person),
            Some(Kind::Office) => Some(ActorKind::Office),
            Some(Kind::Organisation) => Some(ActorKind::Organisation),
            Some(Kind::State) => Some(ActorKind::State),
            Some(Kind::Group) => Some(ActorKind::Group),
            None => stretch.kind,
        };
        let mut region = core.start..core.start;
        if kind == Some(ActorKind::Person) {
            // Titles that the model took into the name.
            let titled = self.lexicon.titles_in(t.words(core.clone()));
            if let Some(title) = titled.first().filter(|f| f.range.start == 0) {
                let base = t.text.bytes(t.reading.span(core.clone())).start;
                let end = t.text.char_at(base + title.range.end);
                let after = t.reading.input.words.partition_point(|w| w.span.start < end);
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
        region.start = left;
        let words = left..core.end;
        if kind == Some(ActorKind::Person) && region.end > region.start {
            // The titles' own names (`German`, `NATO`) are mentions already; a composed office was one too, of the
            // same person: it goes, and leaves its state.
            self.open_offices(&region, out);
        }
        let nationality = stretch.matches.first().is_some_and(|m| m.how == How::Nationality)
            && entry_kind == Some(Kind::State);
        let form = match (nationality, t.xpos(core.end - 1)) {
            (true, "NNS" | "NNPS") => Form::Nominal,
            (true, _) => Form::Nationality,
            _ => Form::Name,
        };
        let plural = form == Form::Nominal;
        let descriptors = if kind == Some(ActorKind::Person) { self.descriptors(region) } else { Vec::new() };
        let tokens = names::tokens(t.words(core.clone()));
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

    /// Where a person's name begins if a given name that the model left out stands directly before a surname.
    fn given_names(&self, core: &Range<usize>) -> usize {
        let Some(before) = core.start.checked_sub(1).filter(|_| core.len() == 1) else { return core.start };
        let same = self.tree.sentence(before) == self.tree.sentence(core.start);
        let given = self.lexicon.given_name(self.tree.word(before)).is_some();
        let name = self.tree.upos(before) == "PROPN" && self.lexicon.title(self.tree.word(before)).is_none();
        if same && given && name { before } else { core.start }
    }

    /// A person's name with what an editor put in: `[Marit] Holmberg`, of which the model may know either part alone.
    fn with_insertion(&self, words: Range<usize>) -> Range<usize> {
        let t = self.tree;
        let is = |w: usize, mark: &str| {
            w < t.len() && t.word(w) == mark && t.sentence(w) == t.sentence(words.start)
        };
        let name = |w: usize| {
            t.reading.input.words.get(w).is_some_and(|word| word.is_capital())
                && self.lexicon.title(t.word(w)).is_none()
        };
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
        let t = self.tree;
        let sentence = t.sentence_words(core.start);
        let mut left = from.min(core.start);
        let top = t.top(core);
        while left > sentence.start && core.start - left < 14 {
            let w = left - 1;
            // `[German] President [Anna] Brandt`: what an editor put in belongs to the rest.
            let editor = matches!(t.word(w), "[" | "]");
            if !t.reading.input.words[w].is_wordlike() && t.word(w) != "-" && !editor {
                break;
            }
            let person = kind == Some(ActorKind::Person);
            let rel = t.rel(w);
            let inside = t.leads_into(w, &(left..core.end));
            // `Biologist Nick Bos`: older treebanks hang the name on its title.
            let over = person
                && t.head(top) == w
                && matches!(t.rel(top), "flat" | "appos" | "compound" | "nmod:desc")
                && matches!(t.upos(w), "NOUN" | "PROPN");
            let fits = if person {
                matches!(
                    t.upos(w),
                    "NOUN" | "PROPN" | "ADJ" | "DET" | "NUM" | "PUNCT" | "PART" | "VERB" | "ADV" | "PRON"
                ) && !matches!(rel, "punct" | "case" | "cc" | "mark")
                    | matches!(t.word(w), "-" | "'s" | "’s" | "'" | "’")
            } else {
                matches!(rel, "det" | "amod" | "nummod" | "compound") && t.head(w) >= left
            };
            if !(fits && (inside || over)) {
                break;
            }
            left = w;
        }
        // Never begin with a mark or a loose possessive.
        while left < core.start && (!t.reading.input.words[left].is_wordlike() || t.xpos(left) == "POS") {
            left += 1;
        }
        left
    }

    /// Offices inside a person's titles become the states or bodies they are of.
    fn open_offices(&self, region: &Range<usize>, out: &mut Vec<Candidate<'d>>) {
        let t = self.tree;
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
    fn descriptors(&self, region: Range<usize>) -> Vec<Descriptor> {
        let t = self.tree;
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
        let last = region.clone().rev().find(|&w| matches!(t.upos(w), "NOUN" | "PROPN"));
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
        let t = self.tree;
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

    fn noun_gender(&self, noun: &str) -> Option<Gender> {
        let title = self.lexicon.title(noun).and_then(|t| t.titles.iter().find_map(|t| t.gender));
        title.or_else(|| self.lexicon.person_noun(noun).and_then(|(n, _)| n.gender))
    }

    // ---- pronouns and nouns ----

    fn pronouns(&self, out: &mut Vec<Candidate<'d>>) {
        let t = self.tree;
        let mut kind_of = vec![None; t.len()];
        for m in &t.reading.mentions {
            kind_of[m.word] = Some(m.kind);
        }
        #[allow(clippy::needless_range_loop)] // w is the word itself, not only a place in this list
        for w in 0..t.len() {
            if !matches!(t.xpos(w), "PRP" | "PRP$") && t.upos(w) != "PRON" {
                continue;
            }
            let Some(pronoun) = REFERENCE.pronoun(&t.lower(w)) else { continue };
            if pronoun.thing && (t.rel(w) == "expl" || kind_of[w].is_none()) {
                continue;
            }
            out.push(Candidate {
                words: w..w + 1,
                core: w..w + 1,
                head: w,
                form: Form::Pronoun(pronoun),
                kind: kind_of[w].and_then(|k| nameable(t.mention_kind(k))),
                believed: None,
                matches: Vec::new(),
                gender: pronoun.gender(),
                plural: pronoun.plural,
                descriptors: Vec::new(),
                tokens: Vec::new(),
            });
        }
    }

    fn nominals(&self, taken: &[bool], out: &mut Vec<Candidate<'d>>) {
        let t = self.tree;
        let mut kind_of = vec![None; t.len()];
        for m in &t.reading.mentions {
            kind_of[m.word] = nameable(t.mention_kind(m.kind));
        }
        for w in 0..t.len() {
            if taken[w] || !matches!(t.upos(w), "NOUN" | "ADJ" | "NUM" | "DET" | "PROPN") {
                continue;
            }
            if REFERENCE.pronoun(&t.lower(w)).is_some() {
                continue;
            }
            let noun = || t.upos(w) == "NOUN" && !matches!(t.rel(w), "compound" | "amod" | "flat" | "fixed");
            let person = || noun().then(|| self.lexicon.person_noun(t.word(w))).flatten();
            let body = || noun() && REFERENCE.nouns.organisation.contains(&t.lower(w));
            let titled = || {
                matches!(t.rel(w), "appos" | "nsubj" | "xcomp" | "root" | "obl" | "conj")
                    && noun()
                    && self.lexicon.title(t.word(w)).is_some()
            };
            let kind = match kind_of[w] {
                // Who is called by a noun for bodies is one, whatever the model takes it for.
                Some(ActorKind::Person) if body() && person().is_none() => ActorKind::Organisation,
                Some(kind) => kind,
                None if person().is_some() || titled() => ActorKind::Person,
                None => continue,
            };
            let words = self.phrase(w);
            let plural = matches!(t.xpos(w), "NNS" | "NNPS") || person().is_some_and(|(_, plural)| plural);
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

    /// A noun with what stands before it and its of-phrase.
    fn phrase(&self, head: usize) -> Range<usize> {
        let t = self.tree;
        let sentence = t.sentence_words(head);
        let mut left = head;
        while left > sentence.start {
            let w = left - 1;
            let joined = matches!(t.word(w), "-" | "'s" | "’s" | "'" | "’");
            let fits = joined
                || (t.reading.input.words[w].is_wordlike()
                    && !matches!(t.rel(w), "case" | "cc" | "mark" | "nsubj" | "cop" | "aux" | "root"));
            if !(fits && t.leads_into(w, &(left..head + 1))) {
                break;
            }
            left = w;
        }
        while left < head && !t.reading.input.words[left].is_wordlike() {
            left += 1;
        }
        let mut right = head + 1;
        while right < sentence.end && matches!(t.rel(right), "flat" | "compound") && t.head(right) == head {
            right += 1;
        }
        if right < sentence.end && t.word(right).eq_ignore_ascii_case("of") {
            let of = t.head(right);
            if of > right && of - right < 8 && t.head(of) == head {
                right = of + 1;
            }
        }
        left..right
    }

    /// Whose the offices and nouns are: a name inside the mention, before its noun or after `of`.
    fn owners(&self, candidates: &mut [Candidate<'d>]) {
        for i in 0..candidates.len() {
            if candidates[i].descriptors.is_empty() {
                continue;
            }
            let words = candidates[i].words.clone();
            let core = candidates[i].core.clone();
            let owner = candidates
                .iter()
                .enumerate()
                .skip(i + 1)
                .take_while(|(_, c)| c.words.start < words.end)
                .filter(|(_, c)| c.words.end <= words.end && c.head != candidates[i].head)
                .filter(|(_, c)| !core.contains(&c.head))
                .find(|(_, c)| {
                    matches!(c.form, Form::Name | Form::Nationality) && c.kind != Some(ActorKind::Person)
                        || matches!(c.form, Form::Pronoun(_))
                })
                .map(|(j, _)| j);
            for d in &mut candidates[i].descriptors {
                d.owner = owner;
            }
        }
    }
}
