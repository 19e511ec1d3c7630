//! The pages of `passages/acts/`: which act each sentence reports, and whether it was performed.

use crate::marked::{Marked, sentences};
use crate::page::{self, Page, judge};
use libtest_mimic::{Failed, Trial};
use onrecord::acts::{Act, Decision, Lexicon, Said};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Least share of the sentences that were set aside that must be right.
const HELD_OUT: f64 = 0.9;
/// Sentences that there are at least.
const SENTENCES: usize = 200;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::embedded().unwrap_or_else(|e| panic!("{e}")));

/// A test for each page, one for what was set aside as a whole, and one for the lexicon.
pub fn trials() -> Vec<Trial> {
    let (open, aside) = (page::pages("acts", "md", 6), page::pages("acts/held-out", "md", 6));
    let every: Vec<Page> = open.iter().chain(&aside).cloned().collect();
    let trial = |folder: &'static str| {
        move |page: Page| Trial::test(format!("acts::{folder}{}", page.name), move || run(&page))
    };
    let mut trials: Vec<Trial> = open.into_iter().map(trial("")).collect();
    trials.extend(aside.clone().into_iter().map(trial("held-out::")));
    trials.push(Trial::test("acts::held-out::share", move || share(&aside)));
    trials.push(Trial::test("acts::every_act_has_a_sentence", move || every_act_has_a_sentence(&every)));
    trials
}

fn decide(line: &Marked) -> Decision {
    let said =
        Said { cue: &line.cue, source: &line.source, content: &line.content, sentence: line.text.span() };
    LEXICON.decide(&line.text, said)
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

/// What is wrong with a sentence.
fn complaint(line: &Marked) -> String {
    let decision = decide(line);
    let found = answer(&decision);
    let mut complaint = String::new();
    if found != line.answer {
        _ = write!(complaint, "{} is {}, not {found}: {}", line.place, line.answer, line.text.as_str());
        if let Some(context) = &decision.evidence.context {
            _ = write!(complaint, " ({context})");
        }
    }
    complaint
}

fn run(page: &Page) -> Result<(), Failed> {
    let judged = sentences(page)?
        .iter()
        .filter_map(|line| judge(line.known_failure.as_deref(), &complaint(line)).err().map(|e| (line, e)))
        .map(|(line, e)| format!("{}: {}", line.place, e.message().unwrap_or_default()))
        .collect::<Vec<_>>();
    if judged.is_empty() { Ok(()) } else { Err(judged.join("\n").into()) }
}

fn share(aside: &[Page]) -> Result<(), Failed> {
    let (mut right, mut all) = (0, 0);
    for page in aside {
        for line in sentences(page)? {
            all += 1;
            right += usize::from(complaint(&line).is_empty());
        }
    }
    let share = right as f64 / f64::from(all.max(1));
    if share >= HELD_OUT { Ok(()) } else { Err(format!("only {right} of {all} are right").into()) }
}

fn every_act_has_a_sentence(pages: &[Page]) -> Result<(), Failed> {
    let mut lines = Vec::new();
    for page in pages {
        lines.extend(sentences(page)?);
    }
    if lines.len() < SENTENCES {
        return Err(format!("only {} sentences", lines.len()).into());
    }
    let shown = |act: Act| lines.iter().any(|l| l.answer.split(", ").next() == Some(&name(act)));
    let missing: Vec<_> = LEXICON.definitions().iter().filter(|d| !shown(d.act)).map(|d| d.act).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("no sentence shows {missing:?}").into()) }
}
