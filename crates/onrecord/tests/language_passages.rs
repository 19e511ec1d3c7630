//! The passages of `passages/languages/`: what of them the reader takes as a careful reader would, language by language.

use onrecord::{Article, Reader, Span, StatementKind, Text};
use std::collections::BTreeMap;
use std::path::Path;

/// Share of statements that must be read whole, by language, in hundredths: what is reached today. Raised when it rises.
const FLOORS: [(&str, usize); 9] = [
    ("de", 58),
    ("es", 73),
    ("fr", 65),
    ("it", 63),
    ("nl", 72),
    ("pl", 65),
    ("pt", 74),
    ("ru", 67),
    ("uk", 64),
];

/// A statement as it is marked.
#[derive(Debug, Default)]
struct Marked {
    kind: Option<StatementKind>,
    source: Vec<Span>,
    content: Vec<Span>,
}

/// The text of a marked passage, and its statements by number.
fn unmark(marked: &str) -> (String, BTreeMap<u32, Marked>) {
    let (mut text, mut length) = (String::new(), 0_u32);
    let (mut open, mut out) = (Vec::new(), BTreeMap::<u32, Marked>::new());
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' => {
                let (mark, after) = rest.split_once(' ').unwrap_or_else(|| panic!("an open mark: {marked}"));
                rest = after;
                let (number, role) = mark.split_at(mark.len() - 1);
                let number: u32 = number.parse().unwrap_or_else(|_| panic!("no number: {mark} in {marked}"));
                open.push((number, role.to_owned(), length));
            }
            '}' => {
                let (number, role, start) = open.pop().unwrap_or_else(|| panic!("nothing is open: {marked}"));
                let span = Span::new(start, length);
                let statement = out.entry(number).or_default();
                match role.as_str() {
                    "s" => statement.source.push(span),
                    "c" => {}
                    kind => {
                        statement.content.push(span);
                        statement.kind = Some(match kind {
                            "d" => StatementKind::Direct,
                            "m" => StatementKind::Mixed,
                            "i" => StatementKind::Indirect,
                            _ => panic!("no role: {kind} in {marked}"),
                        });
                    }
                }
            }
            c => {
                text.push(c);
                length += 1;
            }
        }
    }
    assert!(open.is_empty(), "a mark is not closed: {marked}");
    (text, out)
}

/// The words of a text that spans share a character with.
fn words(text: &str, spans: &[Span]) -> Vec<usize> {
    let (mut out, mut word, mut inside) = (Vec::new(), 0, false);
    for (at, c) in text.chars().enumerate() {
        word += usize::from(c.is_alphanumeric() && !inside);
        inside = c.is_alphanumeric();
        let covered = spans.iter().any(|s| (s.start as usize..s.end as usize).contains(&at));
        if inside && covered && out.last() != Some(&word) {
            out.push(word);
        }
    }
    out
}

/// How many statements of a file are read whole, how many it has, and how many are read that it has not.
fn score(reader: &Reader, language: &str, file: &str) -> (usize, usize, usize) {
    let (mut right, mut all, mut extra) = (0, 0, 0);
    for passage in file.split("\n\n") {
        let lines: Vec<&str> = passage.lines().filter(|l| !l.starts_with('#')).collect();
        let (text, marked) = unmark(lines.join("\n").trim());
        let mut article = Article::plain("passage", Text::new(text.clone()));
        article.language = Some(language.to_owned());
        let record = reader.read(article, Vec::new());
        let mut used = vec![false; record.statements.len()];
        for m in marked.values() {
            let (content, source) = (words(&text, &m.content), words(&text, &m.source));
            let found = (0..used.len()).find(|&n| {
                let s = &record.statements[n];
                let theirs = words(&text, &s.content);
                let common = content.iter().filter(|w| theirs.contains(w)).count();
                let named = words(&text, &s.source);
                let same_source =
                    source.iter().any(|w| named.contains(w)) || source.is_empty() && named.is_empty();
                !used[n]
                    && Some(s.kind) == m.kind
                    && common * 5 >= (content.len() + theirs.len() - common) * 4
                    && same_source
            });
            found.into_iter().for_each(|n| used[n] = true);
            right += usize::from(found.is_some());
        }
        all += marked.len();
        extra += used.iter().filter(|&&used| !used).count();
    }
    (right, all, extra)
}

#[test]
fn each_language_reads_as_many_statements_whole_as_its_floor_says() {
    let reader = Reader::embedded().unwrap_or_else(|e| panic!("{e}"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages/languages");
    let mut below = Vec::new();
    for (language, floor) in FLOORS {
        let path = folder.join(format!("{language}.txt"));
        let file = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let (right, all, extra) = score(&reader, language, &file);
        println!("{language}: {right} of {all} statements are read whole, {extra} others are read");
        if right * 100 < floor * all {
            below.push(format!("{language}: {right} of {all}"));
        }
    }
    assert!(below.is_empty(), "below the floor: {below:?}");
}
