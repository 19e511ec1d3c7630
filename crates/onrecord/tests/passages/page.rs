//! What all pages of `passages/` have in common, and how one is judged. `passages/README.md` describes the format.

use libtest_mimic::Failed;
use onrecord::{Article, Part, PartKind, Span, Text};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What is known to come out wrong stands behind this.
const KNOWN: &str = "known-failure";

/// One file under `passages/`.
#[derive(Clone, Debug)]
pub struct Page {
    path: PathBuf,
    /// File name without its ending.
    pub name: String,
    /// `key: value` lines at its head, between two lines `---`.
    front: Vec<(String, String)>,
    /// All that stands below them.
    pub body: String,
}

/// What stands below a heading `## …`.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The lines below it.
    pub body: String,
}

impl Section {
    /// The heading as the name of a test has it: `with-a-zone`.
    pub fn name(&self) -> String {
        let dashed = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = self.title.chars().map(dashed).collect();
        name.split('-').filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("-")
    }

    /// What the lines `known-failure: …` say.
    pub fn known_failures(&self) -> Vec<String> {
        known_failures(&self.body)
    }
}

/// What the lines `known-failure: …` of a stretch of a page say.
pub fn known_failures(lines: &str) -> Vec<String> {
    let settings = lines.lines().filter_map(key_value);
    settings.filter(|(key, _)| *key == KNOWN).map(|(_, value)| value.to_owned()).collect()
}

/// The pages of a folder under `passages/`, in the order of their names.
///
/// # Panics
/// If one cannot be read, or there are fewer than `least`: then pages were lost.
pub fn pages(folder: &str, ending: &str, least: usize) -> Vec<Page> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../passages").join(folder);
    let entries = std::fs::read_dir(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == ending) && !p.ends_with("README.md"));
    paths.sort();
    assert!(paths.len() >= least, "only {} pages in {}", paths.len(), path.display());
    let page = |path: &PathBuf| {
        let source = std::fs::read_to_string(path).map_err(|e| e.to_string());
        source.and_then(|s| Page::parse(path, &s)).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    paths.iter().map(page).collect()
}

impl Page {
    /// Takes the front matter off a page.
    ///
    /// # Errors
    /// Where it is not closed, or a line of it is not `key: value`.
    pub fn parse(path: &Path, source: &str) -> Result<Page, String> {
        let (head, body) = match source.strip_prefix("---\n") {
            Some(rest) => rest.split_once("\n---\n").ok_or("the front matter is not closed")?,
            None => ("", source),
        };
        let setting = |line: &str| {
            let (key, value) = key_value(line).ok_or_else(|| format!("`{line}` is not `key: value`"))?;
            Ok::<_, String>((key.to_owned(), value.to_owned()))
        };
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let front = head.lines().map(setting).collect::<Result<_, _>>()?;
        Ok(Page { path: path.to_owned(), name, front, body: body.to_owned() })
    }

    /// What the front matter says of a key.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.front.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// That the front matter has no keys but these and `known-failure`.
    ///
    /// # Errors
    /// Names the first other one.
    pub fn only_settings(&self, keys: &[&str]) -> Result<(), String> {
        match self.front.iter().find(|(k, _)| k != KNOWN && !keys.contains(&k.as_str())) {
            Some((key, _)) => Err(format!("unknown front matter `{key}`")),
            None => Ok(()),
        }
    }

    /// What stands in the fenced block of this name, without the last line break.
    pub fn block(&self, name: &str) -> Option<&str> {
        block(&self.body, name)
    }

    /// The block `text`.
    ///
    /// # Errors
    /// Where there is none.
    pub fn text(&self) -> Result<Text, String> {
        Ok(Text::new(self.block("text").ok_or("no ```text block")?))
    }

    /// The kinds of the lines of the text that `parts: headline, body` names.
    ///
    /// # Errors
    /// Where one is no kind of part.
    pub fn part_kinds(&self) -> Result<Vec<PartKind>, String> {
        let kind = |name: &str| {
            serde_json::from_value(name.trim().into())
                .map_err(|_| format!("no kind of part is called `{}`", name.trim()))
        };
        self.setting("parts").map_or(Ok(Vec::new()), |names| names.split(',').map(kind).collect())
    }

    /// What stands below each heading `## …`.
    pub fn sections(&self) -> Vec<Section> {
        let body = format!("\n{}", self.body);
        let section = |block: &str| {
            let (title, body) = block.split_once('\n').unwrap_or((block, ""));
            Section { title: title.trim().to_owned(), body: body.to_owned() }
        };
        body.split("\n## ").skip(1).map(section).collect()
    }

    /// Judges the page as a whole by what is wrong with its record, one complaint a line.
    ///
    /// # Errors
    /// Where it fails and is not known to, or the other way round.
    pub fn judge(&self, complaints: &str) -> Result<(), Failed> {
        if renewing() {
            let mut front = self.front.clone();
            let known = front.iter().position(|(key, _)| key == KNOWN);
            match known {
                Some(at) if complaints.is_empty() => _ = front.remove(at),
                None if !complaints.is_empty() => front.push((KNOWN.to_owned(), in_a_line(complaints))),
                _ => return Ok(()),
            }
            let head: String = front.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
            let head = if head.is_empty() { head } else { format!("---\n{head}---\n") };
            return Ok(std::fs::write(&self.path, head + &self.body)?);
        }
        judge(self.setting(KNOWN), complaints)
    }

