//! Documents made by chance, with all that formats stumble over: emoji, umlauts, quotation marks, line ends, brackets.

#![allow(dead_code, reason = "every test file is a crate of its own and uses its share of this")]

use onrecord::acts::Act;
use onrecord::budget::Budget;
use onrecord::{ActorKind, Span, Text};
use onrecord_exchange::{About, Code, Document, Format, Mark, READER, Read, Who, read, writer};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

pub fn about() -> About {
    About { name: "news & <more>".to_owned(), made: "2024-05-06T07:08:09Z".to_owned() }
}

/// Writes documents and reads them again.
pub fn there_and_back(format: Format, at: &Path, documents: &[Document]) -> Read {
    let mut out = writer(format, at, about()).unwrap();
    for document in documents {
        out.push(document).unwrap();
    }
    assert_eq!(out.finish().unwrap(), Vec::<String>::new());
    assert_eq!(onrecord_exchange::recognise(at), Some(format));
    read(format, at, "nobody", &Budget::of_file(&|| false)).unwrap()
}

/// Words of which texts are made.
const WORDS: [&str; 18] = [
    "“Nobody",
    "asked”",
    "Öl",
    "für",
    "🚢",
    "👩‍🚒",
    "said",
    "𝔄lt",
    "e\u{301}",
    "&",
    "<b>",
    "a_b|c",
    "[1]",
    "\\n",
    "*",
    "x;y=z",
    "“Wir",
    "a\u{a0}b",
];

fn text() -> impl Strategy<Value = Vec<String>> {
    let word = proptest::sample::select(WORDS.as_slice());
    let line = proptest::collection::vec(word, 1..9).prop_map(|words| words.join(" "));
    proptest::collection::vec(line, 1..5)
}

/// A place among the words of a text, by the words' numbers.
fn pieces(words: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
    proptest::collection::vec(0..words.max(1), 2..5).prop_map(|mut at| {
        at.sort_unstable();
        at.dedup();
        at.chunks(2).map(|pair| (pair[0], *pair.last().unwrap())).collect()
    })
}

#[derive(Debug, Clone)]
pub struct Plan {
    statement: bool,
    content: Vec<(usize, usize)>,
    cue: Option<usize>,
    source: Option<usize>,
    speaker: Option<usize>,
    act: Option<Act>,
    coder: usize,
    certainty: Option<u8>,
    concept: Option<(usize, bool)>,
    scored: Option<(usize, usize)>,
    codes: Vec<(usize, usize)>,
    /// Whether it has an id of a record.
    known: bool,
}

const SPEAKERS: [(&str, ActorKind); 5] = [
    ("Marit Hölm", ActorKind::Person),
    ("The “Skerry” Council; & Sons", ActorKind::Organisation),
    ("Kalvik | North", ActorKind::State),
    ("the mayor", ActorKind::Office),
    ("O'Neill [x] = y", ActorKind::Person),
];
const CODERS: [&str; 3] = [READER, "Ana Möller", "second, coder"];
const NAMES: [&str; 4] = ["theme", "frame = x", "+tone", "the ship 🚢"];
const VALUES: [&str; 5] = ["", "gain; loss", "a\nb", " blanks ", "a\\b|c_[2]"];
const CONCEPTS: [&str; 3] = ["The ferry must stay", "CO₂ tax > 40 €", "x=y;z"];
/// Concepts with scales; among their values those that are sides elsewhere, and what formats part names at.
const SCALED: [&str; 2] = ["price; dear", "tide = height"];
const SCORES: [&str; 5] = ["-1", "for", "against", "rather > not", "+2 = much; 𝔄lt"];
const ACTS: [Act; 4] = [Act::Say, Act::Promise, Act::Deny, Act::Criticise];

fn plan(words: usize) -> impl Strategy<Value = Plan> {
    let who = proptest::option::of(0..SPEAKERS.len());
    let act = proptest::option::of(proptest::sample::select(ACTS.as_slice()));
    let codes = proptest::collection::vec((0..NAMES.len(), 0..VALUES.len()), 0..3);
    let concept = proptest::option::of((0..CONCEPTS.len(), any::<bool>()));
    let scored = proptest::option::of((0..SCALED.len(), 0..SCORES.len()));
    let place = proptest::option::of(0..words.max(1));
    (
        (any::<bool>(), pieces(words), place.clone(), place, who, act),
        (0..CODERS.len(), proptest::option::of(0..=100u8), concept, scored, codes, any::<bool>()),
    )
        .prop_map(
            |(
                (statement, content, cue, source, speaker, act),
                (coder, certainty, concept, scored, codes, known),
            )| {
                Plan {
                    statement,
                    content,
                    cue,
                    source,
                    speaker,
                    act,
                    coder,
                    certainty,
                    concept,
                    scored,
                    codes,
                    known,
                }
            },
        )
}

