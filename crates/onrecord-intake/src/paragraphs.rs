//! Where the paragraphs of a plain text begin and end: lines, or blocks of wrapped lines between blank ones.

use std::ops::Range;

/// A paragraph: bytes of the text without white space at its ends, and the blank-line block it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    pub range: Range<usize>,
    pub block: usize,
}

/// Widths, in characters, to which programs and people wrap lines.
const WRAP_WIDTHS: Range<usize> = 40..120;
/// Fewest line ends inside blocks that show a habit.
const FEWEST_LINE_ENDS: usize = 3;
/// Share of the line ends that must look wrapped.
const WRAPPED_SHARE: f64 = 0.8;

/// The paragraphs of `text`, in order. Between them stands only white space.
pub(crate) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = lines(text);
    let Some(width) = wrap_width(text, &lines) else { return lines };
    let mut joined: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Paragraph> = None;
    for line in &lines {
        match (before, joined.last_mut()) {
            (Some(b), Some(last)) if b.block == line.block && is_full(text, b, line, width) => {
                last.range.end = line.range.end;
            }
            _ => joined.push(line.clone()),
        }
        before = Some(line);
    }
    joined
}

/// Every line with something on it, as a paragraph of its own.
fn lines(text: &str) -> Vec<Paragraph> {
    let mut lines = Vec::new();
    let (mut block, mut start) = (0, 0);
    // A carriage return alone ends a line too; before a line feed it only adds an empty line of no block.
    for end in
        text.match_indices(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']).map(|(i, _)| i).chain([text.len()])
    {
        let line = &text[start..end];
        let trimmed = line.trim();
        let from = start + (line.len() - line.trim_start().len());
        if trimmed.is_empty() {
            let crlf =
                text.as_bytes().get(end) == Some(&b'\n') && end > 0 && text.as_bytes()[end - 1] == b'\r';
            block += usize::from(!crlf);
        } else {
            lines.push(Paragraph { range: from..from + trimmed.len(), block });
        }
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    lines
}

/// The width to which the text is wrapped, if it is: where nearly every line inside a block is so long that the
/// next line's first word would not have fitted.
fn wrap_width(text: &str, lines: &[Paragraph]) -> Option<usize> {
    let mut lengths: Vec<usize> = lines.iter().map(|l| chars(text, l)).collect();
    lengths.sort_unstable();
    // Not the longest line: an address that cannot be broken sticks out.
    let width = *lengths.get(lengths.len().saturating_sub(1 + lengths.len() / 20))?;
    if !WRAP_WIDTHS.contains(&width) {
        return None;
    }
    let inside: Vec<_> = lines.windows(2).filter(|w| w[0].block == w[1].block).collect();
    let full = inside.iter().filter(|w| is_full(text, &w[0], &w[1], width)).count();
    (inside.len() >= FEWEST_LINE_ENDS && full as f64 >= WRAPPED_SHARE * inside.len() as f64).then_some(width)
}

/// Whether the first word of `next` would have made `line` too long.
fn is_full(text: &str, line: &Paragraph, next: &Paragraph, width: usize) -> bool {
    let word = text[next.range.clone()].split_whitespace().next().unwrap_or_default();
    // A tenth of slack: people and some programs do not fill lines to the last column.
    chars(text, line) + 1 + word.chars().count() > width - width / 10
}

fn chars(text: &str, p: &Paragraph) -> usize {
    text[p.range.clone()].chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| &text[p.range]).collect()
    }

    #[test]
    fn lines_are_paragraphs() {
        assert_eq!(split("One.\nTwo.\r\n\r\n  Three. \rFour."), ["One.", "Two.", "Three.", "Four."]);
        assert_eq!(split(" \n\n "), [""; 0]);
    }

    #[test]
    fn windows_line_ends_do_not_split_a_block() {
        let blocks: Vec<_> = paragraphs("a\r\nb\r\n\r\nc").into_iter().map(|p| p.block).collect();
        assert_eq!(blocks[0], blocks[1]);
        assert_ne!(blocks[1], blocks[2]);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "The minister told reporters in the capital that\n\
                    the talks would go on for another week, and\n\
                    that nobody should expect a quick result from\n\
                    them.\n\n\
                    Her colleague from the neighbouring country had\n\
                    said the same on the day before, but had added\n\
                    a condition.\n";
        assert_eq!(split(text).len(), 2);
        assert!(split(text)[1].ends_with("a condition."));
    }

    #[test]
    fn short_lines_of_a_list_are_not_joined() {
        let text = "The demands were long, and the minister read all of them out to the reporters who had come, one \
                    after the other:\n\nA lower tax\nMore time\nA seat at the table for the smaller states\nPeace\n";
        assert_eq!(split(text).len(), 5);
    }
}
