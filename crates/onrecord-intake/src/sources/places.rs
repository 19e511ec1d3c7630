//! What a file is known by, however its path was typed.

use std::fmt::{self, Debug, Formatter};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file is known by: its path from the root, in which nothing stands that leads back (`..`) or elsewhere (a link).
/// So `a.txt`, `./a.txt`, `../news/a.txt` and its whole path are one article. A path that cannot be followed is taken as it is
/// written, from the root.
pub fn place_of(path: &Path) -> String {
    let whole = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    plain(&whole.unwrap_or_else(|_| path.to_owned()))
}

/// As a path is written everywhere but in the depths of Windows: `\\?\C:\news\a.txt` is `C:\news\a.txt`.
fn plain(path: &Path) -> String {
    let shown = path.display().to_string();
    match shown.strip_prefix(r"\\?\") {
        Some(rest) if rest.as_bytes().get(1) == Some(&b':') => rest.to_owned(),
        _ => shown,
    }
}

/// The paths by which a file may be known that was added before paths were followed to their ends: as it is typed, from the
/// root, and in the folders that `folders` gives for the folder that it is in.
pub fn places_before(path: &Path, folders: impl FnOnce(&str) -> Vec<String>) -> Vec<String> {
    let mut out = Vec::new();
    if let Ok(typed) = std::path::absolute(path) {
        out.push(typed.display().to_string());
    }
    let whole = PathBuf::from(place_of(path));
    if let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) {
        let there = folders(&folder.display().to_string());
        out.extend(there.iter().map(|folder| Path::new(folder).join(name).display().to_string()));
    }
    out
}

/// Tells what files are known by.
#[derive(Clone)]
pub(super) struct Places(pub Arc<dyn Fn(&Path) -> String + Send + Sync>);

impl Default for Places {
    fn default() -> Self {
        Places(Arc::new(place_of))
    }
}

impl Debug for Places {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Places")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_path_is_typed_it_is_one_place() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("news")).unwrap();
        std::fs::write(root.join("news/a.txt"), "a").unwrap();
        let whole = root.join("news/a.txt").display().to_string();
        for typed in ["news/a.txt", "./news/a.txt", "news/../news/./a.txt"] {
            assert_eq!(place_of(&root.join(typed)), whole, "{typed}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(root.join("news"), root.join("today")).unwrap();
            assert_eq!(place_of(&root.join("today/a.txt")), whole);
            let before = places_before(&root.join("news/a.txt"), |folder| {
                assert_eq!(folder, root.join("news").display().to_string());
                vec![root.join("today").display().to_string()]
            });
            assert!(before.contains(&root.join("today/a.txt").display().to_string()), "{before:?}");
        }
        // What is not there has a place all the same.
        assert!(place_of(Path::new("nowhere/b.txt")).ends_with("nowhere/b.txt"));
        assert_eq!(plain(Path::new(r"\\?\C:\news\a.txt")), r"C:\news\a.txt");
        assert_eq!(plain(Path::new(r"\\?\UNC\host\a.txt")), r"\\?\UNC\host\a.txt");
    }
}
