//! Folders with a file an article, and what is read of files at most.

use crate::{Document, ExchangeError};
use onrecord::Text;
use onrecord::budget::Budget;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Most bytes of one text.
pub const TEXT_LIMIT: u64 = 16 << 20;
/// Most bytes that are read of one file, or unpacked of one member of it.
pub const FILE_LIMIT: u64 = 256 << 20;
/// Most documents of one file or folder.
pub const DOCUMENTS: usize = 200_000;
/// Most marks of one document.
pub const MARKS: usize = 100_000;

/// Characters of the hash in a file's name.
const HASH: usize = 16;

/// The name of an article's files: its place among the others, and the beginning of the hash of its text, by which it is
/// known again whatever a tool does to the rest of the name.
pub fn name(place: usize, document: &Document) -> String {
    let hash = Sha256::digest(document.text.as_str().as_bytes());
    format!("{place:06}-{}", hex::encode(&hash[..HASH / 2]))
}

/// The beginning of a text's hash in the name of a file or of a folder that a tool made of it.
pub fn hash_in(name: &str) -> Option<&str> {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let parts = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .zip(name.split(|c: char| !c.is_ascii_alphanumeric()).skip(1));
    let ours = |(place, hash): &(&str, &str)| {
        place.len() == 6
            && place.chars().all(|c| c.is_ascii_digit())
            && hash.len() == HASH
            && hash.chars().all(hex)
    };
    parts.into_iter().find(ours).map(|(_, hash)| hash)
}

/// The file in a folder that says of which article each of the others is: one JSON object a line.
const INDEX: &str = "documents.jsonl";

/// What is known of the documents of a folder, by the beginnings of their hashes.
#[derive(Debug, Default)]
pub struct Index(HashMap<String, Value>);

impl Index {
    /// That of a folder, or of the folder that a file lies in, or of the one above. Empty where there is none.
    pub fn beside(path: &Path, budget: &Budget) -> Index {
        let mut index = Index::default();
        let found =
            path.ancestors().take(3).find_map(|folder| text(&folder.join(INDEX), "index", budget).ok());
        for line in found.unwrap_or_default().lines() {
            // A value follows each of these, and takes more room than it does.
            budget.nodes(line.bytes().filter(|b| matches!(b, b',' | b'[' | b'{' | b':')).count());
            if budget.look() {
                break;
            }
            let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
            if let Some(hash) = value["file"].as_str().and_then(hash_in) {
                index.0.insert(hash.to_owned(), value);
            }
        }
        index
    }

