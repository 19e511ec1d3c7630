//! Running the binary and looking at what it did.

#![allow(dead_code, reason = "every test file is a crate of its own and uses its share of this")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The binary, with nothing in the environment that changes its output.
pub fn onrecord<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.args(arguments).env_remove("NO_COLOR").env_remove("COLUMNS").stdin(Stdio::null());
    command
}

/// What a run left behind.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The beginning of it: a test that fails on a large input must not print it all.
impl std::fmt::Debug for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start = |text: &str| text.chars().take(1_000).collect::<String>();
        write!(f, "code {}, stdout {:?}, stderr {:?}", self.code, start(&self.stdout), start(&self.stderr))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().expect("the process was not killed"),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

/// Runs it to the end.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    onrecord(arguments).output().expect("the binary runs").into()
}

/// Runs it with these bytes on standard input.
pub fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    let mut command = onrecord(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    child.stdin.take().unwrap().write_all(input).expect("standard input is read");
    child.wait_with_output().expect("it ends").into()
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A folder with files to read; gone with the value.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Puts a file there and returns its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("the file is written");
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// An article that anybody can read.
pub const GOOD: &str = "Harbour bridge to stay shut until May\n\n\
    “We have a choice between a slow repair and a dangerous bridge,” said Henrik Aaldal, who leads the port.\n\n\
    He added that the work would take until the end of May, as long as the weather held.\n";
