//! How fast the reader is, beside what the processor could do and beside what others do with the same texts.

mod engine;
mod peers;
mod start;
mod whole;

use super::process;
use crate::reading::reader;
use anyhow::{Context, Result, ensure};
use onrecord::Reader;
use onrecord::model::Level;
use serde::Serialize;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

/// What to measure.
pub struct Wanted {
    /// Folder with text/ID.txt.
    pub dir: PathBuf,
    /// Folder with another model's files.
    pub model: Option<PathBuf>,
    /// At most so many texts.
    pub limit: usize,
    /// Only this level's kernels; all that there are if not given.
    pub level: Option<Level>,
    /// The program whose start is measured; none to leave that out.
    pub program: Option<PathBuf>,
    /// The Python that has the peers; none to leave them out.
    pub python: Option<PathBuf>,
}

/// A text to read.
pub struct Sample {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// Words as `wc` counts them, which is what figures are given in.
fn words(samples: &[Sample]) -> usize {
    samples.iter().map(|s| s.text.split_whitespace().count()).sum()
}

/// What was measured, in the order in which it is shown.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// The version of this program.
    version: &'static str,
    /// The processor, as the system calls it.
    processor: String,
    /// Threads that can run at the same time.
    threads: usize,
    /// The built-in model's name, or the folder of another.
    model: String,
    /// Texts that were read.
    texts: usize,
    /// Their words, as `wc` counts them.
    words: usize,
    /// The engine and the whole reading, for each level.
    levels: Vec<engine::Figures>,
    /// How the time of a reading grows with the article's length.
    lengths: Vec<whole::Length>,
    /// How much more is read by more threads.
    spread: Vec<whole::Spread>,
    /// How long one article takes from the program's start.
    start: Option<start::Figures>,
    /// What others take for the same texts.
    peers: Option<peers::Peers>,
}

impl Figures {
    fn of(wanted: &Wanted, samples: &[Sample], levels: Vec<engine::Figures>) -> Self {
        Figures {
            version: env!("CARGO_PKG_VERSION"),
            processor: process::processor(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            model: wanted.model.as_ref().map_or_else(|| "base".to_owned(), |m| m.display().to_string()),
            texts: samples.len(),
            words: words(samples),
            levels,
            lengths: Vec::new(),
            spread: Vec::new(),
            start: None,
            peers: None,
        }
    }
}

/// Measures all of it. Tells on standard error what it is at, since it takes minutes.
pub fn run(wanted: &Wanted) -> Result<Figures> {
    let samples = samples(&wanted.dir, wanted.limit)?;
    let mut reader = reader(wanted.model.as_deref())?;
    let levels = levels(wanted, &mut reader, &samples)?;
    reader.set_level(wanted.level.unwrap_or_else(Level::best));
    eprintln!("lengths and threads");
    let lengths = whole::lengths(&reader, &samples)?;
    let spread = whole::spread(&reader, &samples)?;
    eprintln!("start");
    let start = wanted
        .program
        .as_deref()
        .map(|p| start::measure(p, wanted.model.as_deref(), &samples))
        .transpose()?;
    eprintln!("peers");
    let per_word = levels.first().map_or(0.0, engine::Figures::seconds_a_word);
    let peers = peers::measure(wanted.python.as_deref(), &samples, per_word);
    let figures =
        Figures { lengths, spread, start, peers: Some(peers), ..Figures::of(wanted, &samples, levels) };
    Ok(figures)
}

/// Measures the kernels and the stages alone.
pub fn engine(wanted: &Wanted) -> Result<Figures> {
    let samples = samples(&wanted.dir, wanted.limit)?;
    let mut reader = reader(wanted.model.as_deref())?;
    let levels = levels(wanted, &mut reader, &samples)?;
    Ok(Figures::of(wanted, &samples, levels))
}

/// The best level first.
fn levels(wanted: &Wanted, reader: &mut Reader, samples: &[Sample]) -> Result<Vec<engine::Figures>> {
    let levels = wanted.level.map_or_else(|| Level::all().into_iter().rev().collect(), |level| vec![level]);
    let mut out = Vec::new();
    for level in levels {
        eprintln!("{level}");
        reader.set_level(level);
        out.push(engine::measure(reader, samples)?);
    }
    Ok(out)
}

fn samples(dir: &Path, limit: usize) -> Result<Vec<Sample>> {
    let dir = dir.join("text");
    let list = std::fs::read_dir(&dir).with_context(|| format!("listing {}", dir.display()))?;
    let mut paths = list.map(|f| Ok(f?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.truncate(limit);
    ensure!(!paths.is_empty(), "{} holds no text", dir.display());
    let read = |path: PathBuf| -> Result<Sample> {
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Sample { path, text })
    };
    paths.into_iter().map(read).collect()
}

impl Display for Figures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "onrecord {}, {}, {} threads", self.version, self.processor, self.threads)?;
        writeln!(f, "model {}, {} texts, {} words as wc counts them\n", self.model, self.texts, self.words)?;
        engine::show(&self.levels, f)?;
        whole::show(&self.lengths, &self.spread, f)?;
        if let Some(start) = &self.start {
            writeln!(f, "\n{start}")?;
        }
        self.peers.iter().try_for_each(|peers| writeln!(f, "\n{peers}"))
    }
}
