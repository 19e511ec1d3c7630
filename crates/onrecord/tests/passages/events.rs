//! The pages of `passages/events/`: which events each passage tells of, by type and parties, and whether they happened.
//!
//! Short made-up sentences, each with one event, are not what the model learned from: in whole articles it is measured by
//! `onrecord-dev score record`, whose floors stand in floors.json. These hold what it makes of the sentences.

use crate::READER;
use crate::page::{self, Page, known_failures};
use libtest_mimic::{Failed, Trial};
use onrecord::events::{Event, EventType};
use onrecord::{Part, PartKind, Party, Span, Text};
use std::fmt::Write as _;

/// Least F1 (type and both parties) over the passages that were set aside.
const HELD_OUT: f64 = 0.54;
/// Least F1 over the others.
const OPEN: f64 = 0.48;

/// One passage and what it tells of.
struct Passage<'p> {
    /// Its lines on the page.
    stretch: &'p str,
    text: Text,
    expected: Vec<Expected>,
}

struct Expected {
    event_type: EventType,
    source: Span,
    target: Span,
    status: String,
}

/// A test for each page, and two for the share of events that is right.
pub fn trials() -> Vec<Trial> {
    let (open, aside) = (page::pages("events", "md", 6), page::pages("events/held-out", "md", 1));
    let trial = |folder: &'static str| {
        move |page: Page| Trial::test(format!("events::{folder}{}", page.name), move || run(&page))
    };
    let mut trials: Vec<Trial> = open.clone().into_iter().map(trial("")).collect();
    trials.extend(aside.clone().into_iter().map(trial("held-out::")));
    trials.push(Trial::test("events::share", move || share(&open, 98, OPEN)));
    trials.push(Trial::test("events::held-out::share", move || share(&aside, 30, HELD_OUT)));
    trials
}

fn passages(page: &Page) -> Result<Vec<Passage<'_>>, String> {
    let mut out = Vec::new();
    for stretch in page.body.split("\n\n") {
        let mut lines = stretch.trim().lines();
        let Some(first) = lines.next().and_then(|l| l.strip_prefix("> ")) else { continue };
        let text = Text::new(first);
        if known_failures(stretch).len() > 1 {
            return Err(format!("more than one `known-failure`: {first}"));
        }
        let events = lines.filter(|l| !l.starts_with("known-failure:"));
        let expected = events.map(|l| expected(&text, l)).collect::<Result<_, _>>()?;
        out.push(Passage { stretch, text, expected });
    }
    Ok(out)
}

/// A line `TYPE: source → target, status`.
fn expected(text: &Text, line: &str) -> Result<Expected, String> {
    let bad = || format!("`{line}` is not `TYPE: source → target, status`");
    let (name, rest) = line.split_once(": ").ok_or_else(bad)?;
    let (parties, status) = rest.rsplit_once(", ").ok_or_else(bad)?;
    let (source, target) = parties.split_once(" → ").ok_or_else(bad)?;
    Ok(Expected {
        event_type: EventType::from_name(name).ok_or_else(bad)?,
        source: page::find(text, source)?,
        target: page::find(text, target)?,
        status: status.to_owned(),
    })
}

/// What a passage has and what was found in it.
#[derive(Default)]
struct Score {
    expected: usize,
    found: usize,
    right: usize,
}

/// Whether a party found is the one expected: the words overlap.
fn is_party(found: &[Party], expected: Span) -> bool {
    found.iter().any(|p| p.span.overlaps(expected))
}

/// Reads a passage: what is wrong with its events, one complaint a line.
fn compare(passage: &Passage, score: &mut Score) -> String {
    let part = Part { kind: PartKind::Body, span: passage.text.span() };
    let article = page::article("events", "en", &passage.text, vec![part]);
    let mut left: Vec<Event> = READER.read(article, Vec::new()).events;
    score.expected += passage.expected.len();
    score.found += left.len();
    let mut complaints = String::new();
    for e in &passage.expected {
        let fits = |f: &Event| {
            let straight = is_party(&f.source, e.source) && is_party(&f.target, e.target);
            let turned = f.mutual && is_party(&f.source, e.target) && is_party(&f.target, e.source);
            f.event_type == e.event_type && (straight || turned)
        };
        match left.iter().position(fits) {
            Some(i) => {
                let status = serde_json::to_value(left.remove(i).status).expect("a status has a name");
                let status = status.as_str().unwrap_or_default();
                score.right += 1;
                if status != e.status {
                    _ = writeln!(complaints, "{} is {}, not {status}", e.event_type.name(), e.status);
                }
            }
            None => _ = writeln!(complaints, "missing {}", e.event_type.name()),
        }
    }
    for f in left {
        let show = |parties: &[Party]| {
            let words = parties.iter().map(|p| passage.text.slice(p.span));
            words.collect::<Vec<_>>().join(" + ")
        };
        let (name, source, target) = (f.event_type.name(), show(&f.source), show(&f.target));
        _ = writeln!(complaints, "extra {name}: {source} → {target}");
    }
    complaints
}

fn run(page: &Page) -> Result<(), Failed> {
    let mut wrong = String::new();
    for passage in passages(page)? {
        let complaints = compare(&passage, &mut Score::default());
        if let Err(e) = page.judge_stretch(passage.stretch, &complaints) {
            _ = writeln!(wrong, "{}\n{}", passage.text.as_str(), e.message().unwrap_or_default());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

/// Holds what is right over all passages of some pages above a floor, lest it sinks page by page.
fn share(pages: &[Page], all: usize, floor: f64) -> Result<(), Failed> {
    let (mut score, mut seen) = (Score::default(), 0);
    for page in pages {
        for passage in passages(page)? {
            seen += 1;
            compare(&passage, &mut score);
        }
    }
    let Score { expected, found, right } = score;
    let f1 = 2.0 * right as f64 / (expected + found).max(1) as f64;
    let told =
        format!("F1 {f1:.3} over {seen} passages: {right} right of {expected} expected and {found} found");
    if seen == all && f1 >= floor {
        Ok(())
    } else {
        Err(format!("{told}; {floor} over {all} is the floor").into())
    }
}
