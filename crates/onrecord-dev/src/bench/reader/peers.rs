//! The peers on the same texts, where they are installed.

use super::{Sample, words};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const SCRIPT: &str = include_str!("peers.py");

/// What was measured, and why the rest was not.
#[derive(Debug, Default, Serialize)]
pub(super) struct Peers {
    measured: Vec<Peer>,
    missing: Vec<String>,
}

/// One peer.
#[derive(Debug, Serialize)]
struct Peer {
    name: String,
    /// Words for a second on the processor.
    words_a_second: f64,
    /// Its time against that of the reader's best level, from the file to JSON.
    against_reader: f64,
}

#[derive(Deserialize)]
struct Said {
    peers: Vec<Found>,
    missing: Vec<String>,
}

#[derive(Deserialize)]
struct Found {
    name: String,
    seconds: f64,
}

/// Runs the peers. What is not installed is told, and no error: most machines have none.
pub(super) fn measure(python: Option<&Path>, samples: &[Sample], seconds_a_word: f64) -> Peers {
    let Some(python) = python else {
        return Peers { missing: vec!["peers were not asked for (--python)".to_owned()], ..Peers::default() };
    };
    let n = words(samples) as f64;
    match ask(python, samples) {
        Ok(said) => Peers {
            measured: said
                .peers
                .into_iter()
                .map(|p| Peer {
                    words_a_second: n / p.seconds,
                    against_reader: p.seconds / (n * seconds_a_word),
                    name: p.name,
                })
                .collect(),
            missing: said.missing,
        },
        Err(why) => Peers { missing: vec![format!("{}: {why}", python.display())], ..Peers::default() },
    }
}

fn ask(python: &Path, samples: &[Sample]) -> Result<Said, String> {
    let spawned = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.map_err(|e| e.to_string())?;
    let list: String = samples.iter().map(|s| format!("{}\n", s.path.display())).collect();
    // Who does not read it says why on standard error.
    let _ = child.stdin.take().map(|mut to| to.write_all(list.as_bytes()));
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(said.lines().last().unwrap_or("it failed and did not say why").to_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())
}

impl Display for Peers {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "peers on the same texts        words/s of the processor   their time against ours")?;
        for p in &self.measured {
            writeln!(f, "{}\n{:>55.0} {:>23.2} ×", p.name, p.words_a_second, p.against_reader)?;
        }
        self.missing.iter().try_for_each(|m| writeln!(f, "not measured: {m}"))
    }
}
