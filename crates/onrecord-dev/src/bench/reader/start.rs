//! How long one article takes from the start of the program to its record.

use super::Sample;
use crate::bench::process;
use anyhow::{Context, Result, ensure};
use serde::Serialize;
use std::ffi::OsStr;
use std::fmt::{self, Display, Formatter};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Times that the program is started.
const TIMES: usize = 15;

/// From the start to the first bytes of the record.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// Words of the article.
    words: usize,
    /// By the clock, on one thread.
    one: Clock,
    /// By the clock, on as many threads as can run.
    all: Clock,
    /// Milliseconds on the processor, for all of it, on average.
    processor: f64,
    /// Milliseconds by the clock until the program has said its version, the least: what starting any program of this size costs.
    version: f64,
}

/// Milliseconds of many starts: the least, and the middle one.
#[derive(Debug, Serialize)]
struct Clock {
    least: f64,
    middle: f64,
}

pub(super) fn measure(program: &Path, model: Option<&Path>, samples: &[Sample]) -> Result<Figures> {
    // The one of middle length.
    let mut by_length: Vec<(usize, &Sample)> =
        samples.iter().map(|s| (s.text.split_whitespace().count(), s)).collect();
    by_length.sort_by_key(|(n, _)| *n);
    let (words, sample) = by_length[by_length.len() / 2];
    let path = sample.path.as_os_str();
    let before = process::children()?;
    let both = [&["--threads", "1"][..], &[]].map(|more| -> Result<Vec<f64>> {
        let args = ["read", "--format", "json"].iter().chain(more).map(OsStr::new);
        let chosen = model.into_iter().flat_map(|model| ["--model".as_ref(), model.as_os_str()]);
        let args: Vec<&OsStr> = args.chain(chosen).chain([path]).collect();
        (0..TIMES).map(|_| first_byte(program, &args)).collect()
    });
    let processor = (process::children()? - before).as_secs_f64() * 1e3 / (2 * TIMES) as f64;
    let [one, all] = both.map(|times| {
        times.map(|mut times| {
            times.sort_by(f64::total_cmp);
            Clock { least: times[0], middle: times[TIMES / 2] }
        })
    });
    let version =
        (0..TIMES).map(|_| first_byte(program, &["--version".as_ref()])).collect::<Result<Vec<_>>>()?;
    let version = version.into_iter().fold(f64::MAX, f64::min);
    Ok(Figures { words, one: one?, all: all?, processor, version })
}

/// Milliseconds until the program has written something.
fn first_byte(program: &Path, args: &[&OsStr]) -> Result<f64> {
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let mut out = child.stdout.take().context("its output")?;
    let mut rest = vec![0; 1];
    out.read_exact(&mut rest).with_context(|| format!("{} wrote nothing", program.display()))?;
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    out.read_to_end(&mut rest)?;
    let status = child.wait()?;
    ensure!(status.success(), "{} ended with {status}", program.display());
    Ok(elapsed)
}

impl Display for Figures {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "from the program's start to the record of {} words", self.words)?;
        for (clock, threads) in [(&self.one, "one thread"), (&self.all, "all threads")] {
            let Clock { least, middle } = clock;
            writeln!(
                f,
                "{least:>10.0} ms by the clock on {threads}, the least of {TIMES}; {middle:.0} ms the middle one"
            )?;
        }
        writeln!(f, "{:>10.0} ms on the processor", self.processor)?;
        write!(f, "{:>10.0} ms by the clock for --version", self.version)
    }
}
