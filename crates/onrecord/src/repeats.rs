//! Which statements of an article are one saying told twice: a headline and the paragraph it sums up.

use crate::actors::Actors;
use crate::document::Document;
use crate::labels::Upos;
use crate::{Article, PartKind, Span, Statement};
use std::collections::{HashMap, HashSet};

/// Least share of telling words that a heading has in common with the statement it sums up, of those of the shorter.
const HEADING: f32 = 0.5;
/// The same for two tellings in the body, where likeness of topic alone is common.
const BODY: f32 = 0.8;
/// A heading that shares all of very few words may still speak of something else; shares are of at least this many.
const HEADING_WORDS: usize = 5;
/// Fewer words in common than this tell nothing.
const BODY_WORDS: usize = 3;
/// Worth of doing the same in saying it, among candidates that are alike.
const SAME_ACT: f32 = 0.15;

/// Most statements before one, and behind one of a heading, that it is compared with. Articles have fewer than this; of
/// a text as long as a book, all pairs of statements would take longer than reading it.
const REACH: usize = 400;

/// Marks the statements that tell again what another one tells: those of headline, summary and subhead point at the
/// body's, a later one in the body at an earlier. Statements inside others are left alone.
pub(crate) fn mark_repeats(document: &Document, actors: &Actors, statements: &mut [Statement]) {
    let headings: Vec<bool> = statements.iter().map(|s| is_heading(&document.article, s)).collect();
    let words: Vec<HashSet<Word>> =
        statements.iter().map(|s| telling(document, actors, &s.content)).collect();
    // By word, the statements that hold it: two that share nothing are never compared.
    let mut holding: HashMap<&Word, Vec<usize>> = HashMap::new();
    for (n, words) in words.iter().enumerate().filter(|(n, _)| !headings[*n]) {
        for word in words {
            holding.entry(word).or_default().push(n);
        }
    }
    let mut common: HashMap<usize, usize> = HashMap::new();
    for i in 0..statements.len() {
        if statements[i].inside.is_some() {
            continue;
        }
        common.clear();
        let reach = i.saturating_sub(REACH)..if headings[i] { i + REACH } else { i };
        for all in words[i].iter().filter_map(|w| holding.get(w)) {
            let within = all.partition_point(|&j| j < reach.start)..all.partition_point(|&j| j < reach.end);
            all[within].iter().for_each(|&j| *common.entry(j).or_default() += 1);
        }
        let (least, of) = if headings[i] { (HEADING, HEADING_WORDS) } else { (BODY, BODY_WORDS) };
        let likeness = |j: usize| {
            let shorter = words[i].len().min(words[j].len());
            if shorter < BODY_WORDS {
                return 0.0;
            }
            common[&j] as f32 / shorter.max(of) as f32
        };
        // The first telling in the body is the saying; headings repeat it, and so do later tellings.
        let may = |j: &usize| {
            let (a, b) = (&statements[i], &statements[*j]);
            *j != i
                && b.inside.is_none()
                && (headings[i] || *j < i)
                && b.repeats.is_none()
                && (a.speaker == b.speaker || a.speaker.is_none() || b.speaker.is_none())
        };
        let act = |j: usize| if statements[i].act == statements[j].act { SAME_ACT } else { 0.0 };
        let best = common
            .keys()
            .copied()
            .filter(may)
            .map(|j| (likeness(j), j))
            .filter(|(likeness, _)| *likeness >= least)
            .map(|(likeness, j)| (likeness + act(j), j))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((_, j)) = best {
            statements[i].repeats = Some(statements[j].id.clone());
        }
    }
}

/// Whether a statement stands in the headline, the summary or a subhead.
fn is_heading(article: &Article, statement: &Statement) -> bool {
    statement.content.first().is_some_and(|c| {
        let at = article.parts.partition_point(|p| p.span.end <= c.start);
        article
            .parts
            .get(at)
            .is_some_and(|p| matches!(p.kind, PartKind::Headline | PartKind::Summary | PartKind::Subhead))
    })
}

/// What two tellings of one saying share in spite of inflection and of names: an actor, or the beginning of a word.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Word {
    Actor(String),
    Stem(String),
}

/// The actors a content speaks of, by whatever name, and the beginnings of its other nouns, verbs and adjectives.
fn telling(document: &Document, actors: &Actors, content: &[Span]) -> HashSet<Word> {
    let mut out = HashSet::new();
    for w in content.iter().flat_map(|&s| document.words_of(s)) {
        let upos = document.upos(w);
        if upos == Upos::Pron {
            continue;
        }
        let telling = matches!(upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num);
        if let Some(actor) = actors.at_word(w) {
            out.insert(Word::Actor(actor.id.clone()));
        } else if telling {
            out.insert(Word::Stem(document.lower(w).chars().take(6).collect()));
        }
    }
    out
}