    /// The document of a file, without marks yet. The file's own name counts, or that of the folder it lies in.
    pub fn document(&self, path: &Path, text: Text) -> Document {
        let names =
            path.ancestors().take(2).filter_map(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
        let names: Vec<String> = names.collect();
        let known = names.iter().filter_map(|n| hash_in(n)).find_map(|hash| self.0.get(hash));
        let words = |field: &str| known.and_then(|k| k[field].as_str()).map(str::to_owned);
        let authors = known.and_then(|k| k["authors"].as_array()).into_iter().flatten();
        Document {
            address: words("address"),
            name: words("name").or_else(|| names.first().cloned()).unwrap_or_default(),
            title: words("title"),
            authors: authors.filter_map(|a| a.as_str().map(str::to_owned)).collect(),
            outlet: words("outlet"),
            published: words("published"),
            language: words("language"),
            text,
            marks: Vec::new(),
        }
    }

    /// The line of a document.
    pub fn line(file: &str, document: &Document) -> String {
        let line = json!({
            "file": file, "address": document.address, "name": document.name, "title": document.title,
            "authors": document.authors, "outlet": document.outlet, "published": document.published,
            "language": document.language,
        });
        format!("{line}\n")
    }
}

/// A file that is written beside its place under a name that nothing else has, and takes its place when it is whole. It is
/// removed otherwise.
#[derive(Debug)]
pub struct Unfinished {
    /// Where it is written; none when it is in its place.
    part: Option<TempPath>,
    /// Where it belongs.
    pub path: PathBuf,
}

impl Unfinished {
    /// Sees that a file may be there. Links are followed, and stay what they are.
    ///
    /// # Errors
    /// When there is something else than a file, which is never replaced: a device least of all; or there is no folder for it.
    pub fn at(path: &Path) -> Result<Unfinished, ExchangeError> {
        let failed = ExchangeError::io(path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".onrecord-").suffix(".part");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let path = match std::fs::metadata(path) {
            Ok(there) if !there.is_file() => return Err(ExchangeError::NoFile(path.to_owned())),
            Ok(there) if there.permissions().readonly() => {
                return Err(failed(std::io::ErrorKind::PermissionDenied.into()));
            }
            Ok(there) => {
                builder.permissions(there.permissions());
                path.canonicalize().map_err(ExchangeError::io(path))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(failed(error)),
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Or the error would name a file that nobody asked for.
        std::fs::metadata(folder).map_err(ExchangeError::io(&path))?;
        let part = builder.tempfile_in(folder).map_err(ExchangeError::io(&path))?.into_temp_path();
        Ok(Unfinished { part: Some(part), path })
    }

    /// Where it is written: an empty file at first.
    pub fn part(&self) -> &Path {
        self.part.as_deref().unwrap_or(&self.path)
    }

    /// Puts it in its place.
    pub fn done(&mut self) -> Result<(), ExchangeError> {
        let Some(part) = self.part.take() else { return Ok(()) };
        part.persist(&self.path).map_err(|failed| ExchangeError::io(&self.path)(failed.error))
    }
}

/// A new folder that is being filled with files of documents.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    index: std::io::BufWriter<File>,
    count: usize,
}

impl Folder {
    /// Makes it.
    pub fn create(path: &Path) -> Result<Folder, ExchangeError> {
        new_folder(path)?;
        let index = path.join(INDEX);
        let index = File::create(&index).map_err(ExchangeError::io(&index))?;
        Ok(Folder { path: path.to_owned(), index: std::io::BufWriter::new(index), count: 0 })
    }

    /// The name for the files of a further document, which is listed.
    pub fn next(&mut self, document: &Document) -> Result<String, ExchangeError> {
        self.count += 1;
        let name = name(self.count, document);
        self.index
            .write_all(Index::line(&name, document).as_bytes())
            .map_err(ExchangeError::io(&self.path))?;
        Ok(name)
    }

    /// Ends it.
    pub fn close(mut self) -> Result<(), ExchangeError> {
        self.index.flush().map_err(ExchangeError::io(&self.path))
    }
}

/// Whose marks a file has, where a tool put each annotator's into a file of its own in the document's folder.
pub fn annotator(path: &Path) -> Option<String> {
    let folder = path.parent()?.file_name()?.to_string_lossy().into_owned();
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    let known = hash_in(&folder).is_some() && hash_in(&stem).is_none();
    (known && !matches!(stem.as_str(), "INITIAL_CAS" | "CURATION_USER")).then_some(stem)
}

/// Makes a folder that has nothing in it.
fn new_folder(path: &Path) -> Result<(), ExchangeError> {
    std::fs::create_dir_all(path).map_err(ExchangeError::io(path))?;
    let mut inside = std::fs::read_dir(path).map_err(ExchangeError::io(path))?;
    if inside.next().is_some() {
        return Err(ExchangeError::NotEmpty(path.to_owned()));
    }
    Ok(())
}

/// Writes a file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), ExchangeError> {
    std::fs::write(path, bytes).map_err(ExchangeError::io(path))
}

/// The whole of a file as text. What is no UTF-8 is told.
pub fn text(path: &Path, format: &'static str, budget: &Budget) -> Result<String, ExchangeError> {
    let file = File::open(path).map_err(ExchangeError::io(path))?;
    let mut bytes = Vec::new();
    file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(ExchangeError::io(path))?;
    if bytes.len() as u64 > FILE_LIMIT {
        let what = "more bytes than that".to_owned();
        return Err(ExchangeError::TooLarge { path: path.to_owned(), what, limit: FILE_LIMIT });
    }
    budget.hold(bytes.len()).map_err(ExchangeError::over(path))?;
    String::from_utf8(bytes).map_err(|e| ExchangeError::unfit(path, format, format!("it is not UTF-8: {e}")))
}

/// Sees that a document's text is one, and no longer than what is read.
pub fn hold_text(path: &Path, format: &'static str, text: &str) -> Result<(), ExchangeError> {
    if text.trim().is_empty() {
        return Err(ExchangeError::unfit(path, format, "its text is empty"));
    }
    if text.len() as u64 > TEXT_LIMIT {
        let what = format!("{} bytes of text", text.len());
        return Err(ExchangeError::TooLarge { path: path.to_owned(), what, limit: TEXT_LIMIT });
    }
    Ok(())
}

/// The files of a path: the file itself, or those in the folder with this ending, in the order of their names, also one
/// folder further down, where tools put a document's annotators.
fn files(path: &Path, ending: &str) -> Result<Vec<PathBuf>, ExchangeError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let list = |folder: &Path| -> Result<Vec<PathBuf>, ExchangeError> {
        let entries = std::fs::read_dir(folder).map_err(ExchangeError::io(folder))?;
        let mut all: Vec<PathBuf> =
            entries.filter_map(Result::ok).map(|e| e.path()).take(DOCUMENTS).collect();
        all.sort();
        Ok(all)
    };
    let fits = |p: &PathBuf| p.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let mut found = Vec::new();
    for entry in list(path)? {
        let linked = entry.symlink_metadata().is_ok_and(|m| m.file_type().is_symlink());
        if entry.is_dir() && !linked {
            found.extend(list(&entry)?.into_iter().filter(|p| p.is_file() && fits(p)));
        } else if entry.is_file() && fits(&entry) {
            found.push(entry);
        }
    }
    found.truncate(DOCUMENTS);
    Ok(found)
}

