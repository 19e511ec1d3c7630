//! Where the paragraphs of a plain text begin and end: lines, or wrapped lines up to a blank one, to one that is set in, or to
//! one that ends before it is full.

use crate::parts::ends_sentence;
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
/// The same where those that may end a paragraph count as well: they end a sentence, and the next line begins one.
const WRAPPED_OR_ENDED_SHARE: f64 = 0.9;
/// Most spaces by which the first line of a paragraph is set in. What stands further in is a heading or a table.
const DEEPEST_INDENT: usize = 12;

/// The paragraphs of `text`, in order. Between them stands only white space.
pub(crate) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = lines(text);
    let begins = set_in(text, &lines);
    let Some(width) = wrap_width(text, &lines, &begins) else {
        return within_sentences(text, lines, &begins);
    };
    let mut joined: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Paragraph> = None;
    for (line, begins) in lines.iter().zip(begins) {
        match (before, joined.last_mut()) {
            (Some(b), Some(last)) if b.block == line.block && !begins && is_full(text, b, line, width) => {
                last.range.end = line.range.end;
            }
            _ => joined.push(line.clone()),
        }
        before = Some(line);
    }
    joined
}

/// Joins lines where too few end within a paragraph to show a habit: a line that breaks off within a sentence, before a small
/// letter, goes on below.
fn within_sentences(text: &str, lines: Vec<Paragraph>, begins: &[bool]) -> Vec<Paragraph> {
    let of = |p: &Paragraph| &text[p.range.clone()];
    let goes_on = |a: &Paragraph, b: &Paragraph| {
        !ends_sentence(of(a)) && of(b).chars().next().is_some_and(char::is_lowercase)
    };
    let mut joined: Vec<Paragraph> = Vec::new();
    let mut begins = begins.iter();
    for block in lines.chunk_by(|a, b| a.block == b.block) {
        let longest = block.iter().map(|l| chars(text, l)).max().unwrap_or(0);
        let full = |a: &Paragraph, b: &Paragraph| !ends_sentence(of(a)) && is_full(text, a, b, longest);
        // Lines shorter than any that is wrapped are verses or lists.
        let wrapped = WRAP_WIDTHS.contains(&longest)
            && block.windows(2).any(|w| goes_on(&w[0], &w[1]) && chars(text, &w[0]) >= WRAP_WIDTHS.start);
        let mut before: Option<&Paragraph> = None;
        for line in block {
            let begins = begins.next().is_some_and(|b| *b);
            match (before, joined.last_mut()) {
                (Some(b), Some(last)) if wrapped && !begins && (goes_on(b, line) || full(b, line)) => {
                    last.range.end = line.range.end;
                }
                _ => joined.push(line.clone()),
            }
            before = Some(line);
        }
    }
    joined
}

/// For each line, whether it is set in further than most lines are, as the first one of a paragraph is. None is where nearly
/// all or hardly any are.
fn set_in(text: &str, lines: &[Paragraph]) -> Vec<bool> {
    let indents: Vec<usize> = lines.iter().map(|line| indent(text, line)).collect();
    let mut counts = std::collections::BTreeMap::new();
    for indent in &indents {
        *counts.entry(*indent).or_insert(0usize) += 1;
    }
    let most =
        counts.into_iter().max_by_key(|&(indent, n)| (n, std::cmp::Reverse(indent))).map_or(0, |(i, _)| i);
    let further = |indent: usize| (most + 2..=most + DEEPEST_INDENT).contains(&indent);
    let begins: Vec<bool> = indents.iter().map(|&indent| further(indent)).collect();
    let set_in = begins.iter().filter(|b| **b).count();
    // A single line that is set in is no habit, and lines that are all set in are a list.
    if set_in >= 2 && set_in * 2 <= lines.len() { begins } else { vec![false; lines.len()] }
}

