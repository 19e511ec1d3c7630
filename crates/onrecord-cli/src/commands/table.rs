//! What the commands that ask an archive have in common: the query, the archive, and how that may go wrong.

use super::find::Nobody;
use super::write_failed;
use crate::exit::Exit;
use crate::message;
use onrecord_archive::{Archive, ArchiveError, Query};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::Path;

/// What came of a question.
pub struct Asked {
    /// How writing the answer ended.
    pub written: io::Result<()>,
    /// Names in the query that lead to nobody.
    pub unknown: Vec<String>,
}

/// Reads the query, opens the archive, and lets the command ask and print.
pub fn ask_archive(
    query: &[String],
    archive: &Path,
    ask: impl FnOnce(&Archive, &Query, &mut BufWriter<StdoutLock<'static>>) -> Result<Asked, ArchiveError>,
) -> Exit {
    let query = match Query::parse(&query.join(" ")) {
        Ok(query) => query,
        Err(error) => {
            message::usage(&error);
            return Exit::Usage;
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let asked = match Archive::open(archive).and_then(|archive| ask(&archive, &query, &mut out)) {
        Ok(asked) => asked,
        Err(error) => {
            message::error(&error);
            return Exit::NothingRead;
        }
    };
    for name in asked.unknown {
        message::error(&Nobody(name));
    }
    match asked.written.and_then(|()| out.flush()) {
        Ok(()) => Exit::AllRead,
        Err(error) => write_failed(error),
    }
}
