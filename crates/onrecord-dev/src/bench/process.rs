//! What this process has used so far, as Linux tells it.

use anyhow::{Context, Result};
use std::time::Duration;

/// Ticks a second in `/proc`: 100 on every Linux that there is.
const TICKS: f64 = 100.0;

/// Time on the processor, of all threads together.
pub(super) fn cpu() -> Result<Duration> {
    time("/proc/self/stat")
}

/// Time on the processor, of the thread that asks.
pub(super) fn thread_cpu() -> Result<Duration> {
    time("/proc/thread-self/stat")
}

fn time(file: &'static str) -> Result<Duration> {
    let stat = std::fs::read_to_string(file).context("only Linux tells the processor's time")?;
    // The name in brackets may hold anything.
    let after = stat.rsplit_once(')').context(file)?.1;
    let mut fields = after.split_ascii_whitespace().skip(11);
    let mut next = || -> Result<f64> { Ok(fields.next().context(file)?.parse()?) };
    Ok(Duration::from_secs_f64((next()? + next()?) / TICKS))
}

/// Most memory it has had at once, in bytes.
pub(super) fn peak() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("only Linux tells the memory")?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).context("VmHWM")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes << 10)
}
