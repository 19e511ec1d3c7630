//! The shipped event-type head, run by this library, against the training's own f32 numbers for the same sentences
//! (`training/events_fixture.py` writes them).

use onrecord::{BuiltIn, Reader, Span, Text};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    types: Vec<String>,
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    text: String,
    source: Vec<Span>,
    target: Vec<Span>,
    probabilities: Vec<f32>,
}

/// Quantised weights may move a probability by so much.
const TOLERANCE: f32 = 0.08;

#[test]
fn type_probabilities_are_those_of_the_training() {
    type_probabilities(BuiltIn::Base, include_str!("fixtures/event_types.json"));
}

#[test]
fn type_probabilities_of_the_fast_model_are_those_of_the_training() {
    type_probabilities(BuiltIn::Fast, include_str!("fixtures/event_types_fast.json"));
}

fn type_probabilities(model: BuiltIn, fixture: &str) {
    let fixture: Fixture = serde_json::from_str(fixture).expect("a fixture");
    let reader = Reader::built_in(model).expect("an embedded model");
    let model = reader.model();
    assert_eq!(model.event_types(), fixture.types);
    let mut kinds = std::collections::BTreeSet::new();
    for s in &fixture.sentences {
        let text = Text::new(s.text.as_str());
        let input = model.input(&text, &[text.span()]);
        let words = |spans: &[Span]| spans.iter().map(|&s| input.words_over(s)).collect::<Vec<_>>();
        let found = model
            .event_type(
                &input,
                &(0..input.words.len()).collect::<Vec<_>>(),
                &words(&s.source),
                &words(&s.target),
            )
            .expect("a sentence that fits");
        for (i, (got, want)) in found.iter().zip(&s.probabilities).enumerate() {
            let name = &fixture.types[i];
            assert!((got - want).abs() <= TOLERANCE, "{name} is {got} here, {want} in training: {}", s.text);
        }
        let best = (0..found.len()).max_by(|&a, &b| found[a].total_cmp(&found[b]));
        kinds.insert(best);
    }
    assert!(kinds.len() >= 12, "the sentences must be of many types to mean something: {}", kinds.len());
}

#[test]
fn a_head_for_other_word_vectors_is_refused() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../model");
    let error = Reader::from_files(|name| {
        let Ok(mut bytes) = std::fs::read(folder.join(name)) else { return Ok(None) };
        if name == "events.safetensors" {
            // The hash stands in the head of the file; another first digit makes it another's.
            let key = b"\"words\":\"";
            let at = bytes.windows(key.len()).position(|w| w == key).ok_or("no hash")? + key.len();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        }
        Ok(Some(bytes))
    })
    .expect_err("the hash is wrong");
    assert_eq!(error.file, "events.safetensors");
    assert!(error.cause.contains("word vectors"), "{}", error.cause);
}
