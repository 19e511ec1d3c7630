//! An article with ten thousand mentions is read in time that grows with its length, not with its square.

use onrecord::actors::{Given, actors};
use onrecord::dictionary::{Dictionary, Words};
use onrecord::reading::Reading;
use onrecord::statements::{Decoding, statements};
use onrecord::{Article, Part, PartKind, Reader, Text};
use std::time::{Duration, Instant};

const GIVEN: [&str; 8] = ["Anna", "Peter", "Maria", "Paul", "Julia", "Karl", "Eva", "Tom"];
const SURNAMES: [&str; 10] =
    ["Holm", "Vance", "Castell", "Lind", "Berg", "Sorrel", "Brandt", "Hjelm", "Quist", "Ortega"];

/// Short sentences, each with a name, an office, a capital and a pronoun.
fn article(sentences: usize) -> Article {
    let mut text = String::new();
    for n in 0..sentences {
        let given = GIVEN[n % GIVEN.len()];
        let surname = SURNAMES[n / GIVEN.len() % SURNAMES.len()];
        text += &format!("President {given} {surname} told Moscow he left.");
        text.push(if n % 20 == 19 { '\n' } else { ' ' });
    }
    let text = Text::new(text);
    let mut parts = Vec::new();
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        let end = start + line.chars().count() as u32;
        parts.push(Part { kind: PartKind::Body, span: onrecord::Span::new(start, end - 1) });
        start = end;
    }
    Article {
        id: "many".to_owned(),
        origin: "many".to_owned(),
        url: None,
        outlet: None,
        title: None,
        authors: Vec::new(),
        published: None,
        language: None,
        extraction_confidence: None,
        text,
        parts,
    }
}

#[test]
fn ten_thousand_mentions_take_seconds_at_most() {
    let reader = Reader::embedded().unwrap_or_else(|e| panic!("{e}"));
    let (dictionary, words) = (Dictionary::embedded(), Words::embedded());
    let article = article(3_400);
    let reading = Reading::new(&article, reader.model());
    let (statements, _) = statements(&article, &reading, &Decoding::default());
    let start = Instant::now();
    let found = actors(&Given {
        article: &article,
        reading: &reading,
        labels: reader.model().labels(),
        dictionary: &dictionary,
        words: &words,
        statements: &statements,
    });
    let took = start.elapsed();
    let mentions: usize = found.list.iter().map(|a| a.mentions.len()).sum();
    assert!(mentions >= 10_000, "only {mentions} mentions");
    // A fifth of a second is usual; the limit leaves room for a busy machine and none for a square.
    assert!(took < Duration::from_secs(5), "{took:?} for {mentions} mentions");
}
