//! From lines to paragraphs: what is repeated on every page is left out, and words that a line end divides are whole again.

use super::columns::{Line, lines};
use super::glyphs::Page;
use crate::parts::ends_sentence;
use std::collections::{HashMap, HashSet};

/// How much of a page's height, at its top and bottom, may hold what is repeated.
const MARGIN: f32 = 0.12;
/// How far apart, in points, lines stand at one height.
const SAME_HEIGHT: f32 = 3.0;
/// Fewest pages on which a line must stand to count as repeated.
const FEWEST_PAGES: usize = 3;
/// How much further than usual the next line must lie for a paragraph to end, in the usual distance.
const PARAGRAPH_GAP: f32 = 1.35;
/// How far the first line of a paragraph is set in, in the height of its letters.
const INDENT: std::ops::Range<f32> = 0.6..4.0;
/// How much a line must fall short of its column, in its width, to end a paragraph.
const SHORT: f32 = 0.15;
const VERY_SHORT: f32 = 0.4;
/// By how much letters differ in height from those before for a heading or a caption to begin.
const OTHER_SIZE: f32 = 0.12;

/// The text of a file.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub text: String,
    /// How many running heads and page numbers were left out.
    pub heads: usize,
}

pub(super) fn text(pages: &[Page]) -> Read {
    let mut all: Vec<Vec<Line>> = pages.iter().map(|page| lines(&page.glyphs)).collect();
    let heads = without_heads(pages, &mut all);
    let whole = whole_words(&all);
    let mut paragraphs: Vec<Vec<Line>> = Vec::new();
    for page in all {
        let measures = Measures::of(&page);
        for (n, line) in page.iter().enumerate() {
            let before = n.checked_sub(1).map(|n| &page[n]);
            let next = page.get(n + 1);
            let begins = match before {
                Some(before) if before.column == line.column => measures.begins(before, line, next),
                // At the top of a column or a page, what was not finished goes on.
                _ => !paragraphs.last().and_then(|p| p.last()).is_some_and(|last| goes_on(last, line)),
            };
            match paragraphs.last_mut().filter(|_| !begins) {
                Some(paragraph) => paragraph.push(line.clone()),
                None => paragraphs.push(vec![line.clone()]),
            }
        }
    }
    let mut text = String::new();
    for paragraph in paragraphs {
        let words = paragraph_text(&paragraph, &whole);
        if words.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&words);
    }
    Read { text, heads }
}

/// Whether a line at the top of a column goes on with the last one of the column before.
fn goes_on(last: &Line, line: &Line) -> bool {
    let same = (last.size - line.size).abs() <= OTHER_SIZE * last.size;
    let divided = last.text.ends_with(['-', '\u{ad}']);
    let lower =
        line.text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_lowercase() || c.is_numeric());
    same && !ends_sentence(&last.text) && (lower || divided)
}

/// What is usual in each column of a page.
struct Measures(HashMap<usize, Column>);

struct Column {
    left: f32,
    right: f32,
    /// From one line to the next.
    pitch: f32,
}

impl Measures {
    fn of(page: &[Line]) -> Self {
        let mut columns: HashMap<usize, Vec<&Line>> = HashMap::new();
        for line in page {
            columns.entry(line.column).or_default().push(line);
        }
        Measures(columns.into_iter().map(|(n, lines)| (n, Column::of(&lines))).collect())
    }

