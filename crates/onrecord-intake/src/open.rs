//! From a path or a stream to a [`Capture`]: the only place of this crate that touches the file system.

use crate::{Capture, IntakeError};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Most bytes one article may have. The longest pages seen have 3 MB; what is larger is an archive of many
/// articles or no text at all, and would only fill the memory.
pub const SIZE_LIMIT: u64 = 64 << 20;

/// Reads one regular file of at most [`SIZE_LIMIT`] bytes.
///
/// # Errors
/// When there is no such file, when it is a folder or no regular file, when it is too large or cannot be read.
pub fn open(path: &Path) -> Result<Capture, IntakeError> {
    open_up_to(path, SIZE_LIMIT)
}

/// Reads one regular file of at most `limit` bytes.
///
/// # Errors
/// As [`open`].
pub fn open_up_to(path: &Path, limit: u64) -> Result<Capture, IntakeError> {
    let origin = path.display().to_string();
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => IntakeError::Missing { path: path.to_owned() },
        _ => IntakeError::Io { origin: origin.clone(), source },
    };
    // Asked before opening: opening a named pipe would wait for a writer that may never come.
    let meta = std::fs::metadata(path).map_err(failed)?;
    if meta.is_dir() {
        return Err(IntakeError::Directory { path: path.to_owned() });
    }
    if !meta.is_file() {
        return Err(IntakeError::NotRegular { path: path.to_owned() });
    }
    if meta.len() > limit {
        return Err(IntakeError::TooLarge { origin, size: meta.len(), limit });
    }
    let file = File::open(path).map_err(failed)?;
    read_up_to(&origin, file, limit)
}

/// Reads a stream to its end, for instance standard input with the origin `-`.
///
/// # Errors
/// When it holds more than `limit` bytes or cannot be read.
pub fn read_up_to(origin: &str, stream: impl Read, limit: u64) -> Result<Capture, IntakeError> {
    read_as_far_as_it_goes(origin, stream, limit).map_err(|(error, _)| error)
}

/// As [`read_up_to`]; with an error goes how many bytes could be read.
pub(crate) fn read_as_far_as_it_goes(
    origin: &str,
    stream: impl Read,
    limit: u64,
) -> Result<Capture, (IntakeError, u64)> {
    let mut bytes = Vec::new();
    let read = stream.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    let size = bytes.len() as u64;
    match read {
        Err(source) => Err((IntakeError::Io { origin: origin.to_owned(), source }, size)),
        Ok(_) if size > limit => {
            Err((IntakeError::TooLarge { origin: origin.to_owned(), size, limit }, size))
        }
        Ok(_) => Ok(Capture { origin: origin.to_owned(), bytes, url: None, content_type: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_path_a_folder_and_a_large_file_have_errors_of_their_own() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(matches!(open(&here.join("no-such-file")), Err(IntakeError::Missing { .. })));
        assert!(matches!(open(here), Err(IntakeError::Directory { .. })));
        let error = open_up_to(&here.join("Cargo.toml"), 10).unwrap_err();
        assert!(matches!(error, IntakeError::TooLarge { limit: 10, .. }));
        assert!(error.hint().is_some());
        assert!(error.to_string().contains("Cargo.toml"), "{error}");
    }

    #[test]
    fn a_stream_is_read_up_to_the_limit() {
        assert_eq!(read_up_to("-", &b"abc"[..], 3).unwrap().bytes, b"abc");
        assert!(matches!(read_up_to("-", &b"abcd"[..], 3), Err(IntakeError::TooLarge { .. })));
    }
}
