//! From letters to lines, column by column.

use super::glyphs::Placed;

/// A gap between letters, in their height, from which a word ends.
const WORD_GAP: f32 = 0.18;
/// How far lines may lie apart, in the height of their letters, to be one.
const SAME_LINE: f32 = 0.35;
/// Narrowest gutter between columns, in the height of the letters, and in points.
const GUTTER: f32 = 0.8;
const NARROWEST: f32 = 6.0;
/// Fewest lines of text that stand in columns.
const FEWEST_LINES: usize = 4;
/// Share of the lines that may cross a gutter: headings above the columns do.
const CROSSING: f32 = 0.5;
/// Least share of the width that a column has.
const NARROW_COLUMN: f32 = 0.12;
/// Widest page, in points.
const WIDEST: f32 = 20_000.0;
/// Columns inside columns.
const DEEPEST: usize = 8;

/// A word and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub text: String,
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
}

/// A line of a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
    /// Which column of the page it stands in.
    pub column: usize,
}

/// The lines of a page in the order in which they are read.
pub(super) fn lines(glyphs: &[Placed]) -> Vec<Line> {
    let rows = words(glyphs);
    let mut out = Vec::new();
    let mut column = 0;
    read(rows, 0, &mut column, &mut out);
    out
}

type Row = Vec<Word>;

/// Letters as words. They are taken by line and from left to right, whatever the order in which they were drawn.
fn words(glyphs: &[Placed]) -> Vec<Row> {
    let mut order: Vec<&Placed> = glyphs.iter().collect();
    order.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Vec<&Placed>> = Vec::new();
    for glyph in order {
        // Compared with the line's own first letter, so that a page of slanting lines is not one.
        match lines
            .last_mut()
            .filter(|line| (glyph.y - line[0].y).abs() <= SAME_LINE * line[0].size.min(glyph.size))
        {
            Some(line) => line.push(glyph),
            None => lines.push(vec![glyph]),
        }
    }
    lines.into_iter().map(row).filter(|row| !row.is_empty()).collect()
}

fn row(mut line: Vec<&Placed>) -> Row {
    line.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut out: Row = Vec::new();
    let mut ended = true;
    let mut last: Option<&Placed> = None;
    for glyph in line {
        if glyph.text.trim().is_empty() {
            ended = true;
            continue;
        }
        // Drawn twice, to look bold.
        let again = last.is_some_and(|l| l.text == glyph.text && (l.x - glyph.x).abs() < 0.1 * glyph.size);
        if again {
            continue;
        }
        last = Some(glyph);
        match out.last_mut().filter(|word| !ended && glyph.x - word.end < WORD_GAP * glyph.size) {
            Some(word) => {
                word.text.push_str(&glyph.text);
                word.end = word.end.max(glyph.end);
                word.size = word.size.max(glyph.size);
            }
            None => out.push(Word {
                text: glyph.text.clone(),
                x: glyph.x,
                end: glyph.end,
                y: glyph.y,
                size: glyph.size,
            }),
        }
        ended = false;
    }
    out
}

/// Reads rows column by column: where a gutter runs down through most of them, what lies left of it before what lies right.
fn read(rows: Vec<Row>, depth: usize, column: &mut usize, out: &mut Vec<Line>) {
    let Some(gutter) = gutter(&rows).filter(|_| depth < DEEPEST) else {
        *column += 1;
        out.extend(rows.iter().flat_map(|row| line(row, *column)));
        return;
    };
    let mut rest = rows.into_iter().peekable();
    while rest.peek().is_some() {
        let crossing = |row: &Row| {
            stretches(row, gutter.1 - gutter.0)
                .iter()
                .any(|(from, to)| *from < gutter.1 - 1.0 && *to > gutter.0 + 1.0)
        };
        let mut across = Vec::new();
        while let Some(row) = rest.next_if(|row| crossing(row)) {
            across.push(row);
        }
        let (mut left, mut right) = (Vec::new(), Vec::new());
        while let Some(row) = rest.next_if(|row| !crossing(row)) {
            let (l, r): (Row, Row) = row.into_iter().partition(|word| word.end <= gutter.0 + 1.0);
            left.extend((!l.is_empty()).then_some(l));
            right.extend((!r.is_empty()).then_some(r));
        }
        for part in [across, left, right] {
            if !part.is_empty() {
                read(part, depth + 1, column, out);
            }
        }
    }
}

/// The stretches of a row between gaps that may be gutters.
fn stretches(row: &Row, narrowest: f32) -> Vec<(f32, f32)> {
    let mut out: Vec<(f32, f32)> = Vec::new();
    for word in row {
        match out.last_mut().filter(|last| word.x - last.1 < narrowest) {
            Some(last) => last.1 = last.1.max(word.end),
            None => out.push((word.x, word.end)),
        }
    }
    out
}

