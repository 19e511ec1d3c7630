//! Statement passages: pages of `passages/statements/`, read into a text with the statements expected of
//! it, and compared with what a reader made of that text. The format is described in `passages/README.md`.

use onrecord::{Article, Part, PartKind, Record, Span, Statement, StatementKind, Text};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// Least share of words that an expected and a found content must have in common.
const CONTENT_IOU: f64 = 0.8;

/// One page: a passage and what a careful reader takes from it.
#[derive(Debug)]
pub struct Page {
    /// File name without its ending.
    pub name: String,
    /// Why the reader is known to fail on this page, if it is.
    pub known_failure: Option<String>,
    /// The passage.
    pub text: Text,
    /// One part a line.
    pub parts: Vec<Part>,
    /// The statements, in the page's order.
    pub expected: Vec<Expected>,
    /// Words in quotation marks that nobody is quoted for; `None` where the page does not speak of them.
    pub scare_quotes: Option<Vec<Span>>,
}

/// One expected statement.
#[derive(Debug, PartialEq)]
pub struct Expected {
    /// How the words are given.
    pub kind: StatementKind,
    /// The words that mark the saying.
    pub cue: Vec<Span>,
    /// The words that name the speaker.
    pub source: Vec<Span>,
    /// What is said.
    pub content: Vec<Span>,
}

/// Reads every page of a folder, in the order of their names.
pub fn load(folder: &Path) -> Result<Vec<Page>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "md"));
    paths.sort();
    let page = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let source = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        Page::parse(&name, &source).map_err(|e| format!("{name}: {e}"))
    };
    paths.iter().map(page).collect()
}

impl Page {
    /// Reads one page.
    pub fn parse(name: &str, source: &str) -> Result<Page, String> {
        let (front, body) = front_matter(source)?;
        let text = Text::new(block(body, "text").ok_or("no ```text block")?);
        let mut known_failure = None;
        let mut kinds = Vec::new();
        for (key, value) in front {
            match key {
                "known-failure" => known_failure = Some(value.to_owned()),
                "parts" => kinds = value.split(',').map(|k| part_kind(k.trim())).collect::<Result<_, _>>()?,
                other => return Err(format!("unknown front matter `{other}`")),
            }
        }
        let parts = parts(&text, &kinds)?;
        let statements = block(body, "statements").ok_or("no ```statements block")?;
        let paragraphs = statements.split("\n\n").map(str::trim).filter(|p| !p.is_empty());
        let expected = paragraphs.map(|p| expected(&text, p)).collect::<Result<_, _>>()?;
        let scare_quotes = block(body, "scare-quotes")
            .map(|lines| lines.lines().map(|line| find(&text, line)).collect::<Result<_, _>>())
            .transpose()?;
        Ok(Page { name: name.to_owned(), known_failure, text, parts, expected, scare_quotes })
    }

    /// The passage as an article.
    pub fn article(&self) -> Article {
        Article {
            origin: format!("passages/statements/{}.md", self.name),
            language: Some("en".to_owned()),
            parts: self.parts.clone(),
            ..Article::plain(format!("passage:{}", self.name), self.text.clone())
        }
    }

    /// What is wrong with a record of this page, one complaint a line; empty if nothing is.
    pub fn compare(&self, record: &Record) -> String {
        let mut complaints = String::new();
        let mut left: Vec<&Statement> = record.statements.iter().collect();
        for e in &self.expected {
            let close = |s: &Statement| iou(&self.words(&s.content), &self.words(&e.content));
            let best = (0..left.len()).max_by(|&a, &b| close(left[a]).total_cmp(&close(left[b])));
            match best.filter(|&i| close(left[i]) >= CONTENT_IOU) {
                None => _ = writeln!(complaints, "missing {:?}: {}", e.kind, self.show(&e.content)),
                Some(i) => self.compare_roles(e, left.remove(i), &mut complaints),
            }
        }
        for s in left {
            let (source, content) = (self.show(&s.source), self.show(&s.content));
            _ = writeln!(complaints, "extra {:?}: [{source}] {content}", s.kind);
        }
        if let Some(quotes) = &self.scare_quotes {
            let marked = |q: &Span| record.wording.iter().any(|w| w.span.overlaps(*q));
            for q in quotes.iter().filter(|q| !marked(q)) {
                _ = writeln!(complaints, "not marked as scare quote: {}", self.text.slice(*q));
            }
        }
        complaints
    }

