//! One module for each command.

pub mod actors;
pub mod actors_table;
pub mod add;
pub mod agreement;
pub mod check;
pub mod coding;
pub mod completions;
pub mod correct;
pub mod corrections;
pub mod duplicates;
pub mod events;
pub mod export;
pub mod find;
mod issues;
pub mod languages;
pub mod man;
pub mod positions;
pub mod read;
pub mod remove;
pub mod reread;
pub mod sayings;
pub mod schema;
pub mod serve;
mod table;
pub mod to_parquet;
pub mod wording;

use crate::exit::Exit;
use crate::message::{self, Hinted};
use std::io::{self, IsTerminal, Write};

/// Output that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the output could not be written: {0}")]
pub struct WriteError(io::Error);

impl Hinted for WriteError {
    fn hint(&self) -> Option<String> {
        Some("see whether the disk is full, or write somewhere else".to_owned())
    }
}

/// Writes a text without colours to standard output and says how that ended.
pub fn print(text: &str) -> Exit {
    let mut stdout = message::Shown::new(io::stdout().lock(), io::stdout().is_terminal());
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Exit::AllRead,
        Err(error) => write_failed(error),
    }
}

/// What failing to write amounts to. A reader that went away (`| head`) had what it wanted.
pub fn write_failed(error: io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Exit::AllRead;
    }
    message::error(&WriteError(error));
    Exit::NothingRead
}

impl Hinted for onrecord_lake::LakeError {
    fn hint(&self) -> Option<String> {
        self.hint().map(str::to_owned)
    }
}

impl Hinted for onrecord_archive::ArchiveError {
    fn hint(&self) -> Option<String> {
        self.hint().map(str::to_owned)
    }
}
