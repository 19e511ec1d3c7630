//! Event types against a gold standard in which the parties are marked.

use anyhow::{Context, Result, bail, ensure};
use onrecord::events::Event;
use onrecord::{Article, Part, PartKind, Party, Reader, Span, Text};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

/// A sentence with its parties and type.
struct Row {
    text: String,
    source: Vec<Span>,
    target: Vec<Span>,
    gold: String,
}

/// The figures.
#[derive(Debug)]
pub struct Figures {
    /// How many sentences have each gold type and found type.
    pairs: BTreeMap<(String, String), usize>,
}

/// Types every sentence of a file with plv_train's columns.
///
/// # Errors
/// When the file cannot be read or has not the columns `marked_sentence` and `gold_root`.
pub fn score(file: &Path, model: Option<&Path>) -> Result<Figures> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let rows = rows(&text).with_context(|| format!("in {}", file.display()))?;
    let reader = crate::reading::reader(model)?;
    let found = crate::reading::parallel(&rows, |row| type_of(&reader, row));
    let mut figures = Figures { pairs: BTreeMap::new() };
    for (row, found) in rows.into_iter().zip(found) {
        *figures.pairs.entry((row.gold, found)).or_default() += 1;
    }
    Ok(figures)
}

/// What the whole reading finds of gold events in sentences without marks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Alone {
    gold: usize,
    /// Of the gold events: those whose parties an event has, either way round where it is mutual.
    parties: usize,
    /// And of the same type.
    right: usize,
    /// Events found, right or not: a sentence may tell of more than the gold says.
    found: usize,
}

/// Reads every sentence of a file as the product does, without its marks.
///
/// # Errors
/// As [`score`].
pub fn score_alone(file: &Path, model: Option<&Path>) -> Result<Alone> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let rows = rows(&text).with_context(|| format!("in {}", file.display()))?;
    let reader = crate::reading::reader(model)?;
    let found = crate::reading::parallel(&rows, |row| {
        let text = Text::new(row.text.clone());
        let part = Part { kind: PartKind::Body, span: text.span() };
        let article = Article { parts: vec![part], ..Article::plain("sentence", text) };
        compare(row, &reader.read(article, Vec::new()).events)
    });
    Ok(found.into_iter().fold(Alone::default(), |a, b| Alone {
        gold: a.gold + b.gold,
        parties: a.parties + b.parties,
        right: a.right + b.right,
        found: a.found + b.found,
    }))
}

fn compare(row: &Row, events: &[Event]) -> Alone {
    let meets =
        |gold: &[Span], found: &[Party]| gold.iter().any(|g| found.iter().any(|p| p.span.overlaps(*g)));
    let same = |e: &&Event| {
        let straight = meets(&row.source, &e.source) && meets(&row.target, &e.target);
        straight || e.mutual && meets(&row.source, &e.target) && meets(&row.target, &e.source)
    };
    let fitting: Vec<&Event> = events.iter().filter(same).collect();
    let right = fitting.iter().any(|e| e.event_type.name() == row.gold);
    Alone {
        gold: 1,
        parties: usize::from(!fitting.is_empty()),
        right: usize::from(right),
        found: events.len(),
    }
}

impl Alone {
    /// The figures as a line for people.
    pub fn print(&self) -> String {
        let share = |n: usize| n as f64 / self.gold.max(1) as f64;
        format!(
            "{} gold events: parties found {:.3}, type and parties {:.3}; {} events found in all\n",
            self.gold,
            share(self.parties),
            share(self.right),
            self.found
        )
    }
}

