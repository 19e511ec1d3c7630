//! Where a command writes: standard output, or a file that is there only when it is whole.

use crate::message::{Hinted, Shown};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Bytes that are written at once.
const AT_ONCE: usize = 1 << 16;
/// Links that are followed one after another. Linux has the same bound.
const LINKS: usize = 40;

/// A file that cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct Unwritable {
    path: PathBuf,
    source: io::Error,
}

impl Unwritable {
    /// Of what the system said.
    pub fn of(path: &Path, source: io::Error) -> Unwritable {
        Unwritable { path: path.to_owned(), source }
    }
}

impl Hinted for Unwritable {
    fn hint(&self) -> Option<String> {
        Some("see that the folder exists, that you may write in it, and that the disk is not full".to_owned())
    }
}

/// Standard output, or a file.
#[derive(Debug)]
pub struct Out {
    to: BufWriter<To>,
    /// Whether nobody reads what is written any more.
    pub gone: bool,
}

#[derive(Debug)]
enum To {
    Standard(Shown<io::Stdout>),
    /// A device, a named pipe and the like: what is written into, and never replaced.
    Special(File),
    /// A file that takes the place of another one, if there is one, when it is whole. It is removed otherwise.
    File(tempfile::NamedTempFile, PathBuf),
}

impl Out {
    /// Opens standard output if there is no path.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(path: Option<&Path>) -> io::Result<Out> {
        let to = match path {
            None => To::Standard(Shown::new(io::stdout(), io::stdout().is_terminal())),
            Some(path) => To::of(&followed(path)?)?,
        };
        Ok(Out { to: BufWriter::with_capacity(AT_ONCE, to), gone: false })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When the system refuses; whatever was there before is there still.
    pub fn done(mut self) -> io::Result<()> {
        self.to.flush()?;
        let (to, _) = self.to.into_parts();
        if let To::File(file, path) = to {
            file.persist(path)?;
        }
        Ok(())
    }
}

impl To {
    fn of(path: &Path) -> io::Result<To> {
        let there = match std::fs::metadata(path) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            return Ok(To::Special(OpenOptions::new().write(true).open(path)?));
        }
        // Beside its place, as only within a file system can a file take another's at once.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Or the error would name a file that nobody asked for.
        std::fs::metadata(folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".onrecord-").suffix(".part");
        if let Some(there) = &there {
            if there.permissions().readonly() {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            builder.permissions(there.permissions());
        } else {
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        Ok(To::File(builder.tempfile_in(folder)?, path.to_owned()))
    }
}

/// What a path leads to when all links are followed, whether or not there is something.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match std::fs::symlink_metadata(&path) {
            Ok(there) if there.is_symlink() => {
                let to = std::fs::read_link(&path)?;
                path = path.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
            }
            _ => return Ok(path),
        }
    }
    Err(io::Error::other("too many links"))
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            To::Standard(out) => out.write(bytes),
            To::Special(file) => file.write(bytes),
            To::File(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            To::Standard(out) => out.flush(),
            To::Special(file) => file.flush(),
            To::File(file, _) => file.flush(),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes);
        self.gone |= written.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::BrokenPipe);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

    fn written(path: &Path, text: &str) -> io::Result<()> {
        let mut out = Out::new(Some(path))?;
        out.write_all(text.as_bytes())?;
        out.done()
    }

    #[test]
    fn only_files_are_replaced_and_links_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        written(&at("new"), "1").unwrap();
        assert_eq!(fs::read_to_string(at("new")).unwrap(), "1");
        fs::set_permissions(at("new"), fs::Permissions::from_mode(0o640)).unwrap();
        written(&at("new"), "2").unwrap();
        assert_eq!(fs::metadata(at("new")).unwrap().permissions().mode() & 0o777, 0o640);

        fs::create_dir(at("else")).unwrap();
        for (link, to) in [("link", "new"), ("again", "link"), ("dangling", "else/there")] {
            symlink(to, at(link)).unwrap();
            written(&at(link), link).unwrap();
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink(), "{link}");
            assert_eq!(fs::read_to_string(at(link)).unwrap(), link);
        }
        assert_eq!(fs::read_to_string(at("new")).unwrap(), "again");
        symlink("round", at("round")).unwrap();
        assert!(Out::new(Some(&at("round"))).is_err());
        assert!(Out::new(Some(&at("else"))).is_err(), "a folder");
        assert!(Out::new(Some(&at("no/such"))).is_err());
    }

    #[test]
    fn what_is_no_file_is_written_into() {
        // A pipe, as a device would be gone for good if this were wrong.
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        written(&pipe, "text").unwrap();
        assert_eq!(reader.join().unwrap(), "text");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_whole_leaves_what_was_there_and_two_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "before").unwrap();
        let (mut one, mut two) = (Out::new(Some(&path)).unwrap(), Out::new(Some(&path)).unwrap());
        one.write_all(b"one").unwrap();
        two.write_all(b"two, and longer").unwrap();
        drop(one);
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        two.done().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two, and longer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
