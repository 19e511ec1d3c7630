//! The pages of `passages/time/`: which expressions of time each passage has, and which days they mean.

use crate::page::{self, Page, Section, block};
use libtest_mimic::{Failed, Trial};
use onrecord::time::{Moment, NoHint, TimeReader, Times};
use onrecord::{Part, PartKind, Text};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// Least share of the expressions that must be right.
const ALL: f64 = 0.95;
/// The same over what was set aside before the rules were written.
const HELD_OUT: f64 = 0.80;

static TIMES: LazyLock<TimeReader> = LazyLock::new(|| TimeReader::new().unwrap_or_else(|e| panic!("{e}")));

/// One row of a passage's table.
#[derive(Debug, Default)]
struct Row {
    expression: String,
    value: String,
    earliest: String,
    latest: String,
    modifier: Option<String>,
    anchor: Option<String>,
}

/// A passage and the expressions that must come of it.
#[derive(Debug)]
struct Passage {
    published: Option<Moment>,
    text: String,
    rows: Vec<Row>,
    known_failures: Vec<String>,
}

/// What was made of a passage.
#[derive(Debug, Default)]
struct Found {
    right: usize,
    all: usize,
    /// What came out wrong, by the expression (`+ words` for those that should not be there): how.
    wrong: BTreeMap<String, String>,
}

/// A test for each passage, and three for the share of expressions that is right.
pub fn trials() -> Vec<Trial> {
    let pages = page::pages("time", "md", 16);
    let mut trials = Vec::new();
    for page in &pages {
        let published = published(page.body.split("\n## ").next().unwrap_or_default());
        for section in page.sections() {
            let (name, published) = (format!("time::{}::{}", page.name, section.name()), published.clone());
            trials.push(Trial::test(name, move || run(&section, published.as_deref())));
        }
    }
    let (aside, open): (Vec<Page>, Vec<Page>) = pages.iter().cloned().partition(|p| p.name == "held-out");
    trials.push(Trial::test("time::share", move || share(&pages, ALL)));
    trials.push(Trial::test("time::open_share", move || share(&open, ALL)));
    trials.push(Trial::test("time::held-out::share", move || share(&aside, HELD_OUT)));
    trials
}

/// The line `published: …` among others.
fn published(lines: &str) -> Option<String> {
    let day = lines.lines().find_map(|line| line.strip_prefix("published: "))?;
    Some(day.to_owned())
}

impl Passage {
    /// Reads what stands below a heading; the day of the whole page holds where none stands there.
    fn parse(section: &Section, page_published: Option<&str>) -> Result<Passage, String> {
        let day = published(&section.body).or(page_published.map(str::to_owned));
        let day = day.ok_or("no `published: …`")?;
        let published =
            if day == "-" { None } else { Some(day.parse().map_err(|_| format!("`{day}` is no day"))?) };
        let text = block(&section.body, "text").ok_or("no ```text block")?.to_owned();
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        for line in section.body.lines().filter(|l| l.starts_with('|') && !l.starts_with("|-")) {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            if cells[0] == "expression" {
                header = cells;
                continue;
            }
            let cell = |name: &str| {
                let at = header.iter().position(|h| *h == name)?;
                cells.get(at).map(|c| (*c).to_owned())
            };
            let must = |name: &str| cell(name).ok_or_else(|| format!("no column `{name}` in {line}"));
            rows.push(Row {
                expression: must("expression")?,
                value: must("value")?,
                earliest: must("earliest")?,
                latest: must("latest")?,
                modifier: cell("modifier"),
                anchor: cell("anchor"),
            });
        }
        if header.is_empty() {
            return Err("no table".to_owned());
        }
        Ok(Passage { published, text, rows, known_failures: section.known_failures() })
    }

    fn read(&self) -> (Text, Times) {
        let text = Text::new(self.text.as_str());
        let parts = [Part { kind: PartKind::Body, span: text.span() }];
        let times = TIMES.read(&text, &parts, self.published, &NoHint);
        (text, times)
    }

