//! Codes and values as one line of text, for formats that have nothing but that.

use crate::{Code, Mark};
use onrecord::budget::{Budget, Over};
use onrecord::{Span, Text};

/// A value with its line ends written out: `\n`, `\r`, `\t`, and `\\` for a backslash.
pub fn one_line(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c => out.push(c),
        }
    }
    out
}

/// A value as it was before [`one_line`]; any other character after a backslash is itself.
pub fn as_it_was(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            c => c,
        });
    }
    out
}

fn part(value: &str) -> String {
    let mut out = one_line(value).replace('=', "\\=").replace(';', "\\;");
    // A sign, and white space that would not be seen, are no part of the form.
    if out.starts_with(['+', '-', ' ']) {
        out.insert(0, '\\');
    }
    if out.ends_with(' ') {
        out.pop();
        out += "\\ ";
    }
    out
}

/// A code: `name`, `name=value`, with a side `+name=value` for it or `-name=value` against it, and with a value on the
/// scale of a concept `concept=value=score`.
pub fn code(code: &Code) -> String {
    let sign = match code.agrees {
        None => "",
        Some(true) => "+",
        Some(false) => "-",
    };
    match code.value.as_str() {
        "" => format!("{sign}{}", part(&code.name)),
        value => {
            let score = code.on_scale().map(|score| format!("={}", part(score))).unwrap_or_default();
            format!("{sign}{}={}{score}", part(&code.name), part(value))
        }
    }
}

/// Codes, parted by `; `.
pub fn codes(all: &[Code]) -> String {
    all.iter().map(code).collect::<Vec<_>>().join("; ")
}

/// The pieces between characters that no backslash stands before.
fn pieces(text: &str, at: char) -> Vec<&str> {
    let (mut all, mut start, mut escaped) = (Vec::new(), 0, false);
    for (n, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == at {
            all.push(&text[start..n]);
            start = n + c.len_utf8();
        }
    }
    all.push(&text[start..]);
    all
}

/// White space off the ends, but not what a backslash stands before.
fn trimmed(text: &str) -> &str {
    let text = text.trim_start();
    let short = text.trim_end();
    let backslashes = short.len() - short.trim_end_matches('\\').len();
    if backslashes % 2 == 1 && short.len() < text.len() { &text[..=short.len()] } else { short }
}

/// The codes of a line, as [`codes`] or a person writes them.
pub fn read_codes(line: &str) -> Vec<Code> {
    pieces(line, ';').into_iter().filter_map(read_code).collect()
}

/// One code; none of nothing.
pub fn read_code(piece: &str) -> Option<Code> {
    let piece = trimmed(piece);
    let (agrees, rest) = match piece.chars().next()? {
        '+' => (Some(true), &piece[1..]),
        '-' => (Some(false), &piece[1..]),
        _ => (None, piece),
    };
    let parts = pieces(rest, '=');
    let (name, value) = match parts.split_first()? {
        // Of one with a side, further signs are its own.
        (&Code::CONCEPT, [value, score]) if agrees.is_none() && !value.is_empty() && !score.is_empty() => {
            return Some(Code::scored(as_it_was(value), as_it_was(score)));
        }
        (name, []) => (as_it_was(name), String::new()),
        (name, _) => (as_it_was(name), as_it_was(&rest[name.len() + 1..])),
    };
    (!name.is_empty()).then_some(Code { agrees, ..Code::new(name, value) })
}

/// Spans without their line ends: pieces of lines.
pub fn lines(text: &Text, spans: &[Span]) -> Vec<Span> {
    let mut all = Vec::new();
    for &span in spans {
        let mut start = span.start;
        for (n, c) in (span.start..).zip(text.slice(span).chars()) {
            if ends_line(c) {
                if n > start {
                    all.push(Span::new(start, n));
                }
                start = n + 1;
            }
        }
        if span.end > start {
            all.push(Span::new(start, span.end));
        }
    }
    all
}

/// Marks that were gathered piece by piece: pieces that belong together as one, each code once.
///
/// # Errors
/// When the budget is spent.
pub fn settle(text: &Text, marks: &mut [Mark], budget: &Budget) -> Result<(), Over> {
    for mark in marks {
        for pieces in [&mut mark.content, &mut mark.cue, &mut mark.source] {
            *pieces = joined(text, std::mem::take(pieces), budget)?;
        }
        mark.codes.sort();
        mark.codes.dedup();
    }
    Ok(())
}

/// Pieces with nothing but line ends between them, as one.
///
/// # Errors
/// When the budget is spent.
pub fn joined(text: &Text, mut pieces: Vec<Span>, budget: &Budget) -> Result<Vec<Span>, Over> {
    pieces.sort();
    let mut all: Vec<Span> = Vec::new();
    for piece in pieces {
        // Many marks may have the same line ends between their pieces.
        let gap = all.last().map_or(0, |last: &Span| piece.start.saturating_sub(last.end));
        budget.walk(1 + gap as usize)?;
        match all.last_mut() {
            Some(last) if piece.start < last.end => *last = last.cover(piece),
            Some(last) if text.slice(Span::new(last.end, piece.start)).chars().all(ends_line) => {
                *last = last.cover(piece);
            }
            _ => all.push(piece),
        }
    }
    Ok(all)
}

fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_from_a_line() {
        let all = vec![
            Code::new("ferry", ""),
            Code::new("+a=b;c\\", " x = y; z "),
            Code::concept("The ferry; must = stay\n", false),
            Code::concept("=", true),
            Code::scored("tide = height", "-1; low"),
        ];
        assert_eq!(read_codes(&codes(&all)), all, "{}", codes(&all));
        assert_eq!(codes(&all[..1]), "ferry");
        assert_eq!(codes(&[Code::concept("bridge", true)]), "+concept=bridge");
        assert_eq!(
            read_codes(" ferry ;; -concept=a=b "),
            [Code::new("ferry", ""), Code { agrees: Some(false), ..Code::new("concept", "a=b") }]
        );
        assert_eq!(read_codes("concept=tide=-1"), [Code::scored("tide", "-1")]);
        assert_eq!(codes(&[Code::scored("tide", "high")]), "concept=tide=high");
        assert_eq!(read_codes(""), []);
    }

    #[test]
    fn pieces_of_lines_become_whole_again() {
        let text = Text::new("ab\r\ncd ef\n\ngh");
        let spans = [Span::new(1, 6), Span::new(7, 13)];
        let pieces = lines(&text, &spans);
        assert_eq!(pieces, [(1, 2), (4, 6), (7, 9), (11, 13)].map(Span::from));
        assert_eq!(joined(&text, pieces, &Budget::default()).unwrap(), spans);
    }
}