/// Reads a file, or a folder of them, each by `document`, which tells what it passed over in the notes.
///
/// # Errors
/// When nothing of it can be read. What is wrong with one document of several is told in the notes.
pub fn read_each(
    path: &Path,
    ending: &str,
    budget: &Budget,
    document: impl Fn(&Path, &Index, &mut Vec<String>) -> Result<Document, ExchangeError>,
) -> Result<crate::Read, ExchangeError> {
    let mut read = crate::Read::default();
    let all = files(path, ending)?;
    let index = Index::beside(path, budget);
    for file in &all {
        budget.node().map_err(ExchangeError::over(path))?;
        match document(file, &index, &mut read.notes) {
            Ok(document) => read.documents.push(document),
            Err(error) if all.len() == 1 || budget.spent() => return Err(error),
            Err(error) => read.notes.push(error.to_string()),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_text() {
        for name in
            ["000001-0123456789abcdef", "000001-0123456789abcdef.txt.xmi", "x/000001-0123456789abcdef.tsv"]
        {
            assert_eq!(hash_in(name), Some("0123456789abcdef"), "{name}");
        }
        for name in ["", "000001", "000001-0123456789abcde", "1-0123456789abcdef", "000001-0123456789ABCDEF"]
        {
            assert_eq!(hash_in(name), None, "{name}");
        }
    }

    #[test]
    fn two_that_write_the_same_file_do_not_meet_and_what_is_not_whole_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.dna");
        std::fs::write(&path, "before").unwrap();
        // What lies under a name that could be guessed is somebody else's.
        std::fs::write(folder.path().join("x.dna.part"), "another's").unwrap();
        let (mut first, second) = (Unfinished::at(&path).unwrap(), Unfinished::at(&path).unwrap());
        assert_ne!(first.part(), second.part());
        std::fs::write(second.part(), "half").unwrap();
        std::fs::write(first.part(), "whole").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        first.done().unwrap();
        drop((first, second));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "whole");
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut left: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["x.dna", "x.dna.part"]);
        assert!(Unfinished::at(folder.path()).is_err(), "a folder is no file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_a_new_file_is_read_by_whoever_reads_others() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [file, link, beside] = ["x", "link", "y"].map(|name| folder.path().join(name));
        std::fs::write(&beside, "").unwrap();
        Unfinished::at(&file).unwrap().done().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&file), mode(&beside));
        symlink("x", &link).unwrap();
        let mut again = Unfinished::at(&link).unwrap();
        std::fs::write(again.part(), "new").unwrap();
        again.done().unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    }
}
