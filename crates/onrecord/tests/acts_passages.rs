//! The sentences of `passages/acts/`: which act each reports, and whether it was performed.

use crate::marked::{Marked, load};
use onrecord::acts::{Act, Decision, Lexicon, Said};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Least share of the sentences that were set aside that must be right.
const HELD_OUT: f64 = 0.9;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages").join(name)
}

fn decide(lexicon: &Lexicon, line: &Marked) -> Decision {
    let said =
        Said { cue: &line.cue, source: &line.source, content: &line.content, sentence: line.text.span() };
    lexicon.decide(&line.text, said)
}

fn answer(decision: &Decision) -> String {
    let mut answer = name(decision.act);
    if decision.negated {
        answer.push_str(", negated");
    }
    if decision.distancing.is_some() {
        answer.push_str(", distancing");
    }
    answer
}

fn name(act: Act) -> String {
    serde_json::to_value(act).expect("an act has a name").as_str().expect("a string").to_owned()
}

/// How many lines there are, and the complaints about those that came out otherwise.
fn run(folder: &Path) -> (usize, Vec<String>) {
    let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
    let lines = load(folder).unwrap_or_else(|e| panic!("{e}"));
    let mut wrong = Vec::new();
    for line in &lines {
        let decision = decide(&lexicon, line);
        let found = answer(&decision);
        if found != line.answer {
            let mut complaint =
                format!("{} is {}, not {found}: {}", line.place, line.answer, line.text.as_str());
            if let Some(context) = &decision.evidence.context {
                _ = write!(complaint, " ({context})");
            }
            wrong.push(complaint);
        }
    }
    (lines.len(), wrong)
}

#[test]
fn every_sentence_reports_its_act() {
    let (all, wrong) = run(&folder("acts"));
    assert!(all >= 200, "only {all} sentences");
    assert!(wrong.is_empty(), "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sentences_set_aside_report_their_acts() {
    let (all, wrong) = run(&folder("acts/held-out"));
    let right = 1.0 - wrong.len() as f64 / all as f64;
    assert!(right >= HELD_OUT, "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_act_has_a_sentence() {
    let lexicon = Lexicon::embedded().unwrap_or_else(|e| panic!("{e}"));
    let mut lines = load(&folder("acts")).unwrap_or_else(|e| panic!("{e}"));
    lines.extend(load(&folder("acts/held-out")).unwrap_or_else(|e| panic!("{e}")));
    let shown = |act: Act| lines.iter().any(|l| l.answer.split(", ").next() == Some(&name(act)));
    let missing: Vec<_> = lexicon.definitions().iter().filter(|d| !shown(d.act)).map(|d| d.act).collect();
    assert!(missing.is_empty(), "no sentence shows {missing:?}");
}