    /// Judges a stretch of the page by what is wrong there: one with a line `known-failure: why` must fail, another must not.
    ///
    /// # Errors
    /// Where it fails and is not known to, or the other way round.
    pub fn judge_stretch(&self, stretch: &str, complaints: &str) -> Result<(), Failed> {
        // Several stretches of a page may be judged at once.
        static WRITING: Mutex<()> = Mutex::new(());
        if renewing() {
            let _writing = WRITING.lock();
            let page = std::fs::read_to_string(&self.path)?;
            return Ok(std::fs::write(&self.path, page.replacen(stretch, &renewed(stretch, complaints), 1))?);
        }
        judge(known_failures(stretch).first().map(String::as_str), complaints)
    }
}

/// Whether pages are to be written anew with what is known to fail today, instead of being held to what they say.
fn renewing() -> bool {
    std::env::var_os("ONRECORD_RENEW").is_some()
}

/// Complaints as the value of a `known-failure` line.
fn in_a_line(complaints: &str) -> String {
    complaints.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("; ")
}

/// A stretch of a page with the line `known-failure` that it needs. A reason that stands there stays.
fn renewed(stretch: &str, complaints: &str) -> String {
    let is_known = |line: &&str| key_value(line).is_some_and(|(key, _)| key == KNOWN);
    let (lines, tail) = stretch.split_at(stretch.trim_end().len());
    match (lines.lines().any(|line| is_known(&line)), complaints.is_empty()) {
        (false, false) => format!("{lines}\n{KNOWN}: {}{tail}", in_a_line(complaints)),
        (true, true) => lines.lines().filter(|line| !is_known(line)).collect::<Vec<_>>().join("\n") + tail,
        _ => stretch.to_owned(),
    }
}

/// Judges a passage by what is wrong with what was made of it, and by what is known to be.
///
/// # Errors
/// Where it fails and is not known to, or the other way round.
pub fn judge(known: Option<&str>, complaints: &str) -> Result<(), Failed> {
    match (known, complaints.is_empty()) {
        (None, false) => Err(complaints.into()),
        (Some(reason), true) => Err(format!("this is read well now: take away `{KNOWN}: {reason}`").into()),
        _ => Ok(()),
    }
}

/// `key: value`, without the spaces around both.
pub fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    Some((key.trim(), value.trim()))
}

/// What stands in the fenced block of this name, without the last line break.
pub fn block<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    let (_, rest) = body.split_once(&format!("```{name}\n"))?;
    let end = if rest.starts_with("```") { 0 } else { rest.find("\n```")? };
    Some(&rest[..end])
}

/// Where words stand: their only occurrence as whole words, or the one that `@n` (from 1) names.
///
/// # Errors
/// Where they do not stand there, or several times and no number says which.
pub fn find(text: &Text, words: &str) -> Result<Span, String> {
    let numbered = words.rsplit_once(" @").and_then(|(w, n)| Some((w, n.parse::<usize>().ok()?)));
    let (words, number) = numbered.map_or((words, None), |(w, n)| (w, Some(n)));
    let all = text.as_str();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |at: usize| {
        let end = at + words.len();
        let open = letter(all[..at].chars().next_back()) && letter(words.chars().next());
        !(open || letter(all[end..].chars().next()) && letter(words.chars().next_back()))
    };
    let found: Vec<usize> = all.match_indices(words).map(|(at, _)| at).filter(|&at| whole(at)).collect();
    let at = match (number, found.as_slice()) {
        (None, [one]) => *one,
        (None, []) => return Err(format!("the text has no `{words}`")),
        (None, _) => return Err(format!("`{words}` stands there {} times: say which", found.len())),
        (Some(n), _) => *found.get(n.wrapping_sub(1)).ok_or_else(|| format!("no `{words}` number {n}"))?,
    };
    Ok(text.span_of(at..at + words.len()))
}

/// One part a line that is not blank: of the kinds given in order, body where none is given.
///
/// # Errors
/// Where more kinds are given than there are lines.
pub fn parts(text: &Text, kinds: &[PartKind]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.as_str().split('\n') {
        if !line.trim().is_empty() {
            let kind = kinds.get(parts.len()).copied().unwrap_or(PartKind::Body);
            parts.push(Part { kind, span: text.span_of(at..at + line.len()) });
        }
        at += line.len() + 1;
    }
    if kinds.len() > parts.len() {
        return Err(format!("{} parts are named, but the text has {} lines", kinds.len(), parts.len()));
    }
    Ok(parts)
}

/// A passage as an article; one part of body text where none are given.
pub fn article(name: &str, language: &str, text: &Text, parts: Vec<Part>) -> Article {
    let mut article = Article::plain(format!("passage:{name}"), text.clone());
    article.language = Some(language.to_owned());
    if !parts.is_empty() {
        article.parts = parts;
    }
    article
}
