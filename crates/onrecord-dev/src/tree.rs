//! The grammar that the model sees in a text, for whoever wants to know why it is read as it is.

use crate::reading::reader;
use anyhow::{Context, Result};
use onrecord::reading::Reading;
use onrecord_intake::{Capture, Hints, take};
use std::path::Path;

/// Prints the reading of a plain text.
pub fn print(file: &Path, model: Option<&Path>) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let origin = file.display().to_string();
    let content_type = Some("text/plain; charset=utf-8".to_owned());
    let article = take(&Capture { origin, bytes, url: None, content_type }, &Hints::default())?.article;
    let reader = reader(model)?;
    let labels = reader.model().labels();
    let reading = Reading::new(&article, reader.model());
    let label = |list: &[String], n: u8| list.get(usize::from(n)).cloned().unwrap_or_else(|| "_".to_owned());
    for (n, sentence) in reading.sentences.iter().enumerate() {
        println!("# sentence {}", n + 1);
        for w in sentence.clone() {
            let grammar = reading.grammar[w];
            let head = grammar.head as usize;
            let head = if head == w { 0 } else { head + 1 - sentence.start.min(head + 1) };
            let mention = reading.mentions.iter().find(|m| m.word == w);
            let name = reading.names.iter().find(|n| n.words.contains(&w));
            println!(
                "{}\t{}\t{}\t{}\t{head}\t{}\t{}\t{}",
                w + 1 - sentence.start,
                article.text.slice(reading.input.words[w].span),
                label(&labels.upos, grammar.upos),
                label(&labels.xpos, grammar.xpos),
                label(&labels.rel, grammar.rel),
                mention.map_or("_".to_owned(), |m| label(&labels.mentions, m.kind)),
                name.map_or("_".to_owned(), |n| label(&labels.names, n.label)),
            );
        }
    }
    Ok(())
}
