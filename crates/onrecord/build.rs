//! Puts the words of every language, the folders `lexicon/<code>/`, into the library. A folder is a language: adding one
//! touches no code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../lexicon").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut languages: Vec<PathBuf> = entries(&root)?.into_iter().filter(|p| p.is_dir()).collect();
    languages.retain(|p| name(p).is_some_and(is_code));
    let mut table = String::from("&[\n");
    for language in &languages {
        let mut files = Vec::new();
        collect(language, &mut files)?;
        writeln!(table, "    ({:?}, &[", name(language).unwrap_or_default())?;
        for file in &files {
            // With the same mark between folders on every system.
            let inside: Vec<_> = file.strip_prefix(language)?.iter().map(|p| p.to_string_lossy()).collect();
            writeln!(table, "        ({:?}, include_str!({:?})),", inside.join("/"), file)?;
        }
        table.push_str("    ]),\n");
    }
    table.push(']');
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("lexicon.rs");
    std::fs::write(out, table)?;
    Ok(())
}

/// What stands in a folder, in the order of its names.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        out.push(entry?.path());
    }
    out.sort();
    Ok(out)
}

/// The data files of a folder and the folders in it.
fn collect(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for path in entries(folder)? {
        if path.is_dir() {
            collect(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "tsv") {
            println!("cargo::rerun-if-changed={}", path.display());
            out.push(path);
        }
    }
    Ok(())
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// Whether a folder is named as a language: by its code of ISO 639, two or three small letters.
fn is_code(name: &str) -> bool {
    (2..=3).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase())
}
