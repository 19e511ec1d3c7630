//! The sentences of `passages/circumstances/`: conditions, hedges, addressee, occasion and medium.

use crate::marked::load;
use onrecord::acts::Said;
use onrecord::circumstances::{Circumstances, ConditionKind, Lexicon};
use onrecord::{Span, Text};
use std::path::Path;

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

#[test]
fn every_sentence_has_its_circumstances() {
    let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages/circumstances");
    let lines = load(&folder).unwrap_or_else(|e| panic!("{e}"));
    assert!(lines.len() >= 40, "only {} sentences", lines.len());
    let mut wrong = Vec::new();
    for line in &lines {
        let said =
            Said { cue: &line.cue, source: &line.source, content: &line.content, sentence: line.text.span() };
        let mut found = answer(&line.text, &lexicon.read(&line.text, said));
        let mut wanted: Vec<String> = line.answer.split("; ").map(str::to_owned).collect();
        found.sort();
        wanted.sort();
        if found != wanted {
            wrong.push(format!("{} is\n  {wanted:?}, not\n  {found:?}", line.place));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
