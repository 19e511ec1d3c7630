//! What a reader sees. The snapshots are meant to be read.

use super::render;
use crate::testing::{Made, harbour, nested};
use onrecord::{PartKind, StatementKind};
use unicode_width::UnicodeWidthStr;

#[test]
fn an_article_with_everything() {
    insta::assert_snapshot!(render(&harbour(), 80, false));
}

#[test]
fn statements_inside_statements_and_over_paragraphs() {
    insta::assert_snapshot!(render(&nested(), 80, false));
}

#[test]
fn in_a_narrow_window() {
    insta::assert_snapshot!(render(&harbour(), 40, false));
}

/// Looks as tags, since nobody can read escape sequences.
#[test]
fn with_colours() {
    let page = render(&harbour(), 80, true);
    let mut shown = String::new();
    for (n, part) in page.split("\x1b[").enumerate() {
        let (code, rest) = if n == 0 { ("", part) } else { part.split_once('m').unwrap() };
        let tag = match code {
            "" => "",
            "0" => "</>",
            "1" => "<bold>",
            "3" => "<italic>",
            "4" => "<under>",
            "38;5;28" => "<green>",
            "38;5;130" => "<amber>",
            "38;5;98" => "<violet>",
            "38;5;163" => "<pink>",
            "38;5;30" => "<teal>",
            "38;5;243" => "<grey>",
            other => panic!("code {other} is new; name it here"),
        };
        shown += tag;
        shown += rest;
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_long_path_is_no_title() {
    let mut record = harbour();
    record.article.origin = format!("/home/ada/{}harbour.txt", "corpora/".repeat(20));
    let page = render(&record, 80, false);
    let mut lines = page.lines();
    assert!(lines.next().unwrap().starts_with("harbour.txt · The Skerry Post"), "{page}");
    let path = lines.next().unwrap();
    assert!(path.starts_with("/home/ada/") && path.contains('…') && path.ends_with("/harbour.txt"), "{path}");
    // What the marks mean is said before they are met.
    let legend = page.find("who says it").unwrap();
    assert!(legend < page.find("⟦s1 Bridge").unwrap() && page.contains("how sure the reader"), "{page}");
}

#[test]
fn an_article_without_statements() {
    let mut record = Made::of(&[(PartKind::Body, "The bridge opened at noon.")]).0;
    record.article.title = Some("Bridge open".to_owned());
    insta::assert_snapshot!(render(&record, 80, false));
}

#[test]
fn no_line_is_wider_than_asked_for() {
    for record in [harbour(), nested()] {
        for width in 40..100 {
            for line in render(&record, width, false).lines() {
                assert!(line.width() <= width, "{} > {width}: {line}", line.width());
            }
        }
    }
}

#[test]
fn colours_change_no_word() {
    let plain = |page: &str| {
        page.split("\x1b[")
            .enumerate()
            .map(|(n, p)| if n == 0 { p } else { p.split_once('m').unwrap().1 })
            .collect()
    };
    let coloured: String = plain(&render(&nested(), 80, true));
    assert!(coloured.contains("⟦s1 reports in two papers that ⟦s2 the port had urged"), "{coloured}");
    assert!(!render(&nested(), 80, false).contains('\x1b'));
}

#[test]
fn an_article_cannot_steer_the_terminal() {
    let record = Made::of(&[(PartKind::Body, "“\x1b[2J\x07Gone,” he said.")])
        .says(StatementKind::Direct, "he", "said", "“\x1b[2J\x07Gone,”", 0.9)
        .0;
    for colour in [false, true] {
        let page = render(&record, 80, colour);
        assert!(page.contains("␛[2J␇Gone") && !page.contains("\x1b[2J"), "{page}");
    }
}

#[test]
fn a_very_long_line_is_shown_and_quickly() {
    let text = "z".repeat(2_000_000);
    let record = Made::of(&[(PartKind::Body, &text)]).0;
    let page = render(&record, 80, false);
    assert_eq!(page.matches('z').count(), 2_000_000);
    assert!(page.lines().all(|line| line.width() <= 80));
}
