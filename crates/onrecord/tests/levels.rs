//! The same record on every kind of processor, and whatever was read before, in whatever order, on however many threads.

use onrecord::model::Level;
use onrecord::{Article, BuiltIn, Part, PartKind, Reader, Text};
use proptest::prelude::*;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("the embedded model"));

/// The words of a text of a few hundred.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let fixture: serde_json::Value =
        serde_json::from_str(include_str!("fixtures/runtime.json")).expect("a fixture");
    let text = fixture["text"].as_str().expect("a text");
    text.split_inclusive(char::is_whitespace).map(str::to_owned).collect()
});

/// The text's words from one on, round and round.
fn text(from: usize, words: usize) -> String {
    WORDS.iter().cycle().skip(from % WORDS.len()).take(words).map(String::as_str).collect()
}

fn read(reader: &Reader, text: &str) -> String {
    let text = Text::new(text);
    let part = Part { kind: PartKind::Body, span: text.span() };
    let record = reader.read(Article { parts: vec![part], ..Article::plain("made up", text) }, Vec::new());
    serde_json::to_string(&record).expect("plain data is JSON")
}

#[test]
fn every_level_gives_the_same_record() {
    let texts = [text(0, 7), text(3, 31), text(40, 260)];
    for model in [BuiltIn::Base, BuiltIn::Fast] {
        let mut reader = Reader::built_in(model).expect("a built-in model");
        let mut records = Vec::new();
        for level in Level::all() {
            reader.set_level(level);
            let found: Vec<String> = texts.iter().map(|t| read(&reader, t)).collect();
            assert!(found[2].contains("\"statements\":[{"), "a text without statements proves little");
            records.push((level, found));
        }
        for (level, found) in &records {
            assert!(*found == records[0].1, "{level} reads otherwise than {} with {model:?}", records[0].0);
        }
    }
}

#[test]
fn more_threads_for_one_article_give_the_same_record() {
    let long = text(0, 2_500);
    let mut reader = Reader::embedded().expect("the embedded model");
    let alone = read(&reader, &long);
    for threads in [2, 3, 16] {
        reader.set_threads(threads.try_into().expect("more than none"));
        assert!(read(&reader, &long) == alone, "{threads} threads");
    }
}

/// Texts by where they begin and how many words they have.
fn texts() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0..500_usize, prop_oneof![1..40_usize, 40..400_usize]), 2..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_read_before_and_beside_changes_nothing(texts in texts(), threads in 1..4_usize) {
        let texts: Vec<String> = texts.into_iter().map(|(from, words)| text(from, words)).collect();
        // Each on a thread of its own, which has read nothing yet.
        let alone: Vec<String> = texts
            .iter()
            .map(|t| std::thread::scope(|s| s.spawn(|| read(&READER, t)).join().expect("no panic")))
            .collect();
        // Some threads, of which each reads all, each from another text on.
        let together: Vec<Vec<String>> = std::thread::scope(|scope| {
            let texts = &texts;
            let all: Vec<_> = (0..threads)
                .map(|first| {
                    scope.spawn(move || {
                        let order = (0..texts.len()).map(|n| (n + first) % texts.len());
                        let mut found: Vec<(usize, String)> =
                            order.map(|n| (n, read(&READER, &texts[n]))).collect();
                        found.sort();
                        found.into_iter().map(|(_, record)| record).collect()
                    })
                })
                .collect();
            all.into_iter().map(|t| t.join().expect("no panic")).collect()
        });
        for found in together {
            prop_assert!(found == alone);
        }
    }
}
