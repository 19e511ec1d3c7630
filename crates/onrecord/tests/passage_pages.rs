//! The pages of `passages/statements/` are well formed, and the comparison they are used for is right.

use crate::passages::{Page, load};
use onrecord::{PartKind, Record, Span, Statement, StatementKind, Wording, WordingKind};
use std::path::Path;

const PAGE: &str = "---\nparts: headline\nknown-failure: not read yet\n---\n\n# A title\n\nA sentence.\n\n\
    ```text\nMill to shut\n“No,” she said. “Never,” she said.\n```\n\n\
    ```statements\nkind: direct\ncue: said @2\nsource: she @1\ncontent: “No,” … “Never,”\n```\n\n\
    ```scare-quotes\nNever\n```\n";

fn page() -> Page {
    Page::parse("page", PAGE).expect("the page is well formed")
}

fn record(page: &Page, statements: Vec<Statement>, wording: Vec<Wording>) -> Record {
    Record { statements, wording, ..Record::new(page.article()) }
}

fn statement(page: &Page) -> Statement {
    let e = &page.expected[0];
    Statement {
        id: "s1".to_owned(),
        cue: e.cue.clone(),
        source: e.source.clone(),
        content: e.content.clone(),
        confidence: 1.0,
        ..Statement::new(e.kind)
    }
}

fn marked(page: &Page) -> Vec<Wording> {
    vec![Wording { kind: WordingKind::ScareQuote, span: page.scare_quotes.as_ref().expect("listed")[0] }]
}

#[test]
fn every_page_is_well_formed() {
    let pages = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages/statements"));
    let pages = pages.unwrap_or_else(|e| panic!("{e}"));
    assert!(pages.len() >= 60, "only {} pages", pages.len());
}

#[test]
fn a_page_gives_code_point_spans() {
    let page = page();
    let text = |s: &[Span]| s.iter().map(|s| page.text.slice(*s).to_owned()).collect::<Vec<_>>();
    let e = &page.expected[0];
    assert_eq!(e.kind, StatementKind::Direct);
    assert_eq!(text(&e.content), ["“No,”", "“Never,”"]);
    assert_eq!(e.cue, [Span::new(42, 46)]);
    assert_eq!(e.source, [Span::new(19, 22)]);
    assert_eq!(page.parts[0].kind, PartKind::Headline);
    assert_eq!(page.parts[1].kind, PartKind::Body);
    assert_eq!(page.known_failure.as_deref(), Some("not read yet"));
}

#[test]
fn a_malformed_page_says_what_is_wrong() {
    let wrong = |from: &str, to: &str| Page::parse("page", &PAGE.replace(from, to)).expect_err("malformed");
    assert_eq!(wrong("she @1", "she"), "`she` stands there 2 times: say which");
    assert_eq!(wrong("said @2", "said @3"), "no `said` number 3");
    assert_eq!(wrong("cue: said @2", "cue: sai"), "the text has no `sai`");
    assert_eq!(wrong("kind: direct", "kind: loud"), "no kind of statement is called `loud`");
    assert_eq!(wrong("parts: headline", "parts: headlong"), "no kind of part is called `headlong`");
    assert_eq!(wrong("```text", "```txt"), "no ```text block");
}

#[test]
fn the_expected_record_has_nothing_wrong() {
    let page = page();
    assert_eq!(page.compare(&record(&page, vec![statement(&page)], marked(&page))), "");
}

#[test]
fn every_departure_is_told() {
    let page = page();
    assert_eq!(
        page.compare(&record(&page, Vec::new(), Vec::new())),
        "missing Direct: “No,” … “Never,”\nnot marked as scare quote: Never\n"
    );
    let mut other = statement(&page);
    other.kind = StatementKind::Mixed;
    other.source.clear();
    let mut extra = statement(&page);
    extra.content.truncate(1);
    assert_eq!(
        page.compare(&record(&page, vec![extra, other], marked(&page))),
        "Direct, not Mixed: “No,” … “Never,”\nsource [she], not []: “No,” … “Never,”\nextra Direct: [she] “No,”\n"
    );
}
