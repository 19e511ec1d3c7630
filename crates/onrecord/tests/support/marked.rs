//! Sentences with their roles marked, as `passages/acts/README.md` describes: `**cue**`, `_source_`, `[content]`.

use onrecord::{Span, Text};
use std::path::Path;

/// A sentence whose marks were taken out, and where they stood.
#[derive(Debug)]
pub struct Marked {
    /// Page and line, for complaints.
    pub place: String,
    /// The sentence without marks.
    pub text: Text,
    /// What was marked as cue.
    pub cue: Vec<Span>,
    /// What was marked as source.
    pub source: Vec<Span>,
    /// What was marked as content.
    pub content: Vec<Span>,
    /// What stands after the arrow.
    pub answer: String,
}

/// Reads every line `- sentence → answer` of every page of a folder.
pub fn load(folder: &Path) -> Result<Vec<Marked>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("README.md"));
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let page = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        for (n, line) in page.lines().enumerate().filter(|(_, l)| l.starts_with("- ")) {
            let place = format!("{}:{}", path.file_name().unwrap_or_default().to_string_lossy(), n + 1);
            let (sentence, answer) = line[2..].rsplit_once(" → ").ok_or(format!("{place}: no ` → `"))?;
            all.push(parse(place.clone(), sentence, answer).map_err(|e| format!("{place}: {e}"))?);
        }
    }
    Ok(all)
}

fn parse(place: String, sentence: &str, answer: &str) -> Result<Marked, String> {
    let mut plain = String::new();
    let mut at = 0u32;
    let mut open: [Option<u32>; 3] = [None; 3];
    let mut roles: [Vec<Span>; 3] = Default::default();
    let mut rest = sentence;
    while let Some(c) = rest.chars().next() {
        let (role, opens, closes, len) = match c {
            _ if rest.starts_with("**") => (0, true, true, 2),
            '_' => (1, true, true, 1),
            '[' => (2, true, false, 1),
            ']' => (2, false, true, 1),
            _ => {
                plain.push(c);
                at += 1;
                rest = &rest[c.len_utf8()..];
                continue;
            }
        };
        match open[role].take() {
            None if opens => open[role] = Some(at),
            Some(start) if closes => roles[role].push(Span::new(start, at)),
            _ => return Err(format!("`{c}` stands where it cannot")),
        }
        rest = &rest[len..];
    }
    if open.iter().any(Option::is_some) {
        return Err("a mark is not closed".to_owned());
    }
    let [cue, source, content] = roles;
    Ok(Marked { place, text: Text::new(plain), cue, source, content, answer: answer.trim().to_owned() })
}