fn type_of(reader: &Reader, row: &Row) -> String {
    let model = reader.model();
    let text = Text::new(row.text.clone());
    let input = model.input(&text, &[Span::new(0, text.len())]);
    let words = |spans: &[Span]| -> Vec<Range<usize>> {
        spans.iter().map(|&s| input.words_over(s)).filter(|r| !r.is_empty()).collect()
    };
    let probabilities = model.event_type(
        &input,
        &(0..input.words.len()).collect::<Vec<_>>(),
        &words(&row.source),
        &words(&row.target),
    );
    let best = probabilities.and_then(|p| (0..p.len()).max_by(|&a, &b| p[a].total_cmp(&p[b])));
    best.map_or_else(|| "-".to_owned(), |b| model.event_types()[b].clone())
}

fn rows(text: &str) -> Result<Vec<Row>> {
    let mut lines = records(text).into_iter();
    let header = lines.next().context("the file is empty")?;
    let column = |name: &str| {
        header.iter().position(|c| c == name).with_context(|| format!("there is no column {name}"))
    };
    let (marked, gold) = (column("marked_sentence")?, column("gold_root")?);
    lines
        .enumerate()
        .map(|(n, cells)| {
            ensure!(cells.len() == header.len(), "record {} has {} cells", n + 2, cells.len());
            let (text, source, target) = unmark(&cells[marked])?;
            Ok(Row { text, source, target, gold: cells[gold].clone() })
        })
        .collect()
}

/// Tab-separated records; a cell that starts with a quotation mark may hold tabs, and marks written twice.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let (mut cells, mut rest) = (Vec::new(), line);
        loop {
            let quoted = rest.strip_prefix('"').and_then(|inner| {
                let end = closing(inner)?;
                let after = &inner[end + 1..];
                (after.is_empty() || after.starts_with('\t'))
                    .then(|| (inner[..end].replace("\"\"", "\""), after.strip_prefix('\t')))
            });
            let (cell, next) = quoted.unwrap_or_else(|| match rest.split_once('\t') {
                Some((cell, next)) => (cell.to_owned(), Some(next)),
                None => (rest.to_owned(), None),
            });
            cells.push(cell);
            match next {
                Some(next) => rest = next,
                None => break,
            }
        }
        out.push(cells);
    }
    out
}

/// Where a quoted cell's closing mark stands.
fn closing(inner: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let mark = at + inner[at..].find('"')?;
        if !inner[mark + 1..].starts_with('"') {
            return Some(mark);
        }
        at = mark + 2;
    }
}

/// A sentence without its marks, and the spans of source and target.
fn unmark(marked: &str) -> Result<(String, Vec<Span>, Vec<Span>)> {
    let (mut text, mut length) = (String::new(), 0);
    let mut spans = [Vec::new(), Vec::new()];
    let mut opened = [None, None];
    let mut rest = marked;
    while !rest.is_empty() {
        let tag = ["<s>", "<t>", "</s>", "</t>"].iter().position(|t| rest.starts_with(t));
        match tag {
            Some(tag @ 0..2) => opened[tag] = Some(length),
            Some(tag) => match opened[tag - 2].take() {
                Some(start) if start < length => spans[tag - 2].push(Span::new(start, length)),
                Some(_) => {}
                None => bail!("a mark is closed that was not opened: {marked}"),
            },
            None => {}
        }
        let step = match tag {
            Some(0..2) => 3,
            Some(_) => 4,
            None => {
                let c = rest.chars().next().map_or(1, char::len_utf8);
                text.push_str(&rest[..c]);
                length += 1;
                c
            }
        };
        rest = &rest[step..];
    }
    let [source, target] = spans;
    Ok((text, source, target))
}

/// The quad class of a root type, as PLOVER has it.
fn quad(root: &str) -> u8 {
    onrecord::events::EventType::from_name(root).map_or(0, |t| t.quad().number())
}

impl Figures {
    fn total(&self) -> usize {
        self.pairs.values().sum()
    }

    fn share(&self, right: impl Fn(&str, &str) -> bool) -> f64 {
        let good: usize = self.pairs.iter().filter(|((g, f), _)| right(g, f)).map(|(_, n)| n).sum();
        good as f64 / self.total().max(1) as f64
    }