    /// Reads the passage and holds every row against what was found.
    fn compare(&self) -> Result<Found, String> {
        let (text, times) = self.read();
        let mut found = Found::default();
        let mut from = 0;
        let mut wanted = Vec::new();
        for row in &self.rows {
            found.all += 1;
            let start = self.text[from..].find(&row.expression).map(|i| from + i);
            let start = start.ok_or_else(|| format!("`{}` is not in the text", row.expression))?;
            from = start + row.expression.len();
            let span = text.span_of(start..from);
            wanted.push(span);
            let want = format!("{} {}/{}", row.value, row.earliest, row.latest);
            let Some(when) = times.times.iter().find(|t| t.span == span) else {
                let near = times.times.iter().filter(|t| t.span.overlaps(span));
                let near: Vec<&str> = near.map(|t| text.slice(t.span)).collect();
                let how = format!("want {want}, not found; found beside it: {near:?}");
                found.wrong.insert(row.expression.clone(), how);
                continue;
            };
            let show = |m: &Option<Moment>| m.map_or("-".to_owned(), |m| m.to_string());
            let got = format!("{} {}/{}", when.timex.value, show(&when.earliest), show(&when.latest));
            // The page writes modifiers and anchors as JSON has them.
            let json = serde_json::to_value(when).map_err(|e| e.to_string())?;
            let field =
                |name: &str| json.get(name).and_then(|v| v.as_str()).map_or("-".to_owned(), str::to_owned);
            let (modifier, anchor) = (field("modifier"), field("anchor"));
            let how = if want != got {
                format!("want {want}, got {got}")
            } else if row.modifier.as_ref().is_some_and(|m| *m != modifier) {
                format!("want the modifier {:?}, got {modifier}", row.modifier)
            } else if row.anchor.as_ref().is_some_and(|a| *a != anchor) {
                format!("want the anchor {:?}, got {anchor}", row.anchor)
            } else {
                found.right += 1;
                continue;
            };
            found.wrong.insert(row.expression.clone(), how);
        }
        let extra: Vec<&str> =
            times.times.iter().filter(|t| !wanted.contains(&t.span)).map(|t| text.slice(t.span)).collect();
        // A passage without times is one thing to get right; elsewhere everything extra is one more to get wrong.
        if self.rows.is_empty() {
            found.all += 1;
            found.right += usize::from(extra.is_empty());
        } else {
            let beside =
                |e: &&&str| self.rows.iter().any(|r| r.expression.contains(**e) || e.contains(&r.expression));
            found.all += extra.iter().filter(|e| !beside(e)).count();
        }
        if !extra.is_empty() {
            found.wrong.insert(format!("+ {}", extra.join(", ")), "should not be there".to_owned());
        }
        Ok(found)
    }
}

/// Holds a passage to its page: what comes out wrong must be what its `known-failure` lines name, each one expression.
fn run(section: &Section, page_published: Option<&str>) -> Result<(), Failed> {
    let passage = Passage::parse(section, page_published)?;
    let found = passage.compare()?;
    // `known-failure: Sunday evening (why)`.
    let known: Vec<&str> =
        passage.known_failures.iter().map(|k| k.split_once(" (").map_or(k.as_str(), |(k, _)| k)).collect();
    let mut wrong = String::new();
    for (expression, how) in found.wrong.iter().filter(|(e, _)| !known.contains(&e.as_str())) {
        _ = writeln!(wrong, "{expression}: {how}");
    }
    for expression in known.iter().filter(|k| !found.wrong.contains_key(**k)) {
        _ = writeln!(wrong, "this is read well now: take away `known-failure: {expression}`");
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{wrong}", passage.text).into()) }
}

/// Holds the share of expressions that are right, over all passages of some pages, above a floor.
fn share(pages: &[Page], floor: f64) -> Result<(), Failed> {
    let (mut right, mut all) = (0, 0);
    for page in pages {
        let published = published(page.body.split("\n## ").next().unwrap_or_default());
        for section in page.sections() {
            let found = Passage::parse(&section, published.as_deref())?.compare()?;
            right += found.right;
            all += found.all;
        }
    }
    let share = right as f64 / all.max(1) as f64;
    if share >= floor { Ok(()) } else { Err(format!("{right} of {all} right, {floor} is the floor").into()) }
}
