//! What was compiled in, and what a command needs that was not.

use crate::message::Hinted;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::fmt;
use std::sync::LazyLock;

/// How to get a binary with everything.
pub const FULL: &str =
    "`cargo install --locked --path crates/onrecord-cli --features full` builds a binary with everything";

/// A feature of this crate.
struct Feature {
    name: &'static str,
    on: bool,
    /// What it is for.
    what: &'static str,
    /// Its commands. That the table is whole is tested.
    commands: &'static [&'static str],
    /// Its commands of `onrecord actors`.
    of_actors: &'static [&'static str],
}

const FEATURES: &[Feature] = &[
    Feature { name: "pdf", on: cfg!(feature = "pdf"), what: "PDF files", commands: &[], of_actors: &[] },
    Feature {
        name: "web",
        on: cfg!(feature = "web"),
        what: "pages from the web",
        commands: &[],
        of_actors: &[],
    },
    Feature {
        name: "archive",
        on: cfg!(feature = "archive"),
        what: "archives",
        commands: &[
            "add",
            "agreement",
            "check",
            "code",
            "codebook",
            "coders",
            "codes",
            "correct",
            "corrections",
            "duplicates",
            "events",
            "find",
            "merge",
            "positions",
            "remove",
            "reread",
            "sayings",
            "settle",
            "wording",
        ],
        of_actors: &["list", "merge", "split", "table"],
    },
    Feature {
        name: "export",
        on: cfg!(feature = "export"),
        what: "Parquet, tables, networks and files of other programs",
        commands: &["export"],
        of_actors: &[],
    },
    Feature {
        name: "workbench",
        on: cfg!(feature = "workbench"),
        what: "the workbench in a browser",
        commands: &["serve"],
        of_actors: &[],
    },
];

/// What `--version` prints after the name; `-V` prints the first line alone.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(told);
    &VERSION
}

fn told() -> String {
    let of = |on: bool| {
        let names: Vec<&str> = FEATURES.iter().filter(|f| f.on == on).map(|f| f.name).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    let version = env!("CARGO_PKG_VERSION");
    format!("{version}\nfeatures: {}\nleft out: {}", of(true), of(false))
}

/// What this binary has not, for the end of `--help`; none if it has everything.
pub fn missing() -> Option<String> {
    let left_out: Vec<&Feature> = FEATURES.iter().filter(|f| !f.on).collect();
    if left_out.is_empty() {
        return None;
    }
    let mut text = "Left out of this binary:\n".to_owned();
    for feature in left_out {
        text += &format!("  {:<10} {}", feature.name, feature.what);
        if !feature.commands.is_empty() {
            text += &format!(": {}", feature.commands.join(", "));
        }
        text.push('\n');
    }
    Some(text + FULL)
}

/// Something that is asked for and was left out.
#[derive(Debug)]
pub struct LeftOut {
    what: String,
    feature: &'static str,
}

impl LeftOut {
    /// Of a flag or the like, as it was typed.
    pub fn of(what: impl Into<String>, feature: &'static str) -> LeftOut {
        LeftOut { what: what.into(), feature }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: needs the feature `{}`, which this binary was built without", self.what, self.feature)
    }
}

impl std::error::Error for LeftOut {}

impl Hinted for LeftOut {
    fn hint(&self) -> Option<String> {
        Some(format!("{FULL}; `--features {}` builds that much", self.feature))
    }
}

/// Whether what is wrong with a command line is that it names a command which was left out.
pub fn left_out(error: &clap::Error) -> Option<LeftOut> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(named)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    command_left_out(named).or_else(|| {
        let feature = FEATURES.iter().find(|f| !f.on && f.of_actors.contains(&named.as_str()))?;
        Some(LeftOut::of(format!("onrecord actors {named}"), feature.name))
    })
}

/// Whether a command of that name was left out.
pub fn command_left_out(name: &str) -> Option<LeftOut> {
    let feature = FEATURES.iter().find(|f| !f.on && f.commands.contains(&name))?;
    Some(LeftOut::of(format!("onrecord {name}"), feature.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Args;
    use clap::CommandFactory;

    /// Commands that every binary has.
    const ALWAYS: [&str; 6] = ["actors", "completions", "languages", "man", "read", "schema"];

    #[test]
    fn every_command_is_there_always_or_of_one_feature() {
        assert!(FEATURES.iter().all(|f| f.on), "tests run with every feature");
        let names = |command: &clap::Command| {
            let mut names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
            names.sort();
            names
        };
        let mut told: Vec<&str> = FEATURES.iter().flat_map(|f| f.commands).copied().chain(ALWAYS).collect();
        told.sort_unstable();
        let command = Args::command();
        assert_eq!(names(&command), told);

        let mut told: Vec<&str> =
            FEATURES.iter().flat_map(|f| f.of_actors).copied().chain(["import"]).collect();
        told.sort_unstable();
        assert_eq!(names(command.find_subcommand("actors").unwrap()), told);
    }

    #[test]
    fn a_whole_binary_misses_nothing() {
        assert_eq!(missing(), None);
        assert!(version().ends_with("\nfeatures: pdf, web, archive, export, workbench\nleft out: none"));
        let error = Args::command().try_get_matches_from(["onrecord", "exprot"]).unwrap_err();
        assert!(left_out(&error).is_none());
    }
}
