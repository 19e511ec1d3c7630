//! Model inputs for the training: the same words, pieces and features that reading uses, so that the two cannot differ.

use anyhow::{Context, Result};
use onrecord::{Span, Text, model::Preparer};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};

#[derive(Deserialize)]
struct Document {
    id: String,
    text: String,
    /// What it is written in; English where nothing is said.
    language: Option<String>,
}

#[derive(Serialize)]
struct Prepared {
    id: String,
    /// Span of each word, in code points.
    words: Vec<Span>,
    pieces: Vec<Vec<u32>>,
    shape: Vec<u8>,
    quote: Vec<u8>,
    /// First word of each paragraph.
    paragraphs: Vec<usize>,
}

/// Reads `{"id", "text", "language"}` lines and writes one prepared document a line.
pub fn prepare(tokenizer: &std::path::Path, input: impl BufRead, mut output: impl Write) -> Result<()> {
    let bytes = std::fs::read(tokenizer).with_context(|| format!("reading {}", tokenizer.display()))?;
    let preparer = Preparer::new(&bytes).map_err(anyhow::Error::msg)?;
    for line in input.lines() {
        let document: Document = serde_json::from_str(&line?)?;
        let text = Text::new(document.text);
        let input = preparer.input(&text, &lines(&text), Some(document.language.as_deref().unwrap_or("en")));
        let prepared = Prepared {
            id: document.id,
            pieces: (0..input.words.len()).map(|w| input.pieces_of(w).to_vec()).collect(),
            shape: input.words.iter().map(|w| w.shape as u8).collect(),
            quote: input.marks.iter().map(|&m| m as u8).collect(),
            paragraphs: input.paragraphs.iter().map(|p| p.start).collect(),
            words: input.words.iter().map(|w| w.span).collect(),
        };
        serde_json::to_writer(&mut output, &prepared)?;
        output.write_all(b"\n")?;
    }
    Ok(())
}

/// The lines of a text that hold something.
pub fn lines(text: &Text) -> Vec<Span> {
    let mut start = 0;
    let mut out = Vec::new();
    for line in text.as_str().split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let lead = start + (line.len() - line.trim_start().len());
            out.push(text.span_of(lead..lead + trimmed.len()));
        }
        start += line.len();
    }
    out
}