    fn compare_roles(&self, e: &Expected, s: &Statement, complaints: &mut String) {
        if e.kind != s.kind {
            _ = writeln!(complaints, "{:?}, not {:?}: {}", e.kind, s.kind, self.show(&e.content));
        }
        let (wanted, found) = (self.words(&e.source), self.words(&s.source));
        if wanted.is_disjoint(&found) && !(wanted.is_empty() && found.is_empty()) {
            let (wanted, found) = (self.show(&e.source), self.show(&s.source));
            _ = writeln!(complaints, "source [{wanted}], not [{found}]: {}", self.show(&e.content));
        }
    }

    /// Where the words begin that the spans touch.
    fn words(&self, spans: &[Span]) -> BTreeSet<u32> {
        let mut starts = BTreeSet::new();
        let mut inside = false;
        let mut start = 0;
        for (n, c) in (0..).zip(self.text.as_str().chars()) {
            if c.is_alphanumeric() && !inside {
                start = n;
            }
            inside = c.is_alphanumeric();
            if inside && spans.iter().any(|s| s.start <= n && n < s.end) {
                starts.insert(start);
            }
        }
        starts
    }

    fn show(&self, spans: &[Span]) -> String {
        spans.iter().map(|s| self.text.slice(*s)).collect::<Vec<_>>().join(" … ")
    }
}

/// Shared elements over all elements.
fn iou(a: &BTreeSet<u32>, b: &BTreeSet<u32>) -> f64 {
    let all = a.union(b).count();
    if all == 0 { 1.0 } else { a.intersection(b).count() as f64 / all as f64 }
}

/// A line `key: value`.
type Setting<'a> = (&'a str, &'a str);

/// `key: value` lines between two `---` lines at the head of a page, and the rest of it.
fn front_matter(source: &str) -> Result<(Vec<Setting<'_>>, &str), String> {
    let Some(rest) = source.strip_prefix("---\n") else { return Ok((Vec::new(), source)) };
    let (head, body) = rest.split_once("\n---\n").ok_or("the front matter is not closed")?;
    let pair = |line| key_value(line).ok_or_else(|| format!("`{line}` is not `key: value`"));
    Ok((head.lines().map(pair).collect::<Result<_, _>>()?, body))
}

fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    Some((key.trim(), value.trim()))
}

/// What stands in the fenced block of this name, without the last line break.
fn block<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = body.split_once(&format!("```{name}\n"))?;
    let end = if rest.starts_with("```") { 0 } else { rest.find("\n```")? };
    Some(&rest[..end])
}

fn part_kind(name: &str) -> Result<PartKind, String> {
    serde_json::from_value(name.into()).map_err(|_| format!("no kind of part is called `{name}`"))
}

/// One part a line that is not blank: of the kinds given in order, body where none is given.
fn parts(text: &Text, kinds: &[PartKind]) -> Result<Vec<Part>, String> {
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

/// One paragraph of `key: value` lines.
fn expected(text: &Text, paragraph: &str) -> Result<Expected, String> {
    let mut kind = None;
    let (mut cue, mut source, mut content) = (Vec::new(), Vec::new(), Vec::new());
    for line in paragraph.lines() {
        let (key, value) = key_value(line).ok_or_else(|| format!("`{line}` is not `key: value`"))?;
        let pieces = || value.split(" … ").map(|piece| find(text, piece)).collect::<Result<Vec<_>, _>>();
        match key {
            "kind" => {
                let parsed = serde_json::from_value(value.into());
                kind = Some(parsed.map_err(|_| format!("no kind of statement is called `{value}`"))?);
            }
            "cue" => cue = pieces()?,
            "source" => source = pieces()?,
            "content" => content = pieces()?,
            other => return Err(format!("a statement has no `{other}`")),
        }
    }
    let kind = kind.ok_or("a statement without a kind")?;
    if content.is_empty() {
        return Err("a statement without content".to_owned());
    }
    Ok(Expected { kind, cue, source, content })
}

/// Where the words stand: their only occurrence as whole words, or the one that `@n` (from 1) names.
fn find(text: &Text, words: &str) -> Result<Span, String> {
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