    /// Share of the sentences with the right type.
    pub fn accuracy(&self) -> f64 {
        self.share(|g, f| g == f)
    }

    /// Share of the sentences with the right quad class.
    pub fn quad(&self) -> f64 {
        self.share(|g, f| quad(g) != 0 && quad(g) == quad(f))
    }

    /// Gold count, found count, right count and F1 of each gold type.
    fn classes(&self) -> Vec<(String, usize, usize, usize, f64)> {
        let mut names: Vec<&String> = self.pairs.keys().map(|(g, _)| g).collect();
        names.dedup();
        let sum = |take: &dyn Fn(&str, &str) -> bool| -> usize {
            self.pairs.iter().filter(|((g, f), _)| take(g, f)).map(|(_, n)| n).sum()
        };
        names
            .into_iter()
            .map(|name| {
                let gold = sum(&|g, _| g == name);
                let found = sum(&|_, f| f == name);
                let right = sum(&|g, f| g == name && f == name);
                (name.clone(), gold, found, right, 2.0 * right as f64 / (gold + found).max(1) as f64)
            })
            .collect()
    }

    /// The mean of the gold types' F1.
    pub fn macro_f1(&self) -> f64 {
        let classes = self.classes();
        classes.iter().map(|c| c.4).sum::<f64>() / classes.len().max(1) as f64
    }

    /// The figures as a table for people.
    pub fn print(&self) -> String {
        let mut out = format!(
            "{} sentences\naccuracy  {:.3}\nmacro F1  {:.3}\nquad      {:.3}\n\n",
            self.total(),
            self.accuracy(),
            self.macro_f1(),
            self.quad()
        );
        let _ = writeln!(out, "{:<10} {:>5} {:>5} {:>5}  {:>5}", "type", "gold", "found", "right", "F1");
        for (name, gold, found, right, f1) in self.classes() {
            let _ = writeln!(out, "{name:<10} {gold:>5} {found:>5} {right:>5}  {f1:>5.3}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_in_code_points() {
        let (text, source, target) = unmark("In Łódź <s>Žižek</s> met <t></t><t>Ö</t>.").expect("good marks");
        assert_eq!(text, "In Łódź Žižek met Ö.");
        assert_eq!((source, target), (vec![Span::new(8, 13)], vec![Span::new(18, 19)]));
        assert!(unmark("a</s>").is_err());
    }

    #[test]
    fn quoted_cells_are_unquoted() {
        let got = records("a\tb\n\"say \"\"no\"\" to it\"\tx\n\"half\" quoted\ty\n");
        assert_eq!(got, [["a", "b"], ["say \"no\" to it", "x"], ["\"half\" quoted", "y"]]);
    }

    #[test]
    fn figures_are_counted() {
        let pair = |g: &str, f: &str, n| ((g.to_owned(), f.to_owned()), n);
        let figures = Figures {
            pairs: [pair("AID", "AID", 3), pair("AID", "YIELD", 1), pair("ACCUSE", "ACCUSE", 1)].into(),
        };
        assert!((figures.accuracy() - 0.8).abs() < 1e-9);
        assert!((figures.quad() - 1.0).abs() < 1e-9, "AID and YIELD are both material cooperation");
        assert!((figures.macro_f1() - (1.0 + 6.0 / 7.0) / 2.0).abs() < 1e-9);
    }

    #[test]
    fn sentences_are_read_without_their_marks() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events.tsv");
        let alone = score_alone(&file, None).expect("a good file");
        assert_eq!(alone.gold, 30);
        assert!(alone.right <= alone.parties && alone.right >= 15, "{alone:?}");
    }

    #[test]
    fn our_own_sentences_get_their_types() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events.tsv");
        let figures = score(&file, None).expect("a good file");
        assert_eq!(figures.total(), 30);
        assert!(figures.accuracy() >= 0.8, "{}", figures.print());
        assert!(figures.quad() >= 0.9, "{}", figures.print());
    }
}
