//! The format of the pages: what makes them well formed, and that what is compared with them is compared rightly.

use crate::page::{self, Page, judge};
use crate::statements::Passage;
use libtest_mimic::{Failed, Trial};
use onrecord::{PartKind, Record, Span, Statement, StatementKind, Wording, WordingKind};
use std::path::Path;

const PAGE: &str = "---\nparts: headline\nknown-failure: not read yet\n---\n\n# A title\n\nA sentence.\n\n\
    ```text\nMill to shut\n“No,” she said. “Never,” she said.\n```\n\n\
    ```statements\nkind: direct\ncue: said @2\nsource: she @1\ncontent: “No,” … “Never,”\n```\n\n\
    ```scare-quotes\nNever\n```\n";

/// Tests of the format itself.
pub fn trials() -> Vec<Trial> {
    let every: [(&str, fn()); 8] = [
        ("a_page_gives_code_point_spans", a_page_gives_code_point_spans),
        ("a_malformed_page_says_what_is_wrong", a_malformed_page_says_what_is_wrong),
        ("the_expected_record_has_nothing_wrong", the_expected_record_has_nothing_wrong),
        ("every_departure_is_told", every_departure_is_told),
        ("headings_name_tests", headings_name_tests),
        ("a_known_failure_must_fail", a_known_failure_must_fail),
        ("marks_are_taken_out", marks_are_taken_out),
        ("no_two_passages_have_one_name", no_two_passages_have_one_name),
    ];
    let trial = |(name, test): (&str, fn())| {
        Trial::test(format!("format::{name}"), move || {
            test();
            Ok(())
        })
    };
    every.into_iter().map(trial).collect()
}

fn page() -> Page {
    Page::parse(Path::new("page.md"), PAGE).expect("the page is well formed")
}

fn passage() -> Passage {
    Passage::parse(&page()).expect("the page is well formed")
}

fn record(passage: &Passage, statements: Vec<Statement>, wording: Vec<Wording>) -> Record {
    let mut record = Record::new(passage.article());
    record.statements = statements;
    record.wording = wording;
    record
}

fn statement(passage: &Passage) -> Statement {
    let e = &passage.expected[0];
    let mut statement = Statement::new(e.kind);
    statement.id = "s1".to_owned();
    statement.cue.clone_from(&e.cue);
    statement.source.clone_from(&e.source);
    statement.content.clone_from(&e.content);
    statement.confidence = 1.0;
    statement
}

fn marked(passage: &Passage) -> Vec<Wording> {
    let span = passage.scare_quotes.as_ref().expect("listed")[0];
    vec![Wording { kind: WordingKind::ScareQuote, span }]
}

fn a_page_gives_code_point_spans() {
    let passage = passage();
    let text = |s: &[Span]| s.iter().map(|s| passage.text.slice(*s).to_owned()).collect::<Vec<_>>();
    let e = &passage.expected[0];
    assert_eq!(e.kind, StatementKind::Direct);
    assert_eq!(text(&e.content), ["“No,”", "“Never,”"]);
    assert_eq!(e.cue, [Span::new(42, 46)]);
    assert_eq!(e.source, [Span::new(19, 22)]);
    assert_eq!(passage.parts[0].kind, PartKind::Headline);
    assert_eq!(passage.parts[1].kind, PartKind::Body);
    assert_eq!(page().setting("known-failure"), Some("not read yet"));
}

fn a_malformed_page_says_what_is_wrong() {
    let wrong = |from: &str, to: &str| {
        let page = Page::parse(Path::new("page.md"), &PAGE.replace(from, to));
        page.and_then(|p| Passage::parse(&p)).expect_err("malformed")
    };
    assert_eq!(wrong("she @1", "she"), "`she` stands there 2 times: say which");
    assert_eq!(wrong("said @2", "said @3"), "no `said` number 3");
    assert_eq!(wrong("cue: said @2", "cue: sai"), "the text has no `sai`");
    assert_eq!(wrong("kind: direct", "kind: loud"), "no kind of statement is called `loud`");
    assert_eq!(wrong("parts: headline", "parts: headlong"), "no kind of part is called `headlong`");
    assert_eq!(wrong("parts: headline", "part: headline"), "unknown front matter `part`");
    assert_eq!(wrong("```text", "```txt"), "no ```text block");
    assert_eq!(wrong("\n---\n\n# A", "\n\n# A"), "the front matter is not closed");
}

fn the_expected_record_has_nothing_wrong() {
    let passage = passage();
    assert_eq!(passage.compare(&record(&passage, vec![statement(&passage)], marked(&passage))), "");
}

fn every_departure_is_told() {
    let passage = passage();
    assert_eq!(
        passage.compare(&record(&passage, Vec::new(), Vec::new())),
        "missing Direct: “No,” … “Never,”\nnot marked as scare quote: Never\n"
    );
    let mut other = statement(&passage);
    other.kind = StatementKind::Mixed;
    other.source.clear();
    let mut extra = statement(&passage);
    extra.content.truncate(1);
    assert_eq!(
        passage.compare(&record(&passage, vec![extra, other], marked(&passage))),
        "Direct, not Mixed: “No,” … “Never,”\nsource [she], not []: “No,” … “Never,”\nextra Direct: [she] “No,”\n"
    );
}

fn headings_name_tests() {
    let page = Page::parse(Path::new("page.md"), "# Title\n\n## With a (time) zone!\nbody\n## Two\n")
        .expect("a page");
    let sections = page.sections();
    assert_eq!(sections.iter().map(|s| s.name()).collect::<Vec<_>>(), ["with-a-time-zone", "two"]);
    assert_eq!(sections[0].body, "body");
}

fn a_known_failure_must_fail() {
    let told = |known, complaints| {
        judge(known, complaints).err().and_then(|e: Failed| e.message().map(str::to_owned))
    };
    assert_eq!(told(None, ""), None);
    assert_eq!(told(Some("why"), "wrong"), None);
    assert_eq!(told(None, "wrong").as_deref(), Some("wrong"));
    assert_eq!(
        told(Some("why"), "").as_deref(),
        Some("this is read well now: take away `known-failure: why`")
    );
}

fn marks_are_taken_out() {
    let line = "- _She_ **said** [no]. → assert\n  known-failure: why\n- _He_ **said** [yes]. → assert\n";
    let sentences = crate::marked::sentences(&Page::parse(Path::new("page.md"), line).expect("a page"));
    let sentences = sentences.expect("two sentences");
    assert_eq!(sentences[0].text.as_str(), "She said no.");
    assert_eq!(sentences[0].source, [Span::new(0, 3)]);
    assert_eq!(sentences[0].known_failure.as_deref(), Some("why"));
    assert_eq!(sentences[1].known_failure, None);
    let (text, statements) =
        crate::marked::numbered("{1s Она} {1c сказала}, {1i что {2s он} рад}.").expect("marks");
    assert_eq!(text.as_str(), "Она сказала, что он рад.");
    assert_eq!(statements[&1].content, [Span::new(13, 23)]);
    assert_eq!(statements[&2].source, [Span::new(17, 19)]);
    assert!(crate::marked::numbered("{1s Она").is_err());
}

fn no_two_passages_have_one_name() {
    for page in page::pages("time", "md", 1) {
        let mut names: Vec<String> = page.sections().iter().map(|s| s.name()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{}", page.name);
    }
}
