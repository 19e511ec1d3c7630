//! From arguments to files: a folder is everything in it, in sorted order; a pattern is what it matches.

use super::SourceError;
use crate::IntakeError;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// Something to take articles from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Standard input.
    Standard,
    /// A file, a folder, or a pattern such as `news/**/*.html`.
    Path(PathBuf),
}

/// Walks over everything wanted, holding no more than one folder's names.
pub(super) struct Walk {
    left: VecDeque<Wanted>,
    folder: Option<walkdir::IntoIter>,
    pattern: Option<glob::Paths>,
    /// Paths that begin like this are no articles when a folder has them.
    pub without: Option<PathBuf>,
    /// Whether paths are files and nothing else.
    pub files_only: bool,
}

impl std::fmt::Debug for Walk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walk").field("left", &self.left).finish_non_exhaustive()
    }
}

impl Walk {
    pub fn new(wanted: Vec<Wanted>) -> Self {
        Walk { left: wanted.into(), folder: None, pattern: None, without: None, files_only: false }
    }

    fn enter(&mut self, folder: &Path) {
        self.folder = Some(walkdir::WalkDir::new(folder).sort_by_file_name().into_iter());
    }

    /// The next file of the folder that is open. Hidden files are no articles; links out of it are not followed.
    fn in_folder(&mut self) -> Option<Result<Wanted, SourceError>> {
        let folder = self.folder.as_mut()?;
        loop {
            match folder.next()? {
                Ok(entry) => {
                    let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
                    if entry.file_type().is_dir() {
                        if hidden {
                            folder.skip_current_dir();
                        }
                    } else if !hidden && entry.path().is_file() && !left_out(&self.without, entry.path()) {
                        return Some(Ok(Wanted::Path(entry.into_path())));
                    }
                }
                Err(error) => {
                    let origin = error.path().map(|p| p.display().to_string()).unwrap_or_default();
                    return Some(Err(SourceError::Folder { origin, why: error.to_string() }));
                }
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Wanted, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(next) = self.in_folder() {
                return Some(next);
            }
            self.folder = None;
            let path = match self.pattern.as_mut().and_then(Iterator::next) {
                Some(Ok(path)) => path,
                Some(Err(error)) => {
                    let origin = error.path().display().to_string();
                    return Some(Err(SourceError::Folder { origin, why: error.to_string() }));
                }
                None => {
                    self.pattern = None;
                    match self.left.pop_front()? {
                        Wanted::Standard => return Some(Ok(Wanted::Standard)),
                        Wanted::Path(path) => path,
                    }
                }
            };
            if self.files_only {
                return Some(match path.is_dir() {
                    true => Err(IntakeError::Directory { path }.into()),
                    false => Ok(Wanted::Path(path)),
                });
            }
            if path.is_dir() {
                self.enter(&path);
            } else if path.exists() || !is_pattern(&path) {
                return Some(Ok(Wanted::Path(path)));
            } else {
                let pattern = path.display().to_string();
                let wrong = |why: String| Some(Err(SourceError::Pattern { pattern: pattern.clone(), why }));
                match glob::glob(&pattern) {
                    Ok(mut paths) => match paths.next() {
                        None => return wrong("matches no file".to_owned()),
                        Some(first) => {
                            self.pattern = Some(paths);
                            match first {
                                Ok(path) if path.is_dir() => self.enter(&path),
                                Ok(path) => return Some(Ok(Wanted::Path(path))),
                                Err(error) => return wrong(error.to_string()),
                            }
                        }
                    },
                    Err(error) => return wrong(format!("is no pattern: {error}")),
                }
            }
        }
    }
}

fn left_out(without: &Option<PathBuf>, path: &Path) -> bool {
    let Some(without) = without else { return false };
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole.as_os_str().as_encoded_bytes().starts_with(without.as_os_str().as_encoded_bytes())
}

fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|p| p.contains(['*', '?', '[']) && !p.contains("://"))
}

/// What an input of that path is called, and that it is a regular file.
pub(super) fn regular(path: &Path) -> Result<String, SourceError> {
    let origin = path.display().to_string();
    let address = origin.starts_with("http://") || origin.starts_with("https://");
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(_) if address => return Err(SourceError::WebAddress { url: origin }),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(IntakeError::Missing { path: path.to_owned() }.into());
        }
        Err(source) => return Err(IntakeError::Io { origin, source }.into()),
    };
    if meta.is_file() { Ok(origin) } else { Err(IntakeError::NotRegular { path: path.to_owned() }.into()) }
}
