//! A long stretch of adding to an archive while many read it in the workbench, and some wish it ill: whether all who read are
//! answered, and whether the server's memory stays as it is.

use crate::bench::{Chance, process, workbench};
use crate::hostile;
use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Articles of one call of `onrecord add`.
const BATCH: usize = 20;
/// How long clients ask before they look which articles there are now.
const SLICE: Duration = Duration::from_secs(20);
/// How much a server's memory may grow between the second third of the time and the last: what allocators and the store's
/// pages need to settle.
const GROWTH: f64 = 1.15;
/// And these bytes.
const SETTLING: u64 = 24 << 20;
/// In less time than this a server is still filling what it keeps, and growth tells nothing.
const WARM: Duration = Duration::from_secs(600);
/// What it may hold at most, in bytes, however long it runs.
const MOST: u64 = 512 << 20;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Soaked {
    /// Minutes it took.
    pub minutes: f64,
    /// Clients that asked at the same time.
    pub clients: usize,
    /// Articles that were added meanwhile.
    pub added: u64,
    /// Calls of `onrecord add`.
    pub calls: u64,
    /// Connections that were made by those who wish it ill.
    pub hostile: u64,
    /// What the server held in memory, in MB: the median of each third of the time.
    pub thirds: [u64; 3],
    /// The most that it held, in MB.
    pub peak: u64,
    /// Answers of each stretch of time, as `bench workbench` tells them.
    pub stretches: Vec<String>,
}

/// A server that ends with the value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Soaks an archive of its own for so long.
pub fn run(binary: &Path, clients: usize, for_so_long: Duration) -> Result<Soaked> {
    let folder = tempfile::tempdir()?;
    let archive = folder.path().join("soak.db");
    let mut chance = Chance(1);
    add(binary, &archive, folder.path(), &mut chance, 0)?;
    let (server, base) = serve(binary, &archive)?;
    let (stop, added, calls) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let (pid, begun) = (server.0.id().to_string(), Instant::now());
    let host = base.trim_start_matches("http://").trim_end_matches('/');
    let (stretches, memory, hostile) = std::thread::scope(|scope| -> Result<_> {
        let adding = scope.spawn(|| -> Result<()> {
            while !stop.load(Relaxed) {
                let call = calls.fetch_add(1, Relaxed) + 1;
                added.fetch_add(add(binary, &archive, folder.path(), &mut chance, call)?, Relaxed);
            }
            Ok(())
        });
        let watching = scope.spawn(|| {
            let mut memory = Vec::new();
            while !stop.load(Relaxed) {
                memory.extend(process::memory(&pid, "VmRSS:"));
                std::thread::sleep(Duration::from_millis(500));
            }
            memory
        });
        let harming = scope.spawn(|| hostile::run(host, &stop));
        let mut stretches = Vec::new();
        let asked = loop {
            let left = for_so_long.saturating_sub(begun.elapsed());
            if left.is_zero() || adding.is_finished() {
                break Ok(());
            }
            match workbench::run(&base, clients, SLICE.min(left), Duration::ZERO) {
                Ok(told) => stretches.push(told.lines().last().unwrap_or_default().to_owned()),
                Err(error) => break Err(error),
            }
        };
        // Whatever went wrong, the others are not waited for without an end.
        stop.store(true, Relaxed);
        let added = adding.join().expect("adding does not panic");
        let memory = watching.join().expect("watching does not panic");
        let (hostile, failed) = harming.join().expect("doing harm does not panic");
        asked.context("a page was not answered")?;
        added?;
        ensure!(
            failed == 0,
            "{failed} of the requests that are to be refused were failures of the server's own"
        );
        Ok((stretches, memory, hostile))
    })?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    drop(server);
    check(binary, &archive)?;
    ensure!(memory.len() >= 6, "too short a time to see whether memory grows");
    let thirds: Vec<u64> = memory.chunks(memory.len().div_ceil(3)).map(median).collect();
    let megabytes = |bytes: u64| bytes >> 20;
    let soaked = Soaked {
        minutes,
        clients,
        added: added.into_inner(),
        calls: calls.into_inner(),
        hostile,
        thirds: [0, 1, 2].map(|n| megabytes(thirds[n])),
        peak: megabytes(memory.iter().copied().max().unwrap_or(0)),
        stretches,
    };
    if soaked.peak > megabytes(MOST) {
        bail!("the server held {} MB", soaked.peak);
    }
    if for_so_long >= WARM && thirds[2] > (thirds[1] as f64 * GROWTH) as u64 + SETTLING {
        bail!("the server's memory grows: {:?} MB in the thirds of the time", soaked.thirds);
    }
    Ok(soaked)
}

/// Adds a batch of articles that there were not before; gives how many.
fn add(binary: &Path, archive: &Path, folder: &Path, chance: &mut Chance, call: u64) -> Result<u64> {
    let path = folder.join("more.jsonl");
    let mut file = std::fs::File::create(&path)?;
    for n in 0..BATCH {
        let choices: Vec<u8> = (0..80 + chance.below(200)).map(|_| chance.below(256) as u8).collect();
        let text = format!(
            "“The bridge stays shut,” Person {} Holm said. {}",
            chance.skewed(50),
            onrecord_fuzz::news(&choices)
        );
        let (month, day) = (1 + chance.below(12), 1 + chance.below(28));
        let line = serde_json::json!({
            "url": format!("https://skerry.example/{call}/{n}"),
            "text": text,
            "published": format!("2023-{month:02}-{day:02}"),
            "outlet": format!("Paper {}", chance.skewed(9)),
        });
        writeln!(file, "{line}")?;
    }
    drop(file);
    let ran = Command::new(binary).args(["add", "--archive"]).args([archive, &path]).output()?;
    let told = String::from_utf8_lossy(&ran.stderr);
    ensure!(ran.status.success(), "`onrecord add` failed: {told}");
    let count = told.lines().find_map(|line| line.split_once(" added")?.0.parse().ok());
    count.with_context(|| format!("`onrecord add` does not say how many were added: {told}"))
}

/// Starts a workbench at a port that is free, and waits until it answers.
fn serve(binary: &Path, archive: &Path) -> Result<(Server, String)> {
    let mut command = Command::new(binary);
    command.args(["serve", "--port", "0", "--archive"]).arg(archive).stdin(Stdio::null());
    let mut server = Server(command.stderr(Stdio::piped()).spawn()?);
    let mut told = BufReader::new(server.0.stderr.take().context("standard error")?);
    let mut line = String::new();
    told.read_line(&mut line)?;
    let base = line.split_whitespace().find(|word| word.starts_with("http://"));
    let base = base.with_context(|| format!("`onrecord serve` does not say where it is: {line}"))?.to_owned();
    // What else it says is to fill no pipe.
    std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    Ok((server, base))
}

fn check(binary: &Path, archive: &Path) -> Result<()> {
    let ran = Command::new(binary).args(["check", "--archive"]).arg(archive).output()?;
    ensure!(ran.status.success(), "the archive is not clean: {}", String::from_utf8_lossy(&ran.stdout));
    Ok(())
}

fn median(some: &[u64]) -> u64 {
    let mut some = some.to_vec();
    some.sort_unstable();
    some[some.len() / 2]
}