/// The widest strip from top to bottom that most rows leave free, with text on both sides of it.
fn gutter(rows: &[Row]) -> Option<(f32, f32)> {
    let words = || rows.iter().flatten();
    if rows.len() < FEWEST_LINES {
        return None;
    }
    let mut sizes: Vec<f32> = words().map(|word| word.size).collect();
    sizes.sort_by(f32::total_cmp);
    let size = *sizes.get(sizes.len() / 2)?;
    let narrowest = NARROWEST.max(GUTTER * size);
    let start = words().map(|word| word.x).min_by(f32::total_cmp)?;
    let end = words().map(|word| word.end).max_by(f32::total_cmp)?;
    if !(end - start).is_finite() || end - start > WIDEST {
        return None;
    }
    let rows: Vec<Vec<(f32, f32)>> = rows.iter().map(|row| stretches(row, narrowest)).collect();
    let (from, to) = strip(&rows, start, end)?;
    let whole = end - start;
    // Numbers and dots before the items of a list stand in no column of their own.
    let wide = from - start > NARROW_COLUMN * whole && end - to > NARROW_COLUMN * whole;
    (wide && to - from >= narrowest).then_some((from, to))
}

/// The strip that the fewest rows have text in.
fn strip(rows: &[Vec<(f32, f32)>], start: f32, end: f32) -> Option<(f32, f32)> {
    // For each point of the width, how many rows have text there.
    let width = (end - start).ceil() as usize + 1;
    let (mut begin, mut end_at) = (vec![0_usize; width + 1], vec![0_usize; width + 1]);
    for (from, to) in rows.iter().flatten() {
        let to = ((to - start).ceil().max(0.0) as usize).min(width);
        let from = ((from - start).max(0.0) as usize).min(to);
        begin[from] += 1;
        end_at[to] += 1;
    }
    let mut here = 0;
    let covered: Vec<usize> = (0..width)
        .map(|at| {
            here = here + begin[at] - end_at[at];
            here
        })
        .collect();
    let most = (rows.len() as f32 * CROSSING) as usize;
    let mut best: Option<(usize, usize)> = None;
    let mut at = 0;
    while at < width {
        let stretch = covered[at..].iter().take_while(|n| **n <= most).count();
        // Lines that end early leave more free than the gutter; that is where the fewest have text.
        let free = covered[at..at + stretch].iter().min().copied().unwrap_or(0);
        let found = longest(&covered[at..at + stretch], free).map(|(a, b)| (at + a, at + b));
        // The cheap question first: of strips that are ever wider there are not many.
        if let Some((a, b)) =
            found.filter(|(a, b)| *a > 0 && *b < width && best.is_none_or(|(c, d)| b - a > d - c))
            && holds(rows, start + a as f32, start + b as f32)
        {
            best = Some((a, b));
        }
        at += stretch.max(1);
    }
    best.map(|(a, b)| (start + a as f32, start + b as f32))
}

/// Whether lines of text stand on both sides of a strip, beside each other.
fn holds(rows: &[Vec<(f32, f32)>], from: f32, to: f32) -> bool {
    let side = |left: bool| -> Vec<usize> {
        let on = |(a, b): &(f32, f32)| if left { *b <= from + 1.0 } else { *a >= to - 1.0 };
        rows.iter().enumerate().filter(|(_, row)| row.iter().any(on)).map(|(n, _)| n).collect()
    };
    let (left, right) = (side(true), side(false));
    if left.len() < FEWEST_LINES - 1 || right.len() < FEWEST_LINES - 1 {
        return false;
    }
    // Columns may have their lines at different heights: it is enough that they lie beside each other.
    left[0].max(right[0]) + 2 <= left[left.len() - 1].min(right[right.len() - 1])
}

/// The longest run of a strip that is as free as it gets.
fn longest(strip: &[usize], free: usize) -> Option<(usize, usize)> {
    let mut best = None;
    let mut from = None;
    for at in 0..=strip.len() {
        let is = strip.get(at).is_some_and(|n| *n == free);
        match (from, is) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                if best.is_none_or(|(a, b)| at - start > b - a) {
                    best = Some((start, at));
                }
                from = None;
            }
            _ => {}
        }
    }
    best
}

fn line(row: &Row, column: usize) -> Option<Line> {
    let (first, last) = (row.first()?, row.last()?);
    let text = row.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    // Of the most letters, so that a number set small or large does not count.
    let largest = row.iter().max_by_key(|word| word.text.len())?;
    Some(Line { text, x: first.x, end: last.end, y: largest.y, size: largest.size, column })
}