    /// Whether a line begins a paragraph.
    fn begins(&self, before: &Line, line: &Line, next: Option<&Line>) -> bool {
        let Some(column) = self.0.get(&line.column) else { return true };
        let gap = line.y - before.y;
        let other = (line.size - before.size).abs() > OTHER_SIZE * before.size.max(1.0);
        // Lines of large letters lie further apart than those of the text.
        let usual = column.pitch.max(if other { 0.0 } else { 1.0 * line.size });
        if other || gap <= 0.0 || gap > PARAGRAPH_GAP * usual.max(0.9 * line.size) {
            return true;
        }
        let indent = (line.x - column.left) / line.size.max(1.0);
        let back = next.is_none_or(|next| next.column != line.column || next.x < line.x - 0.3 * line.size);
        let width = (column.right - column.left).max(1.0);
        let early = column.right - before.end > SHORT * width;
        let further = before.x < line.x - 0.3 * line.size;
        // The lines of an item hang below its first.
        let hangs = further && is_item(&before.text);
        // A paragraph of one short line that is set in may stand before it; a quotation that is set in has no such lines.
        let after_short = column.right - before.end > VERY_SHORT * width && back;
        let alone = column.right - line.end > VERY_SHORT * width;
        let set_in =
            INDENT.contains(&indent) && !hangs && (after_short || (further && (early || back || alone)));
        let upper = line.text.chars().find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase());
        is_item(&line.text) || set_in || (early && upper && ends_sentence(&before.text))
    }
}

impl Column {
    fn of(lines: &[&Line]) -> Self {
        let mut gaps: Vec<f32> = lines.windows(2).map(|w| w[1].y - w[0].y).filter(|gap| *gap > 0.0).collect();
        let (mut lefts, mut rights): (Vec<f32>, Vec<f32>) = lines.iter().map(|l| (l.x, l.end)).unzip();
        let at = |all: &mut Vec<f32>, share: f32| {
            all.sort_by(f32::total_cmp);
            all.get(((all.len().saturating_sub(1)) as f32 * share) as usize).copied().unwrap_or(0.0)
        };
        Column { left: at(&mut lefts, 0.2), right: at(&mut rights, 0.9), pitch: at(&mut gaps, 0.4) }
    }
}

/// Whether a line begins an item of a list.
fn is_item(line: &str) -> bool {
    line.starts_with(['•', '▪', '●', '◦', '‣', '·', '■', '□'])
}

/// Takes out lines at the edges of pages that are the same at the same height on several, or nothing but a page's number. Between
/// them and the edge nothing else stands: a sentence of the text may come again as well.
fn without_heads(pages: &[Page], all: &mut [Vec<Line>]) -> usize {
    let mut seen: HashMap<String, Vec<f32>> = HashMap::new();
    for (page, lines) in pages.iter().zip(all.iter()) {
        let places: HashMap<String, f32> =
            lines.iter().filter(|l| edge(page, l).is_some()).map(|l| (shape(&l.text), l.y)).collect();
        places.into_iter().for_each(|(shape, y)| seen.entry(shape).or_default().push(y));
    }
    seen.values_mut().for_each(|ys| ys.sort_by(f32::total_cmp));
    let often = FEWEST_PAGES.max(pages.len() / 4).min(pages.len().max(2));
    let mut heads = 0;
    for (page, lines) in pages.iter().zip(all) {
        let is_head = |line: &Line| {
            let shape = shape(&line.text);
            // In order of their heights, those of one height lie side by side.
            let times = seen.get(&shape).map_or(0, |ys| {
                let from = ys.partition_point(|y| *y < line.y - SAME_HEIGHT);
                ys[from..].iter().take(often).take_while(|y| **y - line.y <= SAME_HEIGHT).count()
            });
            (pages.len() > 1 && times >= often) || is_number(&shape)
        };
        let (top, bottom) =
            (outer(page, lines, Edge::Top, is_head), outer(page, lines, Edge::Bottom, is_head));
        let before = lines.len();
        lines.retain(|line| {
            let outside = match edge(page, line) {
                Some(Edge::Top) => line.y <= top,
                Some(Edge::Bottom) => line.y >= bottom,
                None => false,
            };
            !(outside && is_head(line))
        });
        heads += before - lines.len();
    }
    heads
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Top,
    Bottom,
}

