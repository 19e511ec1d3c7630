//! Whom something was said to, at what event and through what.

use super::{Circumstances, Lexicon, Occasion, cover};
use crate::acts::Said;
use crate::phrase::{Patterns, Word, WordSet};
use crate::{Span, Text};

/// Most words between a preposition and the noun that names the event or the medium.
const BEFORE_HEAD: usize = 6;
/// Most words of an addressee inside a content.
const ADDRESSEE: usize = 10;
/// Most words that a medium's name goes on after its noun: `on her Facebook page`.
const AFTER_MEDIUM: usize = 2;

/// A sentence with what is known of its words.
struct Scene<'a> {
    named: &'a dyn Fn(Span) -> bool,
    words: Vec<Word>,
    in_content: Vec<bool>,
    in_source: Vec<bool>,
    /// Whether a word belongs to another clause than the cue's.
    beyond: Vec<bool>,
}

impl Scene<'_> {
    /// Whether a word belongs to what is said or to who says it.
    fn taken(&self, i: usize) -> bool {
        self.in_content[i] || self.in_source[i]
    }

    fn named(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| (self.named)(w.span))
    }
}

impl Lexicon {
    /// Whether a phrase that ends with its noun names an event or what something is said through.
    pub(crate) fn names_setting(&self, text: &Text, phrase: Span) -> bool {
        let words = self.cut(text, phrase);
        let o = &self.words.occasion;
        let begins = |w: &Word| o.stems.iter().any(|stem| w.lower.starts_with(&**stem));
        ends_with(&o.heads, &words)
            || ends_with(&o.pointed_at, &words)
            || ends_with(&self.words.medium.heads, &words)
            || words.last().is_some_and(begins)
    }

    /// Whether a phrase that ends with its noun names what something is said through.
    pub(crate) fn names_medium(&self, text: &Text, phrase: Span) -> bool {
        ends_with(&self.words.medium.heads, &self.cut(text, phrase))
    }

    /// Whether a preposition stands before the name of what something is said through: `on`.
    pub(crate) fn leads_to_channel(&self, preposition: &str) -> bool {
        self.words.medium.channels.contains(preposition)
    }

    /// Whether a preposition stands before what is spoken of, and never before a hearer: `of`.
    pub(crate) fn is_beside_hearers(&self, preposition: &str) -> bool {
        self.words.addressee.beside.contains(preposition)
    }

    /// Finds addressee, occasion and medium in the statement's sentence.
    pub(super) fn setting(
        &self,
        text: &Text,
        said: &Said<'_>,
        named: &dyn Fn(Span) -> bool,
        found: &mut Circumstances,
    ) {
        let sentence = said.cue.iter().fold(said.sentence, |s, c| s.cover(*c));
        let words = self.cut(text, sentence);
        let inside = |spans: &[Span]| {
            words.iter().map(|w| spans.iter().any(|s| s.overlaps(w.span))).collect::<Vec<bool>>()
        };
        let (in_cue, in_content, in_source) = (inside(said.cue), inside(said.content), inside(said.source));
        let last = in_cue.iter().rposition(|&c| c).unwrap_or(0);
        let breaks = |i: usize| !in_content[i] && words[i].stands_in(&self.words.occasion.breaks);
        let end = (last..words.len()).find(|&i| breaks(i)).unwrap_or(words.len());
        let beyond = (0..words.len()).map(|i| i >= end).collect();
        let scene = Scene { named, words, in_content, in_source, beyond };
        for at in (0..scene.words.len()).filter(|&i| !scene.taken(i) && !scene.beyond[i]) {
            self.medium_at(&scene, at, found);
            self.occasion_at(&scene, at, found);
        }
        for at in (0..scene.words.len()).filter(|&i| in_cue[i]) {
            if found.addressee.is_none() {
                self.addressee_at(&scene, at, found);
            }
            if found.medium.is_none() && self.words.medium.cues.find_at(&scene.words, at).is_some() {
                found.medium = Some(scene.words[at].span);
            }
        }
    }

    /// An addressee after the words of the cue that begin at `at`.
    fn addressee_at(&self, scene: &Scene<'_>, at: usize, found: &mut Circumstances) {
        let words = &scene.words;
        let after = |patterns: &Patterns| patterns.find_at(words, at).map(|m| m[m.len() - 1] + 1);
        let a = &self.words.addressee;
        if let Some(start) = after(&a.directive)
            && let Some(end) = self.addressee_in_content(scene, start)
        {
            found.addressee = Some(cover(&words[start..end]));
            return;
        }
        let direct = after(&a.direct).max(after(&a.prepositional)).or_else(|| after(&a.directive));
        let Some(start) = direct else { return };
        let end = self.phrase_end_in(scene, start);
        if end == start || a.nobody.find_at(words, start).is_some() {
            return;
        }
        match self.head(scene, start, &self.words.occasion.heads) {
            Some(head) if found.occasion.is_none() => self.occasion_from(scene, start, head, found),
            Some(_) => {}
            None => found.addressee = Some(cover(&words[start..end])),
        }
    }