/// How far a line is set in, in columns.
fn indent(text: &str, line: &Paragraph) -> usize {
    let before = &text[..line.range.start];
    let space = before.chars().rev().take_while(|c| matches!(c, ' ' | '\t' | '\u{a0}' | '\u{3000}')).take(80);
    space.map(|c| if c == '\t' { 8 } else { 1 }).sum()
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

/// The width to which the text is wrapped, if it is: where nearly every line inside a paragraph is so long that the
/// next line's first word would not have fitted. `begins` says of lines that they begin a paragraph.
fn wrap_width(text: &str, lines: &[Paragraph], begins: &[bool]) -> Option<usize> {
    let mut lengths: Vec<usize> = lines.iter().map(|l| chars(text, l)).collect();
    lengths.sort_unstable();
    // Not the longest line: an address that cannot be broken sticks out.
    let width = *lengths.get(lengths.len().saturating_sub(1 + lengths.len() / 20))?;
    if !WRAP_WIDTHS.contains(&width) {
        return None;
    }
    let pairs = lines.windows(2).zip(&begins[1..]);
    let inside: Vec<_> =
        pairs.filter(|(w, begins)| w[0].block == w[1].block && !**begins).map(|(w, _)| w).collect();
    let (full, ended): (Vec<&[Paragraph]>, Vec<&[Paragraph]>) =
        inside.iter().copied().partition(|w| is_full(text, &w[0], &w[1], width));
    let share = |n: usize| n as f64 / inside.len().max(1) as f64;
    if inside.len() < FEWEST_LINE_ENDS {
        return None;
    }
    if share(full.len()) >= WRAPPED_SHARE {
        return Some(width);
    }
    // Where paragraphs stand without a sign between them, each has a line end that is not full; what is wrapped shows in
    // lines that break off within a sentence.
    let within = full.iter().filter(|w| !ends_sentence(&text[w[0].range.clone()])).count();
    let ended = ended.iter().filter(|w| {
        let next = text[w[1].range.clone()].chars().find(|c| c.is_alphanumeric());
        ends_sentence(&text[w[0].range.clone()]) && next.is_some_and(|c| !c.is_lowercase())
    });
    let wrapped = full.len() * 2 >= inside.len()
        && within >= FEWEST_LINE_ENDS
        && within * 2 >= full.len()
        && share(full.len() + ended.count()) >= WRAPPED_OR_ENDED_SHARE;
    wrapped.then_some(width)
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
    fn a_line_that_is_set_in_begins_a_paragraph() {
        // As agencies sent it: one block, no empty line, the first line of each paragraph set in.
        let text = "FERRY TALKS GO ON\n\
                    \x20   SKERRY, Feb 26 - Talks on the new ferry went\n\
                    on throughout the week in the harbour town, and\n\
                    the company said that it would come back with\n\
                    another offer next week, a spokesman said today.\n\
                    \x20   The union had asked for more pay for those who\n\
                    work at night.\n\
                    \x20   Fares for the week ended February 22 were put\n\
                    up by a tenth, and nobody expects them to fall in\n\
                    the summer, the mayor said.\n";
        let found = split(text);
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[1].starts_with("SKERRY") && found[1].ends_with("said today."));
        assert!(found[2].ends_with("at night.") && found[3].ends_with("the mayor said."));
        let further: String = text.lines().map(|line| format!("     {line}\n")).collect();
        assert_eq!(split(&further).len(), 4, "all of it may be set in");
    }

    #[test]
    fn paragraphs_without_a_sign_end_with_a_short_line() {
        let text = "The minister told reporters in the capital that\n\
                    the talks would go on for another week, and that\n\
                    nobody should expect a quick result.\n\
                    Her colleague from the neighbouring country had\n\
                    said the same on the day before, but had added a\n\
                    condition.\n\
                    Nobody in the capital was surprised by that, and\n\
                    the talks will go on.\n";
        assert_eq!(split(text).len(), 3);
        let lines = "The minister told reporters that talks would go on.\n\
                     Her colleague said the same on the day before her.\n\
                     He added a condition.\n\
                     Nobody was surprised.\n\
                     The talks between the two will go on next week too.\n";
        assert_eq!(split(lines).len(), 5, "a sentence a line");
    }

    #[test]
    fn two_or_three_lines_that_break_off_within_a_sentence_are_one() {
        let text = "“We will build the quay, and we will build it\nbefore the winter comes,” Ana Lund said. She told\nreporters that the \
                    money\nwas there.\n\nNobody else spoke.";
        assert_eq!(split(text).len(), 2, "{:#?}", split(text));
        // Items and verses are short, and a paragraph that ends does not go on.
        for text in [
            "They asked for:\nmore time\nless tax",
            "The minister told reporters that talks would go on.\nhe added nothing to that.",
            "The list of all that was asked for in the talks of the winter, which were long, and of which nobody in the town knew much:\na lower tax",
        ] {
            assert_eq!(split(text).len(), text.lines().count(), "{text}");
        }
    }

    #[test]
    fn short_lines_of_a_list_are_not_joined() {
        let text = "The demands were long, and the minister read all of them out to the reporters who had come, one \
                    after the other:\n\nA lower tax\nMore time\nA seat at the table for the smaller states\nPeace\n";
        assert_eq!(split(text).len(), 5);
    }
}
