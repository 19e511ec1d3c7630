//! The shipped weights, run by this library, against the training's own f32 numbers for the same text
//! (`training/fixture.py` writes them).

use onrecord::reading::Reading;
use onrecord::{Article, Part, PartKind, Reader, Text, model::softmax};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    text: String,
    windows: Vec<Window>,
}

#[derive(Deserialize)]
struct Window {
    ids: Vec<i32>,
    cue: Vec<f32>,
}

/// Quantised weights may move a probability by so much.
const TOLERANCE: f32 = 0.05;

#[test]
fn cue_probabilities_are_those_of_the_training() {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/runtime.json")).expect("a fixture");
    let reader = Reader::embedded().expect("the embedded model");
    let text = Text::new(fixture.text);
    let mut start = 0;
    let mut parts = Vec::new();
    for line in text.as_str().split_inclusive('\n') {
        if !line.trim().is_empty() {
            parts.push(Part {
                kind: PartKind::Body,
                span: text.span_of(start..start + line.trim_end().len()),
            });
        }
        start += line.len();
    }
    let article = Article { parts, ..Article::plain("fixture", text) };
    let outputs = Reading::outputs(&article, reader.model());
    assert_eq!(outputs.len(), fixture.windows.len());
    let mut certain = 0;
    for ((encoded, rows), want) in outputs.iter().zip(&fixture.windows) {
        assert_eq!(encoded.ids, want.ids, "the encoder gets the same pieces");
        for (word, (row, want)) in rows.iter().zip(&want.cue).enumerate() {
            let got = softmax([row[0], row[1], row[2]])[1];
            assert!((got - want).abs() <= TOLERANCE, "word {word}: {got} here, {want} in training");
            certain += usize::from(*want > 0.9);
        }
    }
    assert!(certain >= 5, "the text must have cues for the test to mean something, it has {certain}");
}
