//! The pages of `passages/circumstances/`: conditions, hedges, addressee, occasion and medium.

use crate::marked::{Marked, sentences};
use crate::page::{self, Page, judge};
use libtest_mimic::{Failed, Trial};
use onrecord::acts::Said;
use onrecord::circumstances::{Circumstances, ConditionKind, Lexicon};
use onrecord::{Span, Text};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::embedded().unwrap_or_else(|e| panic!("{e}")));

/// A test for each page.
pub fn trials() -> Vec<Trial> {
    let trial = |page: Page| Trial::test(format!("circumstances::{}", page.name), move || run(&page));
    page::pages("circumstances", "md", 3).into_iter().map(trial).collect()
}

fn answer(text: &Text, found: &Circumstances) -> Vec<String> {
    let mut answer = Vec::new();
    let mut add = |role: &str, span: Option<Span>| {
        answer.extend(span.map(|s| format!("{role}: {}", text.slice(s))));
    };
    add("addressee", found.addressee);
    if let Some(occasion) = &found.occasion {
        add("occasion", Some(occasion.span));
        add("with", occasion.with);
        add("place", occasion.place);
    }
    add("medium", found.medium);
    for condition in &found.conditions {
        let role = match condition.kind {
            ConditionKind::Condition => "condition",
            ConditionKind::Concession => "concession",
            ConditionKind::Comparison => "comparison",
        };
        add(role, Some(condition.span));
    }
    for hedge in &found.hedges {
        add("hedge", Some(hedge.span));
    }
    if answer.is_empty() {
        answer.push("none".to_owned());
    }
    answer
}

fn complaint(line: &Marked) -> String {
    let said =
        Said { cue: &line.cue, source: &line.source, content: &line.content, sentence: line.text.span() };
    let mut found = answer(&line.text, &LEXICON.read(&line.text, said));
    let mut wanted: Vec<String> = line.answer.split("; ").map(str::to_owned).collect();
    found.sort();
    wanted.sort();
    if found == wanted { String::new() } else { format!("{} is\n  {wanted:?}, not\n  {found:?}", line.place) }
}

fn run(page: &Page) -> Result<(), Failed> {
    let wrong = sentences(page)?
        .iter()
        .filter_map(|line| judge(line.known_failure.as_deref(), &complaint(line)).err())
        .map(|e| e.message().unwrap_or_default().to_owned())
        .collect::<Vec<_>>();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}
