//! What this process has used so far, as Linux tells it.

use anyhow::{Context, Result};
use std::time::Duration;

/// Ticks a second in `/proc`: 100 on every Linux that there is.
const TICKS: f64 = 100.0;

/// Time on the processor, of all threads together.
pub(super) fn cpu() -> Result<Duration> {
    ticks(11)
}

/// Time on the processor of all programs that were started and have ended.
pub(super) fn children() -> Result<Duration> {
    ticks(13)
}

/// Seconds of this thread on the processor: what others take of it does not count.
pub(super) fn thread() -> f64 {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9
}

/// The processor's name.
pub(super) fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let of = |key: &str| {
        let line = info.lines().find(|l| l.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let number = |key: &str| of(key).unwrap_or_else(|| "?".to_owned());
    match of("model name") {
        // The names of servers' processors do not always tell their kind.
        Some(name) => format!("{name} (family {}, model {})", number("cpu family"), number("model\t")),
        None => std::env::consts::ARCH.to_owned(),
    }
}

/// Two fields of this process's line, from one on.
fn ticks(first: usize) -> Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("only Linux tells the processor's time")?;
    // The name in brackets may hold anything.
    let after = stat.rsplit_once(')').context("/proc/self/stat")?.1;
    let mut fields = after.split_ascii_whitespace().skip(first);
    let mut next = || -> Result<f64> { Ok(fields.next().context("/proc/self/stat")?.parse()?) };
    Ok(Duration::from_secs_f64((next()? + next()?) / TICKS))
}

/// Most memory it has had at once, in bytes.
pub(super) fn peak() -> Result<u64> {
    memory("self", "VmHWM:")
}

/// What the status of a process, `self` or a number, says of its memory, in bytes.
pub(crate) fn memory(process: &str, field: &str) -> Result<u64> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(path).context("only Linux tells the memory")?;
    let line = status.lines().find_map(|l| l.strip_prefix(field)).with_context(|| field.to_owned())?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes << 10)
}
