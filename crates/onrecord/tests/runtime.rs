//! The shipped weights, run by this library, against the training's own f32 numbers for the same text
//! (`training/fixture.py` writes them).

use onrecord::reading::Reading;
use onrecord::{Article, BuiltIn, Part, PartKind, Reader, Text, model::softmax};
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
    cue_probabilities(BuiltIn::Base, include_str!("fixtures/runtime.json"));
}

#[test]
fn cue_probabilities_of_the_fast_model_are_those_of_the_training() {
    cue_probabilities(BuiltIn::Fast, include_str!("fixtures/runtime_fast.json"));
}

#[test]
fn a_model_for_other_word_vectors_is_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model/fast");
    let load = |wrong: bool| {
        let folder = folder.clone();
        Reader::from_files(move |name| {
            let Ok(mut bytes) = std::fs::read(folder.join(name)) else { return Ok(None) };
            if wrong && name == "reader.safetensors" {
                // The hash stands in the head of the file; another first digit makes it another's.
                let key = b"\"words\":\"";
                let at = bytes.windows(key.len()).position(|w| w == key).ok_or("no hash")? + key.len();
                bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            }
            Ok(Some(bytes))
        })
    };
    load(false).expect("what the folder has not is the built-in model's");
    let error = load(true).expect_err("the hash is wrong");
    assert_eq!(error.file, "reader.safetensors");
    assert!(error.cause.contains("word vectors"), "{}", error.cause);
}

fn cue_probabilities(model: BuiltIn, fixture: &str) {
    let fixture: Fixture = serde_json::from_str(fixture).expect("a fixture");
    let reader = Reader::built_in(model).expect("an embedded model");
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