fn edge(page: &Page, line: &Line) -> Option<Edge> {
    match line.y {
        y if y < MARGIN * page.height => Some(Edge::Top),
        y if y > (1.0 - MARGIN) * page.height => Some(Edge::Bottom),
        _ => None,
    }
}

/// How far from an edge rows follow each other of which something is a running head.
fn outer(page: &Page, lines: &[Line], which: Edge, is_head: impl Fn(&Line) -> bool) -> f32 {
    let sign = if which == Edge::Top { 1.0 } else { -1.0 };
    let mut rows: Vec<&Line> = lines.iter().filter(|line| edge(page, line) == Some(which)).collect();
    rows.sort_by(|a, b| (sign * a.y).total_cmp(&(sign * b.y)));
    let mut until = -sign * f32::INFINITY;
    let mut at = 0;
    while let Some(first) = rows.get(at) {
        let row = rows[at..].iter().take_while(|line| (line.y - first.y).abs() <= SAME_HEIGHT).count();
        if !rows[at..at + row].iter().any(|line| is_head(line)) {
            break;
        }
        until = rows[at + row - 1].y;
        at += row;
    }
    until
}

/// A line with its numbers made alike.
fn shape(line: &str) -> String {
    let mut out = String::new();
    for c in line.chars().filter(|c| !c.is_whitespace()) {
        match c {
            c if c.is_numeric() => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Whether a line is only a page's number: `7`, `- 7 -`, `Page 3 of 10`.
fn is_number(shape: &str) -> bool {
    let bare = shape.trim_matches(['-', '–', '—', '|', '.', '[', ']', '(', ')']);
    let words = ["page", "seite", "página", "pagina", "side", "p.", "s."];
    let bare = words.iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    matches!(bare, "#" | "#of#" | "#/#" | "#von#" | "#de#" | "#sur#" | "#-#" | "#|#")
}

/// The words that stand whole within lines, in small letters: they tell whether a hyphen at a line's end belongs to its word.
fn whole_words(all: &[Vec<Line>]) -> HashSet<String> {
    let mut whole = HashSet::new();
    for line in all.iter().flatten() {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        let inside = words.len().saturating_sub(1);
        whole.extend(words[..inside].iter().map(|word| bare(word)));
    }
    whole
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Bytes of a divided word that are held against other words at most.
const LONGEST: usize = 200;

fn paragraph_text(lines: &[Line], whole: &HashSet<String>) -> String {
    let mut out = String::new();
    for line in lines {
        let text = letters(&line.text);
        let lower = text.chars().next().is_some_and(char::is_lowercase);
        let hyphen = out.strip_suffix(['-', '\u{ad}', '\u{2010}']);
        match hyphen.filter(|before| lower && before.ends_with(char::is_alphabetic)) {
            Some(before) => {
                // Only its end: one that goes on over many lines would be looked at whole at each of them.
                let near = &before[before.floor_char_boundary(before.len().saturating_sub(LONGEST))..];
                let half = near.rsplit(char::is_whitespace).next().unwrap_or_default();
                let rest = text.split_whitespace().next().unwrap_or_default();
                // `well-known` stands in another line, and `wellknown` in none.
                let hyphened = bare(&format!("{half}-{rest}"));
                let joined = bare(&format!("{half}{rest}"));
                // Nor is one that has a hyphen already divided anywhere but there: `92-year-old`.
                let compound = half.contains('-') || whole.contains(&hyphened);
                let kept = !out.ends_with('\u{ad}') && compound && !whole.contains(&joined);
                // Shortened where it stands: a paragraph of many lines would be copied for each of them.
                let end = before.len();
                out.truncate(end);
                out.push_str(if kept { "-" } else { "" });
            }
            None if !out.is_empty() => out.push(' '),
            None => {}
        }
        out.push_str(&text);
    }
    out.trim().replace('\u{ad}', "")
}

/// Letters that are set as one sign, and spaces, as they are typed.
fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            '\u{a0}' => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
