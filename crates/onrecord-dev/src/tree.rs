//! The grammar that the model sees in a text, for whoever wants to know why it is read as it is.

use crate::reading::reader;
use anyhow::{Context, Result};
use onrecord::document::Document;
use onrecord_intake::{Capture, Hints, take};
use std::path::Path;

/// Prints the reading of a plain text.
pub fn print(file: &Path, model: Option<&Path>) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let origin = file.display().to_string();
    let content_type = Some("text/plain; charset=utf-8".to_owned());
    let article = take(&Capture { origin, bytes, url: None, content_type }, &Hints::default())?.article;
    let reader = reader(model)?;
    let document = Document::new(article, reader.model());
    for (n, sentence) in document.sentences.iter().enumerate() {
        println!("# sentence {}", n + 1);
        for w in sentence.clone() {
            let head = document.head(w);
            let head = if head == w { 0 } else { head + 1 - sentence.start.min(head + 1) };
            let mention = document.mentions.iter().find(|m| m.word == w);
            let name = document.names.iter().find(|n| n.words.contains(&w));
            println!(
                "{}\t{}\t{}\t{}\t{head}\t{}\t{}\t{}",
                w + 1 - sentence.start,
                document.word(w),
                document.upos(w),
                document.xpos(w),
                document.rel(w),
                mention.map_or("_", |m| m.kind.name()),
                name.map_or("_", |n| n.kind.name()),
            );
        }
    }
    Ok(())
}
