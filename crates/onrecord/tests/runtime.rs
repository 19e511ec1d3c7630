//! The shipped weights, run by this library, against the training's own f32 numbers for the same text
//! (`training/fixture.py` writes them).

use onrecord::document::Document;
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

/// The base model with something else in its `labels.json`.
fn with_label(name: &str, value: &serde_json::Value) -> Result<Reader, onrecord::ReaderError> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model");
    Reader::from_files(|file| {
        let bytes = std::fs::read(folder.join(file)).map_err(|e| e.to_string())?;
        if file != "labels.json" {
            return Ok(Some(bytes));
        }
        let mut labels: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
        labels[name] = value.clone();
        Ok(Some(labels.to_string().into_bytes()))
    })
}

#[test]
fn the_link_head_sees_as_many_paragraphs_as_the_labels_say() {
    let text = Text::new("One stood.\nTwo sat here.\nThe mayor said no.\nFour went.\nFive came back.\n");
    let mut start = 0;
    let spans: Vec<_> = text
        .as_str()
        .split_inclusive('\n')
        .map(|line| {
            start += line.len();
            text.span_of(start - line.len()..start - 1)
        })
        .collect();
    for near in [0, 1, 2, 9] {
        let reader = with_label("near", &near.into()).expect("the base model");
        let model = reader.model();
        let input = model.input(&text, &spans);
        let sentences: Vec<u32> = (0..input.words.len()).map(|w| input.paragraph_of(w) as u32).collect();
        let windows = model.windows(&input, &input.paragraphs);
        let [window] = &windows[..] else { panic!("{windows:?}") };
        let output = model.window(&input, window, &sentences);
        let cue = input.paragraphs[2].start + 2;
        let linked = &model.link(&input, window, &output, &[(cue..cue + 1, 0)])[0];
        let seen = linked.first..linked.first + linked.probabilities.len();
        let (first, last) = (2_usize.saturating_sub(near), (2 + near).min(4));
        assert_eq!(seen, input.paragraphs[first].start..input.paragraphs[last].end, "{near}");
    }
}

#[test]
fn heads_that_take_the_same_rows_must_agree_on_their_bits() {
    with_label("bytes", &serde_json::json!([""])).expect("all of 8 bits");
    let error = with_label("bytes", &serde_json::json!(["xpos"])).expect_err("cue has 13 bits");
    assert!(error.file == "reader.safetensors" && error.cause.contains("bytes"), "{error}");
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
    let outputs = Document::outputs(&article, reader.model());
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
