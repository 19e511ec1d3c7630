//! `onrecord completions`: a completion script for a shell.

use crate::args::Args;
use clap::CommandFactory;
use clap_complete::Shell;

/// The script.
pub fn text(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "onrecord", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