/// A document with marks no two of which could be taken for one.
pub fn document() -> impl Strategy<Value = Document> {
    text()
        .prop_flat_map(|lines| {
            let words = lines.iter().map(|l| l.split(' ').count()).sum::<usize>();
            (
                Just(lines),
                proptest::collection::vec(plan(words), 0..6),
                "[a-zé🚢]{1,8}",
                proptest::option::of("[A-Zä ]{0,12}x"),
            )
        })
        .prop_map(|(lines, plans, address, title)| made(&lines, &plans, &address, title))
}

fn made(lines: &[String], plans: &[Plan], address: &str, title: Option<String>) -> Document {
    let text = Text::new(format!("{}\n", lines.join("\n")));
    let mut spans = Vec::new();
    let mut start = 0;
    for part in text.as_str().split([' ', '\n']) {
        let end = start + part.chars().count() as u32;
        if end > start {
            spans.push(Span::new(start, end));
        }
        start = end + 1;
    }
    let mut marks: BTreeMap<(u32, u32), Mark> = BTreeMap::new();
    for (n, plan) in plans.iter().enumerate() {
        let place =
            |from: usize, to: usize| spans[from.min(spans.len() - 1)].cover(spans[to.min(spans.len() - 1)]);
        let mut content: Vec<Span> = plan.content.iter().map(|&(from, to)| place(from, to)).collect();
        content.dedup();
        // Pieces between which something stands that is no line end.
        let parted =
            |pair: &[Span]| text.slice(Span::new(pair[0].end, pair[1].start)).chars().any(|c| c != '\n');
        if content.windows(2).any(|pair| pair[0].end >= pair[1].start || !parted(pair)) {
            content.truncate(1);
        }
        let one = |at: Option<usize>| at.map(|at| place(at, at)).into_iter().collect::<Vec<_>>();
        let statement = plan.statement;
        let mut codes: Vec<Code> = plan.codes.iter().map(|&(n, v)| Code::new(NAMES[n], VALUES[v])).collect();
        codes.extend(plan.concept.filter(|_| statement).map(|(n, yes)| Code::concept(CONCEPTS[n], yes)));
        codes.extend(plan.scored.map(|(n, score)| Code::scored(SCALED[n], SCORES[score])));
        if !statement && codes.is_empty() {
            codes.push(Code::new(NAMES[0], ""));
        }
        codes.sort();
        codes.dedup();
        let whole = content.iter().copied().reduce(Span::cover).unwrap();
        let mark = Mark {
            coder: CODERS[plan.coder].to_owned(),
            made: Some("2024-05-01T00:00:00Z".to_owned()),
            statement: plan.known.then(|| format!("s{}", n + 1)),
            is_statement: statement,
            content,
            cue: if statement { one(plan.cue) } else { Vec::new() },
            source: if statement { one(plan.source) } else { Vec::new() },
            speaker: plan.speaker.filter(|_| statement).map(|n| Who::new(SPEAKERS[n].0, SPEAKERS[n].1)),
            act: plan.act.filter(|_| statement),
            certainty: plan.certainty.filter(|_| statement),
            codes,
        };
        marks.entry((whole.start, whole.end)).or_insert(mark);
    }
    let mut marks: Vec<Mark> = marks.into_values().collect();
    marks.sort_by_key(|m| m.content.first().map(|s| (s.start, s.end)));
    Document {
        address: Some(format!("https://example.org/{address}?a=1&b=2")),
        name: title.clone().unwrap_or_else(|| format!("https://example.org/{address}?a=1&b=2")),
        title,
        authors: vec!["A. Brandt".to_owned(), "Ö. K".to_owned()],
        outlet: Some("The <Skerry> Post".to_owned()),
        published: Some("2024-03-20T23:30:00+02:00".to_owned()),
        language: Some("en".to_owned()),
        text,
        marks,
    }
}
