//! The blocks of pages with what they are chosen by, as JSON lines: what `training/pages.py` learns the choice from.

use crate::extraction::packed_page;
use anyhow::{Context, Result};
use onrecord_intake::blocks_seen;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the blocks of every `html/*.gz` of a folder, a page a line: its file's name, and of each block the text, whether it is
/// taken now, and its features.
///
/// # Errors
/// When the folder cannot be read or the output not be written. A page that cannot be parsed has no blocks.
pub fn write(dir: &Path, out: &mut impl Write) -> Result<()> {
    let folder = dir.join("html");
    let read = std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = read.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "gz")) {
        let blocks = blocks_seen(&packed_page(path)?).unwrap_or_default();
        let blocks: Vec<_> = blocks
            .into_iter()
            .map(|b| serde_json::json!({"text": b.text, "kept": b.kept, "litter": b.litter, "features": b.features}))
            .collect();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        serde_json::to_writer(&mut *out, &serde_json::json!({"file": name, "blocks": blocks}))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