    /// One past an addressee that is the subject of the content's infinitive: `urged [residents to stay]`.
    fn addressee_in_content(&self, scene: &Scene<'_>, start: usize) -> Option<usize> {
        if !*scene.in_content.get(start)? {
            return None;
        }
        let end = self.phrase_end(&scene.words, start, |_| false);
        let phrase = &self.words.phrase;
        let is = |i: usize, of: &WordSet| scene.words.get(i).is_some_and(|w| w.is_in(of));
        let infinitive = is(end, &phrase.to) || is(end, &phrase.not) && is(end + 1, &phrase.to);
        (end > start && end - start <= ADDRESSEE && infinitive).then_some(end)
    }

    fn phrase_end_in(&self, scene: &Scene<'_>, from: usize) -> usize {
        let name_goes_on =
            |i: usize| scene.named(i) && scene.words[i].stands_in(&self.words.phrase.ends_unless_capital);
        let mut end = self.phrase_end(&scene.words, from, |i| scene.taken(i));
        while end > from && end < scene.words.len() && !scene.taken(end) && name_goes_on(end) {
            end = self.phrase_end(&scene.words, end + 1, |i| scene.taken(i));
        }
        end
    }

    /// One past the noun of `heads` in the noun phrase that begins at `from`.
    fn head(&self, scene: &Scene<'_>, from: usize, heads: &Patterns) -> Option<usize> {
        let end = self.phrase_end_in(scene, from).min(from + BEFORE_HEAD);
        let of = (from..end).find(|&i| scene.words[i].is_in(&self.words.phrase.of)).unwrap_or(end);
        let last_of = |at: usize| {
            let m = heads.find_at(&scene.words, at)?;
            Some(m[m.len() - 1] + 1)
        };
        (from..of).filter_map(last_of).filter(|&head| head <= of).max()
    }

    fn occasion_at(&self, scene: &Scene<'_>, at: usize, found: &mut Circumstances) {
        if found.occasion.is_some() {
            return;
        }
        let o = &self.words.occasion;
        if let Some(m) = o.prepositions.find_at(&scene.words, at)
            && let Some(head) = self.head(scene, m[m.len() - 1] + 1, &o.heads)
            && (head == self.phrase_end_in(scene, head) || scene.words[head].is_in(&self.words.phrase.of))
        {
            self.occasion_from(scene, at, head, found);
        }
    }

    /// An occasion from `start` whose event's name ends before `head`, with what follows of it.
    fn occasion_from(&self, scene: &Scene<'_>, start: usize, head: usize, found: &mut Circumstances) {
        let o = &self.words.occasion;
        let words = &scene.words;
        let (mut with, mut place, mut end) = (None, None, head);
        while let Some(word) = words.get(end).filter(|_| !scene.taken(end)) {
            let mut next = self.phrase_end_in(scene, end + 1);
            if next <= end + 1 {
                break;
            }
            if word.stands_in(&o.participants) && with.is_none() {
                with = Some(cover(&words[end + 1..next]));
            } else if word.stands_in(&o.places) && place.is_none() && scene.named(end + 1) {
                next = (end + 1..next).find(|&i| !scene.named(i)).unwrap_or(next);
                place = Some(cover(&words[end + 1..next]));
            } else if word.is_in(&self.words.phrase.to) && self.hearer(scene, end + 1) {
                found.addressee = found.addressee.or(Some(cover(&words[end + 1..next])));
            } else if !word.stands_in(&o.continues) {
                break;
            }
            end = next;
        }
        found.occasion = Some(Occasion { span: cover(&words[start..end]), with, place });
    }

    /// Whether a phrase after `to` looks like one that names hearers, and is no infinitive.
    fn hearer(&self, scene: &Scene<'_>, at: usize) -> bool {
        scene.named(at)
            || scene.words.get(at).is_some_and(|w| {
                w.stands_in(&self.words.phrase.begins)
                    || w.stands_in(&self.words.addressee.begins)
                    || self.words.phrase.plurals.iter().any(|e| w.lower.ends_with(&**e))
            })
    }

    fn medium_at(&self, scene: &Scene<'_>, at: usize, found: &mut Circumstances) {
        if found.medium.is_some() {
            return;
        }
        let words = &scene.words;
        let m = &self.words.medium;
        let Some(preposition) = m.prepositions.find_at(words, at) else { return };
        let from = preposition[preposition.len() - 1] + 1;
        let Some(head) = self.head(scene, from, &m.heads) else { return };
        let mut end = self.phrase_end_in(scene, head);
        if words.get(head).is_some_and(|w| w.is_in(&self.words.phrase.of)) {
            end = self.phrase_end_in(scene, head + 1);
        } else if end > head + AFTER_MEDIUM || self.head(scene, head, &self.words.occasion.heads).is_some() {
            return;
        }
        while let Some(word) = words.get(end).filter(|_| !scene.taken(end)) {
            let next = self.phrase_end_in(scene, end + 1);
            let hearer = word.is_in(&self.words.phrase.to) && self.hearer(scene, end + 1);
            let channel = word.stands_in(&m.channels) && scene.named(end + 1);
            if next <= end + 1 || !(hearer || channel) {
                break;
            }
            if hearer {
                found.addressee = found.addressee.or(Some(cover(&words[end + 1..next])));
            }
            end = next;
        }
        found.medium = Some(cover(&words[at..end]));
    }
}

/// Whether one of the patterns ends with the last of some words.
fn ends_with(patterns: &Patterns, words: &[Word]) -> bool {
    let last = |at: usize| patterns.find_at(words, at).and_then(|m| m.last().copied());
    (0..words.len()).any(|at| last(at) == Some(words.len() - 1))
}
