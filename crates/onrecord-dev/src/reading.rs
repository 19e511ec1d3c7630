//! Reading a folder of articles the way the product reads them, and predictions in files.

use crate::attribution::{Gold, Roles};
use anyhow::{Context, Result, bail};
use onrecord::{BuiltIn, Reader, Record};
use onrecord_intake::{Capture, Hints, take};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Statements by article id.
pub type Predictions = BTreeMap<String, Vec<Roles>>;

/// A reader with a built-in model, by its name, or with one from a folder; without either, the one that reads best.
pub fn reader(model: Option<&Path>) -> Result<Reader> {
    let Some(model) = model else { return Ok(Reader::embedded()?) };
    Ok(match model.to_str().and_then(BuiltIn::named) {
        Some(built_in) => Reader::built_in(built_in)?,
        None => onrecord_intake::reader_in(model)?,
    })
}

/// Runs `work` over all items on all cores; results in the items' order.
pub fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(items.len()) {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(i) else { return };
                    let result = work(item);
                    done.lock().expect("no thread panics while it holds this").push((i, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("all threads ended");
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, r)| r).collect()
}

/// Reads one plain text through intake and reader.
pub fn record(id: &str, text: &str, hints: &Hints, reader: &Reader) -> Result<Record> {
    let capture = Capture {
        origin: format!("{id}.txt"),
        bytes: text.as_bytes().to_vec(),
        url: None,
        content_type: Some("text/plain; charset=utf-8".to_owned()),
    };
    let taken = take(&capture, hints).with_context(|| format!("taking in {id}"))?;
    Ok(reader.read(taken.article, taken.notes))
}

/// The product's statements of each article with their confidence, without those that stand inside others.
pub fn read_scored(gold: &[Gold], reader: &Reader) -> Result<Vec<Vec<(Roles, f32)>>> {
    parallel(gold, |g| -> Result<Vec<(Roles, f32)>> {
        let record = record(&g.id, &g.text, &Hints::default(), reader)?;
        if record.article.text.as_str() != g.text {
            bail!("the text of {} was changed on the way in, so its offsets mean nothing", g.id);
        }
        let outer = record.statements.into_iter().filter(|s| s.inside.is_none());
        Ok(outer
            .map(|s| (Roles { source: s.source, cue: s.cue, content: s.content }, s.confidence))
            .collect())
    })
    .into_iter()
    .collect()
}

/// The same by article, without the confidence.
pub fn read_all(gold: &[Gold], reader: &Reader) -> Result<Predictions> {
    let found = read_scored(gold, reader)?;
    let roles = found.into_iter().map(|list| list.into_iter().map(|(roles, _)| roles).collect());
    Ok(gold.iter().map(|g| g.id.clone()).zip(roles).collect())
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Line {
    id: String,
    statements: Vec<Roles>,
}

/// Reads predictions from a file of JSON lines.
pub fn predictions(file: &Path) -> Result<Predictions> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let mut out = Predictions::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let line: Line =
            serde_json::from_str(line).with_context(|| format!("{} line {}", file.display(), n + 1))?;
        if let Some(_twice) = out.insert(line.id.clone(), line.statements) {
            bail!("{} line {}: article {} appears twice", file.display(), n + 1, line.id);
        }
    }
    Ok(out)
}

/// Writes predictions as the reference scorer reads them.
pub fn write(predictions: &Predictions, file: &Path) -> Result<()> {
    let mut out = std::fs::File::create(file).with_context(|| format!("writing {}", file.display()))?;
    for (id, statements) in predictions {
        let line = Line { id: id.clone(), statements: statements.clone() };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
    }
    Ok(())
}
