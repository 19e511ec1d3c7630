//! One module for each command.

pub mod actors;
#[cfg(feature = "archive")]
pub mod actors_list;
#[cfg(feature = "archive")]
pub mod actors_table;
#[cfg(feature = "archive")]
pub mod add;
#[cfg(feature = "archive")]
pub mod agreement;
#[cfg(feature = "archive")]
pub mod check;
#[cfg(feature = "archive")]
pub mod coding;
pub mod completions;
#[cfg(feature = "archive")]
pub mod correct;
#[cfg(feature = "archive")]
pub mod corrections;
#[cfg(feature = "archive")]
pub mod duplicates;
#[cfg(feature = "archive")]
pub mod events;
#[cfg(feature = "export")]
pub mod export;
#[cfg(feature = "archive")]
pub mod find;
#[cfg(feature = "archive")]
mod issues;
pub mod languages;
pub mod man;
#[cfg(feature = "archive")]
pub mod positions;
pub mod read;
#[cfg(feature = "archive")]
pub mod remove;
#[cfg(feature = "archive")]
pub mod reread;
#[cfg(feature = "archive")]
pub mod sayings;
pub mod schema;
#[cfg(feature = "workbench")]
pub mod serve;
#[cfg(feature = "archive")]
mod table;
#[cfg(feature = "export")]
pub mod to_parquet;
#[cfg(feature = "archive")]
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

#[cfg(feature = "export")]
impl Hinted for onrecord_lake::LakeError {
    fn hint(&self) -> Option<String> {
        self.hint().map(str::to_owned)
    }
}

#[cfg(feature = "archive")]
impl Hinted for onrecord_archive::ArchiveError {
    fn hint(&self) -> Option<String> {
        self.hint().map(str::to_owned)
    }
}
