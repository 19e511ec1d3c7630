//! The pages of `passages/statements/`: what a careful reader takes from each, and what the reader does.

use crate::READER;
use crate::page::{self, Page, find, key_value};
use libtest_mimic::Trial;
use onrecord::{Article, Part, Record, Span, Statement, StatementKind, Text};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Least share of words that an expected and a found content must have in common.
const CONTENT_IOU: f64 = 0.8;

/// A passage and what a careful reader takes from it.
#[derive(Debug)]
pub struct Passage {
    name: String,
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

/// A test for each page.
pub fn trials() -> Vec<Trial> {
    let trial = |page: Page| {
        Trial::test(format!("statements::{}", page.name), move || {
            let passage = Passage::parse(&page)?;
            page.judge(&passage.compare(&READER.read(passage.article(), Vec::new())))
        })
    };
    page::pages("statements", "md", 60).into_iter().map(trial).collect()
}

impl Passage {
    /// Reads the blocks of a page.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(page: &Page) -> Result<Passage, String> {
        page.only_settings(&["parts"])?;
        let text = page.text()?;
        let parts = page::parts(&text, &page.part_kinds()?)?;
        let statements = page.block("statements").ok_or("no ```statements block")?;
        let paragraphs = statements.split("\n\n").map(str::trim).filter(|p| !p.is_empty());
        let expected = paragraphs.map(|p| expected(&text, p)).collect::<Result<_, _>>()?;
        let scare_quotes = page
            .block("scare-quotes")
            .map(|lines| lines.lines().map(|line| find(&text, line)).collect::<Result<_, _>>())
            .transpose()?;
        Ok(Passage { name: page.name.clone(), text, parts, expected, scare_quotes })
    }

    /// The passage as an article.
    pub fn article(&self) -> Article {
        page::article(&self.name, "en", &self.text, self.parts.clone())
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

    fn words(&self, spans: &[Span]) -> BTreeSet<u32> {
        words(&self.text, spans)
    }

    fn show(&self, spans: &[Span]) -> String {
        spans.iter().map(|s| self.text.slice(*s)).collect::<Vec<_>>().join(" … ")
    }
}

/// Where the words begin that the spans touch.
pub fn words(text: &Text, spans: &[Span]) -> BTreeSet<u32> {
    let mut starts = BTreeSet::new();
    let mut inside = false;
    let mut start = 0;
    for (n, c) in (0..).zip(text.as_str().chars()) {
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

/// Shared elements over all elements.
pub fn iou(a: &BTreeSet<u32>, b: &BTreeSet<u32>) -> f64 {
    let all = a.union(b).count();
    if all == 0 { 1.0 } else { a.intersection(b).count() as f64 / all as f64 }
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
