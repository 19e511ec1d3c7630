//! Articles that are known by the path of a file, asked for by that path.

use crate::error::ArchiveError;
use crate::open::Archive;
use rusqlite::params;
use std::collections::BTreeSet;

impl Archive {
    /// Whether an article is known by this path, or by this path with something behind it that tells articles of one file
    /// apart (`news.jsonl#7`).
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn knows_place(&self, path: &str) -> Result<bool, ArchiveError> {
        // What comes right after `#`, so that the index of addresses answers.
        let sql = "SELECT 1 FROM articles WHERE address = ?1 OR (address > ?2 AND address < ?3) LIMIT 1";
        let ask =
            || self.db.prepare_cached(sql)?.exists(params![path, format!("{path}#"), format!("{path}$")]);
        ask().map_err(|e| self.failed(e))
    }

    /// The folders of all files by whose paths articles are known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn folders(&self) -> Result<BTreeSet<String>, ArchiveError> {
        let ask = || -> rusqlite::Result<BTreeSet<String>> {
            let mut out = BTreeSet::new();
            let mut asked = self.db.prepare("SELECT address FROM articles")?;
            let mut rows = asked.query([])?;
            while let Some(row) = rows.next()? {
                let address = row.get_ref(0)?.as_str().unwrap_or_default();
                if let Some(folder) = folder(address).filter(|folder| !out.contains(*folder)) {
                    out.insert(folder.to_owned());
                }
            }
            Ok(out)
        };
        ask().map_err(|e| self.failed(e))
    }
}

/// The folder of an address that is a path from the root; none of any other.
fn folder(address: &str) -> Option<&str> {
    let bytes = address.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && matches!(bytes.get(2), Some(b'\\' | b'/'));
    if !(address.starts_with('/') || drive) {
        return None;
    }
    let file = address.split('#').next()?;
    let at = file.rfind(['/', '\\'])?;
    Some(if at == 0 { &file[..1] } else { &file[..at] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_have_folders() {
        for (address, expected) in [
            ("/news/a.txt", Some("/news")),
            ("/news/many.jsonl#a/b", Some("/news")),
            ("/a.txt", Some("/")),
            (r"C:\news\a.txt", Some(r"C:\news")),
            ("https://post.example/1", None),
            ("sha256:00", None),
            ("factiva:X", None),
            ("", None),
        ] {
            assert_eq!(folder(address), expected, "{address}");
        }
    }
}
