//! Scoring the reading's grammar against a Universal Dependencies treebank.
//!
//! Each document's sentences are joined to a text, each a paragraph, and read as the product reads. Counted are the gold's words, but
//! for punctuation, that are words of the reading: whether the head is right (unlabelled attachment), and the relation without its
//! subtype with it (labelled). A head counts where both heads overlap, or both words are roots.

use crate::reading::reader;
use anyhow::{Context, Result};
use onrecord::document::Document as Analysed;
use onrecord::{Article, Part, PartKind, Reader, Span, Text};
use std::path::Path;

/// A word of the gold.
struct Word {
    id: usize,
    span: Span,
    head: usize,
    rel: String,
}

#[derive(Default)]
struct Document {
    text: String,
    chars: u32,
    sentences: Vec<(Span, Vec<Word>)>,
}

/// Prints the shares of right heads and relations of a CoNLL-U file.
pub fn score(file: &Path, model: Option<&Path>) -> Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let documents = documents(&text);
    let reader = reader(model)?;
    let (mut words, mut heads, mut both, mut roots) = (0, 0, 0, 0);
    let counted = crate::reading::parallel(&documents, |d| count(d, &reader));
    for (w, h, b, r) in counted {
        (words, heads, both, roots) = (words + w, heads + h, both + b, roots + r);
    }
    let percent = |n: usize| 100.0 * n as f64 / words.max(1) as f64;
    let sentences: usize = documents.iter().map(|d| d.sentences.len()).sum();
    println!(
        "{sentences} sentences, {words} words: heads {:.2}%  heads and relations {:.2}%  roots that are {:.3} a sentence",
        percent(heads),
        percent(both),
        roots as f64 / sentences.max(1) as f64
    );
    Ok(())
}

fn documents(file: &str) -> Vec<Document> {
    let mut out: Vec<Document> = vec![Document::default()];
    let mut sentence: Vec<Word> = Vec::new();
    // The last number of a surface form whose parts follow, and where it starts.
    let mut surface: Option<(usize, Span)> = None;
    let mut start = 0;
    for line in file.lines() {
        if line.starts_with("# newdoc") {
            out.push(Document::default());
            (surface, start) = (None, 0);
            continue;
        }
        let now = out.last_mut().expect("one from the beginning");
        let columns: Vec<&str> = line.split('\t').collect();
        if line.trim().is_empty() {
            if !sentence.is_empty() {
                let whole = Span::new(start, now.chars);
                now.sentences.push((whole, std::mem::take(&mut sentence)));
                now.add("\n");
            }
            (surface, start) = (None, now.chars);
            continue;
        }
        let [id, form, ..] = columns[..] else { continue };
        if columns.len() < 10 || id.contains('.') {
            continue;
        }
        let spaced = !columns[9].split('|').any(|m| m == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let span = now.add(form);
            surface = last.parse().ok().map(|last| (last, span));
            now.add(if spaced { " " } else { "" });
            continue;
        }
        let Ok(id) = id.parse() else { continue };
        let span = match surface {
            Some((last, whole)) if id <= last => {
                // The first part begins it, the last ends it.
                let long = form.chars().count() as u32;
                match id == last {
                    true => Span::new(whole.end.saturating_sub(long).max(whole.start), whole.end),
                    false => Span::new(whole.start, (whole.start + long).min(whole.end)),
                }
            }
            _ => {
                surface = None;
                let span = now.add(form);
                now.add(if spaced { " " } else { "" });
                span
            }
        };
        let rel = columns[7].split(':').next().unwrap_or("").to_owned();
        sentence.push(Word { id, span, head: columns[6].parse().unwrap_or(0), rel });
    }
    out.retain(|d| !d.sentences.is_empty());
    out
}

impl Document {
    fn add(&mut self, s: &str) -> Span {
        let start = self.chars;
        self.text.push_str(s);
        self.chars += s.chars().count() as u32;
        Span::new(start, self.chars)
    }
}

/// Words, right heads, right heads with right relations, and roots found.
fn count(document: &Document, reader: &Reader) -> (usize, usize, usize, usize) {
    let text = Text::new(document.text.as_str());
    let parts = document.sentences.iter().map(|(span, _)| Part { kind: PartKind::Body, span: *span });
    let article = Article { parts: parts.collect(), ..Article::plain("treebank", text) };
    let read = Analysed::new(article, reader.model());
    let (mut words, mut heads, mut both) = (0, 0, 0);
    for (_, sentence) in &document.sentences {
        for word in sentence.iter().filter(|w| w.rel != "punct") {
            let found = read.words_of(word.span);
            if found.len() != 1 || !read.input.words[found.start].span.overlaps(word.span) {
                continue;
            }
            words += 1;
            let above = read.head(found.start);
            let gold = sentence.iter().find(|w| w.id == word.head);
            let right = match gold {
                None => above == found.start,
                Some(gold) => above != found.start && read.input.words[above].span.overlaps(gold.span),
            };
            heads += usize::from(right);
            both += usize::from(right && read.rel(found.start).base().name() == word.rel);
        }
    }
    let roots = (0..read.len()).filter(|&w| read.head(w) == w).count();
    (words, heads, both, roots)
}
